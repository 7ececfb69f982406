"""What an account holds, in one vocabulary for every venue: positions, resting orders, the pool's wallet.

Amounts are exact `Decimal`s of the pool's collateral (USDC, USDT); sizes are in the market's own coin and
signed, longs positive. Nothing here computes; `assess` does.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from margin.engine.tiers import TierSchedule


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
    `wallet` is the margin set aside for an isolated position, without its unrealized PnL; None in cross.
    `tiers` are those of this account in this market (an account's own maximum leverage included).
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


@dataclass(frozen=True, slots=True)
class Account:
    """Everything one pool's figures depend on, except prices.

    `pool` names it ("Hyperliquid · USDC"); `wallet` is its cash without unrealized PnL and without what is
    set aside for isolated positions: equity = wallet + unrealized PnL of the cross positions.
    """

    pool: str
    rules: RuleSet
    wallet: Decimal
    positions: tuple[Position, ...] = ()
    orders: tuple[Order, ...] = ()
