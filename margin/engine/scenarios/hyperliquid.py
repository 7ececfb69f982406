"""Hyperliquid's rules of change. What is recorded and what is assumed stands in docs/margin.md."""

from collections.abc import Sequence
from decimal import Decimal

from margin.engine.accounts import Account, Mode, Position
from margin.engine.assessment import Assessment, PositionFigures
from margin.engine.hyperliquid import initial_margin, transfer_requirement
from margin.engine.money import ZERO, exactly, floor6, quotient
from margin.engine.rules import Holding
from margin.engine.scenarios.locks import Lock, Unlock, Why
from margin.engine.scenarios.rules import ChangeRules, pool_withdrawable

TRIGGER_SLIPPAGE = Decimal(10)


@exactly
def fee(value: Decimal, rate: Decimal) -> Decimal:
    """value × rate, floored to the micro-dollar as every recorded fill's fee is; a rebate is negative."""
    return floor6(value * rate)


@exactly
def kept_margin(position: Position, size: Decimal, cost: Decimal) -> Decimal:
    """The isolated cash (margin − cost) shrinks in proportion to the size, floored (LiquidationPx.tsx)."""
    assert position.wallet is not None
    cash = floor6(quotient((position.wallet - position.cost) * size, position.size))
    return cash + cost


@exactly
def payment(amount: Decimal) -> Decimal:
    """Funding in whole micro-dollars, towards zero as fees are; its rounding is not recorded."""
    return floor6(abs(amount)).copy_sign(amount) or ZERO


def addable(account: Account, holdings: Sequence[Holding], assessment: Assessment) -> Decimal:
    """What is available in the pool."""
    return assessment.available_margin


@exactly
def removable(position: Position, figures: PositionFigures) -> Decimal:
    """Isolated equity above max(initial margin, 10 % of notional) (docs, trading/margining)."""
    return max(ZERO, figures.margin - transfer_requirement(figures.notional, position.leverage))


def mode_locks(account: Account, market: str, mode: Mode) -> tuple[Lock, ...]:
    """An open position locks the mode; resting orders are not recorded to."""
    if any(position.market == market for position in account.positions):
        return (Lock(Why.POSITION_OPEN, Unlock.CLOSE_POSITION),)
    return ()


def leverage_locks(position: Position, leverage: int) -> tuple[Lock, ...]:
    """None: raising and lowering are recorded on cross; lowering on isolated is not."""
    return ()


RULES = ChangeRules(
    fee=fee,
    isolated_pays_fee=True,
    set_aside=initial_margin,
    kept_margin=kept_margin,
    payment=payment,
    addable=addable,
    removable=removable,
    withdrawable=pool_withdrawable,
    mode_locks=mode_locks,
    leverage_locks=leverage_locks,
    trigger_slippage=TRIGGER_SLIPPAGE,
)
