"""A local venue of this test's own, the demo in the database, and a feed between them and Valkey."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import msgspec
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from margin.models import VenueAccount
from operators.models import Exchange, Operator
from perps_studio.launcher import folders, processes
from perps_studio.launcher.child import Child
from tests.feed.situations import LINE
from trading.demo import DEMO_ACCOUNTS
from trading.feed.line import LineFeed
from trading.feed.run import Feed
from trading.feed.values import AccountValues, MarketValues
from trading.stream import topics


class Sandbox:
    """The local venue as a process; `say` is its control call."""

    def __init__(self, state: Path) -> None:
        self.port = folders.free_port()
        self.child = Child(processes.sandbox(self.port, state), lambda name, text: None)
        self.url = f"http://127.0.0.1:{self.port}/hyperliquid"

    def start(self) -> None:
        self.child.start()
        self.child.wait_ready()

    def say(self, **asked: object) -> dict:
        return self._post("/control", asked)

    def info(self, kind: str, **fields: str) -> object:
        return self._post("/hyperliquid/info", {"type": kind, **fields})

    def _post(self, path: str, body: object) -> dict:
        url = f"http://127.0.0.1:{self.port}{path}"
        answer = httpx.post(url, json=body, trust_env=False)
        answer.raise_for_status()
        return json.loads(answer.text)


class Watch:
    """What a web process would see: the latest values in Valkey, and what it says is on a screen."""

    def __init__(self, valkey: Redis, feed: Feed) -> None:
        self.valkey = valkey
        self.feed = feed

    @property
    def line(self) -> LineFeed:
        return self.feed.lines[LINE]

    async def looks_at(self, *names: str) -> None:
        await self.valkey.zadd(topics.SCREENS, dict.fromkeys(names, time.time() + 60))

    async def market(self, symbol: str) -> MarketValues | None:
        return await self._latest(topics.market(*LINE, symbol), MarketValues)

    async def account(self, address: str, dex: str = "") -> AccountValues | None:
        return await self._latest(topics.account(*LINE, address, dex), AccountValues)

    async def _latest[T](self, topic: str, shape: type[T]) -> T | None:
        value = await self.valkey.get(topics.latest(topic))
        return None if value is None else msgspec.msgpack.decode(value, type=shape)

    async def until[T](self, ask: Callable[[], Awaitable[T]], seconds: float = 20) -> T:
        """The first true answer of `ask`."""
        async with asyncio.timeout(seconds):
            while not (answer := await ask()):
                await asyncio.sleep(0.02)
            return answer


@pytest.fixture(scope="module")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One local venue for this module's tests."""
    venue = Sandbox(tmp_path_factory.mktemp("sandbox"))
    venue.start()
    yield venue
    venue.child.stop()


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    """The local venue, speaking and moving."""
    running_sandbox.say(resume=True, unmute=True)
    return running_sandbox


@pytest.fixture
def demo(transactional_db: None) -> None:
    """An exchange on the sandbox and the demo's venue accounts."""
    operator = Operator.objects.create(name="Ada's company")
    Exchange.objects.create(operator=operator, slug="adas", name="Ada's")
    for account in DEMO_ACCOUNTS:
        VenueAccount.objects.create(venue=LINE.venue, network=LINE.network, address=account.address)


@pytest_asyncio.fixture
async def watch(sandbox: Sandbox, demo: None) -> AsyncIterator[Watch]:
    """A feed that follows the local venue, from an empty Valkey."""
    async with Redis.from_url(os.environ["REDIS_URL"]) as valkey:
        await valkey.flushdb()
        feed = Feed(valkey, {LINE: sandbox.url})
        task = asyncio.create_task(feed.run())
        yield Watch(valkey, feed)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        # A thread that still asks the database would keep it from being dropped.
        await asyncio.get_running_loop().shutdown_default_executor()
