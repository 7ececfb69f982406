"""The stream against a server that misbehaves: it lives on, subscribed, and replaces what fell silent."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from websockets.asyncio.server import ServerConnection, serve

from trading.venues.hyperliquid.stream import LONGEST_PAUSE, Stream, Subscription, pause

BTC = Subscription(type="activeAssetCtx", coin="BTC")
ETH = Subscription(type="activeAssetCtx", coin="ETH")
MARK = '{"channel":"activeAssetCtx","data":{"coin":"BTC"}}'


class Venue:
    """A server of sockets; `greet`: what a connection gets first; `received`: what clients said."""

    def __init__(self) -> None:
        self.sockets: list[ServerConnection] = []
        self.received: list[list[dict]] = []
        self.greet: Callable[[int], list[str | bytes]] = lambda number: [MARK]
        self.url = ""

    async def serve(self, socket: ServerConnection) -> None:
        self.sockets.append(socket)
        said: list[dict] = []
        self.received.append(said)
        for text in self.greet(len(self.sockets)):
            await socket.send(text)
        async for text in socket:
            said.append(json.loads(text))
            if said[-1] == {"method": "ping"}:
                await socket.send('{"channel":"pong"}')


@asynccontextmanager
async def streaming(**options) -> AsyncIterator[tuple[Venue, Stream, list]]:
    venue, frames = Venue(), []
    async with serve(venue.serve, "127.0.0.1", 0, max_size=None) as server:
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/ws"
        stream = Stream(url, frames.append, lambda: frames.append("connected"), **options)
        task = asyncio.create_task(stream.run())
        try:
            yield venue, stream, frames
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def until(condition: Callable[[], object], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def channels(frames: list) -> list[str]:
    return [frame if isinstance(frame, str) else frame.channel for frame in frames]


async def test_what_is_wanted_is_subscribed_and_what_is_no_longer_wanted_is_not():
    async with streaming() as (venue, stream, frames):
        stream.want([BTC, ETH])
        await until(lambda: venue.received and len(venue.received[0]) == 2)
        stream.want([ETH])
        await until(lambda: len(venue.received[0]) == 3)
    assert venue.received[0] == [
        {"method": "subscribe", "subscription": {"type": "activeAssetCtx", "coin": "BTC"}},
        {"method": "subscribe", "subscription": {"type": "activeAssetCtx", "coin": "ETH"}},
        {"method": "unsubscribe", "subscription": {"type": "activeAssetCtx", "coin": "BTC"}},
    ]
    assert channels(frames) == ["connected", "activeAssetCtx"]


async def test_a_dropped_connection_comes_back_with_every_subscription():
    async with streaming() as (venue, stream, frames):
        stream.want([BTC])
        await until(lambda: venue.received and venue.received[0])
        venue.sockets[0].transport.abort()
        await until(lambda: len(venue.received) == 2 and venue.received[1])
        assert venue.received[1] == venue.received[0]
        await until(lambda: channels(frames).count("activeAssetCtx") == 2)
        assert stream.counts["lost"] == 1


async def test_a_connection_that_answers_pings_but_brings_no_marks_is_replaced():
    async with streaming(silence=0.3, heartbeat=0.05) as (venue, stream, _):
        stream.want([BTC])
        await until(lambda: len(venue.sockets) >= 2)
        assert stream.counts["pong"] >= 2
        assert stream.counts["lost"] >= 1


async def test_a_connection_without_markets_is_kept_by_its_pongs():
    async with streaming(silence=0.1, heartbeat=0.1) as (venue, stream, _):
        await until(lambda: stream.counts["pong"] >= 6)
        assert len(venue.sockets) == 1


@pytest.mark.parametrize(
    "poison",
    [
        "",
        "{",
        "null",
        "[]",
        '{"channel":5}',
        '{"data":{}}',
        '{"channel":"\\ud800"}',
        "[" * 100_000,
        b"\xff\xfe\x00binary",
        "NaN",
        '{"channel":"activeAssetCtx","data":',
    ],
    ids=lambda text: repr(text)[:20],
)
async def test_a_malformed_frame_is_counted_and_the_next_one_arrives(poison):
    async with streaming() as (venue, stream, frames):
        venue.greet = lambda number: [poison, MARK]
        await until(lambda: "activeAssetCtx" in channels(frames))
        assert stream.counts["malformed"] == 1
        assert len(venue.sockets) == 1


async def test_a_duplicate_arrives_twice_and_harms_nothing():
    async with streaming() as (venue, stream, frames):
        venue.greet = lambda number: [MARK, MARK]
        await until(lambda: channels(frames).count("activeAssetCtx") == 2)
        assert stream.counts["malformed"] == 0


async def test_a_frame_beyond_any_size_costs_a_connection_and_no_more():
    async with streaming() as (venue, _, frames):
        venue.greet = lambda number: ["x" * (17 * 1024 * 1024)] if number == 1 else [MARK]
        await until(lambda: "activeAssetCtx" in channels(frames))
        assert len(venue.sockets) == 2


async def test_a_large_frame_within_bounds_is_read():
    async with streaming() as (venue, _, frames):
        venue.greet = lambda number: [json.dumps({"channel": "allMids", "data": "x" * (4 * 1024 * 1024)})]
        await until(lambda: "allMids" in channels(frames))
        assert len(venue.sockets) == 1


async def test_an_error_frame_is_told_in_the_log_and_counted(caplog):
    async with streaming() as (venue, stream, _):
        venue.greet = lambda number: ['{"channel":"error","data":"Invalid subscription"}']
        await until(lambda: stream.counts["error"])
    assert "Invalid subscription" in caplog.text


async def test_a_venue_that_is_not_there_yet_is_found_when_it_comes():
    frames: list = []
    async with serve(Venue().serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
    stream = Stream(f"ws://127.0.0.1:{port}/ws", frames.append, lambda: frames.append("connected"))
    task = asyncio.create_task(stream.run())
    await until(lambda: stream.counts["lost"])
    async with serve(Venue().serve, "127.0.0.1", port):
        await until(lambda: "connected" in frames)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def test_pauses_grow_stay_bounded_and_are_never_all_the_same():
    pauses = [pause(failures) for failures in range(200)]
    assert max(pauses) <= LONGEST_PAUSE
    assert pause(0) <= 0.5
    assert len({round(pause(5), 6) for _ in range(20)}) > 10
