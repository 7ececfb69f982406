"""`POST /info`: one small function per request type."""

from collections.abc import Callable
from typing import Any

from trading.sandbox.candles import INTERVALS
from trading.sandbox.hyperliquid import accounts, markets, room, static
from trading.sandbox.hyperliquid.requests import (
    Undeserializable,
    address,
    moment,
    one_of,
    optional_moment,
    optional_text,
    text,
)
from trading.sandbox.market import Market
from trading.sandbox.world import Dex, World, dex_of

type Request = dict[str, Any]
type Answer = Callable[[World, Request], Any]

PAGE = 500


def answer(world: World, request: Any) -> Any:
    """The JSON answer to an info request. Undeserializable when the venue could not read it."""
    if not isinstance(request, dict):
        raise Undeserializable
    found = ANSWERS.get(request.get("type")) if isinstance(request.get("type"), str) else None
    if found is None:
        raise Undeserializable
    return found(world, request)


def _dex(world: World, request: Request) -> Dex:
    dex = world.dexes.get(optional_text(request, "dex"))
    if dex is None:
        raise Undeserializable
    return dex


def _market(world: World, request: Request) -> Market | None:
    return world.market(text(request, "coin"))


def _meta(world: World, request: Request) -> Any:
    return markets.meta(_dex(world, request))


def _meta_and_contexts(world: World, request: Request) -> Any:
    dex = _dex(world, request)
    return [markets.meta(dex), markets.asset_contexts(world, dex)]


def _mids(world: World, request: Request) -> Any:
    return markets.mids(_dex(world, request))


def _clearinghouse_state(world: World, request: Request) -> Any:
    account = world.account(address(request), _dex(world, request).name)
    return accounts.clearinghouse_state(world, account)


def _open_orders(world: World, request: Request) -> Any:
    return accounts.open_orders(world.account(address(request), _dex(world, request).name))


def _frontend_open_orders(world: World, request: Request) -> Any:
    return accounts.frontend_open_orders(world.account(address(request), _dex(world, request).name))


def _spot_state(world: World, request: Request) -> Any:
    address(request)
    return static.EMPTY_SPOT_STATE


def _l2_book(world: World, request: Request) -> Any:
    market = _market(world, request)
    figures = one_of(request, "nSigFigs", (2, 3, 4, 5))
    mantissa = one_of(request, "mantissa", (1, 2, 5))
    return market and markets.l2_book(world, market, figures, mantissa)


def _candles(world: World, request: Request) -> Any:
    wanted = request.get("req")
    if not isinstance(wanted, dict):
        raise Undeserializable
    coin, interval = text(wanted, "coin"), text(wanted, "interval")
    begin, end = moment(wanted, "startTime"), optional_moment(wanted, "endTime")
    market = world.market(coin)
    if interval not in INTERVALS:
        raise Undeserializable
    rows = market.history.candles(interval, begin, world.now if end is None else end) if market else []
    return [markets.candle(coin, interval, row) for row in rows]


def _fundings(world: World, request: Request) -> Any:
    market, begin, end = (
        _market(world, request),
        moment(request, "startTime"),
        optional_moment(request, "endTime"),
    )
    if market is None:
        return None
    last = world.now if end is None else end
    rows = [rate for rate in market.fundings if begin <= rate.time <= last]
    return [markets.funding(market.coin, rate) for rate in rows[:PAGE]]


def _trades(world: World, request: Request) -> Any:
    market = _market(world, request)
    return market and [markets.trade(market.coin, made) for made in reversed(market.trades)]


def _active_asset_data(world: World, request: Request) -> Any:
    market = world.market(text(request, "coin"))
    if market is None:
        raise Undeserializable
    dex = dex_of(market.coin)
    return room.active_asset_data(world, world.account(address(request), dex), market)


def _abstraction(world: World, request: Request) -> Any:
    address(request)
    return "default"


def _role(world: World, request: Request) -> Any:
    return {"role": "user" if world.knows(address(request)) else "missing"}


def _fees(world: World, request: Request) -> Any:
    address(request)
    return static.user_fees(world.now)


ANSWERS: dict[str, Answer] = {
    "meta": _meta,
    "metaAndAssetCtxs": _meta_and_contexts,
    "allMids": _mids,
    "perpDexs": lambda world, request: markets.perp_dexs(world),
    "clearinghouseState": _clearinghouse_state,
    "openOrders": _open_orders,
    "frontendOpenOrders": _frontend_open_orders,
    "spotMeta": lambda world, request: static.SPOT_META,
    "spotClearinghouseState": _spot_state,
    "l2Book": _l2_book,
    "candleSnapshot": _candles,
    "fundingHistory": _fundings,
    "recentTrades": _trades,
    "activeAssetData": _active_asset_data,
    "userAbstraction": _abstraction,
    "userRole": _role,
    "userFees": _fees,
    "exchangeStatus": lambda world, request: {"time": world.now, "specialStatuses": None},
}
