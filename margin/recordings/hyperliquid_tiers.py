"""Maximum leverages of Hyperliquid's markets by coin and date, for records that leave `maxLeverage` out.

Sources: mainnet `meta` of 2025–2026 (tables 50–56), docs trading/margin-tiers. Tables under 50 are one tier
whose maximum leverage is the table's id. Test networks reuse the ids with other contents: not covered.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from margin.engine.tiers import TierSchedule
from margin.recordings.numbers import NotRecorded

TABLES: dict[int, tuple[tuple[int, int], ...]] = {
    50: ((0, 50),),
    51: ((0, 10), (3_000_000, 5)),
    52: ((0, 10), (20_000_000, 5)),
    53: ((0, 20), (40_000_000, 10)),
    54: ((0, 20), (70_000_000, 10)),
    55: ((0, 25), (100_000_000, 15)),
    56: ((0, 40), (150_000_000, 20)),
}

# Where the first tier of any recorded table ends at the earliest: below it, a maximum leverage says it all.
FIRST_EDGE = Decimal(min(rows[1][0] for rows in TABLES.values() if len(rows) > 1))

# No market has it any more; accounts that have it of their own (vaults) have it in every market, in one tier.
OWN_MAXIMUM = 50

# Which table a coin has, and since when this is known.
SINCE = date(2025, 3, 1)
COINS_OF_TABLE = {
    56: ["BTC"],
    55: ["ETH"],
    54: ["SOL"],
    53: ["XRP"],
    52: [
        "AVAX",
        "LTC",
        "DOGE",
        "SUI",
        "kPEPE",
        "CRV",
        "LINK",
        "BCH",
        "APT",
        "AAVE",
        "WLD",
        "UNI",
        "TIA",
        "ADA",
        "NEAR",
    ],
    51: ["BNB", "OP", "ARB", "INJ", "LDO", "TRX", "kSHIB", "SEI", "DOT", "TON", "MKR"],
    5: ["ATOM", "DYDX", "APE", "STX", "CFX", "COMP", "RUNE", "ZRO", "PENDLE", "FET"],
    3: ["GMX", "SNX", "BANANA", "TRB", "YGG", "RESOLV"],
}
TABLE_OF = {coin: table for table, coins in COINS_OF_TABLE.items() for coin in coins}


@dataclass(frozen=True, slots=True)
class Tiers:
    """The tiers of one position, where they come from, and the notional from which they are not known."""

    coin: str
    schedule: TierSchedule
    inputs: tuple[str, ...]
    known_below: Decimal | None = None

    def maintenance(self, notional: Decimal) -> Decimal:
        """Maintenance margin, not rounded; NotRecorded where the tiers are not known."""
        self.require(notional)
        return self.schedule.maintenance(notional)

    def require(self, notional: Decimal) -> None:
        """NotRecorded when the tiers are not known at `notional`."""
        if self.known_below is not None and notional >= self.known_below:
            raise NotRecorded(f"tiers of {self.coin} are not known from {self.known_below:f} on")


def tiers_of(coin: str, network: str, on: date | None, max_leverage: int | None) -> Tiers:
    """The tiers of a position; NotRecorded when neither the record nor a table can tell.

    The record's own `maxLeverage` decides (some accounts have another than the market's): higher tiers are
    taken from the table only where its first tier has that leverage. Without a table it proves one tier.
    """
    table = _table(coin, network, on, max_leverage)
    own = () if max_leverage is None else ("position.maxLeverage",)
    if table is not None:
        rows = [(Decimal(floor), leverage) for floor, leverage in TABLES.get(table, ((0, table),))]
        if max_leverage in (None, rows[0][1]):
            source = f"tiers: {coin} table {table}, {network} {on:%Y-%m}"
            return Tiers(coin, TierSchedule.of_leverages(rows), (*own, source))
    if max_leverage is None:
        raise NotRecorded(f"maxLeverage is not recorded, and tiers of {coin} on {on} are not known")
    return Tiers(coin, TierSchedule.of_leverages([(Decimal(0), max_leverage)]), own, FIRST_EDGE)


def _table(coin: str, network: str, on: date | None, max_leverage: int | None) -> int | None:
    if network != "mainnet" or on is None or on < SINCE:
        return None
    return OWN_MAXIMUM if max_leverage == OWN_MAXIMUM else TABLE_OF.get(coin)
