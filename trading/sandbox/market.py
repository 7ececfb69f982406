"""One market, alive: its mark, oracle, best prices, candles and last trades."""

import math
from collections import deque
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from random import Random

from trading.sandbox.book import Book, build
from trading.sandbox.candles import DAY, History
from trading.sandbox.instruments import Instrument
from trading.sandbox.numbers import (
    PERP_PRICE_DECIMALS,
    down_to_size,
    from_float,
    order_step,
    step_of,
    to_step,
)
from trading.sandbox.prices import Path, Weather, deviation

MARK_FIGURES = 6
TRADES_KEPT = 50
INTEREST_RATE = 0.0001
FUNDING_CLAMP = 0.0005
FUNDING_CAP = 0.04


@dataclass(frozen=True, slots=True)
class Trade:
    """One trade of the tape; `is_buy` is the taker's side, `users` are (buyer, seller)."""

    price: Decimal
    size: Decimal
    is_buy: bool
    time: int
    id: int
    hash: str
    users: tuple[str, str]


@dataclass(frozen=True, slots=True)
class FundingRate:
    """The funding of one hour: hourly rate and the premium it came from."""

    time: int
    rate: Decimal
    premium: Decimal


@dataclass(slots=True)
class Market:
    """The state of one instrument on its dex. `anchor` is the price its mark is pulled to."""

    instrument: Instrument
    anchor: float
    mark: Decimal
    path: Path = field(default_factory=Path)
    history: History = field(default_factory=History)
    fundings: deque[FundingRate] = field(default_factory=lambda: deque(maxlen=24 * 60))
    trades: deque[Trade] = field(default_factory=lambda: deque(maxlen=TRADES_KEPT))

    @classmethod
    def opening(cls, instrument: Instrument) -> "Market":
        """A market at its first mark."""
        return cls(instrument, float(instrument.price), instrument.price)

    @property
    def coin(self) -> str:
        """Its name on the wire."""
        return self.instrument.coin

    @property
    def step(self) -> Decimal:
        """The tick of order prices here."""
        return order_step(self.mark, self.instrument.size_decimals)

    @property
    def bid(self) -> Decimal:
        """The best bid: just below the mark, or on it."""
        return to_step(self.mark, self.step, ROUND_FLOOR) - self.step * (self.instrument.spread // 2)

    @property
    def ask(self) -> Decimal:
        """The best ask."""
        return self.bid + self.step * self.instrument.spread

    @property
    def mid(self) -> Decimal:
        """Halfway between the best prices."""
        return (self.bid + self.ask) / 2

    @property
    def oracle(self) -> Decimal:
        """The oracle price: the mark without its premium."""
        return self._priced(float(self.mark) / (1.0 + self.path.premium))

    @property
    def premium(self) -> Decimal:
        """Mark over oracle − 1, to ten decimals."""
        return from_float(round(self.path.premium, 10))

    @property
    def funding(self) -> Decimal:
        """What longs pay an hour: (premium + clamp(0.01 % − premium, ±0.05 %)) / 8, capped at 4 %."""
        premium = self.path.premium
        eight_hours = premium + min(max(INTEREST_RATE - premium, -FUNDING_CLAMP), FUNDING_CLAMP)
        return from_float(round(min(max(eight_hours / 8, -FUNDING_CAP), FUNDING_CAP), 10))

    @property
    def open_interest(self) -> Decimal:
        """Coins open on each side."""
        coins = self.instrument.open_interest * math.exp(self.path.interest)
        return from_float(round(coins, self.instrument.size_decimals))

    def book(self, seed: str) -> Book:
        """The order book; `seed` makes it another one each tick."""
        depth = self.instrument.day_volume / 40_000
        instrument = self.instrument
        return build(f"{seed}|{self.coin}", self.bid, self.ask, self.step, instrument.size_decimals, depth)

    def day(self, now: int) -> tuple[Decimal, Decimal, Decimal]:
        """Of the last 24 hours: the price before them, the volume in dollars and in coins."""
        hours = list(self.history.hours.between(now - DAY + self.history.hours.span, now))
        before = self.history.minutes.at(now - DAY)
        coins = math.fsum(row.volume for row in hours)
        dollars = math.fsum(row.volume * (row.high + row.low) / 2 for row in hours)
        previous = self._priced(before.close) if before else self.mark
        return (
            previous,
            from_float(round(dollars, 6)),
            from_float(round(coins, self.instrument.size_decimals)),
        )

    def printed(self, price: float) -> float:
        """The order price next to `price`, as a float for candles."""
        decimals = min(PERP_PRICE_DECIMALS - self.instrument.size_decimals, 4 - math.floor(math.log10(price)))
        return round(price, max(decimals, 0))

    def move(self, weather: Weather, path: Path) -> None:
        """The next mark."""
        self.path = path
        self.mark = self._priced(self.anchor * math.exp(self._deviation(weather)))

    def put(self, mark: Decimal, weather: Weather) -> None:
        """Sets the mark by hand; what follows moves around it."""
        self.anchor = float(mark) / math.exp(self._deviation(weather))
        self.mark = mark

    def make_trades(self, seconds: float, now: int, rng: Random) -> list[Trade]:
        """The trades of a tick, counted into tape and candles."""
        made = []
        dollars = self.instrument.day_volume / 86_400 * seconds
        for _ in range(rng.choice((0, 1, 1, 2))):
            is_buy = rng.random() < 0.5
            price = self.ask if is_buy else self.bid
            coins = from_float(dollars * rng.expovariate(1.0)) / price
            size = down_to_size(coins, self.instrument.size_decimals)
            if size:
                made.append(_trade(price, size, is_buy, now, rng))
        for trade in made:
            self.history.trade(float(trade.price), float(trade.size))
        self.trades.extend(made)
        return made

    def _deviation(self, weather: Weather) -> float:
        return deviation(weather, self.path, self.instrument.beta, self.instrument.own)

    def _priced(self, price: float) -> Decimal:
        exact = from_float(price)
        return to_step(exact, step_of(exact, self.instrument.size_decimals, MARK_FIGURES))


def _trade(price: Decimal, size: Decimal, is_buy: bool, now: int, rng: Random) -> Trade:
    return Trade(
        price=price,
        size=size,
        is_buy=is_buy,
        time=now,
        id=rng.getrandbits(50),
        hash=f"0x{rng.getrandbits(256):064x}",
        users=(f"0x{rng.getrandbits(160):040x}", f"0x{rng.getrandbits(160):040x}"),
    )
