"""An order that was accepted enters the books: it fills, rests, waits or ends, by its time in force."""

from dataclasses import replace

from trading.sandbox import orders
from trading.sandbox.accounts import Account, RestingOrder
from trading.sandbox.journal import Liquidation
from trading.sandbox.matching import best_offer, cross, reaches
from trading.sandbox.numbers import ZERO
from trading.sandbox.world import World

AT_ONCE = ("Ioc", "FrontendMarket", "LiquidationMarket", "Fok", "IOC", "FOK")


def would_match(world: World, order: RestingOrder) -> bool:
    """True when an order would trade at once."""
    offer = best_offer(world, world.listed(order.coin), order.is_buy)
    return offer is not None and reaches(order.price, offer.price, order.is_buy)


def fills_wholly(world: World, order: RestingOrder) -> bool:
    """True when the books hold all of an order within its limit (for fill-or-kill)."""
    market = world.listed(order.coin)
    found = sum((level.size for level in market.crowd(not order.is_buy)
                 if reaches(order.price, level.price, order.is_buy)), ZERO)  # fmt: skip
    for rank, order_id, key in market.resting.side(not order.is_buy):
        if not reaches(order.price, abs(rank), order.is_buy):
            break
        found += world.accounts[key].orders[order_id].size
    return found >= order.size


def enter(
    world: World, account: Account, order: RestingOrder, liquidation: Liquidation | None = None
) -> RestingOrder:
    """Trades what can trade and rests what may rest; the order as it is afterwards.

    A trigger waits. Children wake when the whole order filled at once, and go when it ends otherwise.
    """
    if order.trigger:
        orders.rest(world, account, order)
        orders.tell(world, account, order, "open")
        return order
    first = order
    if order.tif not in AT_ONCE:
        orders.tell(world, account, order, "open")
    order = cross(world, account, order, liquidation)
    if not order.size:
        orders.wake_children(world, account, order)
    elif order.tif == "SelfTrade":
        orders.tell(world, account, replace(order, tif=first.tif), "selfTradeCanceled")
    elif order.tif in AT_ONCE:
        filled = order.size < first.size
        status = "canceled" if filled else "iocCancelRejected"
        orders.tell(world, account, order, status)
        for child in order.children:
            orders.tell(world, account, child, "canceled")
    else:
        orders.rest(world, account, order)
        if order.reduce_only:
            orders.trim_reducing(world, account, order.coin, order.leg)
    return order
