"""The demo's perpetuals: mainnet's names, size decimals and margin tiers, and how their prices behave."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from margin.engine.tiers import TierSchedule

# Mainnet's margin tables (recorded fragments of 2025–2026; docs, trading/margin-tiers). An id below 50 is not
# listed by the venue: one tier whose maximum leverage is the id.
MARGIN_TABLES: dict[int, tuple[str, tuple[tuple[Decimal, int], ...]]] = {
    50: ("", ((Decimal(0), 50),)),
    51: ("tiered 10x", ((Decimal(0), 10), (Decimal(3_000_000), 5))),
    52: ("tiered 10x (2)", ((Decimal(0), 10), (Decimal(20_000_000), 5))),
    53: ("tiered 20x", ((Decimal(0), 20), (Decimal(40_000_000), 10))),
    54: ("tiered 20x (2)", ((Decimal(0), 20), (Decimal(70_000_000), 10))),
    55: ("tiered 25x", ((Decimal(0), 25), (Decimal(100_000_000), 15))),
    56: ("tiered 40x", ((Decimal(0), 40), (Decimal(150_000_000), 20))),
}

# notionalFloor, notionalCap, maintMarginRatio, cum, initialLeverage
type Bracket = tuple[Decimal, Decimal, Decimal, Decimal, int]


@dataclass(frozen=True, slots=True)
class Instrument:
    """One perpetual. `price` is its first mark; `margin_mode` "strictIsolated", "noCross" or None.

    `beta`: how much of the market's moves it takes; `own`: the spread of its own moves, relative to the
    others'; `spread` in ticks; `open_interest` in coins; `day_volume` in dollars. On Aster `tick` is the step
    of prices and `brackets` are its tiers.
    """

    coin: str
    size_decimals: int
    margin_table: int
    price: Decimal
    beta: float = 1.0
    own: float = 1.0
    spread: int = 1
    open_interest: float = 100_000.0
    day_volume: float = 1_000_000.0
    margin_mode: str | None = None
    tick: Decimal | None = None
    brackets: tuple[Bracket, ...] = ()

    @property
    def tiers(self) -> TierSchedule:
        """Its margin tiers."""
        return _of_brackets(self.brackets) if self.brackets else tiers_of_table(self.margin_table)

    @property
    def max_leverage(self) -> int:
        """The largest leverage of its first tier."""
        return self.tiers.max_leverage


_SCHEDULES: dict[int, TierSchedule] = {}


def tiers_of_table(table: int) -> TierSchedule:
    """The schedule of a margin table by its id."""
    if table not in _SCHEDULES:
        rows = MARGIN_TABLES[table][1] if table in MARGIN_TABLES else ((Decimal(0), table),)
        _SCHEDULES[table] = TierSchedule.of_leverages(rows)
    return _SCHEDULES[table]


_of_brackets = cache(TierSchedule.of_brackets)


def _perp(coin: str, size_decimals: int, table: int, price: str, **character) -> Instrument:
    return Instrument(coin, size_decimals, table, Decimal(price), **character)


# Tables and size decimals are mainnet's; HYPE, BANANA and PURR and the two isolated-only markings are as
# recorded on testnet in 2026 (mainnet's record of them is not at hand).
INSTRUMENTS: tuple[Instrument, ...] = (
    _perp("BTC", 5, 56, "64812", own=0.4, open_interest=34_996.4, day_volume=2.9e9),
    _perp("ETH", 4, 55, "3344", beta=1.2, own=0.7, open_interest=605_822.3, day_volume=1.1e9),
    _perp("SOL", 2, 54, "151.20", beta=1.3, own=0.9, open_interest=5_722_954.7, day_volume=3.2e8),
    _perp("HYPE", 2, 10, "38.624", beta=1.2, own=1.4, open_interest=2.1e7, day_volume=2.6e8),
    _perp("XRP", 0, 53, "2.2145", beta=1.1, own=1.0, open_interest=4.6e7, day_volume=9.1e7),
    _perp("DOGE", 0, 52, "0.16284", beta=1.4, own=1.1, open_interest=4.4e8, day_volume=4.8e7),
    _perp("AVAX", 2, 52, "27.412", beta=1.4, own=1.1, spread=2, open_interest=1.3e6, day_volume=1.2e7),
    _perp("LINK", 1, 52, "14.632", beta=1.3, own=1.0, spread=2, open_interest=2.6e6, day_volume=1.6e7),
    _perp("BNB", 3, 51, "712.40", beta=0.9, own=0.7, spread=2, open_interest=64_210.5, day_volume=2.4e7),
    _perp("ARB", 1, 51, "0.41270", beta=1.5, own=1.2, spread=2, open_interest=3.9e7, day_volume=8.4e6),
    _perp("SUI", 1, 52, "2.1846", beta=1.5, own=1.2, open_interest=1.9e7, day_volume=3.8e7),
    _perp("kPEPE", 0, 52, "0.009412", beta=1.6, own=1.4, spread=2, open_interest=3.1e9, day_volume=2.2e7),
    _perp("BANANA", 1, 3, "9.842", beta=1.2, own=1.6, spread=6, open_interest=92_400.0, day_volume=4.1e5,
          margin_mode="strictIsolated"),
    _perp("PURR", 0, 3, "0.14213", beta=1.2, own=1.6, spread=6, open_interest=1.1e7, day_volume=6.2e5,
          margin_mode="noCross"),
)  # fmt: skip
