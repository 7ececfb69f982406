"""An order in hand, not placed yet."""

from dataclasses import dataclass
from decimal import Decimal

from margin.engine import checks
from margin.engine.accounts import Leg, Mode
from margin.engine.errors import MarginError
from margin.engine.money import ZERO
from margin.engine.tiers import TierSchedule, schedule

LARGEST_FEE_RATE = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Draft:
    """What the trader is about to send.

    `size` is signed, buys positive; `price` is a limit order's own price, of a market order the worst one it
    may fill at. `mode`, `leverage` and `tiers` are the market's; where a position is open they are its own.
    `fee_rate` is a share of value (0.00045), 0 for a figure before fees, negative for a rebate.
    """

    market: str
    size: Decimal
    price: Decimal
    mode: Mode
    leverage: int
    tiers: TierSchedule
    leg: Leg = Leg.BOTH
    collateral: str = ""
    reduce_only: bool = False
    fee_rate: Decimal = ZERO

    def __post_init__(self) -> None:
        if checks.amount(f"{self.market} order size", self.size) == 0:
            raise MarginError(f"{self.market} order size", "must not be 0")
        checks.positive(f"{self.market} order price", self.price)
        checks.one_of(f"{self.market} order mode", self.mode, Mode)
        checks.one_of(f"{self.market} order leg", self.leg, Leg)
        checks.whole_leverage(f"{self.market} leverage", self.leverage)
        schedule(f"{self.market} tiers", self.tiers)
        if checks.amount("fee rate", self.fee_rate).copy_abs() > LARGEST_FEE_RATE:
            raise MarginError("fee rate", f"must be a share of at most {LARGEST_FEE_RATE}")
