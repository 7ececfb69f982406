"""How marks move: two common factors, each market's own noise, all pulled back to an anchor and bounded.

Ornstein–Uhlenbeck steps taken exactly, so a tick may stand for any time. Bounded, so that the demo stays sane
for days: no mark leaves its anchor by more than `BOUND`. Floats: these are made-up prices, not money.
"""

import math
from dataclasses import dataclass
from random import Random

BOUND = 0.045


@dataclass(frozen=True, slots=True)
class Pull:
    """A mean-reverting component: its spread in the long run and the seconds in which it forgets half."""

    spread: float
    half_life: float

    def step(self, value: float, seconds: float, rng: Random) -> float:
        """The component `seconds` later."""
        kept = 0.5 ** (seconds / self.half_life)
        return value * kept + self.spread * math.sqrt(1.0 - kept * kept) * rng.gauss(0.0, 1.0)


SLOW = Pull(0.012, 6 * 3600)
FAST = Pull(0.0035, 600)
OWN = Pull(0.006, 3600)
PREMIUM = Pull(0.0003, 1800)
INTEREST = Pull(0.03, 12 * 3600)
JUMP_EVERY = 5400.0
JUMP = 0.006
SHIFT_HALF_LIFE = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Weather:
    """What moves all markets of a dex together, as logarithms of price. `shift` is a scenario's."""

    slow: float = 0.0
    fast: float = 0.0
    shift: float = 0.0

    def step(self, seconds: float, rng: Random) -> "Weather":
        """The factors `seconds` later."""
        jump = rng.gauss(0.0, JUMP) if rng.random() < min(seconds / JUMP_EVERY, 0.5) else 0.0
        return Weather(
            SLOW.step(self.slow, seconds, rng),
            FAST.step(self.fast, seconds, rng) + jump,
            self.shift * 0.5 ** (seconds / SHIFT_HALF_LIFE),
        )


@dataclass(frozen=True, slots=True)
class Path:
    """One market's own part: its noise, the premium of mark over oracle, the drift of its open interest."""

    own: float = 0.0
    premium: float = 0.0
    interest: float = 0.0

    def step(self, seconds: float, rng: Random) -> "Path":
        """The path `seconds` later."""
        return Path(
            OWN.step(self.own, seconds, rng),
            PREMIUM.step(self.premium, seconds, rng),
            INTEREST.step(self.interest, seconds, rng),
        )


def deviation(weather: Weather, path: Path, beta: float, own: float) -> float:
    """ln(mark / anchor), softly kept within ±`BOUND` but for what a scenario shifts."""
    free = beta * (weather.slow + weather.fast) + own * path.own
    return BOUND * math.tanh(free / BOUND) + beta * weather.shift
