"""The terminal's socket: who may open it, which audiences it joins. It receives nothing that matters."""

from urllib.parse import parse_qsl

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.contrib.auth.models import AnonymousUser

from operators.accounts.sessions import names_of, person_here
from operators.tenancy import same_host, site_of
from trading.stream.audience import Audience
from trading.stream.hub import hub
from trading.terminal.screen import Screen, screen

NOT_FOUND = 4404
FORBIDDEN = 4403
SIGNED_OUT = 4401


class Unknown(AsyncWebsocketConsumer):
    """Any other address: refused."""

    async def connect(self) -> None:
        await self.close(NOT_FOUND)


class TerminalConsumer(AsyncWebsocketConsumer):
    """Streams one terminal's widgets: of its market and of its account."""

    audiences: tuple[Audience, ...] = ()

    async def connect(self) -> None:
        headers = {name: value.decode("latin-1") for name, value in self.scope["headers"]}
        host = headers.get(b"host", "")
        if not same_host(headers.get(b"origin", ""), host):
            await self.close(FORBIDDEN)
            return
        if not await hub.doors.watch(names_of(self.scope["session"]), self._sign_out):
            await self.close(SIGNED_OUT)
            return
        shown = await self._screen(host)
        if shown is None:
            await self.close(NOT_FOUND)
            return
        await self.accept()
        self.audiences = shown.audiences
        for audience in self.audiences:
            await hub.join(audience, self._send)

    @database_sync_to_async
    def _screen(self, host: str) -> Screen | None:
        site = site_of(host)
        if site is None or site.exchange is None:
            return None
        query = dict(parse_qsl(self.scope["query_string"].decode("ascii", "replace")))
        return screen(
            site.exchange,
            person_here(self.scope["session"], self.scope["user"], site.exchange) or AnonymousUser(),
            self.scope["url_route"]["kwargs"]["symbol"],
            query.get("account", ""),
        )

    async def _send(self, text: str) -> None:
        await self.send(text_data=text)

    async def _sign_out(self) -> None:
        await self.close(SIGNED_OUT)

    async def disconnect(self, code: int) -> None:
        hub.doors.forget(self._sign_out)
        for audience in self.audiences:
            hub.leave(audience, self._send)
