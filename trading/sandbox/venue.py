"""The running venue: one world, its clock, its memory, and whoever listens. The only writer of the world."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from trading.sandbox.clock import put_marks, stand_still, take_news, tick
from trading.sandbox.market import Trade
from trading.sandbox.store import Store
from trading.sandbox.world import Tick, World

TICK_SECONDS = 1.0
TELL_AFTER = 0.02
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
    _untold: list[Tick] = field(default_factory=list)
    _telling: asyncio.TimerHandle | None = None

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
            self.tell(stand_still(self.world, self._now()))
        else:
            self.step(1)

    def step(self, count: int) -> None:
        """Moves the market `count` ticks at once, paused or not."""
        for _ in range(count):
            self.tell(tick(self.world, self._now(), TICK_SECONDS * self.speed))

    def set_marks(self, marks: dict[str, Decimal]) -> None:
        """Sets marks by hand; everything reacts at once."""
        for coin, mark in marks.items():
            self.world.put_mark(coin, mark)
        put_marks(self.world, list(marks))
        self.tell(take_news(self.world, moved=True))

    def wake(self) -> World:
        """The world at the present instant, before it answers a request that changes it."""
        self.world.now = max(unix_milliseconds(), self.world.now)
        return self.world

    def commit(self) -> None:
        """Stores what a request changed, before it is answered; listeners hear of it a moment later."""
        news = take_news(self.world)
        if not news.news and not news.trades:
            return
        if self.store:
            self.store.save(self.world, news)
        self._untold.append(news)
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(TELL_AFTER, self._tell_late)

    def _tell_late(self) -> None:
        self._telling = None
        if self._untold:
            untold, self._untold = self._untold, []
            self._hear(together(untold))

    def tell(self, tick: Tick) -> None:
        """Remembers what happened and, unless muted, lets every listener know."""
        if self.store:
            self.store.save(self.world, tick)
        self._tell_late()
        self._hear(tick)

    def _hear(self, tick: Tick) -> None:
        if not self.muted:
            for listener in self.listeners:
                listener(tick)

    def _now(self) -> int:
        """The clock; time in the world never runs backwards."""
        return max(unix_milliseconds(), self.world.now + 1)


def together(ticks: list[Tick]) -> Tick:
    """Several changes as one, for listeners."""
    trades: dict[str, list[Trade]] = {}
    for one in ticks:
        for coin, made in one.trades.items():
            trades.setdefault(coin, []).extend(made)
    return Tick(
        trades,
        frozenset().union(*(one.accounts for one in ticks)),
        frozenset().union(*(one.coins for one in ticks)),
        tuple(entry for one in ticks for entry in one.entries),
        any(one.moved for one in ticks),
    )
