"""`POST /info`: one small function per request type."""

from collections.abc import Callable
from typing import Any

from trading.sandbox.candles import INTERVALS
from trading.sandbox.hyperliquid import accounts, history, markets, people, room, static
from trading.sandbox.hyperliquid.requests import (
    Undeserializable,
    address,
    moment,
    one_of,
    optional_moment,
    optional_text,
    text,
)
from trading.sandbox.journal import Fill, FundingPayment, Transfer
from trading.sandbox.market import Market
from trading.sandbox.world import Dex, World, dex_of

type Request = dict[str, Any]
type Answer = Callable[[World, Request], Any]

PAGE = 500
FILLS = 2_000
MOST_SEEN = 10_000


def answer(world: World, request: Any) -> Any:
    """The JSON answer to an info request. Undeserializable when the venue could not read it."""
    if not isinstance(request, dict):
        raise Undeserializable
    found = ANSWERS.get(request.get("type")) if isinstance(request.get("type"), str) else None
    if found is None:
        raise Undeserializable
    if isinstance(request.get("user"), str) and len(world.seen) < MOST_SEEN:
        world.seen.add(request["user"].lower())
    return found(world, request)


def _dex(world: World, request: Request) -> Dex:
    dex = world.dexes.get(optional_text(request, "dex"))
    if dex is None or dex.terms.venue != "hyperliquid":
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
    return people.spot_state(world, address(request))


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
    return people.person_of(world, address(request)).abstraction


def _fills(world: World, request: Request) -> Any:
    return _told_fills(history.fills(world, address(request)), request)[:FILLS]


def _fills_by_time(world: World, request: Request) -> Any:
    moment(request, "startTime")
    found = _within(world, history.fills(world, address(request)), request)
    return _told_fills(found, request)[-FILLS:]


def _told_fills(found: list[Fill], request: Request) -> list[dict[str, Any]]:
    if request.get("aggregateByTime") is True:
        return list(history.aggregated(found))
    return [history.fill(one) for one in found]


def _within[T: (Fill, FundingPayment, Transfer)](world: World, found: list[T], request: Request) -> list[T]:
    """What lies between the request's times; ccxt asks for the ledger without any."""
    begin, end = optional_moment(request, "startTime") or 0, optional_moment(request, "endTime")
    last = world.now if end is None else end
    return [one for one in found if begin <= one.time <= last]


def _user_funding(world: World, request: Request) -> Any:
    found = _within(world, history.fundings(world, address(request)), request)
    return [history.told_funding(one) for one in found[:PAGE]]


def _ledger(world: World, request: Request) -> Any:
    user = address(request)
    found = _within(world, history.transfers(world, user), request)
    return [history.told_transfer(world, user, one) for one in found]


def _order_status(world: World, request: Request) -> Any:
    named = request.get("oid")
    if isinstance(named, bool) or not isinstance(named, int | str):
        raise Undeserializable
    return history.order_status(world, address(request), named.lower() if isinstance(named, str) else named)


def _historical_orders(world: World, request: Request) -> Any:
    return [history.told_order(event) for event in history.order_events(world, address(request))[:FILLS]]


def _twap_fills(world: World, request: Request) -> Any:
    found = (one for one in history.fills(world, address(request)) if one.twap)
    return [{"fill": history.fill(one), "twapId": one.twap} for one in found]


def _max_builder_fee(world: World, request: Request) -> Any:
    return people.person_of(world, address(request)).builders.get(address(request, "builder"), 0)


def _of_user(say: Callable[[World, str], Any]) -> Answer:
    return lambda world, request: say(world, address(request))


def _web_data(world: World, request: Request) -> Any:
    return accounts.web_data(world, world.account(address(request), ""))


def _none_of(empty: Any) -> Answer:
    """What nobody has here, for a user that can be read."""
    return lambda world, request: empty if address(request) else None


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
    "userRole": _of_user(people.role),
    "userFills": _fills,
    "userFillsByTime": _fills_by_time,
    "userFunding": _user_funding,
    "userNonFundingLedgerUpdates": _ledger,
    "orderStatus": _order_status,
    "historicalOrders": _historical_orders,
    "userTwapSliceFills": _twap_fills,
    "twapHistory": _of_user(accounts.twap_history),
    "maxBuilderFee": _max_builder_fee,
    "approvedBuilders": lambda world, request: list(people.person_of(world, address(request)).builders),
    "extraAgents": _of_user(people.extra_agents),
    "userRateLimit": _of_user(people.rate_limit),
    "referral": _of_user(people.referral),
    "portfolio": _of_user(people.portfolio),
    "webData2": _web_data,
    "subAccounts": _none_of(None),
    "userVaultEquities": _none_of([]),
    "userToMultiSigSigners": _none_of(None),
    "userDexAbstraction": _none_of(None),
    "spotMetaAndAssetCtxs": lambda world, request: [static.SPOT_META, static.SPOT_CONTEXTS],
    "perpsAtOpenInterestCap": lambda world, request: [] if _dex(world, request) else None,
    "userFees": _fees,
    "exchangeStatus": lambda world, request: {"time": world.now, "specialStatuses": None},
}
