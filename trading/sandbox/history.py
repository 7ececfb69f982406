"""A past for a market that has none: candles and hourly fundings that lead up to its first mark.

The last two days are walked backwards by the same process that moves marks from now on (it looks the same in
both directions of time); the months before wander freely, so that daily charts have trends.
"""

import math
from itertools import pairwise
from random import Random

from trading.sandbox.candles import DAY, HOUR, MINUTE, Candle, joined
from trading.sandbox.market import FundingRate, Market
from trading.sandbox.numbers import from_float
from trading.sandbox.prices import Path, Weather, deviation

MINUTE_DAYS = 3
HOUR_DAYS = 80
HOURLY_WANDER = 0.005


def invent(market: Market, now: int, seed: str) -> None:
    """Fills the market's candles and fundings up to `now` (Unix milliseconds)."""
    rng = Random(f"{seed}|history|{market.coin}")
    minutes = _minutes(market, now, rng)
    for candle in minutes:
        market.history.minutes.append(candle)
    hours = _hours(market, minutes, rng)
    for candle in hours:
        market.history.hours.append(candle)
    market.fundings.extend(_fundings(market, now, rng))


def _minutes(market: Market, now: int, rng: Random) -> list[Candle]:
    weather, path = Weather(), market.path
    instrument = market.instrument
    closes = [float(market.mark)]
    for _ in range(MINUTE_DAYS * DAY // MINUTE):
        weather, path = weather.step(60.0, rng), path.step(60.0, rng)
        closes.append(market.anchor * math.exp(deviation(weather, path, instrument.beta, instrument.own)))
    closes.reverse()
    last = now - now % MINUTE
    first = last - (len(closes) - 2) * MINUTE
    volume = instrument.day_volume / 1440
    rows = []
    for index, (before, after) in enumerate(pairwise(closes)):
        rows.append(_candle(market, first + index * MINUTE, before, after, 0.0004, volume, rng))
    return rows


def _hours(market: Market, minutes: list[Candle], rng: Random) -> list[Candle]:
    by_hour: dict[int, list[Candle]] = {}
    for row in minutes:
        by_hour.setdefault(row.start - row.start % HOUR, []).append(row)
    recent = [joined(start, rows) for start, rows in sorted(by_hour.items())]
    price, start = recent[0].open, recent[0].start
    volume = market.instrument.day_volume / 24
    older = []
    for index in range(1, HOUR_DAYS * 24):
        before = price * math.exp(HOURLY_WANDER * market.instrument.beta * rng.gauss(0.0, 1.0))
        older.append(_candle(market, start - index * HOUR, before, price, 0.003, volume, rng))
        price = before
    return [*reversed(older), *recent]


def _candle(
    market: Market, start: int, before: float, after: float, wick: float, volume: float, rng: Random
) -> Candle:
    first, close = market.printed(before), market.printed(after)
    high = market.printed(max(before, after) * (1.0 + wick * rng.expovariate(1.5)))
    low = market.printed(min(before, after) * (1.0 - wick * rng.expovariate(1.5)))
    busy = math.exp(rng.gauss(-0.1, 0.5)) * (1.0 + 40.0 * abs(after / before - 1.0))
    coins = round(volume * busy / after, market.instrument.size_decimals)
    return Candle(start, first, max(high, first, close), min(low, first, close), close, coins,
                  1 + int(busy * volume / 900))  # fmt: skip


def _fundings(market: Market, now: int, rng: Random) -> list[FundingRate]:
    path, rows = Path(), []
    last = now - now % HOUR
    for index in range(14 * 24):
        path = path.step(3600.0, rng)
        at = Market(market.instrument, market.anchor, market.mark, path)
        rows.append(FundingRate(last - index * HOUR, at.funding, from_float(round(path.premium, 10))))
    return rows[::-1]
