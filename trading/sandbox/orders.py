"""The life of an order in the books: it rests, is canceled, its children wake, its siblings go."""

from collections.abc import Iterable
from dataclasses import replace

from margin.engine.accounts import Leg
from trading.sandbox.accounts import Account, RestingOrder
from trading.sandbox.journal import Fill, OrderEvent
from trading.sandbox.numbers import ZERO
from trading.sandbox.world import World


def tell(world: World, account: Account, order: RestingOrder, status: str, fill: Fill | None = None) -> None:
    """Says that an order has a new status."""
    world.write((account.address, account.dex), OrderEvent(order, status, world.now, fill))


def rest(world: World, account: Account, order: RestingOrder) -> None:
    """Puts an order (or a waiting trigger) into the books, or its new state."""
    key = (account.address, account.dex)
    before = account.orders.get(order.id)
    if before is None or before.price != order.price or bool(before.trigger) is not bool(order.trigger):
        if before:
            world.listed(order.coin).resting.remove(before)
        world.listed(order.coin).resting.add(order, key)
    account.orders[order.id] = order
    world.news.orders[order.id] = (key, order)
    world.news.accounts.add(key)
    world.news.coins.add(order.coin)


def forget(world: World, account: Account, order: RestingOrder) -> None:
    """Takes an order out of the books; what it becomes is told by others."""
    key = (account.address, account.dex)
    gone = account.orders.pop(order.id, None)
    if gone:
        world.listed(order.coin).resting.remove(gone)
        world.news.orders[order.id] = (key, None)
        world.news.accounts.add(key)
        world.news.coins.add(order.coin)


def cancel(world: World, account: Account, order: RestingOrder, status: str = "canceled") -> None:
    """Cancels an order and the children that waited for it."""
    forget(world, account, order)
    tell(world, account, order, status)
    for child in order.children:
        tell(world, account, child, status)


def cancel_all(
    world: World, account: Account, coins: Iterable[str] | None = None, status: str = "canceled"
) -> int:
    """Cancels every order, or those of some markets; how many."""
    wanted = None if coins is None else set(coins)
    found = [order for order in account.orders.values() if wanted is None or order.coin in wanted]
    for order in found:
        cancel(world, account, order, status)
    return len(found)


def find(account: Account, order_id: int | None = None, client_id: str | None = None) -> RestingOrder | None:
    """An open order by the venue's id or the client's, also one that waits for its parent."""
    for order in account.orders.values():
        for one in (order, *order.children):
            if (order_id is not None and one.id == order_id) or (client_id and one.client_id == client_id):
                return one
    return None


def drop_child(world: World, account: Account, child: RestingOrder) -> bool:
    """Cancels a child that waits for its parent; False when it is none."""
    for parent in account.orders.values():
        if child in parent.children:
            rest(world, account, replace(parent, children=tuple(c for c in parent.children if c != child)))
            tell(world, account, child, "canceled")
            return True
    return False


def wake_children(world: World, account: Account, parent: RestingOrder) -> None:
    """The parent has filled: its children are live triggers, each the other's sibling."""
    ids = tuple(child.id for child in parent.children)
    for child in parent.children:
        siblings = tuple(other for other in ids if other != child.id)
        live = replace(child, siblings=siblings, time=world.now, updated=world.now)
        rest(world, account, live)
        tell(world, account, live, "open")


def after_fill(world: World, account: Account, order: RestingOrder) -> None:
    """What a fill leaves too much of goes: siblings, and reduce-only orders without a position to reduce."""
    for sibling in order.siblings:
        other = account.orders.get(sibling)
        if other:
            cancel(world, account, other, "siblingFilledCanceled")
    trim_reducing(world, account, order.coin, order.leg)


def trim_reducing(world: World, account: Account, coin: str, leg: Leg) -> None:
    """Reduce-only orders never exceed the position: the older ones go, all of them when it is flat."""
    size = account.size_of(coin, leg)
    left = abs(size)
    reducing = [
        order for order in account.orders.values()
        if order.coin == coin and order.leg is leg and (order.reduce_only or order.close_position)
    ]  # fmt: skip
    for order in sorted(reducing, key=lambda order: -order.id):
        if size == 0 or order.is_buy is (size > 0):
            cancel(world, account, order, "reduceOnlyCanceled")
        elif order.trigger is None:
            if left <= ZERO:
                cancel(world, account, order, "reduceOnlyCanceled")
            left -= order.size
