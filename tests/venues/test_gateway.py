"""The way to a venue: one budget for every process, exits first, and the venue's word about pace obeyed."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from tests.venues.loopback import SILENCE, a_venue
from trading.venues.budget import Budget, Purpose
from trading.venues.contract import Line
from trading.venues.errors import Busy, Refused, Unreachable
from trading.venues.gateway import Gateway
from trading.venues.hyperliquid import endpoints
from trading.venues.transport import Transport, retry_after

NOWHERE = "redis://127.0.0.1:1/0"


@pytest_asyncio.fixture
async def valkey() -> AsyncIterator[Redis]:
    async with Redis.from_url(os.environ["REDIS_URL"]) as client:
        yield client


def line() -> Line:
    return Line("hyperliquid", uuid.uuid4().hex[:8])


async def test_reads_leave_a_reserve_for_orders_and_orders_one_for_exits(valkey):
    budget = Budget(valkey, str(uuid.uuid4()), 100)
    await budget.take(80, Purpose.READ)
    with pytest.raises(Busy) as busy:
        await budget.take(1, Purpose.READ)
    assert 55 < busy.value.retry_after <= 61
    await budget.take(10, Purpose.ORDER)
    with pytest.raises(Busy):
        await budget.take(1, Purpose.ORDER)
    await budget.take(10, Purpose.EXIT)
    with pytest.raises(Busy):
        await budget.take(1, Purpose.EXIT)


async def test_a_hundred_processes_at_once_never_take_more_than_there_is(valkey):
    budget = Budget(valkey, str(uuid.uuid4()), 100)
    takes = await asyncio.gather(*(budget.take(2, Purpose.READ) for _ in range(100)), return_exceptions=True)
    assert takes.count(None) == 40
    assert all(isinstance(take, Busy) for take in takes if take is not None)


async def test_weight_comes_back_when_its_minute_is_over(valkey):
    budget = Budget(valkey, str(uuid.uuid4()), 100)
    seconds, _ = await valkey.time()
    await valkey.hset(budget.key, mapping={str(seconds - 62): 80, str(seconds - 30): 40})
    await budget.take(40, Purpose.READ)
    assert str(seconds - 62).encode() not in await valkey.hgetall(budget.key)
    with pytest.raises(Busy) as busy:
        await budget.take(40, Purpose.READ)
    assert 29 <= busy.value.retry_after <= 32


async def test_each_egress_address_and_network_has_a_budget_of_its_own(valkey):
    here = line()
    first, second = (
        Gateway(here, "http://x", 10, valkey),
        Gateway(here, "http://x", 10, valkey, egress="127.0.0.2"),
    )
    other = Gateway(line(), "http://x", 10, valkey)
    assert len({gateway.budget.key for gateway in (first, second, other)}) == 3
    for gateway in (first, second, other):
        await gateway.budget.take(8, Purpose.READ)
        await gateway.close()


async def test_without_valkey_nothing_is_read_but_an_exit_goes_on():
    async with Redis.from_url(NOWHERE) as nowhere:
        budget = Budget(nowhere, "any", 100)
        with pytest.raises(Busy, match="Valkey does not answer"):
            await budget.take(1, Purpose.READ)
        await budget.take(1, Purpose.EXIT)


async def test_an_answer_comes_back_as_it_was_sent(valkey):
    async with a_venue() as venue:
        venue.answers = [(200, "", '"default"')]
        gateway = Gateway(line(), venue.url, 1200, valkey)
        assert await gateway.post("/info", b'{"type":"x"}', 20) == b'"default"'
        assert venue.requests == [b'{"type":"x"}']
        await gateway.close()


async def test_a_venue_that_asks_to_slow_down_is_asked_nothing_by_anybody_until_then(valkey):
    async with a_venue() as venue:
        venue.answers = [(429, "Retry-After: 30\r\n", "")]
        here = line()
        first, second = Gateway(here, venue.url, 1200, valkey), Gateway(here, venue.url, 1200, valkey)
        with pytest.raises(Busy) as told:
            await first.post("/info", b"{}", 2)
        assert told.value.retry_after == 30
        with pytest.raises(Busy) as waiting:
            await second.post("/info", b"{}", 2)
        assert 28 < waiting.value.retry_after <= 30
        assert len(venue.requests) == 1
        await first.close()
        await second.close()


@pytest.mark.parametrize(("status", "error"), [(500, Refused), (422, Refused), (403, Refused), (418, Busy)])
async def test_an_error_status_is_an_error_of_its_kind(status, error):
    async with a_venue() as venue:
        venue.answers = [(status, "", "secret words of the venue")]
        transport = Transport(venue.url)
        with pytest.raises(error) as raised:
            await transport.post("/info", b"{}")
        assert "secret" not in str(raised.value)
        await transport.close()


async def test_no_answer_is_unreachable_however_it_comes():
    async with a_venue() as venue:
        venue.answers = [None]
        dropped = Transport(venue.url)
        with pytest.raises(Unreachable, match="cannot be reached"):
            await dropped.post("/info", b"{}")
        await dropped.close()
    async with a_venue() as venue:
        venue.answers = [SILENCE]
        frozen = Transport(venue.url, timeout=httpx.Timeout(0.2))
        with pytest.raises(Unreachable, match="in time"):
            await frozen.post("/info", b"{}")
        await frozen.close()
    refused = Transport("http://127.0.0.1:1")
    with pytest.raises(Unreachable, match="cannot be reached"):
        await refused.post("/info", b"{}")
    await refused.close()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0.5", 0.5),
        ("-3", 0),
        ("1e9", 3600),
        (None, 5),
        ("soon", 5),
        ("nan", 5),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 5),
    ],
)
def test_a_retry_after_is_understood_and_bounded(header, seconds):
    assert retry_after(header) == seconds


def test_requests_weigh_what_the_venue_says():
    assert {
        kind: endpoints.weight(kind) for kind in ("clearinghouseState", "frontendOpenOrders", "meta")
    } == {
        "clearinghouseState": 2,
        "frontendOpenOrders": 20,
        "meta": 20,
    }


def test_the_streams_address_follows_from_the_base():
    assert endpoints.socket_url("http://127.0.0.1:8700/hyperliquid") == "ws://127.0.0.1:8700/hyperliquid/ws"
    assert endpoints.socket_url("https://api.hyperliquid.xyz") == "wss://api.hyperliquid.xyz/ws"
