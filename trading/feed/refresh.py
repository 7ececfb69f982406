"""Reading a line's instruments outside the feed, within the same request budget."""

import logging

from asgiref.sync import async_to_sync
from django.conf import settings
from redis.asyncio import Redis

from trading.feed import directory
from trading.venues.contract import InstrumentRow, Line
from trading.venues.errors import VenueError
from trading.venues.registry import list_instruments, open_gateway

log = logging.getLogger(__name__)


def refresh_all() -> None:
    """Stores the instruments of every line in use; a venue that cannot be read keeps those it has."""
    for line in sorted(directory.lines()):
        try:
            rows = async_to_sync(read)(line, directory.dexes(line))
        except VenueError as error:
            log.warning("%s %s: its instruments were not refreshed. %s", *line, error)
            continue
        directory.save_instruments(line, rows)


async def read(line: Line, dexes: set[str]) -> tuple[InstrumentRow, ...]:
    """What the venue lists now. VenueError when it cannot be read."""
    async with Redis.from_url(settings.REDIS_URL) as valkey:
        gateway = open_gateway(line, settings.VENUE_URLS[line], valkey)
        try:
            return await list_instruments(gateway, dexes)
        finally:
            await gateway.close()
