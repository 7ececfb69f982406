"""Candles: two series a market, minutes for days, hours for months; longer ones are put together of them."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

INTERVALS = {
    "1m": MINUTE,
    "3m": 3 * MINUTE,
    "5m": 5 * MINUTE,
    "15m": 15 * MINUTE,
    "30m": 30 * MINUTE,
    "1h": HOUR,
    "2h": 2 * HOUR,
    "4h": 4 * HOUR,
    "8h": 8 * HOUR,
    "12h": 12 * HOUR,
    "1d": DAY,
    "3d": 3 * DAY,
    "1w": 7 * DAY,
    "1M": 30 * DAY,
}


@dataclass(frozen=True, slots=True)
class Candle:
    """One candle: `start` in Unix milliseconds, volume in coins, `trades` counted."""

    start: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    trades: int


def joined(start: int, parts: Iterable[Candle]) -> Candle:
    """Neighbouring candles as one that starts at `start`."""
    rows = list(parts)
    return Candle(
        start,
        rows[0].open,
        max(row.high for row in rows),
        min(row.low for row in rows),
        rows[-1].close,
        sum(row.volume for row in rows),
        sum(row.trades for row in rows),
    )


@dataclass(slots=True)
class Series:
    """Candles of one length (`span`, milliseconds), the last one open; the oldest fall off at `keep`."""

    span: int
    keep: int
    starts: array = field(default_factory=lambda: array("q"))
    values: array = field(default_factory=lambda: array("d"))

    @property
    def most(self) -> int:
        """How many there may be before the oldest are dropped, several at a time."""
        return self.keep + self.keep // 8

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> Candle:
        at = (index if index >= 0 else len(self) + index) * 6
        first, high, low, close, volume, trades = self.values[at : at + 6]
        return Candle(self.starts[index], first, high, low, close, volume, int(trades))

    def append(self, candle: Candle) -> None:
        """Adds the next candle, or replaces the open one when it starts at the same time."""
        if self.starts and self.starts[-1] == candle.start:
            del self.starts[-1], self.values[-6:]
        self.starts.append(candle.start)
        self.values.extend((candle.open, candle.high, candle.low, candle.close, candle.volume, candle.trades))
        if len(self) > self.most:
            del self.starts[: -self.keep], self.values[: -6 * self.keep]

    def roll(self, now: int) -> list[Candle]:
        """Closes what is over: an open candle for `now`, quiet ones for a gap. What was added."""
        start = now - now % self.span
        if not self.starts or self.starts[-1] >= start:
            return []
        close = self[-1].close
        first = max(self.starts[-1] + self.span, start - self.keep * self.span)
        added = [Candle(at, close, close, close, close, 0.0, 0) for at in range(first, start + 1, self.span)]
        for candle in added:
            self.append(candle)
        return added

    def trade(self, price: float, size: float) -> None:
        """Counts a trade into the open candle."""
        at = len(self.values) - 6
        values = self.values
        if not values[at + 5]:
            values[at] = values[at + 1] = values[at + 2] = price
        values[at + 1] = max(values[at + 1], price)
        values[at + 2] = min(values[at + 2], price)
        values[at + 3] = price
        values[at + 4] += size
        values[at + 5] += 1

    def between(self, begin: int, end: int) -> Iterator[Candle]:
        """Candles that overlap [begin, end], oldest first."""
        first = bisect_right(self.starts, begin - self.span)
        for index in range(first, bisect_right(self.starts, end)):
            yield self[index]

    def at(self, moment: int) -> Candle | None:
        """The candle of a moment; the oldest for a moment before it; None when there is none at all."""
        if not self.starts:
            return None
        index = (moment - self.starts[0]) // self.span
        return self[min(max(index, 0), len(self) - 1)]


@dataclass(slots=True)
class History:
    """A market's candles: minutes of the last days, hours of the last months."""

    minutes: Series = field(default_factory=lambda: Series(MINUTE, 3 * 1440))
    hours: Series = field(default_factory=lambda: Series(HOUR, 24 * 90))

    def roll(self, now: int) -> None:
        """Opens the candles of `now`."""
        self.minutes.roll(now)
        self.hours.roll(now)

    def trade(self, price: float, size: float) -> None:
        """Counts a trade."""
        self.minutes.trade(price, size)
        self.hours.trade(price, size)

    def candles(self, interval: str, begin: int, end: int) -> list[Candle]:
        """Candles of one of `INTERVALS` that overlap [begin, end], oldest first; the latest 5,000."""
        span = INTERVALS[interval]
        base = self.hours if span >= HOUR else self.minutes
        rows = base.between(begin - begin % span, end)
        if span == base.span:
            return list(rows)[-5000:]
        groups = groupby(rows, key=lambda row: row.start - row.start % span)
        return [joined(start, parts) for start, parts in groups][-5000:]
