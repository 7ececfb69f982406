"""Streams of one user: orders, fills, fundings, money, notifications, TWAPs."""

from collections.abc import Callable
from typing import Any

from trading.sandbox.hyperliquid import accounts, history, markets, people, room
from trading.sandbox.hyperliquid.subscription import Message, Subscription
from trading.sandbox.journal import Fill, FundingPayment, OrderEvent, Transfer
from trading.sandbox.numbers import ZERO, wire
from trading.sandbox.world import Tick, World

SNAPSHOT = 500


def _mine[T: (Fill, OrderEvent, FundingPayment, Transfer)](
    world: World, user: str, tick: Tick, kind: type[T]
) -> list[T]:
    """What happened to a user on this venue's dexes."""
    names = {dex.name for dex in markets.hyperliquid_dexes(world)}
    return [one for (who, dex), one in tick.entries if who == user and dex in names and isinstance(one, kind)]


def _orders(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    found = [] if tick is None else _mine(world, asked.user, tick, OrderEvent)
    said = [history.order_update(event) for event in found if event.status != "liquidated"]
    return [{"channel": "orderUpdates", "data": said}] if said else []


def _events(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    if tick is None:
        return []
    fills = [history.fill(one) for one in _mine(world, asked.user, tick, Fill)]
    said: list[dict[str, Any]] = [{"fills": fills}] if fills else []
    for one in _mine(world, asked.user, tick, FundingPayment):
        said.append({"funding": {"time": one.time, **history.funding(one)}})
    return [{"channel": "user", "data": data} for data in said]


def _fills(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    if tick is None:
        past = [history.fill(one) for one in reversed(history.fills(world, asked.user)[:SNAPSHOT])]
        return [{"channel": "userFills", "data": {"isSnapshot": True, "user": asked.user, "fills": past}}]
    said = [history.fill(one) for one in _mine(world, asked.user, tick, Fill)]
    return [{"channel": "userFills", "data": {"user": asked.user, "fills": said}}] if said else []


def _fundings(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    found = history.fundings(world, asked.user)[-SNAPSHOT:] if tick is None else _mine(
        world, asked.user, tick, FundingPayment
    )  # fmt: skip
    return _part(
        asked, tick, "userFundings", "fundings", [{"time": one.time, **history.funding(one)} for one in found]
    )


def _ledger(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    found = history.transfers(world, asked.user)[-SNAPSHOT:] if tick is None else _mine(
        world, asked.user, tick, Transfer
    )  # fmt: skip
    said = [history.told_transfer(world, asked.user, one) for one in found]
    return _part(asked, tick, "userNonFundingLedgerUpdates", "nonFundingLedgerUpdates", said)


def _part(asked: Subscription, tick: Tick | None, channel: str, name: str, said: list[Any]) -> list[Message]:
    """A stream with a past: all of it first, then what is new."""
    if tick is None:
        return [{"channel": channel, "data": {"isSnapshot": True, "user": asked.user, name: said}}]
    return [{"channel": channel, "data": {"user": asked.user, name: said}}] if said else []


def _notifications(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    found = [] if tick is None else _mine(world, asked.user, tick, Fill)
    said = []
    for one in found:
        if not one.is_taker:
            verb = "Bought" if one.is_buy else "Sold"
            what = f"{one.size.normalize():f} {one.coin} at ${one.price.normalize():f}"
            text = f"Resting order filled: {verb} {what}"
            said.append({"channel": "notification", "data": {"notification": text}})
    return said


def _room(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    market = world.listed(asked.coin)
    dex = asked.coin.partition(":")[0] if ":" in asked.coin else ""
    if tick is not None and not tick.moved and (asked.user, dex) not in tick.accounts:
        return []
    data = room.active_asset_data(world, world.account(asked.user, dex), market)
    return [{"channel": "activeAssetData", "data": data}]


def _web_data2(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    return [{"channel": "webData2", "data": accounts.web_data(world, world.account(asked.user, ""))}]


def _web_data3(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    put_in = sum((one.amount for one in history.transfers(world, asked.user)), ZERO)
    unnamed = [agent for agent in people.person_of(world, asked.user).agents if not agent.name]
    state = {
        "agentAddress": unnamed[0].address if unnamed else None,
        "agentValidUntil": unnamed[0].valid_until if unnamed else None,
        "cumLedger": wire(put_in),
        "serverTime": world.now,
        "isVault": False,
        "user": asked.user,
    }
    dexes = [
        {"totalVaultEquity": "0.0", "perpsAtOpenInterestCap": []} for _ in markets.hyperliquid_dexes(world)
    ]
    return [{"channel": "webData3", "data": {"userState": state, "perpDexStates": dexes}}]


def _twap_fills(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    found = history.fills(world, asked.user)[::-1] if tick is None else _mine(world, asked.user, tick, Fill)
    said = [{"fill": history.fill(one), "twapId": one.twap} for one in found if one.twap]
    return _part(asked, tick, "userTwapSliceFills", "twapSliceFills", said)


def _twap_history(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    if tick is not None and not any(who == asked.user for who, _ in tick.accounts):
        return []
    return _part(asked, tick, "userTwapHistory", "history", accounts.twap_history(world, asked.user))


def _twap_states(world: World, asked: Subscription, tick: Tick | None) -> list[Message]:
    if tick is not None and (asked.user, asked.dex) not in tick.accounts:
        return []
    states = accounts.twap_states(world, world.account(asked.user, asked.dex))
    return [{"channel": "twapStates", "data": {"dex": asked.dex, "user": asked.user, "states": states}}]


STREAMS: dict[str, Callable[[World, Subscription, Tick | None], list[Message]]] = {
    "orderUpdates": _orders,
    "userEvents": _events,
    "userFills": _fills,
    "userFundings": _fundings,
    "userNonFundingLedgerUpdates": _ledger,
    "notification": _notifications,
    "activeAssetData": _room,
    "webData2": _web_data2,
    "webData3": _web_data3,
    "userTwapSliceFills": _twap_fills,
    "userTwapHistory": _twap_history,
    "twapStates": _twap_states,
}

_USER = frozenset({"user"})
NEEDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(STREAMS, _USER),
    "activeAssetData": frozenset({"user", "coin"}),
    "twapStates": frozenset({"user", "dex"}),
}
