"""Waiting orders wake when mark (or the last price) reaches them."""

from dataclasses import replace
from decimal import Decimal

from trading.sandbox import orders
from trading.sandbox.accounts import Account, RestingOrder, Trigger
from trading.sandbox.checks import fits_tier, has_margin
from trading.sandbox.market import Market
from trading.sandbox.placing import enter
from trading.sandbox.world import World


def fire(world: World, market: Market) -> None:
    """Wakes every order of a market whose time has come, the oldest first."""
    for order_id, key in sorted(market.resting.triggers.items()):
        account = world.accounts[key]
        order = account.orders.get(order_id)
        if order is None or order.trigger is None:
            continue
        price = market.last_price if order.trigger.on_last else market.mark
        if order.trigger.callback is not None:
            order = _trail(world, account, order, order.trigger, price)
            if order.trigger and not _turned(order.trigger, order.is_buy, price):
                continue
        elif not reached(order.trigger, order.is_buy, price):
            continue
        wake(world, account, order)


def reached(trigger: Trigger, is_buy: bool, price: Decimal) -> bool:
    """True at or beyond the trigger: stops of buyers above, of sellers below; profits the other way."""
    above = is_buy is (trigger.kind == "sl")
    return price >= trigger.price if above else price <= trigger.price


def wake(world: World, account: Account, order: RestingOrder) -> None:
    """Makes a waiting order live."""
    assert order.trigger
    orders.forget(world, account, order)
    orders.tell(world, account, order, "triggered")
    size = order.size
    held = account.size_of(order.coin, order.leg)
    if order.close_position or (order.trigger.is_position and not size):
        size = abs(held)
    live = replace(
        order,
        trigger=None,
        size=size,
        first_size=size + order.filled_size,
        tif="Ioc" if order.trigger.is_market else order.tif or "Gtc",
        updated=world.now,
    )
    if order.reduce_only or order.close_position:
        if not held or (held > 0) is order.is_buy:
            orders.tell(world, account, live, "reduceOnlyRejected")
            return
        live = replace(live, size=min(live.size, abs(held)))
    elif not _may_open(world, account, live):
        orders.tell(world, account, live, "perpMarginRejected")
        return
    enter(world, account, live)


def _may_open(world: World, account: Account, order: RestingOrder) -> bool:
    market = world.listed(order.coin)
    signed = order.signed_size
    price = market.mark if order.tif == "Ioc" else order.price
    return fits_tier(account, market, signed, order.leg) and has_margin(
        world, account, market, signed, price, order.leg
    )


def _trail(
    world: World, account: Account, order: RestingOrder, trigger: Trigger, price: Decimal
) -> RestingOrder:
    """Follows the best price, once the activation price was reached."""
    best = trigger.best
    if best is None:
        active = not trigger.price or (price <= trigger.price if order.is_buy else price >= trigger.price)
        if not active:
            return order
        best = price
    best = min(best, price) if order.is_buy else max(best, price)
    if best != trigger.best:
        order = replace(order, trigger=replace(trigger, best=best))
        orders.rest(world, account, order)
    return order


def _turned(trigger: Trigger, is_buy: bool, price: Decimal) -> bool:
    if trigger.best is None or trigger.callback is None:
        return False
    far = trigger.best * trigger.callback
    return price >= trigger.best + far if is_buy else price <= trigger.best - far
