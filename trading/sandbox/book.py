"""A believable order book around two best prices, the same for the same market and tick."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from trading.sandbox.journal import Key
from trading.sandbox.numbers import down_to_size, from_float
from trading.sandbox.resting import Row

LEVELS = 20


@dataclass(frozen=True, slots=True)
class Level:
    """One price of the book: total size and number of orders."""

    price: Decimal
    size: Decimal
    orders: int


@dataclass(frozen=True, slots=True)
class Book:
    """Bids downwards and asks upwards."""

    bids: tuple[Level, ...]
    asks: tuple[Level, ...]

    def impact(self, notional: Decimal) -> tuple[Decimal, Decimal]:
        """Average prices of selling and of buying `notional` dollars at once, as far as the levels reach."""
        return _average(self.bids, notional), _average(self.asks, notional)


def build(
    seed: str, bid: Decimal, ask: Decimal, step: Decimal, size_decimals: int, depths: tuple[float, float]
) -> Book:
    """`LEVELS` levels a side, one `step` apart; `depths`: a level's usual dollars among bids and asks."""
    rng = Random(seed)
    return Book(
        bids=tuple(
            _level(rng, bid - step * n, n, size_decimals, depths[0]) for n in range(LEVELS) if bid > step * n
        ),
        asks=tuple(_level(rng, ask + step * n, n, size_decimals, depths[1]) for n in range(LEVELS)),
    )


def merged(
    crowd: Iterator[Level], rows: list[Row], sizes: Callable[[int, Key], Decimal], is_buy: bool
) -> tuple[Level, ...]:
    """One side of the book: the crowd's levels and the accounts' orders, summed by price, best first."""
    levels = {level.price: level for level in crowd}
    for rank, order, key in rows:
        price = abs(rank)
        before = levels.get(price) or Level(price, Decimal(0), 0)
        levels[price] = Level(price, before.size + sizes(order, key), before.orders + 1)
    return tuple(levels[price] for price in sorted(levels, reverse=is_buy)[:LEVELS])


def _level(rng: Random, price: Decimal, distance: int, size_decimals: int, depth: float) -> Level:
    dollars = depth * (1.0 + distance / 10) * math.exp(rng.gauss(-0.6, 1.1))
    smallest = Decimal(1).scaleb(-size_decimals)
    size = max(smallest, down_to_size(from_float(dollars) / price, size_decimals))
    return Level(price, size, 1 + int(rng.expovariate(0.35)))


def _average(levels: tuple[Level, ...], notional: Decimal) -> Decimal:
    left, paid, bought = notional, Decimal(0), Decimal(0)
    for level in levels:
        taken = min(left, level.price * level.size)
        left, paid, bought = left - taken, paid + taken, bought + taken / level.price
        if not left:
            break
    return paid / bought
