"""One market, alive: its mark, oracle, best prices, candles and last trades."""

import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from random import Random

from trading.sandbox.book import Book, Level, build, merged
from trading.sandbox.candles import DAY, History
from trading.sandbox.instruments import Instrument
from trading.sandbox.journal import Key
from trading.sandbox.numbers import (
    PERP_PRICE_DECIMALS,
    ZERO,
    down_to_size,
    from_float,
    order_step,
    step_of,
    to_step,
)
from trading.sandbox.prices import Path, Weather, deviation
from trading.sandbox.resting import Resting

MARK_FIGURES = 6
TRADES_KEPT = 50
INTEREST_RATE = 0.0001
FUNDING_CLAMP = 0.0005
FUNDING_CAP = 0.04
THINNING = 60.0
CALMING = 0.97


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
    """The state of one instrument on its dex. `anchor` is the price its mark is pulled to.

    The crowd quotes anew at every move, by `seed`; `taken` is what was bought of its quotes since, by price,
    and `quoted` the first order id after them. `resting` are the orders of accounts. `stress`: the recent
    move, as a logarithm: books are thin on the side it comes from.
    """

    instrument: Instrument
    anchor: float
    mark: Decimal
    path: Path = field(default_factory=Path)
    stress: float = 0.0
    last: Decimal | None = None
    seed: str = ""
    taken: dict[Decimal, Decimal] = field(default_factory=dict)
    quoted: int = 0
    resting: Resting = field(default_factory=Resting)
    history: History = field(default_factory=History)
    fundings: deque[FundingRate] = field(default_factory=lambda: deque(maxlen=24 * 60))
    trades: deque[Trade] = field(default_factory=lambda: deque(maxlen=TRADES_KEPT))
    untold: list[Trade] = field(default_factory=list)
    _quotes: tuple[tuple[str, Decimal], Book] | None = None

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
        return self.instrument.tick or order_step(self.mark, self.instrument.size_decimals)

    @property
    def quote_bid(self) -> Decimal:
        """The crowd's first bid: just below the mark, or on it."""
        return to_step(self.mark, self.step, ROUND_FLOOR) - self.step * (self.instrument.spread // 2)

    @property
    def quote_ask(self) -> Decimal:
        """The crowd's first ask."""
        return self.quote_bid + self.step * self.instrument.spread

    @property
    def bid(self) -> Decimal:
        """The best bid of all; one tick below the crowd's last where there is none."""
        return self._best(True)

    @property
    def ask(self) -> Decimal:
        """The best ask of all."""
        return self._best(False)

    @property
    def mid(self) -> Decimal:
        """Halfway between the best prices."""
        return (self.bid + self.ask) / 2

    @property
    def last_price(self) -> Decimal:
        """The price of the last trade; the mark before there was one."""
        return self.last or self.mark

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

    def quotes(self) -> Book:
        """The crowd's own quotes as it made them at the last move."""
        key = (self.seed, self.mark)
        if self._quotes is None or self._quotes[0] != key:
            depth = self.instrument.day_volume / 40_000
            falling, rising = max(0.0, -self.stress), max(0.0, self.stress)
            built = build(
                f"{self.seed}|{self.coin}",
                self.quote_bid,
                self.quote_ask,
                self.step,
                self.instrument.size_decimals,
                (depth * math.exp(-THINNING * falling), depth * math.exp(-THINNING * rising)),
            )
            self._quotes = (key, built)
        return self._quotes[1]

    def crowd(self, is_buy: bool) -> Iterator[Level]:
        """What is left of the crowd's bids or asks, best first."""
        for level in self.quotes().bids if is_buy else self.quotes().asks:
            left = level.size - self.taken.get(level.price, ZERO)
            if left > 0:
                yield Level(level.price, left, level.orders)

    def book(self, sizes: Callable[[int, Key], Decimal]) -> Book:
        """The order book: the crowd's quotes and resting orders, whose sizes `sizes` knows."""
        if not (self.resting.bids or self.resting.asks or self.taken):
            return self.quotes()
        return Book(
            *(merged(self.crowd(side), self.resting.side(side), sizes, side) for side in (True, False))
        )

    def take_quote(self, price: Decimal, size: Decimal) -> None:
        """Somebody traded with one of the crowd's quotes."""
        self.taken[price] = self.taken.get(price, ZERO) + size

    def _best(self, is_buy: bool) -> Decimal:
        if not self.taken:
            quoted: Decimal | None = self.quote_bid if is_buy else self.quote_ask
        else:
            quoted = next((level.price for level in self.crowd(is_buy)), None)
        resting = self.resting.best(is_buy)
        prices = [price for price in (quoted, resting) if price is not None]
        if not prices:
            side = self.quotes().bids if is_buy else self.quotes().asks
            return side[-1].price
        return max(prices) if is_buy else min(prices)

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
        if self.instrument.tick:
            return round(price, -self.instrument.tick.adjusted())
        decimals = min(PERP_PRICE_DECIMALS - self.instrument.size_decimals, 4 - math.floor(math.log10(price)))
        return round(price, max(decimals, 0))

    def move(self, weather: Weather, path: Path) -> None:
        """The next mark, around which the crowd quotes anew."""
        self.path = path
        before = self.mark
        self.mark = self._priced(self.anchor * math.exp(self._deviation(weather)))
        self.stress = self.stress * CALMING + math.log(self.mark / before)
        self.taken.clear()

    def put(self, mark: Decimal, weather: Weather) -> None:
        """Sets the mark by hand; what follows moves around it."""
        self.anchor = float(mark) / math.exp(self._deviation(weather))
        self.mark = mark
        self.taken.clear()

    def tape(self, trade: Trade) -> None:
        """Counts a trade into tape and candles."""
        self.history.trade(float(trade.price), float(trade.size))
        self.trades.append(trade)
        self.untold.append(trade)
        self.last = trade.price

    def flow(self, seconds: float, rng: Random) -> list[tuple[bool, Decimal]]:
        """What the crowd trades in a tick: sides and sizes."""
        dollars = self.instrument.day_volume / 86_400 * seconds
        wanted = []
        for _ in range(rng.choice((0, 1, 1, 2))):
            is_buy = rng.random() < 0.5
            coins = from_float(dollars * rng.expovariate(1.0)) / self.mark
            size = down_to_size(coins, self.instrument.size_decimals)
            if size:
                wanted.append((is_buy, size))
        return wanted

    def _deviation(self, weather: Weather) -> float:
        return deviation(weather, self.path, self.instrument.beta, self.instrument.own)

    def _priced(self, price: float) -> Decimal:
        exact = from_float(price)
        if self.instrument.tick:
            return to_step(exact, self.instrument.tick / 10)
        return to_step(exact, step_of(exact, self.instrument.size_decimals, MARK_FIGURES))
