"""Orders: placed, modified, canceled."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from json import JSONDecodeError, loads
from typing import Any

from margin.engine.accounts import Leg
from trading.sandbox import orders
from trading.sandbox.accounts import Account, BuilderFee, RestingOrder, Trigger
from trading.sandbox.aster.errors import AsterError, missing
from trading.sandbox.aster.instruments import DEX, symbol_of
from trading.sandbox.aster.params import Params
from trading.sandbox.aster.signing import person_of
from trading.sandbox.aster.told import order_row
from trading.sandbox.checks import fits_tier, has_margin
from trading.sandbox.journal import OrderEvent
from trading.sandbox.market import Market
from trading.sandbox.numbers import ZERO, to_step
from trading.sandbox.placing import enter, fills_wholly, would_match
from trading.sandbox.triggers import reached
from trading.sandbox.world import World

KINDS = (
    "LIMIT",
    "MARKET",
    "STOP",
    "STOP_MARKET",
    "TAKE_PROFIT",
    "TAKE_PROFIT_MARKET",
    "TRAILING_STOP_MARKET",
)
TIFS = ("GTC", "IOC", "FOK", "GTX")
SIDES = ("BUY", "SELL")
SELF_TRADES = {"EXPIRE_TAKER": "taker", "EXPIRE_MAKER": "maker", "EXPIRE_BOTH": "both"}
MOST_ORDERS, MOST_TRIGGERS = 200, 10
LEAST_NOTIONAL = Decimal(5)
BAND = Decimal("0.05")
MOST_BATCH, MOST_CANCELS = 5, 10
UNKNOWN = AsterError(-2011, "Unknown order sent.")
DONE = {"code": 200, "msg": "success"}


def read_order(world: World, account: Account, params: Params) -> RestingOrder:
    """The order meant by the parameters. AsterError when it cannot be one."""
    market = params.market(world)
    side = params.one_of("side", SIDES, AsterError(-1117, "Invalid side."))
    kind = params.one_of("type", KINDS, AsterError(-1116, "Invalid orderType."))
    closes = params.flag("closePosition")
    leg = read_leg(account, params)
    reduce_only = params.flag("reduceOnly")
    if leg is not Leg.BOTH and "reduceOnly" in params.values:
        raise AsterError(-1106, "Parameter 'reduceonly' sent when not required.")
    if closes and (params.get("quantity") or not kind.endswith("_MARKET")):
        raise AsterError(-4137, "Quantity must be zero with closePosition equals true")
    size = ZERO if closes else params.number("quantity")
    tif = "GTC"
    if kind in ("LIMIT", "STOP", "TAKE_PROFIT"):
        tif = params.one_of("timeInForce", TIFS, AsterError(-1115, "Invalid timeInForce."),
                            "" if kind == "LIMIT" else "GTC")  # fmt: skip
        price = params.number("price")
    else:
        price = _far(market, side == "BUY")
    trigger = _trigger(market, kind, params, side == "BUY")
    closing_leg = leg is not Leg.BOTH and (leg is Leg.LONG) is (side == "SELL")
    return RestingOrder(
        id=world.next_id(),
        coin=market.coin,
        is_buy=side == "BUY",
        price=price,
        size=size,
        first_size=size,
        time=world.now,
        reduce_only=reduce_only or closing_leg,
        tif="IOC" if kind == "MARKET" else tif,
        client_id=params.get("newClientOrderId") or world.stamp(world.next_order_id)[2:24],
        trigger=trigger,
        leg=leg,
        builder=_builder(world, account, params),
        kind=kind,
        updated=world.now,
        close_position=closes,
        self_trade=SELF_TRADES.get(params.get("stpMode").upper(), account.self_trade),
    )


def _far(market: Market, is_buy: bool) -> Decimal:
    """A price that a market order never reaches: the venue's bound around the mark."""
    return to_step(market.mark * (1 + BAND if is_buy else 1 - BAND), market.step)


def read_leg(account: Account, params: Params) -> Leg:
    """The position side, as the account's mode wants it."""
    value = params.one_of(
        "positionSide", ("BOTH", "LONG", "SHORT"), AsterError(-4060, "Invalid position side."), "BOTH"
    )
    leg = Leg(value.lower())
    if (leg is Leg.BOTH) is account.hedged:
        raise AsterError(-4061, "Order's position side does not match user's setting.")
    return leg


def _trigger(market: Market, kind: str, params: Params, is_buy: bool) -> Trigger | None:
    if kind in ("LIMIT", "MARKET"):
        return None
    on_last = params.one_of(
        "workingType", ("MARK_PRICE", "CONTRACT_PRICE"), AsterError(-4031, "Invalid parameter working type"),
        "CONTRACT_PRICE",
    ) == "CONTRACT_PRICE"  # fmt: skip
    now = market.last_price if on_last else market.mark
    if kind == "TRAILING_STOP_MARKET":
        rate = params.number("callbackRate")
        if not Decimal("0.1") <= rate <= 5:
            raise AsterError(-2021, "Order would immediately trigger.")
        start = params.number("activationPrice", ZERO)
        if start and (now <= start if is_buy else now >= start):
            raise AsterError(-2021, "Order would immediately trigger.")
        return Trigger(start, True, "trail", on_last=on_last, callback=rate / 100)
    trigger = Trigger(
        params.number("stopPrice"), kind.endswith("MARKET"), "sl" if kind.startswith("STOP") else "tp",
        on_last=on_last,
    )  # fmt: skip
    if not _is_step(trigger.price, market.step):
        raise AsterError(-4014, "Price not increased by tick size.")
    if reached(trigger, is_buy, now):
        raise AsterError(-2021, "Order would immediately trigger.")
    return trigger


def _builder(world: World, account: Account, params: Params) -> BuilderFee | None:
    """A builder's part, when the user approved it; else the order is not taken."""
    builder = params.get("builder").lower()
    if not builder:
        return None
    rate = params.number("feeRate", ZERO)
    most = person_of(world, account.address).fee_rates.get(builder)
    if most is None or rate > most:
        raise AsterError(-2015, "Invalid API-key, IP, or permissions for action.")
    return BuilderFee(builder, rate) if rate else None


def _is_step(value: Decimal, step: Decimal) -> bool:
    return value % step == 0


def check_order(world: World, account: Account, market: Market, order: RestingOrder) -> None:
    """AsterError when the venue would not take this order now."""
    _check_numbers(market, order)
    waiting = sum(1 for one in account.orders.values() if one.coin == order.coin and one.trigger)
    if order.trigger and waiting >= MOST_TRIGGERS:
        raise AsterError(-4045, "Reach max stop order limit.")
    if len([one for one in account.orders.values() if one.coin == order.coin]) >= MOST_ORDERS:
        raise AsterError(-2025, "Reach max open order limit.")
    if order.trigger:
        return
    held = account.size_of(order.coin, order.leg)
    if order.reduce_only:
        if not held or (held > 0) is order.is_buy:
            raise AsterError(-2022, "ReduceOnly Order is rejected.")
        if order.leg is not Leg.BOTH and order.size > abs(held):
            raise AsterError(-2022, "ReduceOnly Order is rejected.")
        return
    if not fits_tier(account, market, order.signed_size, order.leg):
        raise AsterError(-2027, "Exceeded the maximum allowable position at current leverage.")
    price = order.price
    if order.kind == "MARKET":
        price = market.ask * Decimal("1.0005") if order.is_buy else max(market.bid, market.mark)
    elif not order.is_buy:
        price = max(order.price, market.bid, market.mark)
    if not has_margin(world, account, market, order.signed_size, price, order.leg):
        raise AsterError(-2019, "Margin is insufficient.")


def _check_numbers(market: Market, order: RestingOrder) -> None:
    if not order.close_position:
        if order.size <= 0:
            raise AsterError(-4003, "Quantity less than zero.")
        if order.size != round(order.size, market.instrument.size_decimals):
            raise AsterError(-1111, "Precision is over the maximum defined for this asset.")
    if order.price <= 0:
        raise AsterError(-4001, "Price less than 0.")
    if not _is_step(order.price, market.step):
        raise AsterError(-4014, "Price not increased by tick size.")
    if order.kind == "LIMIT" and order.is_buy and order.price > market.mark * (1 + BAND):
        raise AsterError(-4016, "Price is higher than mark price multiplier cap.")
    if order.kind == "LIMIT" and not order.is_buy and order.price < market.mark * (1 - BAND):
        raise AsterError(-4024, "Price is lower than mark price multiplier floor.")
    value = order.size * (market.mark if order.kind == "MARKET" else order.price)
    if value < LEAST_NOTIONAL and not (order.reduce_only or order.close_position):
        raise AsterError(
            -4164, "Order's notional must be no smaller than 5.0 (unless you choose reduce only)"
        )


def place(world: World, user: str, params: Params) -> Any:
    """`POST order`."""
    account = world.opened(user, DEX)
    order = read_order(world, account, params)
    market = world.listed(order.coin)
    check_order(world, account, market, order)
    if order.tif == "GTX" and not order.trigger and would_match(world, order):
        orders.tell(world, account, order, "expired")
        return order_row(order, "expired")
    if order.tif == "FOK" and not fills_wholly(world, order):
        orders.tell(world, account, order, "expired")
        return order_row(order, "expired")
    after = enter(world, account, order)
    return _as_told(world, account, after)


def _as_told(world: World, account: Account, order: RestingOrder) -> dict[str, Any]:
    """The order as the last word on it says."""
    event = find_event(world, account, order.id)
    return order_row(event.order, event.status) if event else order_row(order, "open")


def find_event(
    world: World, account: Account, order_id: int | None, client_id: str = "", coin: str = ""
) -> OrderEvent | None:
    """The last word on an order, by either id."""
    for event in reversed(world.journals[account.address, DEX].orders):
        if coin and event.order.coin != coin:
            continue
        if event.order.id == order_id or (client_id and event.order.client_id == client_id):
            return event
    return None


def place_many(world: World, user: str, params: Params) -> Any:
    """`POST batchOrders`: each on its own."""
    try:
        asked = loads(params.text_of("batchOrders"))
    except JSONDecodeError:
        raise missing("batchOrders") from None
    if not isinstance(asked, list) or not 1 <= len(asked) <= MOST_BATCH:
        raise AsterError(-4082, "Invalid number of batch place orders.")
    return [_or_error(place, world, user, Params(_texts(one), "")) for one in asked]


def _texts(one: Any) -> dict[str, str]:
    if not isinstance(one, dict):
        raise missing("batchOrders")
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in one.items()
    }


def _or_error(call: Callable[[World, str, Params], Any], world: World, user: str, params: Params) -> Any:
    try:
        return call(world, user, params)
    except AsterError as refused:
        return refused.body


def named(world: World, account: Account, params: Params) -> RestingOrder:
    market = params.market(world)
    order_id, client_id = params.whole("orderId", 0), params.get("origClientOrderId")
    if not order_id and not client_id:
        raise missing("orderId")
    order = orders.find(account, order_id, client_id)
    if order is None or order.coin != market.coin:
        raise UNKNOWN
    return order


def cancel(world: World, user: str, params: Params) -> Any:
    """`DELETE order`."""
    account = world.opened(user, DEX)
    order = replace(named(world, account, params), updated=world.now)
    orders.cancel(world, account, order)
    return order_row(order, "canceled")


def cancel_many(world: World, user: str, params: Params) -> Any:
    """`DELETE batchOrders`."""
    by_id = "orderIdList" in params.values
    try:
        names = loads(params.text_of("orderIdList" if by_id else "origClientOrderIdList"))
    except JSONDecodeError:
        raise missing("orderIdList") from None
    if not isinstance(names, list) or not 1 <= len(names) <= MOST_CANCELS:
        raise AsterError(-4032, "Exceed maximum cancel order size.")
    symbol = params.text_of("symbol")
    key = "orderId" if by_id else "origClientOrderId"
    return [_or_error(cancel, world, user, Params({"symbol": symbol, key: str(name)}, "")) for name in names]


def cancel_all(world: World, user: str, params: Params) -> Any:
    """`DELETE allOpenOrders` of a symbol."""
    orders.cancel_all(world, world.opened(user, DEX), [params.market(world).coin])
    return {"code": 200, "msg": "The operation of cancel all open order is done."}


def countdown(world: World, user: str, params: Params) -> Any:
    """`countdownCancelAll`: a symbol's orders go unless this is called again in time; 0 stops it."""
    market, wait = params.market(world), params.whole("countdownTime")
    timers = person_of(world, user).countdowns
    timers.pop(market.coin, None)
    if wait:
        timers[market.coin] = world.now + wait
    return {"symbol": symbol_of(market.coin), "countdownTime": str(wait)}


def modify(world: World, user: str, params: Params) -> Any:
    """`PUT order`: another price and size for a resting limit order; it loses its place in time."""
    account = world.opened(user, DEX)
    before = named(world, account, params)
    if before.trigger:
        raise AsterError(-1020, "Unsupported operation.")
    size, price = params.number("quantity", before.first_size), params.number("price", before.price)
    if size <= before.filled_size:
        orders.cancel(world, account, before)
        return order_row(before, "canceled")
    changed = replace(before, price=price, first_size=size, size=size - before.filled_size, updated=world.now)
    orders.forget(world, account, before)
    try:
        check_order(world, account, world.listed(before.coin), changed)
    except AsterError:
        orders.rest(world, account, before)
        raise
    return _as_told(world, account, enter(world, account, changed))


ROUTES: dict[tuple[str, str], Callable[[World, str, Params], Any]] = {
    ("POST", "order"): place,
    ("PUT", "order"): modify,
    ("DELETE", "order"): cancel,
    ("POST", "batchOrders"): place_many,
    ("DELETE", "batchOrders"): cancel_many,
    ("DELETE", "allOpenOrders"): cancel_all,
    ("POST", "countdownCancelAll"): countdown,
    ("POST", "noop"): lambda world, user, params: DONE,
}
