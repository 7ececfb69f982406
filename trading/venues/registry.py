"""Which adapter speaks for which venue."""

from collections.abc import Callable, Iterable

from redis.asyncio import Redis

from trading.venues.contract import Event, InstrumentRow, Line
from trading.venues.gateway import Gateway
from trading.venues.hyperliquid import endpoints
from trading.venues.hyperliquid.venue import Hyperliquid, read_instruments

ADAPTERS = {"hyperliquid": Hyperliquid}
INSTRUMENTS = {"hyperliquid": read_instruments}
WEIGHTS = {"hyperliquid": endpoints.WEIGHT_PER_MINUTE}


def is_supported(line: Line) -> bool:
    """True when there is an adapter for the line's venue."""
    return line.venue in ADAPTERS


def open_gateway(line: Line, base_url: str, valkey: Redis) -> Gateway:
    """The way to a line's HTTP interface."""
    return Gateway(line, base_url, WEIGHTS[line.venue], valkey)


def open_venue(
    line: Line, gateway: Gateway, on_event: Callable[[Event], None], on_connect: Callable[[], None]
) -> Hyperliquid:
    """The adapter of a line."""
    return ADAPTERS[line.venue](line, gateway, on_event, on_connect)


async def list_instruments(gateway: Gateway, dexes: Iterable[str]) -> tuple[InstrumentRow, ...]:
    """Every perpetual of these dexes as the gateway's venue lists them. VenueError when it cannot be read."""
    return await INSTRUMENTS[gateway.line.venue](gateway, dexes)
