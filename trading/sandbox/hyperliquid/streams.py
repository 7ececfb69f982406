"""Subscriptions: which streams exist, what each sends at once, and what after a tick. Knows no sockets."""

import json
from collections.abc import Callable
from typing import Any

from trading.sandbox.candles import INTERVALS
from trading.sandbox.hyperliquid import accounts, markets, people, user_streams
from trading.sandbox.hyperliquid.requests import Undeserializable, address, one_of, optional_text, text
from trading.sandbox.hyperliquid.subscription import Message, Subscription
from trading.sandbox.world import Tick, World

ACCOUNT_EVERY = 3


class UnknownMarket(Exception):
    """A subscription that could be read, to something that is not listed."""


def read(world: World, asked: Any) -> Subscription:
    """The subscription meant. Undeserializable when it cannot be read, UnknownMarket when not listed."""
    if not isinstance(asked, dict):
        raise Undeserializable
    kind = text(asked, "type")
    if kind not in STREAMS:
        raise Undeserializable
    needs = NEEDS[kind]
    subscription = Subscription(
        kind,
        coin=text(asked, "coin") if "coin" in needs else "",
        user=address(asked) if "user" in needs else "",
        dex=optional_text(asked, "dex") if "dex" in needs else "",
        interval=text(asked, "interval") if "interval" in needs else "",
        figures=one_of(asked, "nSigFigs", (2, 3, 4, 5)) if "figures" in needs else None,
        mantissa=one_of(asked, "mantissa", (1, 2, 5)) if "figures" in needs else None,
    )
    if subscription.interval and subscription.interval not in INTERVALS:
        raise Undeserializable
    if subscription.dex not in world.dexes or (subscription.coin and not world.market(subscription.coin)):
        raise UnknownMarket(json.dumps(subscription.wire, separators=(",", ":")))
    return subscription


def messages(world: World, subscription: Subscription, tick: Tick | None) -> list[Message]:
    """What the stream sends now: its snapshot when `tick` is None, else what that tick changed."""
    return STREAMS[subscription.kind](world, subscription, tick)


def _all_mids(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    data: dict[str, Any] = {"mids": markets.mids(world.dexes[asked.dex])}
    if asked.dex:
        data["dex"] = asked.dex
    return [{"channel": "allMids", "data": data}]


def _asset_context(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    market = world.listed(asked.coin)
    data = {"coin": asked.coin, "ctx": markets.asset_context(world, market)}
    return [{"channel": "activeAssetCtx", "data": data}]


def _all_contexts(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    contexts = [[dex.name, markets.asset_contexts(world, dex)] for dex in markets.hyperliquid_dexes(world)]
    return [{"channel": "allDexsAssetCtxs", "data": {"ctxs": contexts}}]


def _book(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    market = world.listed(asked.coin)
    return [{"channel": "l2Book", "data": markets.l2_book(world, market, asked.figures, asked.mantissa)}]


def _best(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    market = world.listed(asked.coin)
    return [{"channel": "bbo", "data": markets.best(world, market)}]


def _trades(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    market = world.listed(asked.coin)
    made = list(market.trades) if tick is None else tick.trades.get(asked.coin, [])
    return [{"channel": "trades", "data": [markets.trade(asked.coin, item) for item in made]}] if made else []


def _candle(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    if tick is not None and not tick.trades.get(asked.coin):
        return []
    market = world.listed(asked.coin)
    rows = market.history.candles(asked.interval, world.now, world.now)
    return [
        {"channel": "candle", "data": markets.candle(asked.coin, asked.interval, row)} for row in rows[-1:]
    ]


def _clearinghouse_state(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    if not _account_is_due(world, asked, tick):
        return []
    state = accounts.clearinghouse_state(world, world.account(asked.user, asked.dex))
    data = {"dex": asked.dex, "user": asked.user, "clearinghouseState": state}
    return [{"channel": "clearinghouseState", "data": data}]


def _all_states(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    names = [dex.name for dex in markets.hyperliquid_dexes(world)]
    if not any(_is_due(world, asked.user, name, tick) for name in names):
        return []
    states = [[name, accounts.clearinghouse_state(world, world.account(asked.user, name))] for name in names]
    data = {"user": asked.user, "clearinghouseStates": states}
    return [{"channel": "allDexsClearinghouseState", "data": data}]


def _open_orders(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    if not _account_is_due(world, asked, tick):
        return []
    orders = accounts.frontend_open_orders(world.account(asked.user, asked.dex))
    return [{"channel": "openOrders", "data": {"dex": asked.dex, "user": asked.user, "orders": orders}}]


def _spot_state(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    data = {"user": asked.user, "spotState": people.spot_state(world, asked.user)}
    due = tick is None or (asked.user, "") in tick.accounts
    return [{"channel": "spotState", "data": data}] if due else []


def _account_is_due(world: World, asked: Subscription, tick: Tick | None) -> bool:
    return _is_due(world, asked.user, asked.dex, tick)


def _is_due(world: World, user: str, dex: str, tick: Tick | None) -> bool:
    """Accounts are sent when they change, and every few ticks since their figures move with the marks."""
    return tick is None or (user, dex) in tick.accounts or (tick.moved and world.ticks % ACCOUNT_EVERY == 0)


def is_quiet(asked: Subscription, tick: Tick) -> bool:
    """True when a change cannot concern the stream, so that nobody has to look closer."""
    if tick.moved:
        return False
    if asked.kind in ("allMids", "activeAssetCtx", "allDexsAssetCtxs", "webData2", "webData3"):
        return True
    return bool(asked.coin) and not asked.user and asked.coin not in tick.coins


STREAMS: dict[str, Callable[[World, Subscription, Tick | None], list[Message]]] = {
    "allMids": _all_mids,
    "activeAssetCtx": _asset_context,
    "allDexsAssetCtxs": _all_contexts,
    "l2Book": _book,
    "bbo": _best,
    "trades": _trades,
    "candle": _candle,
    "clearinghouseState": _clearinghouse_state,
    "allDexsClearinghouseState": _all_states,
    "openOrders": _open_orders,
    "spotState": _spot_state,
    **user_streams.STREAMS,
}

NEEDS: dict[str, frozenset[str]] = {
    "allMids": frozenset({"dex"}),
    "activeAssetCtx": frozenset({"coin"}),
    "allDexsAssetCtxs": frozenset(),
    "l2Book": frozenset({"coin", "figures"}),
    "bbo": frozenset({"coin"}),
    "trades": frozenset({"coin"}),
    "candle": frozenset({"coin", "interval"}),
    "clearinghouseState": frozenset({"user", "dex"}),
    "allDexsClearinghouseState": frozenset({"user"}),
    "openOrders": frozenset({"user", "dex"}),
    "spotState": frozenset({"user"}),
    **user_streams.NEEDS,
}
