"""The running venue: one world, its clock, its memory, and whoever listens. The only writer of the world."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from trading.sandbox.store import Store
from trading.sandbox.world import Tick, World

TICK_SECONDS = 1.0
FASTEST = 1000


def unix_milliseconds() -> int:
    """The machine's clock."""
    return time.time_ns() // 1_000_000


@dataclass(slots=True)
class Venue:
    """A world that lives. `store` remembers every tick; `speed`: seconds of market per second of clock.

    `paused`: marks stand still while everything is still answered and sent. `muted`: streams send nothing, as
    if the venue were cut off.
    """

    world: World
    store: Store | None = None
    speed: float = 1.0
    paused: bool = False
    muted: bool = False
    listeners: list[Callable[[Tick], None]] = field(default_factory=list)

    async def live(self) -> None:
        """Ticks until cancelled."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due = max(due + TICK_SECONDS, loop.time())
            await asyncio.sleep(due - loop.time())
            self.advance()

    def advance(self) -> None:
        """One tick of the clock: marks move unless paused."""
        if self.paused:
            self.tell(self.world.stand_still(self._now()))
        else:
            self.step(1)

    def step(self, count: int) -> None:
        """Moves the market `count` ticks at once, paused or not."""
        for _ in range(count):
            self.tell(self.world.tick(self._now(), TICK_SECONDS * self.speed))

    def tell(self, tick: Tick) -> None:
        """Remembers what happened and, unless muted, lets every listener know."""
        if self.store:
            self.store.save(self.world, tick.accounts)
        if not self.muted:
            for listener in self.listeners:
                listener(tick)

    def _now(self) -> int:
        """The clock; time in the world never runs backwards."""
        return max(unix_milliseconds(), self.world.now + 1)
