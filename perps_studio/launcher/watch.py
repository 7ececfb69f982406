"""Keeps every process of a stack running: one that ends is started again, later each time it fails."""

import time
from collections.abc import Callable
from typing import NoReturn

from perps_studio.launcher.child import Child

LONGEST_PAUSE = 30.0
SETTLED = 60.0  # after running this long, earlier failures are forgotten


class Watch:
    """One child's failures and when it may start again; times in seconds of a monotonic clock."""

    def __init__(self, child: Child, now: float):
        self.child = child
        self.failures = 0
        self._started = now
        self._due: float | None = None

    def look(self, now: float, say: Callable[[str], None]) -> None:
        if self.child.alive:
            return
        name = self.child.spec.name
        if self._due is None:
            self.failures = 1 if now - self._started > SETTLED else self.failures + 1
            pause = min(2.0 ** (self.failures - 1) - 0.5, LONGEST_PAUSE)
            self._due = now + pause
            say(f"{name} ended with code {self.child.exit_code}; it starts again in {pause:.1f} s")
        elif now >= self._due:
            self.child.start()
            self._started, self._due = now, None
            say(f"{name} started again")


def keep_running(children: list[Child], say: Callable[[str], None]) -> NoReturn:
    """Look after the children until a signal's exception ends it."""
    watches = [Watch(child, time.monotonic()) for child in children]
    while True:
        for watch in watches:
            watch.look(time.monotonic(), say)
        time.sleep(0.5)
