"""Changes of a market's mode and leverage, as far as the venue allows them."""

from dataclasses import replace

from margin.engine import checks
from margin.engine.accounts import Account, Mode
from margin.engine.scenarios.locks import Lock, Locked, Restriction, Why, restriction_locks
from margin.engine.scenarios.rule_sets import change_rules_of


def mode_locks(
    account: Account,
    market: str,
    mode: Mode,
    restriction: Restriction = Restriction.NONE,
    current: Mode | None = None,
) -> tuple[Lock, ...]:
    """Why the mode of `market` cannot become `mode` now; empty when it can.

    `current`: the mode the venue has now, where known; asking for that one is a change of nothing.
    """
    if mode is current:
        return (Lock(Why.NOTHING_TO_CHANGE),)
    return (
        *restriction_locks(restriction, mode),
        *change_rules_of(account.rules).mode_locks(account, market, mode),
    )


def leverage_locks(account: Account, market: str, leverage: int) -> tuple[Lock, ...]:
    """Why the leverage of `market` cannot become `leverage` now, money aside; empty when it can."""
    rules = change_rules_of(account.rules)
    checks.whole_leverage(f"{market} leverage", leverage)
    locks = dict.fromkeys(
        lock
        for position in account.positions
        if position.market == market
        for lock in rules.leverage_locks(position, leverage)
    )
    return tuple(locks)


def with_mode(
    account: Account, market: str, mode: Mode, restriction: Restriction = Restriction.NONE
) -> Account:
    """`account` with its resting orders in `market` in the other mode; Locked when the venue would refuse.

    No money moves: what is set aside is set aside by the next fill.
    """
    locks = mode_locks(account, market, mode, restriction)
    if locks:
        raise Locked(f"{market} mode", locks)
    orders = tuple(replace(order, mode=mode) if order.market == market else order for order in account.orders)
    return replace(account, orders=orders)


def with_leverage(account: Account, market: str, leverage: int) -> Account:
    """`account` with another leverage in `market`: whole position, both legs, resting orders.

    Locked when the venue would refuse. Margin that is set aside stays as it is (assumed on Hyperliquid).
    """
    locks = leverage_locks(account, market, leverage)
    if locks:
        raise Locked(f"{market} leverage", locks)
    positions = tuple(
        replace(position, leverage=leverage) if position.market == market else position
        for position in account.positions
    )
    orders = tuple(
        replace(order, leverage=leverage) if order.market == market else order for order in account.orders
    )
    return replace(account, positions=positions, orders=orders)
