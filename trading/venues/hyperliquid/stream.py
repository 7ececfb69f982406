"""Hyperliquid's stream: one connection that is kept alive, subscribed, and replaced when it falls silent."""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Callable, Iterable

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from trading.venues.errors import VenueError
from trading.venues.hyperliquid import endpoints, wire

log = logging.getLogger(__name__)

SILENCE_SECONDS = 5.0
FIRST_DATA_SECONDS = 10.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 4.0
SAID_AT = frozenset(10**power for power in range(9))
PING = b'{"method":"ping"}'
MARKET = "activeAssetCtx"
# Answers to what we send; no market says anything with them.
SERVICE = frozenset({"pong", "subscriptionResponse", "error", "post"})


class Subscription(msgspec.Struct, frozen=True, omit_defaults=True):
    """One subscription as the venue wants it written."""

    type: str
    coin: str = ""
    user: str = ""
    dex: str = ""


class Request(msgspec.Struct, frozen=True):
    """A subscribe or unsubscribe message."""

    method: str
    subscription: Subscription


class Stream:
    """Delivers every data frame to `on_frame` and every new connection to `on_connect`.

    Age of data decides, not the state of the socket: `silence` seconds without a market's frame replace the
    connection, pongs or not. `counts` tells what happened, by name.
    """

    def __init__(
        self,
        url: str,
        on_frame: Callable[[wire.Frame], None],
        on_connect: Callable[[], None],
        silence: float = SILENCE_SECONDS,
        heartbeat: float = endpoints.HEARTBEAT_SECONDS,
    ):
        self.url = url
        self.on_frame = on_frame
        self.on_connect = on_connect
        self.silence = silence
        self.heartbeat = heartbeat
        self.counts: Counter[str] = Counter()
        self.is_up = False
        self._wanted: frozenset[Subscription] = frozenset()
        self._changed = asyncio.Event()

    def want(self, subscriptions: Iterable[Subscription]) -> None:
        """Sets what is to be subscribed, now and after every reconnect."""
        wanted = frozenset(subscriptions)
        if wanted != self._wanted:
            self._wanted = wanted
            self._changed.set()

    async def run(self) -> None:
        """Runs until cancelled."""
        failures = 0
        while True:
            before = self.counts["data"]
            try:
                await self._connection()
            except (OSError, WebSocketException, TimeoutError) as error:
                self.counts["lost"] += 1
                self._say(failures, error)
            failures = 0 if self.counts["data"] > before else failures + 1
            await asyncio.sleep(pause(failures))

    async def _connection(self) -> None:
        async with connect(
            self.url,
            open_timeout=5,
            close_timeout=0.3,
            ping_interval=None,
            compression=None,
            max_size=endpoints.FRAME_BYTES,
            proxy=None,
        ) as socket:
            self.is_up = True
            try:
                self.on_connect()
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._beat(socket))
                    tasks.create_task(self._subscribe(socket))
                    tasks.create_task(self._receive(socket))
            except* (OSError, WebSocketException, TimeoutError) as errors:
                raise errors.exceptions[0] from None
            finally:
                self.is_up = False

    async def _beat(self, socket: ClientConnection) -> None:
        while True:
            await asyncio.sleep(self.heartbeat)
            await socket.send(PING, text=True)

    async def _subscribe(self, socket: ClientConnection) -> None:
        current: frozenset[Subscription] = frozenset()
        while True:
            self._changed.clear()
            wanted = self._wanted
            for method, subscriptions in (("unsubscribe", current - wanted), ("subscribe", wanted - current)):
                for subscription in sorted(subscriptions, key=msgspec.structs.astuple):
                    await socket.send(msgspec.json.encode(Request(method, subscription)), text=True)
            current = wanted
            await self._changed.wait()

    async def _receive(self, socket: ClientConnection) -> None:
        loop = asyncio.get_running_loop()
        heard, silence, has_markets = loop.time(), max(self.silence, FIRST_DATA_SECONDS), False
        while True:
            # Only markets are sure to speak by themselves; without one a pong is all that must come.
            if has_markets != any(subscription.coin for subscription in self._wanted):
                has_markets, heard = not has_markets, loop.time()
            async with asyncio.timeout_at(heard + (silence if has_markets else 3 * self.heartbeat)):
                text = await socket.recv(decode=False)
            channel = self._deliver(text)
            if channel == MARKET:
                heard, silence = loop.time(), self.silence
            elif not has_markets:
                heard = loop.time()

    def _deliver(self, text: bytes) -> str:
        """The frame's channel. A frame that cannot be read is counted and forgotten."""
        try:
            frame = msgspec.json.decode(text, type=wire.Frame)
            if frame.channel in SERVICE:
                self.counts[frame.channel] += 1
                if frame.channel == "error":
                    log.warning(
                        "Hyperliquid's stream answered with an error: %.200s", bytes(frame.data).decode()
                    )
            else:
                self.on_frame(frame)
                self.counts["data"] += 1
        except (msgspec.MsgspecError, VenueError, ValueError, RecursionError):
            self.counts["malformed"] += 1
            if self.counts["malformed"] in SAID_AT:
                log.warning("The stream %s sent %d unreadable frames.", self.url, self.counts["malformed"])
            return ""
        return frame.channel

    def _say(self, failures: int, error: Exception) -> None:
        if failures in (0, 3) or failures % 20 == 0:
            what = "fell silent" if isinstance(error, TimeoutError) else f"was lost ({type(error).__name__})"
            log.warning("The stream %s %s; connecting again.", self.url, what)


def pause(failures: int) -> float:
    """Seconds before the next attempt: doubling, bounded, jittered so that not all come back at once."""
    longest = min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** min(failures, 10))
    return random.uniform(longest / 2, longest)
