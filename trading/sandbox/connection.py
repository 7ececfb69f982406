"""A client of a websocket, whichever protocol it speaks."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

QUEUE = 2_000


@dataclass(eq=False, slots=True)
class Connection:
    """One client. Frames wait in `outbox`; `overflowed` is set when it reads too slowly."""

    outbox: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    subscriptions: set[Any] = field(default_factory=set)
    overflowed: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, frame: str) -> None:
        """Queues a frame; a full queue marks the client as too slow."""
        try:
            self.outbox.put_nowait(frame)
        except asyncio.QueueFull:
            self.overflowed.set()
