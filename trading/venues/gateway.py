"""The one way to a venue's HTTP interface: budget first, then the request, then its word about pace."""

from redis.asyncio import Redis

from trading.venues.budget import Budget, Purpose
from trading.venues.contract import Line
from trading.venues.errors import Busy
from trading.venues.transport import Transport


class Gateway:
    """Requests to one venue's network from one egress address, all processes within one budget."""

    def __init__(self, line: Line, base_url: str, per_minute: int, valkey: Redis, egress: str = ""):
        self.line = line
        self.base_url = base_url
        self.transport = Transport(base_url, egress)
        self.budget = Budget(valkey, f"{line.venue}:{line.network}:{egress}", per_minute)

    async def post(self, path: str, body: bytes, weight: int, purpose: Purpose = Purpose.READ) -> bytes:
        """The venue's answer. VenueError when there is none; Busy when it is too early to ask."""
        await self.budget.take(weight, purpose)
        try:
            return await self.transport.post(path, body)
        except Busy as busy:
            await self.budget.block(busy.retry_after)
            raise

    async def close(self) -> None:
        """Closes the kept connections."""
        await self.transport.close()
