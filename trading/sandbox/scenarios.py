"""Scripted market moves, for demos and tests: how far every market is shifted, and how dear longs are."""

import math
from bisect import bisect_right
from dataclasses import dataclass

HOUR_MS = 3_600_000
QUIETEST, LIVELIEST = 0.35, 1.65
QUIET_HOUR = 4.0


@dataclass(frozen=True, slots=True)
class Script:
    """Points (market seconds, shift as a logarithm of price for beta 1), and a premium to be pulled to."""

    points: tuple[tuple[float, float], ...]
    premium: float | None = None

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return self.points[-1][0]

    def shift(self, elapsed: float) -> float:
        """The shift after `elapsed` seconds; the last one from then on."""
        at = bisect_right([time for time, _ in self.points], elapsed)
        if at == len(self.points):
            return self.points[-1][1]
        (begin, low), (end, high) = self.points[at - 1], self.points[at]
        return low + (high - low) * (elapsed - begin) / (end - begin)


SCRIPTS = {
    "crash": Script(
        ((0, 0.0), (60, -0.01), (300, -0.09), (360, -0.07), (600, -0.16), (900, -0.13), (1800, -0.11)),
        -0.0008,
    ),
    "squeeze": Script(
        ((0, 0.0), (120, 0.02), (300, 0.08), (420, 0.06), (720, 0.15), (1200, 0.1), (1800, 0.08)), 0.0012
    ),
    "funding": Script(((0, 0.0), (1200, 0.025), (7200, 0.02)), 0.004),
}


def activity(now: int) -> float:
    """How fast the market lives at an hour of the day: 1 on average, quietest at 04:00 UTC."""
    hour = now % (24 * HOUR_MS) / HOUR_MS
    middle, swing = (LIVELIEST + QUIETEST) / 2, (LIVELIEST - QUIETEST) / 2
    return middle - swing * math.cos((hour - QUIET_HOUR) / 24 * 2 * math.pi)
