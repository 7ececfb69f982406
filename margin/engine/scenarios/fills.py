"""The account after an order has filled: opened, increased, reduced, closed or flipped.

A fill changes cash and cost together so that equity at any mark changes by exactly size × (mark − price). The
exception is a fill that closes an isolated position beyond its bankruptcy price: the venue has taken it over
before, so the pool neither pays nor gets anything.
"""

from dataclasses import replace
from decimal import Decimal

from margin.engine.accounts import Account, Leg, Mode, Order, Position
from margin.engine.errors import MarginError
from margin.engine.money import ZERO, exactly, half_even30, quotient
from margin.engine.scenarios.books import Execution
from margin.engine.scenarios.drafts import Draft
from margin.engine.scenarios.holding import credited, open_position, position_in, positions_in, with_position
from margin.engine.scenarios.rule_sets import change_rules_of
from margin.engine.tiers import TierSchedule


@exactly
def filled(account: Account, draft: Draft) -> Account:
    """`account` after the whole draft has filled at its own price.

    What opposes the open position closes it first (its result and its isolated margin go to the pool, a loss
    beyond that margin does not), the rest opens; a reduce-only draft opens nothing. MarginError when mode or
    leverage are not those of what is open in the market, either leg, or when a hedge-mode leg would close
    more than it holds.
    """
    return _traded(account, draft, draft.size, half_even30(draft.size * draft.price))


@exactly
def executed(account: Account, draft: Draft, execution: Execution) -> Account:
    """`account` after the part of the draft that `execution` filled, at the prices of the book."""
    if execution.filled * draft.size < 0:
        raise MarginError(f"{draft.market} execution", "must be of the draft's side")
    if execution.filled == 0:
        return account
    return _traded(account, draft, execution.filled, half_even30(execution.value))


def placed(account: Account, order: Order) -> Account:
    """`account` with one more resting order."""
    return replace(account, orders=(*account.orders, order))


def cancelled(account: Account, order: Order) -> Account:
    """`account` without a resting order."""
    if order not in account.orders:
        raise MarginError(f"{order.market} order", "must be resting")
    left = list(account.orders)
    left.remove(order)
    return replace(account, orders=tuple(left))


def order_filled(account: Account, order: Order, tiers: TierSchedule, fee_rate: Decimal = ZERO) -> Account:
    """`account` after one of its resting orders has filled whole, at its own price."""
    held = next(iter(positions_in(account, order.market)), None)
    leverage = held.leverage if held else order.leverage
    if leverage is None:
        raise MarginError(f"{order.market} leverage", "must be known")
    return filled(
        cancelled(account, order),
        Draft(
            order.market,
            order.size,
            order.price,
            held.mode if held else order.mode,
            leverage,
            tiers,
            order.leg,
            order.collateral,
            order.reduce_only,
            fee_rate,
        ),
    )


def closing_draft(
    account: Account, market: str, price: Decimal, leg: Leg = Leg.BOTH, fee_rate: Decimal = ZERO
) -> Draft:
    """The draft that closes the whole position in `market` at `price`; MarginError when none is open."""
    held = open_position(account, market, leg)
    return Draft(
        market, -held.size, price, held.mode, held.leverage, held.tiers, leg, held.collateral, True, fee_rate
    )


def _traded(account: Account, draft: Draft, size: Decimal, value: Decimal) -> Account:
    held = position_in(account, draft.market, draft.leg)
    for one in positions_in(account, draft.market):
        _check_terms(one, draft)
    closing = ZERO
    if held is not None and (held.size > 0) is not (size > 0):
        closing = min(abs(size), abs(held.size)).copy_sign(size)
    opening = ZERO if draft.reduce_only else size - closing
    if opening and draft.leg is not Leg.BOTH and (draft.leg is Leg.LONG) is not (opening > 0):
        raise MarginError(f"{draft.market} order size", f"must not exceed what the {draft.leg} leg holds")
    closed_value = value if closing == size else half_even30(quotient(value * closing, size))
    if held is not None and closing:
        account = _reduced(account, held, draft, closing, closed_value)
    if opening:
        account = _increased(account, draft, opening, value - closed_value)
    return account


def _check_terms(held: Position, draft: Draft) -> None:
    for name, own, asked in (
        ("mode", held.mode, draft.mode),
        ("leverage", held.leverage, draft.leverage),
        ("collateral", held.collateral, draft.collateral or held.collateral),
    ):
        if own != asked:
            raise MarginError(f"{held.market} {name}", f"must be the open position's, {own}, not {asked}")


def _reduced(account: Account, held: Position, draft: Draft, closing: Decimal, value: Decimal) -> Account:
    rules = change_rules_of(account.rules)
    size = held.size + closing
    cost = half_even30(quotient(held.cost * size, held.size))
    released, kept = ZERO, None
    if held.wallet is not None:
        kept = rules.kept_margin(held, size, cost) if size else ZERO
        released = held.wallet - kept
    elif held.mode is Mode.ISOLATED:
        raise MarginError(f"{held.market} isolated margin", "must be known")
    proceeds = released + (cost - held.cost) - value
    if held.mode is Mode.CROSS or proceeds >= 0:
        account = credited(account, proceeds - rules.fee(abs(value), draft.fee_rate), held.collateral)
    left = replace(held, size=size, cost=cost, wallet=kept) if size else None
    return with_position(account, held, left)


def _increased(account: Account, draft: Draft, opening: Decimal, value: Decimal) -> Account:
    rules = change_rules_of(account.rules)
    held = position_in(account, draft.market, draft.leg)
    fee = rules.fee(abs(value), draft.fee_rate)
    wallet: Decimal | None = None
    from_pool = fee
    if draft.mode is Mode.ISOLATED:
        if held is not None and held.wallet is None:
            raise MarginError(f"{held.market} isolated margin", "must be known")
        aside = rules.set_aside(abs(value), draft.leverage)
        wallet = (held.wallet if held and held.wallet else ZERO) + aside
        from_pool = aside + fee
        if rules.isolated_pays_fee:
            wallet, from_pool = wallet - fee, aside
    if held is None:
        opened = Position(
            market=draft.market,
            size=opening,
            cost=value,
            leverage=draft.leverage,
            mode=draft.mode,
            tiers=draft.tiers,
            wallet=wallet,
            leg=draft.leg,
            collateral=draft.collateral,
        )
    else:
        opened = replace(held, size=held.size + opening, cost=held.cost + value, wallet=wallet)
    return with_position(credited(account, -from_pool, opened.collateral), held, opened)
