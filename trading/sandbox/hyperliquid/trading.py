"""Actions that trade: place, cancel, modify, TWAP. Each returns what stands in `response` of the answer."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from trading.sandbox import orders
from trading.sandbox.accounts import Account, BuilderFee, RestingOrder
from trading.sandbox.hyperliquid.errors import ActionError
from trading.sandbox.hyperliquid.requests import ADDRESS, Undeserializable
from trading.sandbox.hyperliquid.wire_orders import (
    Asked,
    Refusal,
    flag,
    number,
    read_order,
    refusal,
    to_order,
    total,
    whole,
)
from trading.sandbox.market import Market
from trading.sandbox.numbers import wire
from trading.sandbox.placing import AT_ONCE, enter
from trading.sandbox.twap import Twap
from trading.sandbox.twaps import stop
from trading.sandbox.world import World

OTHER_DEXES = 100_000
BY_DEX = 10_000
TENTH_OF_A_POINT = Decimal("0.00001")
MISSING = "Order was never placed, already canceled, or filled."
LEAST_TWAP = Decimal(100)
type Action = dict[str, Any]


def market_of(world: World, asset: int) -> Market:
    """The market of the venue's number. ActionError for any other."""
    names = [dex for dex in world.dexes.values() if dex.terms.venue == "hyperliquid"]
    position, index = (0, asset) if asset < OTHER_DEXES else divmod(asset - OTHER_DEXES, BY_DEX)
    markets = list(names[position].markets.values()) if position < len(names) else []
    if index >= len(markets):
        raise ActionError(f"Invalid asset. asset={asset}")
    return markets[index]


def listing(value: Any) -> list[Any]:
    """A list that is not empty."""
    if not isinstance(value, list) or not value:
        raise Undeserializable
    return value


def statuses(kind: str, found: list[Any]) -> dict[str, Any]:
    """The usual answer: one status for each part."""
    return {"type": kind, "data": {"statuses": found}}


def _books(world: World, user: str, market: Market) -> Account:
    return world.opened(user, market.coin.partition(":")[0] if ":" in market.coin else "")


def place(world: World, user: str, action: Action) -> dict[str, Any]:
    """`order`: every order in turn; with a grouping, children of the first or of the position."""
    grouping = action.get("grouping")
    if grouping not in ("na", "normalTpsl", "positionTpsl") and not isinstance(grouping, dict):
        raise Undeserializable
    asked = [read_order(one, grouping == "positionTpsl") for one in listing(action.get("orders"))]
    builder = _builder(world, user, action.get("builder"))
    if grouping == "normalTpsl" and len(asked) > 1:
        return statuses("order", _place_family(world, user, asked, builder))
    said = [place_one(world, user, one, builder) for one in asked]
    if grouping == "positionTpsl":
        _pair(world, user, [one["resting"]["oid"] for one in said if "resting" in one])
        said = ["waitingForTrigger" if "resting" in one else one for one in said]
    return statuses("order", said)


def _pair(world: World, user: str, ids: list[int]) -> None:
    """Take profit and stop of one position: when one fills the other goes."""
    for dex in world.dexes:
        account = world.account(user, dex)
        for number_ in [one for one in ids if one in account.orders]:
            order = account.orders[number_]
            siblings = tuple(other for other in ids if other != number_)
            orders.rest(world, account, replace(order, siblings=siblings))


def _builder(world: World, user: str, asked: Any) -> BuilderFee | None:
    if asked is None:
        return None
    match asked:
        case {"b": str(address), "f": int(tenths)} if ADDRESS.fullmatch(address) and not isinstance(
            tenths, bool
        ):
            approved = world.person(user).builders.get(address.lower(), 0)
            if tenths > approved:
                raise ActionError("Builder fee has not been approved.")
            return BuilderFee(address.lower(), tenths * TENTH_OF_A_POINT) if tenths else None
        case _:
            raise Undeserializable


def place_one(
    world: World, user: str, asked: Asked, builder: BuilderFee | None, order_id: int | None = None
) -> dict[str, Any]:
    """Takes one order or says why not."""
    market = market_of(world, asked.asset)
    account = _books(world, user, market)
    order = to_order(world, asked, market.coin, builder, order_id or world.next_id())
    refused = refusal(world, account, market, order)
    if refused:
        return _refused(world, account, order, refused, asked.asset)
    return said_of(order, enter(world, account, order), asked.asset)


def _refused(
    world: World, account: Account, order: RestingOrder, refused: Refusal, asset: int
) -> dict[str, Any]:
    orders.tell(world, account, order, refused.status)
    bare = refused.text.startswith(("Order price cannot", "Order value too", "Order would cause"))
    return {"error": refused.text if bare else f"{refused.text} asset={asset}"}


def said_of(order: RestingOrder, after: RestingOrder, asset: int) -> dict[str, Any]:
    """What the answer says of an order that was taken."""
    named: dict[str, Any] = {"oid": order.id}
    if order.client_id:
        named["cloid"] = order.client_id
    filled = after.filled_size
    if order.trigger is None and filled and (not after.size or order.tif in AT_ONCE):
        return {"filled": {"totalSz": wire(filled), "avgPx": total(after), **named}}
    if order.trigger is None and order.tif in AT_ONCE:
        text = "Order could not immediately match against any resting orders."
        return {"error": f"{text} asset={asset}"}
    return {"resting": named}


def _place_family(
    world: World, user: str, asked: list[Asked], builder: BuilderFee | None
) -> list[dict[str, Any] | str]:
    """A parent and its take profit and stop, which wait until all of it has filled."""
    market = market_of(world, asked[0].asset)
    account = _books(world, user, market)
    parent = to_order(world, asked[0], market.coin, builder, world.next_id())
    children = [to_order(world, one, market.coin, builder, world.next_id()) for one in asked[1:]]
    if any(child.trigger is None for child in children) or any(one.asset != asked[0].asset for one in asked):
        raise ActionError("Invalid TP/SL grouping.")
    refused = refusal(world, account, market, parent)
    said = [] if refused is None else [_refused(world, account, parent, refused, asked[0].asset)]
    for child in children:
        wrong = refusal(world, account, market, child)
        if wrong and not said:
            said.append(_refused(world, account, child, wrong, asked[0].asset))
    if said:
        return [said[0] for _ in asked]
    after = enter(world, account, replace(parent, children=tuple(children)))
    own = said_of(parent, after, asked[0].asset)
    if "error" in own:
        return [own for _ in asked]
    return [own, *("waitingForTrigger" if not after.size else "waitingForFill" for _ in children)]


def cancel(world: World, user: str, action: Action) -> dict[str, Any]:
    """`cancel`: by the venue's ids."""
    wanted = [(whole(one["a"]), whole(one["o"])) for one in _objects(action.get("cancels"), "a", "o")]
    return statuses("cancel", [_cancel_one(world, user, asset, order_id=oid) for asset, oid in wanted])


def cancel_by_client_id(world: World, user: str, action: Action) -> dict[str, Any]:
    """`cancelByCloid`: by the client's ids."""
    wanted = _objects(action.get("cancels"), "asset", "cloid")
    if not all(isinstance(one["cloid"], str) for one in wanted):
        raise Undeserializable
    return statuses(
        "cancel",
        [_cancel_one(world, user, whole(one["asset"]), client_id=one["cloid"].lower()) for one in wanted],
    )


def _objects(value: Any, *names: str) -> list[dict[str, Any]]:
    found = listing(value)
    if not all(isinstance(one, dict) and all(name in one for name in names) for one in found):
        raise Undeserializable
    return found


def _cancel_one(
    world: World, user: str, asset: int, order_id: int | None = None, client_id: str | None = None
) -> Any:
    market = market_of(world, asset)
    account = _books(world, user, market)
    order = orders.find(account, order_id, client_id)
    if order is None or order.coin != market.coin:
        return {"error": f"{MISSING} asset={asset}"}
    if not orders.drop_child(world, account, order):
        orders.cancel(world, account, order)
    return "success"


def modify(world: World, user: str, action: Action) -> dict[str, Any]:
    """`modify`: one order; a failure fails the whole action."""
    said = _modify_one(world, user, action)
    if "error" in said:
        raise ActionError(said["error"])
    return {"type": "default"}


def modify_many(world: World, user: str, action: Action) -> dict[str, Any]:
    """`batchModify`: each order in turn."""
    return statuses(
        "order", [_modify_one(world, user, one) for one in _objects(action.get("modifies"), "oid", "order")]
    )


def _modify_one(world: World, user: str, asked: dict[str, Any]) -> dict[str, Any]:
    """The old order goes and the new one comes, unless the new one would be refused."""
    wanted = read_order(asked.get("order"))
    named = asked.get("oid")
    market = market_of(world, wanted.asset)
    account = _books(world, user, market)
    by_client = named.lower() if isinstance(named, str) else None
    before = orders.find(account, None if by_client else whole(named), by_client)
    if before is None:
        return {"error": "Cannot modify canceled or filled order"}
    builder = before.builder
    wanted = replace(wanted, client_id=wanted.client_id or before.client_id)
    trial = to_order(world, wanted, market.coin, builder, world.next_id())
    if before.coin != market.coin or before.is_buy is not wanted.is_buy:
        return {"error": "Attempted to modify to invalid new order"}
    if before.id not in account.orders:  # a child keeps waiting for its parent
        return {"error": "Cannot modify canceled or filled order"}
    orders.forget(world, account, before)
    if refusal(world, account, market, trial):
        orders.rest(world, account, before)
        return {"error": "Attempted to modify to invalid new order"}
    orders.tell(world, account, before, "canceled")
    trial = replace(trial, children=before.children, siblings=before.siblings)
    return said_of(trial, enter(world, account, trial), wanted.asset)


def place_twap(world: World, user: str, action: Action) -> dict[str, Any]:
    """`twapOrder`: sliced over its minutes."""
    match action.get("twap"):
        case {"a": a, "b": b, "s": s, "r": r, "m": m, "t": t}:
            market, is_buy, size = market_of(world, whole(a)), flag(b), number(s)
            reduce_only, minutes, randomize = flag(r), whole(m), flag(t)
        case _:
            raise Undeserializable
    account = _books(world, user, market)
    problem = _twap_problem(account, market, is_buy, size, reduce_only, minutes)
    if problem:
        return {"type": "twapOrder", "data": {"status": {"error": problem}}}
    twap = Twap(
        world.next_id(), user, account.dex, market.coin, is_buy, size, minutes, reduce_only, randomize,
        world.now, world.now,
    )  # fmt: skip
    world.twaps[twap.id] = twap
    world.news.twaps.add(twap.id)
    world.news.accounts.add((user, account.dex))
    return {"type": "twapOrder", "data": {"status": {"running": {"twapId": twap.id}}}}


def _twap_problem(
    account: Account, market: Market, is_buy: bool, size: Decimal, reduce_only: bool, minutes: int
) -> str | None:
    held = account.size_of(market.coin)
    if reduce_only and (not held or (held > 0) is is_buy):
        return "Reduce-only TWAP order would increase position."
    if not 5 <= minutes <= 7 * 1440:
        return f"Invalid TWAP duration: {minutes} min(s)"
    if size * market.mark < LEAST_TWAP or size != round(size, market.instrument.size_decimals):
        return "TWAP order value too small. Min is $100."
    return None


def cancel_twap(world: World, user: str, action: Action) -> dict[str, Any]:
    """`twapCancel`."""
    market_of(world, whole(action.get("a")))
    twap = world.twaps.get(whole(action.get("t")))
    if twap is None or twap.address != user or not stop(world, twap.id):
        error = "TWAP was never placed, already canceled, or filled."
        return {"type": "twapCancel", "data": {"status": {"error": error}}}
    return {"type": "twapCancel", "data": {"status": "success"}}


ACTIONS: dict[str, Callable[[World, str, Action], dict[str, Any]]] = {
    "order": place,
    "cancel": cancel,
    "cancelByCloid": cancel_by_client_id,
    "modify": modify,
    "batchModify": modify_many,
    "twapOrder": place_twap,
    "twapCancel": cancel_twap,
}
