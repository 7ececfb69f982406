"""The running venue: one world, its clock, and whoever listens. The only writer of the world."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from trading.sandbox.world import Tick, World

TICK_SECONDS = 1.0


def unix_milliseconds() -> int:
    """The machine's clock."""
    return time.time_ns() // 1_000_000


@dataclass(slots=True)
class Venue:
    """A world that lives. `speed`: seconds of market per second of clock.

    `paused`: marks stand still while everything is still answered and sent. `muted`: streams send nothing and
    requests wait for nothing, as if the venue were cut off.
    """

    world: World
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
        """One tick of the clock: marks move unless paused; listeners hear of it unless muted."""
        now = max(unix_milliseconds(), self.world.now + 1)
        self.tell(
            self.world.stand_still(now) if self.paused else self.world.tick(now, TICK_SECONDS * self.speed)
        )

    def step(self, count: int) -> None:
        """Moves the market `count` ticks at once, paused or not."""
        for _ in range(count):
            self.tell(
                self.world.tick(max(unix_milliseconds(), self.world.now + 1), TICK_SECONDS * self.speed)
            )

    def tell(self, tick: Tick) -> None:
        """Lets every listener know what happened."""
        if not self.muted:
            for listener in self.listeners:
                listener(tick)
