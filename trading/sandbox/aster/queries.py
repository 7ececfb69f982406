"""Orders and trades, asked for."""

from collections.abc import Callable
from typing import Any

from trading.sandbox.aster.errors import AsterError, missing
from trading.sandbox.aster.instruments import DEX, coin_of
from trading.sandbox.aster.params import Params
from trading.sandbox.aster.told import force_row, order_row, trade_row
from trading.sandbox.aster.trading import UNKNOWN, find_event, named
from trading.sandbox.world import World


def query(world: World, user: str, params: Params) -> Any:
    """`GET order`."""
    account, market = world.opened(user, DEX), params.market(world)
    order_id, client_id = params.whole("orderId", 0), params.get("origClientOrderId")
    if not order_id and not client_id:
        raise missing("orderId")
    event = find_event(world, account, order_id, client_id, market.coin)
    if event is None:
        raise AsterError(-2013, "Order does not exist.")
    return order_row(event.order, event.status)


def query_open(world: World, user: str, params: Params) -> Any:
    """`GET openOrder`."""
    try:
        return order_row(named(world, world.opened(user, DEX), params), "open")
    except AsterError as refused:
        if refused is UNKNOWN:
            raise AsterError(-2013, "Order does not exist.") from None
        raise


def open_orders(world: World, user: str, params: Params) -> Any:
    """`GET openOrders`."""
    coin = params.market(world).coin if params.get("symbol") else ""
    mine = world.opened(user, DEX).orders.values()
    return [order_row(order, "open") for order in mine if not coin or order.coin == coin]


def all_orders(world: World, user: str, params: Params) -> Any:
    """`GET allOrders` of a symbol, oldest first."""
    coin, limit = params.market(world).coin, params.whole("limit", 500)
    latest = {event.order.id: event for event in world.journals[user, DEX].orders if event.order.coin == coin}
    begin, end, first = (
        params.whole("startTime", 0),
        params.whole("endTime", world.now),
        params.whole("orderId", 0),
    )
    found = [
        event for event in latest.values() if begin <= event.order.time <= end and event.order.id >= first
    ]
    return [order_row(event.order, event.status) for event in sorted(found, key=lambda e: e.order.id)][
        -limit:
    ]


def user_trades(world: World, user: str, params: Params) -> Any:
    """`GET userTrades`, oldest first."""
    coin = params.market(world).coin if params.get("symbol") else ""
    begin, end, limit = (
        params.whole("startTime", 0),
        params.whole("endTime", world.now),
        params.whole("limit", 500),
    )
    fills = world.journals[user, DEX].fills
    rows = [trade_row(one) for one in fills if (not coin or one.coin == coin) and begin <= one.time <= end]
    return rows[-limit:]


def force_orders(world: World, user: str, params: Params) -> Any:
    """`GET forceOrders`: liquidations of this account."""
    coin = coin_of(params.get("symbol")) if params.get("symbol") else ""
    found = [event for event in world.journals[user, DEX].orders if event.status == "liquidated"]
    return [force_row(event) for event in found if not coin or event.order.coin == coin]


ROUTES: dict[tuple[str, str], Callable[[World, str, Params], Any]] = {
    ("GET", "order"): query,
    ("GET", "openOrder"): query_open,
    ("GET", "openOrders"): open_orders,
    ("GET", "allOrders"): all_orders,
    ("GET", "userTrades"): user_trades,
    ("GET", "forceOrders"): force_orders,
}
