"""The venue's ASGI application: which path speaks what. Bodies are small JSON; sockets are text frames."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from trading.sandbox.aster import rest
from trading.sandbox.aster.sockets import Hub as AsterHub
from trading.sandbox.connection import Connection
from trading.sandbox.control import Refused, control
from trading.sandbox.hyperliquid import exchange, info
from trading.sandbox.hyperliquid.requests import Undeserializable
from trading.sandbox.hyperliquid.sockets import Hub
from trading.sandbox.limits import (
    ASTER,
    HYPERLIQUID,
    Weights,
    aster_weight,
    exchange_weight,
    info_weight,
)
from trading.sandbox.venue import Venue, unix_milliseconds

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LARGEST_BODY = 1_000_000
IDLE_SECONDS = 60.0
ASTER_IDLE_SECONDS = 86_400.0
ASTER_SOCKET = re.compile(r"/aster(?:/fstream)?((?:/ws|/stream)(?:/.*)?)")
LOOPBACK = ("127.0.0.1", "::1")


class Application:
    """Routes: /hyperliquid/info, /exchange, /ws; /aster/fapi, /ws, /stream; /control (this machine only)."""

    def __init__(self, venue: Venue, limited: bool = False) -> None:
        self.venue = venue
        self.hyperliquid_weights = Weights(HYPERLIQUID, limited)
        self.aster_weights = Weights(ASTER, limited)
        self.hub = Hub(venue)
        self.aster_hub = AsterHub(venue)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or one socket."""
        match scope["type"], scope["path"]:
            case "websocket", "/hyperliquid/ws":
                await serve_socket(self.hub, Connection(), receive, send)
            case "websocket", path if found := ASTER_SOCKET.fullmatch(path):
                connection = Connection()
                self.aster_hub.join(connection, found[1], scope["query_string"].decode("latin-1"))
                await serve_socket(self.aster_hub, connection, receive, send, ASTER_IDLE_SECONDS)
            case "websocket", _:
                await send({"type": "websocket.close", "code": 4404})
            case "http", "/hyperliquid/info" if scope["method"] == "POST":
                await respond(send, *self.info(await read_body(receive), client_of(scope)))
            case "http", "/hyperliquid/exchange" if scope["method"] == "POST":
                await respond(send, *self.exchange(await read_body(receive), client_of(scope)))
            case "http", path if path.startswith("/aster/"):
                status, said = self.aster(scope, await read_body(receive))
                used = self.aster_weights.used.get(client_of(scope), 0)
                await respond(send, status, said, (b"x-mbx-used-weight-1m", str(used).encode()))
            case "http", "/control" if scope["method"] == "POST":
                await respond(send, *self.control(scope, await read_body(receive)))
            case "http", "/health":
                await respond(send, 200, Json({"now": self.venue.world.now, "ticks": self.venue.world.ticks}))
            case "http", _:
                await respond(send, 404, "Not Found")

    def info(self, body: bytes | None, client: str = "") -> tuple[int, Any]:
        """Status and answer of an info request."""
        try:
            asked = json.loads(body or b"")
            if not self.hyperliquid_weights.take(client, info_weight(asked), unix_milliseconds()):
                return 429, Json(None)
            return 200, Json(info.answer(self.venue.world, asked))
        except (ValueError, RecursionError, Undeserializable):
            return 422, "Failed to deserialize the JSON body into the target type"

    def exchange(self, body: bytes | None, client: str = "") -> tuple[int, Any]:
        """Status and answer of an exchange request, which is stored before it is answered."""
        try:
            asked = json.loads(body or b"")
            if not self.hyperliquid_weights.take(client, exchange_weight(asked), unix_milliseconds()):
                return 429, Json(None)
            said = exchange.answer(self.venue.wake(), asked, self.hyperliquid_weights.enforced)
        except (ValueError, RecursionError, Undeserializable):
            return 422, "Failed to deserialize the JSON body into the target type"
        finally:
            self.venue.commit()
        return 200, Json(said)

    def aster(self, scope: Scope, body: bytes | None) -> tuple[int, Any]:
        """Status and answer of one of Aster's REST calls, which is stored before it is answered."""
        method, path = scope["method"], scope["path"].removeprefix("/aster")
        query = scope["query_string"].decode("latin-1")
        if not self.aster_weights.take(client_of(scope), aster_weight(path), unix_milliseconds()):
            return 429, Json({"code": -1003, "msg": "Too many requests queued."})
        try:
            status, said = rest.answer(
                self.venue.wake(), method, path, query, (body or b"").decode("latin-1")
            )
        finally:
            self.venue.commit()
        return status, Json(said)

    def control(self, scope: Scope, body: bytes | None) -> tuple[int, Any]:
        """Status and answer of a control call. Needs JSON's content type, which no foreign page can send."""
        if (
            client_of(scope) not in LOOPBACK
            or dict(scope["headers"]).get(b"content-type") != b"application/json"
        ):
            return 403, "Control calls come from this machine, as application/json."
        try:
            return 200, Json(control(self.venue, json.loads(body or b"")))
        except (ValueError, RecursionError):
            return 422, "The body is not JSON."
        except Refused as refused:
            return 422, str(refused)


def client_of(scope: Scope) -> str:
    """The address a request came from."""
    address: str = (scope.get("client") or ("", 0))[0]
    return address


class Json:
    """An answer that is sent as JSON."""

    def __init__(self, value: Any) -> None:
        self.value = value


async def read_body(receive: Receive) -> bytes | None:
    """The whole body; None when it is longer than `LARGEST_BODY`."""
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False) and size <= LARGEST_BODY
    return None if size > LARGEST_BODY else b"".join(parts)


async def respond(send: Send, status: int, answer: Any, *more: tuple[bytes, bytes]) -> None:
    """Sends JSON, or plain text for refusals."""
    is_json = isinstance(answer, Json)
    body = json.dumps(answer.value, separators=(",", ":")).encode() if is_json else str(answer).encode()
    kind = b"application/json" if is_json else b"text/plain; charset=utf-8"
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def serve_socket(
    hub: Hub | AsterHub, connection: Connection, receive: Receive, send: Send, idle: float = IDLE_SECONDS
) -> None:
    """Reads and writes one socket until it closes, is silent for too long, or cannot keep up."""
    await receive()
    await send({"type": "websocket.accept"})
    tasks = [
        asyncio.create_task(_read(hub, connection, receive, idle)),
        asyncio.create_task(_write(connection, send)),
        asyncio.create_task(connection.overflowed.wait()),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hub.leave(connection)
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    if ended[0] is not True:
        await send(
            {"type": "websocket.close", "code": 1000, "reason": "Inactive" if ended[0] is False else ""}
        )


async def _read(hub: Hub | AsterHub, connection: Connection, receive: Receive, idle: float) -> bool:
    """True when the client left, False when it said nothing for too long."""
    while True:
        try:
            async with asyncio.timeout(idle):
                message = await receive()
        except TimeoutError:
            return False
        if message["type"] == "websocket.disconnect":
            return True
        text = message.get("text")
        hub.receive(connection, text if text is not None else message["bytes"].decode("utf-8", "replace"))


async def _write(connection: Connection, send: Send) -> None:
    while True:
        await send({"type": "websocket.send", "text": await connection.outbox.get()})
