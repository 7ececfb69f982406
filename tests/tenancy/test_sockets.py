"""Sockets are tenants too: role × host × own and foreign account, origins, sessions that end (T1, T6)."""

import asyncio
import time
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client
from redis.asyncio import Redis

from operators.accounts import sessions
from operators.models import SecondFactor, Session, User
from perps_studio.asgi import application
from tests.tenancy.world import AURORA, HOMES, MERIDIAN, NOBODYS, ROLES, STUDIO, World, accounts, build
from trading.stream import consumer
from trading.stream.hub import Hub
from trading.stream.routing import websocket_urlpatterns

pytestmark = pytest.mark.django_db(transaction=True)

NOT_FOUND, FORBIDDEN, SIGNED_OUT = 4404, 4403, 4401


@pytest.fixture(autouse=True)
async def hub(monkeypatch) -> AsyncIterator[Hub]:
    """A hub in this test's event loop."""
    fresh = Hub(settings.REDIS_URL)
    monkeypatch.setattr(consumer, "hub", fresh)
    yield fresh
    for task in fresh.work.values():
        task.cancel()
    await asyncio.gather(*fresh.work.values(), return_exceptions=True)


@pytest.fixture
async def world(transactional_db) -> World:
    return await database_sync_to_async(build)()


def socket(
    world: World, role: str, host: str, query: str = "", origin: str | None = None, path: str = ""
) -> WebsocketCommunicator:
    """A socket as this role's browser opens it."""
    headers = [(b"host", host.encode()), (b"origin", (origin or f"http://{host}").encode())]
    if role != "anonymous":
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={world.cookies[role]}".encode()))
    return WebsocketCommunicator(
        application, f"{path or '/stream/trade/BTC/'}?{quote(query, safe='=')}", headers
    )


async def outcome(opened: WebsocketCommunicator) -> int:
    """0 when the server accepts, else its close code."""
    accepted, code = await opened.connect(timeout=10)
    await opened.disconnect()
    return 0 if accepted else code


def test_t3_every_socket_route_is_asked_here():
    assert [str(one.pattern) for one in websocket_urlpatterns] == ["stream/trade/<str:symbol>/", ""]


@pytest.mark.parametrize("host", [MERIDIAN, AURORA, STUDIO, NOBODYS])
async def test_t3_a_socket_shows_an_account_to_its_owner_on_its_own_host_only(world, host):
    wrong = []
    for target in accounts(world):
        for role in ROLES:
            acting = role if HOMES.get(role) == host else "anonymous"
            is_site = host in (MERIDIAN, AURORA)
            expected = 0 if is_site and (target.owners is None or acting in target.owners) else NOT_FOUND
            got = await outcome(socket(world, role, host, target.query))
            if got != expected:
                wrong.append(f"{role} at {host}, {target.label}: {got}, not {expected}")
    assert wrong == []


@pytest.mark.parametrize(
    "origin",
    [
        "http://aurora.localhost",
        "https://evil.example",
        "null",
        "http://localhost.evil.example",
        "http://localhost:81",
    ],
)
async def test_t6_a_page_of_another_host_opens_no_socket_here(world, origin):
    assert await outcome(socket(world, "trader", MERIDIAN, origin=origin)) == FORBIDDEN


async def test_t3_a_planted_leak_in_origins_is_caught(world, monkeypatch):
    monkeypatch.setattr(consumer, "same_host", lambda origin, host: True)
    assert await outcome(socket(world, "trader", MERIDIAN, origin="https://evil.example")) == 0


async def test_i7_a_session_key_with_a_nul_is_no_session_of_a_socket(world):
    world.cookies["nonsense"] = "abcdefghij\0k"
    assert await outcome(socket(world, "nonsense", MERIDIAN)) == await outcome(
        socket(world, "anonymous", MERIDIAN)
    )


@pytest.mark.parametrize("nonsense", [{"query": "account=\0"}, {"path": "/stream/trade/B%00C/"}])
async def test_i7_a_nul_in_a_sockets_address_names_nothing(world, nonsense):
    assert await outcome(socket(world, "trader", MERIDIAN, **nonsense)) == NOT_FOUND


async def test_an_address_that_is_no_stream_is_refused(world):
    assert await outcome(socket(world, "trader", MERIDIAN, path="/stream/everything/")) == NOT_FOUND


async def closed_within(opened: WebsocketCommunicator, seconds: float) -> int | None:
    """The close code that the server sends in time; what it streams before is read past."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        try:
            event = await opened.receive_output(timeout=left)
        except TimeoutError:
            return None
        if event["type"] == "websocket.close":
            return event["code"]
    return None


ENDINGS = {
    "log-out": lambda user: sessions.end_all(user),
    "revocation of this browser": lambda user: sessions.end(user, Session.objects.get(user=user).handle),
    "a change of role": lambda user: sessions.announce([f"user:{user.pk}"]),
}


@pytest.mark.parametrize("how", ENDINGS)
async def test_k14_a_socket_closes_within_two_seconds_of(world, how):
    opened, bystander = socket(world, "trader", MERIDIAN), socket(world, "visitor", MERIDIAN)
    assert (await opened.connect(timeout=10))[0]
    assert (await bystander.connect(timeout=10))[0]
    await listening()
    await database_sync_to_async(ENDINGS[how])(world.people["trader"])
    assert await closed_within(opened, 2) == SIGNED_OUT
    goes_on = [await bystander.receive_output(timeout=3) for _ in range(3)]
    assert {event["type"] for event in goes_on} == {"websocket.send"}, "nobody else's socket closes"
    await bystander.disconnect()


def sign_in_over(world: World, role: str, has_second_factor: bool) -> None:
    """In this role's browser at Meridian, another person types their e-mail and password."""
    other = User(exchange=world.meridian, email="another@example.com")
    other.set_password("correct horse battery")
    other.save()
    if has_second_factor:
        SecondFactor.objects.create(user=other, sealed_secret=b"sealed")
    browser = Client(headers={"host": MERIDIAN})
    browser.cookies[settings.SESSION_COOKIE_NAME] = world.cookies[role]
    typed = {"email": other.email, "password": "correct horse battery"}
    assert browser.post("/account/sign-in/", typed).status_code == 302


@pytest.mark.parametrize("has_second_factor", [False, True], ids=["signs in", "is asked for the code"])
@pytest.mark.parametrize("role", ["visitor", "trader"])
async def test_k14_a_socket_closes_when_another_person_in_its_browser(world, role, has_second_factor):
    opened = socket(world, role, MERIDIAN)
    assert (await opened.connect(timeout=10))[0]
    await listening()
    await database_sync_to_async(sign_in_over)(world, role, has_second_factor)
    assert await closed_within(opened, 2) == SIGNED_OUT


async def listening() -> None:
    """Until the hub's subscription stands."""
    async with Redis.from_url(settings.REDIS_URL) as valkey, asyncio.timeout(10):
        while dict(await valkey.pubsub_numsub(sessions.TOPIC))[sessions.TOPIC.encode()] == 0:
            await asyncio.sleep(0.02)


async def test_a_session_that_ended_a_moment_ago_opens_no_socket(world):
    opening = socket(world, "trader", MERIDIAN)
    await database_sync_to_async(sessions.end_all)(world.people["trader"])
    assert await outcome(opening) == 0, "a visitor without session sees the public page's stream"
