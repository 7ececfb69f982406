"""Aster's rules of change, single-asset and multi-assets. What is inferred stands in docs/margin.md."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from margin.engine.accounts import Account, Mode, Position
from margin.engine.assessment import Assessment, PositionFigures
from margin.engine.aster import initial_margin, initial_rate, order_margins
from margin.engine.aster_multi_assets import in_asset
from margin.engine.money import ZERO, cut8, exactly, quotient
from margin.engine.rules import Holding
from margin.engine.scenarios.holding import asset_in
from margin.engine.scenarios.locks import Lock, Unlock, Why
from margin.engine.scenarios.rules import ChangeRules, pool_withdrawable

POSITION_OPEN = -4048
ORDERS_OPEN = -4047
LEVERAGE_ONLY_RISES = -4161


@exactly
def fee(value: Decimal, rate: Decimal) -> Decimal:
    """value × rate, cut at 8 decimals; always from the wallet, never from what is set aside (assumed)."""
    return cut8(value * rate)


@exactly
def set_aside(value: Decimal, leverage: int) -> Decimal:
    """Isolated margin of a fill worth `value`: its initial margin."""
    return initial_margin(value, leverage)


@exactly
def kept_margin(position: Position, size: Decimal, cost: Decimal) -> Decimal:
    """The isolated wallet shrinks in proportion to the size, cut at 8 decimals (assumed)."""
    assert position.wallet is not None
    return cut8(quotient(position.wallet * size, position.size))


def payment(amount: Decimal) -> Decimal:
    """Funding, cut at 8 decimals (assumed)."""
    return cut8(amount)


@exactly
def addable(account: Account, holdings: Sequence[Holding], assessment: Assessment) -> Decimal:
    """min(wallet − what isolated markets' orders hold − cross maintenance, available)."""
    held = order_margins(account, holdings)
    orders = sum((amount for (_, mode), amount in held.items() if mode is Mode.ISOLATED), ZERO)
    free = account.wallet - orders - assessment.maintenance_margin
    return max(ZERO, min(free, assessment.available_margin))


@exactly
def removable(position: Position, figures: PositionFigures) -> Decimal:
    """max(0, min(wallet − maintenance, wallet + PnL − notional × 1/leverage))."""
    assert position.wallet is not None
    after_initial = figures.margin - figures.notional * initial_rate(position.leverage)
    return max(ZERO, min(position.wallet - figures.maintenance_margin, after_initial))


@exactly
def multi_assets_withdrawable(account: Account, assessment: Assessment, collateral: str) -> Decimal:
    """Units of one asset: at most its own wallet, and at most the pool's withdrawable USD / its ask rate."""
    asset = asset_in(account, collateral)
    return max(ZERO, min(asset.wallet, in_asset(assessment.withdrawable, asset)))


def mode_locks(account: Account, market: str, mode: Mode) -> tuple[Lock, ...]:
    """A position (−4048) or open orders (−4047) lock the mode."""
    locks: list[Lock] = []
    if any(position.market == market for position in account.positions):
        locks.append(Lock(Why.POSITION_OPEN, Unlock.CLOSE_POSITION, POSITION_OPEN))
    orders = sum(order.market == market for order in account.orders)
    if orders:
        locks.append(Lock(Why.ORDERS_OPEN, Unlock.CANCEL_ORDERS, ORDERS_OPEN, orders))
    return tuple(locks)


def multi_assets_mode_locks(account: Account, market: str, mode: Mode) -> tuple[Lock, ...]:
    """Multi-assets mode has no isolated margin."""
    locks = mode_locks(account, market, mode)
    if mode is Mode.ISOLATED:
        locks = (Lock(Why.MULTI_ASSETS, Unlock.LEAVE_MULTI_ASSETS), *locks)
    return locks


def leverage_locks(position: Position, leverage: int) -> tuple[Lock, ...]:
    """An isolated position's leverage cannot be lowered (−4161)."""
    if position.mode is Mode.ISOLATED and leverage < position.leverage:
        return (Lock(Why.LEVERAGE_ONLY_RISES, Unlock.CLOSE_POSITION, LEVERAGE_ONLY_RISES),)
    return ()


RULES = ChangeRules(
    fee=fee,
    isolated_pays_fee=False,
    set_aside=set_aside,
    kept_margin=kept_margin,
    payment=payment,
    addable=addable,
    removable=removable,
    withdrawable=pool_withdrawable,
    mode_locks=mode_locks,
    leverage_locks=leverage_locks,
    trigger_slippage=None,
)
MULTI_ASSETS_RULES = replace(
    RULES, mode_locks=multi_assets_mode_locks, withdrawable=multi_assets_withdrawable
)
