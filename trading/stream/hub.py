"""Latest values in, frames out: one hub in each web process.

One Valkey subscription keeps the latest value of every topic on a screen here. Four times a second each
audience's widgets are rendered and compared with what was shown; what differs goes out as one frame to
every socket of the audience. The latest value wins: nothing is queued.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable

import msgspec
from django.conf import settings
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from operators.accounts.sessions import TOPIC as PEOPLE
from trading.feed.values import AccountValues, MarketValues
from trading.stream import topics
from trading.stream.audience import Audience
from trading.stream.doors import Doors
from trading.stream.frames import HEARTBEAT, frame
from trading.stream.widgets import WIDGETS, render

log = logging.getLogger(__name__)

PACE = 0.25
INTEREST = 2.0
BEAT_MS = 1000
PATIENCE = 1.0

Send = Callable[[str], Awaitable[None]]
Values = MarketValues | AccountValues

DECODERS = {
    "market": msgspec.msgpack.Decoder(MarketValues),
    "account": msgspec.msgpack.Decoder(AccountValues),
}


class Room:
    """One audience: its sockets and the widgets as last shown to them."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience
        self.members: set[Send] = set()
        self.shown: dict[str, str] = {}
        self.sent_ms = 0
        self.joining = 0
        self.fetched = asyncio.Event()

    def render(self, values: Values | None, now_ms: int) -> dict[str, str]:
        """Every widget of this audience's kind, by id."""
        return {
            widget.id: render(widget.id, values, self.audience.settings, now_ms)
            for widget in WIDGETS.values()
            if widget.kind == self.audience.kind
        }

    def next_text(self, values: Values | None, now_ms: int) -> str:
        """A frame of what differs from what was shown, else a heartbeat once a second, else nothing."""
        fresh = self.render(values, now_ms)
        changed = [html for name, html in fresh.items() if self.shown.get(name) != html]
        self.shown = fresh
        if not changed and now_ms - self.sent_ms < BEAT_MS:
            return ""
        self.sent_ms = now_ms
        return frame(changed) if changed else HEARTBEAT


class Hub:
    """Topics' latest values and the rooms that show them."""

    def __init__(self, valkey_url: str) -> None:
        self.valkey_url = valkey_url
        self.rooms: dict[Audience, Room] = {}
        self.values: dict[str, Values] = {}
        self.work: dict[str, asyncio.Task[None]] = {}
        self.moved = asyncio.Event()
        self.doors = Doors()

    async def join(self, audience: Audience, send: Send) -> None:
        """Adds a socket to an audience and sends it a full picture first, as Valkey has it."""
        self._start()
        room = self.rooms.get(audience)
        if room is None:
            room = self.rooms[audience] = Room(audience)
            self.moved.set()
        room.joining += 1  # keeps the room while this socket waits, whoever leaves meanwhile
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(room.fetched.wait(), PATIENCE)
            if not room.members:
                room.shown = room.render(self.values.get(audience.topic), int(time.time() * 1000))
            await send(frame(room.shown.values()))
            room.members.add(send)
        finally:
            room.joining -= 1

    def leave(self, audience: Audience, send: Send) -> None:
        """Removes a socket; the last one of a topic ends its subscription."""
        room = self.rooms.get(audience)
        if room is None:
            return
        room.members.discard(send)
        if not room.members and not room.joining:
            del self.rooms[audience]
            self.moved.set()

    def _start(self) -> None:
        """Starts the loops that are not running, in the event loop that serves sockets."""
        for loop in (self._listen, self._flush_forever):
            task = self.work.get(loop.__name__)
            if task is None or task.done():
                self.work[loop.__name__] = asyncio.create_task(loop())

    async def _listen(self) -> None:
        """Keeps one subscription to every topic on a screen; reconnects for ever."""
        while True:
            try:
                async with (
                    Redis.from_url(self.valkey_url, socket_timeout=None) as valkey,
                    valkey.pubsub(ignore_subscribe_messages=True) as subscription,
                    asyncio.TaskGroup() as tasks,
                ):
                    # A connection must be subscribed to something before it can be listened to.
                    await subscription.subscribe(PEOPLE)
                    await self.doors.look_again()
                    tasks.create_task(self._receive(subscription))
                    tasks.create_task(self._follow(valkey, subscription))
            except* (RedisError, OSError) as problems:
                log.warning("Valkey connection lost (%s), trying again", problems.exceptions[0])
            await asyncio.sleep(0.5)

    async def _receive(self, subscription: PubSub) -> None:
        """Keeps what is published on the topics that are shown."""
        async for message in subscription.listen():
            topic = message["channel"].decode()
            if topic == PEOPLE:
                await self.doors.shut(set(message["data"].decode().split("\n")))
            if kind := self._kinds().get(topic):
                self._keep(topic, kind, message["data"])

    async def _follow(self, valkey: Redis, subscription: PubSub) -> None:
        """The only hand that subscribes and unsubscribes: makes what is followed equal to what is shown.

        Subscribes, then fetches, so that nothing falls between; then tells the feed what is on a screen.
        """
        followed: dict[str, str] = {}
        while True:
            self.moved.clear()
            kinds = self._kinds()
            if gone := followed.keys() - kinds.keys():
                await subscription.unsubscribe(*gone)
            if fresh := kinds.keys() - followed.keys():
                await subscription.subscribe(*fresh)
            if kinds:
                await valkey.zadd(topics.SCREENS, dict.fromkeys(kinds, time.time()))
            await self._fetch(valkey, {topic: kinds[topic] for topic in fresh})
            followed = kinds
            for room in self.rooms.values():
                if room.audience.topic in followed:
                    room.fetched.set()
            for topic in self.values.keys() - kinds.keys():
                del self.values[topic]
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.moved.wait(), INTEREST)

    def _kinds(self) -> dict[str, str]:
        return {audience.topic: audience.kind for audience in self.rooms}

    async def _fetch(self, valkey: Redis, kinds: dict[str, str]) -> None:
        """Takes the latest values as they lie in Valkey."""
        names = list(kinds)
        found = await valkey.mget(map(topics.latest, names)) if names else []
        for topic, data in zip(names, found, strict=True):
            if data is not None:
                self._keep(topic, kinds[topic], data)

    def _keep(self, topic: str, kind: str, data: bytes) -> None:
        try:
            self.values[topic] = DECODERS[kind].decode(data)
        except msgspec.MsgspecError as problem:
            log.error("A value on %s could not be read: %s", topic, problem)

    async def _flush_forever(self) -> None:
        while True:
            started = time.monotonic()
            await self._flush(int(time.time() * 1000))
            await asyncio.sleep(max(0.0, PACE - (time.monotonic() - started)))

    async def _flush(self, now_ms: int) -> None:
        for room in [room for room in self.rooms.values() if room.members]:
            try:
                text = room.next_text(self.values.get(room.audience.topic), now_ms)
            except Exception:
                # One audience that cannot be presented must not silence the others.
                log.exception("Could not present %s", room.audience.topic)
                continue
            for send in tuple(room.members) if text else ():
                await send(text)


hub = Hub(settings.REDIS_URL)
