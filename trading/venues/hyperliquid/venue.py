"""Hyperliquid in our words: instruments, marks and snapshots, over its HTTP interface and its stream."""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import msgspec

from margin.engine.hyperliquid_modes import UNIFIED
from margin.engine.tiers import TierSchedule
from trading.venues.contract import AccountKey, AccountSeen, Event, InstrumentRow, Line, MarketSeen
from trading.venues.errors import Unreadable, VenueError
from trading.venues.gateway import Gateway
from trading.venues.hyperliquid import endpoints, symbols, wire
from trading.venues.hyperliquid.parse import (
    Parts,
    coins_without_leverage,
    parse_instruments,
    parse_market,
    parse_snapshot,
)
from trading.venues.hyperliquid.raw import Raw
from trading.venues.hyperliquid.stream import Stream, Subscription

# Modes, leverages and orders cost ten times a state. A change of them shows as a disagreement, which forces a
# read; without one they are read again this seldom, so that 1,000 accounts fit one address's budget.
SETTINGS_MS = ORDERS_MS = 8 * 3_600_000
# Where nothing can be withdrawn the state does not show what orders hold.
BLIND_ORDERS_MS = 600_000
# Frames and answers overtake each other by less than this; a clock that jumped back is believed after it.
REORDERED_MS = 10_000


class Hyperliquid:
    """The reading half of the venue on one network; `on_event` gets what frames say, in our words."""

    streamed_accounts = endpoints.STREAMED_USERS

    def __init__(
        self,
        line: Line,
        gateway: Gateway,
        on_event: Callable[[Event], None],
        on_connect: Callable[[], None],
        silence: float | None = None,
    ):
        self.line = line
        self.raw = Raw(gateway)
        self.on_event = on_event
        options = {} if silence is None else {"silence": silence}
        self.stream = Stream(endpoints.socket_url(gateway.base_url), self._on_frame, on_connect, **options)
        self._tiers: Mapping[str, TierSchedule] = {}
        self._parts: dict[AccountKey, Parts] = {}
        self._settings_at: dict[AccountKey, int] = {}
        self._streamed: frozenset[AccountKey] = frozenset()

    def know(self, tiers: Mapping[str, TierSchedule]) -> None:
        """Sets the tiers that accounts are understood with; those already read are told again."""
        self._tiers = tiers
        for key in list(self._parts):
            with suppress(Unreadable):
                self._tell(key)

    def follow(self, coins: Iterable[str], accounts: Iterable[AccountKey]) -> None:
        """Sets what is streamed. Accounts beyond the venue's limit of users are left to `read`."""
        accounts = list(accounts)
        users = list(dict.fromkeys(key.address for key in accounts))[: self.streamed_accounts]
        self._streamed = frozenset(key for key in accounts if key.address in users)
        wanted = [
            Subscription(type=kind, user=key.address, dex=key.dex)
            for key in self._streamed
            for kind in ("clearinghouseState", "openOrders")
        ]
        room = endpoints.SUBSCRIPTIONS - len(wanted)
        wanted += [Subscription(type="activeAssetCtx", coin=coin) for coin in sorted(set(coins))[:room]]
        self.stream.want(wanted)

    def forget(self, key: AccountKey) -> None:
        """Drops what was read about an account."""
        self._parts.pop(key, None)
        self._settings_at.pop(key, None)

    async def read(self, key: AccountKey, thorough: bool = False) -> AccountSeen | None:
        """Reads an account: its mode first, then its state; orders and leverages where they can have changed.

        `thorough` reads everything again. VenueError when something needed cannot be read; then nothing but
        the mode changes.
        """
        parts, now = self._parts.get(key, Parts()), now_ms()
        refreshed = thorough or parts.abstraction is None or now - self._settings_at.get(key, 0) > SETTINGS_MS
        if refreshed:
            abstraction = await self.raw.user_abstraction(key.address)
            if abstraction != parts.abstraction:  # figures of the mode before must not outlive this answer
                self._parts[key] = replace(self._parts.get(key, Parts()), abstraction=abstraction)
                self._tell(key)
            parts = replace(parts, abstraction=abstraction, leverages={})
        state = await self.raw.clearinghouse_state(key.address, key.dex)
        parts = replace(parts, state=state, state_at=now_ms())
        if parts.abstraction == UNIFIED:
            parts = replace(parts, spot=await self.raw.spot_clearinghouse_state(key.address))
        if thorough or parts.orders_at is None or now - parts.orders_at > orders_kept(state):
            orders = await self.raw.frontend_open_orders(key.address, key.dex)
            parts = replace(parts, orders=tuple(orders), orders_at=now_ms())
        for coin in coins_without_leverage(parts, key.dex):
            with suppress(VenueError):  # the account says that it is missing; the next read asks again
                data = await self.raw.active_asset_data(key.address, coin)
                parts = replace(parts, leverages={**parts.leverages, coin: data.leverage})
        self._parts[key] = merged(parts, self._parts.get(key))
        if refreshed:
            self._settings_at[key] = now
        return self._seen(key)

    def _on_frame(self, frame: wire.Frame) -> None:
        now = now_ms()
        if frame.channel == "activeAssetCtx":
            market = msgspec.json.decode(frame.data, type=wire.ActiveAssetCtx)
            if symbols.is_perpetual(market.coin):
                self.on_event(MarketSeen(parse_market(self.line, market.coin, market.ctx, now)))
        elif frame.channel == "clearinghouseState":
            data = msgspec.json.decode(frame.data, type=wire.AccountFrame)
            key = AccountKey(data.user.lower(), data.dex)
            if is_newer(data.clearinghouse_state, self._parts.get(key, Parts()), now):
                self._changed(key, state=data.clearinghouse_state, state_at=now)
        elif frame.channel == "openOrders":
            orders = msgspec.json.decode(frame.data, type=wire.OrdersFrame)
            key = AccountKey(orders.user.lower(), orders.dex)
            self._changed(key, orders=tuple(orders.orders), orders_at=now)

    def _changed(self, key: AccountKey, **fields: Any) -> None:
        if key not in self._streamed:
            return
        if "state" in fields and self._parts.get(key, Parts()).abstraction == UNIFIED:
            return  # without the spot wallet of the same moment it says nothing about the pool
        self._keep(key, **fields)
        self._tell(key)

    def _tell(self, key: AccountKey) -> None:
        seen = self._seen(key)
        if seen:
            self.on_event(seen)

    def _keep(self, key: AccountKey, **fields: Any) -> None:
        self._parts[key] = replace(self._parts.get(key, Parts()), **fields)

    def _seen(self, key: AccountKey) -> AccountSeen | None:
        try:
            snapshot = parse_snapshot(self._parts[key], key.dex, self._tiers)
        except (ValueError, ArithmeticError) as error:
            raise Unreadable(f"Hyperliquid's account state cannot be right: {error}") from None
        return None if snapshot is None else AccountSeen(key, snapshot)


async def read_instruments(gateway: Gateway, dexes: Iterable[str]) -> tuple[InstrumentRow, ...]:
    """Every perpetual of these dexes with its tiers, as the venue lists them now."""
    raw, wanted = Raw(gateway), sorted(set(dexes))
    listed = [dex and dex.name for dex in await raw.perp_dexs()] if any(wanted) else []
    rows: list[InstrumentRow] = []
    for dex in wanted:
        rows += parse_instruments(await raw.meta(dex), dex, symbols.first_asset(dex, listed))
    return tuple(rows)


def orders_kept(state: wire.ClearinghouseState) -> int:
    """Milliseconds for which orders once read are believed while the state agrees with them."""
    return ORDERS_MS if state.withdrawable else BLIND_ORDERS_MS


def merged(read: Parts, held: Parts | None) -> Parts:
    """What was read, with what the stream brought meanwhile where that is newer."""
    if held is None:
        return read
    if held.state is not None and read.state is not None and not is_newer(read.state, held, now_ms()):
        read = replace(read, state=held.state, state_at=held.state_at)
    if held.orders_at is not None and (read.orders_at is None or held.orders_at > read.orders_at):
        read = replace(read, orders=held.orders, orders_at=held.orders_at)
    return read


def is_newer(state: wire.ClearinghouseState, parts: Parts, now: int) -> bool:
    """False for a state that the venue made before the one just received."""
    if parts.state is None or parts.state_at is None or state.time is None or parts.state.time is None:
        return True
    return state.time >= parts.state.time or now - parts.state_at > REORDERED_MS


def now_ms() -> int:
    """This machine's clock, Unix milliseconds."""
    return time.time_ns() // 1_000_000
