"""Who is in a room while others come and go; on real Valkey."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest
from django.conf import settings

from trading.stream.audience import Audience
from trading.stream.hub import Hub
from trading.stream.widgets import WidgetSettings

SHOWN = WidgetSettings(Decimal(50), Decimal(80), "Hyperliquid", "sandbox")
MARKET = Audience("market:hyperliquid:sandbox:ROOM", "market", SHOWN)


@asynccontextmanager
async def a_hub(valkey_url: str = settings.REDIS_URL) -> AsyncIterator[Hub]:
    hub = Hub(valkey_url)
    try:
        yield hub
    finally:
        for task in hub.work.values():
            task.cancel()
        await asyncio.gather(*hub.work.values(), return_exceptions=True)


async def test_a_socket_that_joins_while_the_last_one_leaves_is_still_served():
    async with a_hub() as hub:
        asked, goes_on = asyncio.Event(), asyncio.Event()

        async def ada(text: str) -> None:
            pass

        async def ben(text: str) -> None:
            asked.set()
            await goes_on.wait()

        await hub.join(MARKET, ada)
        joining = asyncio.create_task(hub.join(MARKET, ben))
        await asked.wait()
        hub.leave(MARKET, ada)
        goes_on.set()
        await joining
        assert hub.rooms[MARKET].members == {ben}


async def test_a_socket_that_gives_up_while_valkey_is_away_leaves_no_room_behind():
    async with a_hub("redis://127.0.0.1:1/0") as hub:

        async def ben(text: str) -> None:
            pass

        joining = asyncio.create_task(hub.join(MARKET, ben))
        while MARKET not in hub.rooms:
            await asyncio.sleep(0)
        joining.cancel()
        with pytest.raises(asyncio.CancelledError):
            await joining
        hub.leave(MARKET, ben)
        assert hub.rooms == {}
