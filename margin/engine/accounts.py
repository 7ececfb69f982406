"""What an account holds, in one vocabulary for every venue: positions, resting orders, the pool's wallet.

Amounts are exact `Decimal`s of the pool's collateral (USDC, USDT); sizes are in the market's own coin and
signed, longs positive. Nothing here computes; `assess` does.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from margin.engine import checks
from margin.engine.errors import MarginError
from margin.engine.tiers import TierSchedule, schedule


class RuleSet(StrEnum):
    """Which venue rules decide an account's figures."""

    HYPERLIQUID = "hyperliquid"
    HYPERLIQUID_UNIFIED = "hyperliquid-unified"
    ASTER = "aster"
    ASTER_MULTI_ASSETS = "aster-multi-assets"


class Mode(StrEnum):
    """Margin mode of a position: backed by the whole pool, or by what was set aside for it."""

    CROSS = "cross"
    ISOLATED = "isolated"


class Leg(StrEnum):
    """BOTH in one-way mode; LONG or SHORT where a venue's hedge mode keeps two legs of one market."""

    BOTH = "both"
    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Position:
    """One open position.

    `cost` is the signed entry notional, size × entry price, so that unrealized PnL = size × mark − cost.
    `wallet` is the margin set aside for an isolated position, without its unrealized PnL (None: not known);
    None in cross. `tiers` are those of this account in this market (an account's own maximum leverage
    included). `auto_add_margin`: the venue may top its margin up from the pool; figures do not count on it.
    """

    market: str
    size: Decimal
    cost: Decimal
    leverage: int
    mode: Mode
    tiers: TierSchedule
    wallet: Decimal | None = None
    leg: Leg = Leg.BOTH
    collateral: str = ""
    auto_add_margin: bool = False

    def __post_init__(self) -> None:
        if checks.amount(f"{self.market} size", self.size) == 0:
            raise MarginError(f"{self.market} size", "must not be 0: a flat market has no position")
        checks.amount(f"{self.market} cost", self.cost)
        if self.cost == 0 or (self.cost > 0) is not (self.size > 0):
            raise MarginError(f"{self.market} cost", f"must have the sign of the size, not {self.cost}")
        checks.whole_leverage(f"{self.market} leverage", self.leverage)
        checks.one_of(f"{self.market} mode", self.mode, Mode)
        checks.one_of(f"{self.market} leg", self.leg, Leg)
        schedule(f"{self.market} tiers", self.tiers)
        if self.wallet is not None:
            checks.amount(f"{self.market} isolated margin", self.wallet)
            if self.mode is Mode.CROSS:
                raise MarginError(
                    f"{self.market} isolated margin", "must be None in cross: the pool backs it"
                )
        if self.leg is not Leg.BOTH and (self.leg is Leg.LONG) is not (self.size > 0):
            raise MarginError(f"{self.market} leg", f"{self.leg} cannot hold {self.size}")


@dataclass(frozen=True, slots=True)
class Order:
    """One resting order; `size` is what is left of it, signed, buys positive. `leverage` None is unknown."""

    market: str
    size: Decimal
    price: Decimal
    mode: Mode
    leverage: int | None
    reduce_only: bool = False
    leg: Leg = Leg.BOTH
    collateral: str = ""

    def __post_init__(self) -> None:
        if checks.amount(f"{self.market} order size", self.size) == 0:
            raise MarginError(f"{self.market} order size", "must not be 0")
        checks.positive(f"{self.market} order price", self.price)
        checks.one_of(f"{self.market} order mode", self.mode, Mode)
        checks.one_of(f"{self.market} order leg", self.leg, Leg)
        if self.leverage is not None:
            checks.whole_leverage(f"{self.market} leverage", self.leverage)

    @property
    def closes_its_leg(self) -> bool:
        """True of a hedge-mode order that can only reduce: a sell on LONG, a buy on SHORT."""
        return (self.leg is Leg.LONG and self.size < 0) or (self.leg is Leg.SHORT and self.size > 0)


@dataclass(frozen=True, slots=True)
class Asset:
    """One collateral asset of a pool that counts several (Aster multi-assets), valued in USD at two rates.

    `wallet` is its cash in its own units; `bid_rate` values what is positive, `ask_rate` what is owed and
    what margins take.
    """

    name: str
    wallet: Decimal
    bid_rate: Decimal
    ask_rate: Decimal

    def __post_init__(self) -> None:
        checks.amount(f"{self.name} wallet", self.wallet)
        checks.positive(f"{self.name} ask rate", self.ask_rate)
        if checks.positive(f"{self.name} bid rate", self.bid_rate) > self.ask_rate:
            raise MarginError(
                f"{self.name} bid rate", f"must be at most the ask rate {self.ask_rate}, not {self.bid_rate}"
            )


@dataclass(frozen=True, slots=True)
class Account:
    """Everything one pool's figures depend on, except prices.

    `pool` names it ("Hyperliquid · USDC"); `wallet` is its cash without unrealized PnL and without what is
    set aside for isolated positions: equity = wallet + unrealized PnL of the cross positions. `assets` are
    the pool's collaterals where it counts several; `wallet` is then 0 and each position names its own.
    """

    pool: str
    rules: RuleSet
    wallet: Decimal
    positions: tuple[Position, ...] = ()
    orders: tuple[Order, ...] = ()
    assets: tuple[Asset, ...] = ()

    def __post_init__(self) -> None:
        checks.amount("wallet", self.wallet)
        held = [(position.market, position.leg) for position in self.positions]
        for market, leg in held:
            if held.count((market, leg)) > 1:
                raise MarginError(f"{market} position", "must be given once")
