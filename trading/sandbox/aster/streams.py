"""Streams by name: what each says after a change."""

from collections.abc import Callable
from typing import Any

from trading.sandbox.aster import market_data
from trading.sandbox.aster.instruments import DEX, coin_of, symbol_of
from trading.sandbox.aster.market_data import day_row, levels, markets, next_funding, rate_of
from trading.sandbox.aster.told import plain
from trading.sandbox.book import Book
from trading.sandbox.candles import INTERVALS
from trading.sandbox.journal import OrderEvent
from trading.sandbox.market import Market
from trading.sandbox.numbers import ZERO
from trading.sandbox.world import Tick, World

type Message = dict[str, Any] | list[dict[str, Any]]
SPEEDS = ("1s", "3s", "100ms", "250ms", "500ms")


def is_stream(world: World, name: str) -> bool:
    """True of a name that this venue streams."""
    if name in ALL:
        return True
    symbol, _, rest = name.partition("@")
    kind, _, speed = rest.partition("@")
    if speed and speed not in SPEEDS:
        return False
    known = kind in ONE or kind in ("depth5", "depth10", "depth20", "depth", "forceOrder")
    known = known or (kind.startswith("kline_") and kind[6:] in INTERVALS)
    return known and world.market(coin_of(symbol)) is not None


def messages(world: World, name: str, tick: Tick, books: "Books") -> list[Message]:
    """What a stream says of a change."""
    if name in ALL:
        return ALL[name](world, tick)
    symbol, _, rest = name.partition("@")
    kind = rest.partition("@")[0]
    market = world.listed(coin_of(symbol))
    if kind == "forceOrder":
        return [one for one in _forced(world, tick) if one["o"]["s"] == symbol_of(market.coin)]
    if kind.startswith("kline_"):
        return _kline(world, market, kind[6:], tick)
    if kind.startswith("depth"):
        if not tick.moved and market.coin not in tick.coins:
            return []
        return [
            books.difference(market) if kind == "depth" else _partial(world, market, int(kind[5:]), books)
        ]
    return ONE[kind](world, market, tick)


def _trades(world: World, market: Market, tick: Tick) -> list[Message]:
    return [
        {"e": "aggTrade", "E": world.now, "s": symbol_of(market.coin), "a": one.id, "p": plain(one.price),
         "q": plain(one.size), "f": one.id, "l": one.id, "T": one.time, "m": not one.is_buy}
        for one in tick.trades.get(market.coin, [])
    ]  # fmt: skip


def _mark(world: World, market: Market) -> dict[str, Any]:
    return {
        "e": "markPriceUpdate", "E": world.now, "s": symbol_of(market.coin), "p": f"{market.mark:.8f}",
        "i": f"{market.oracle:.8f}", "P": f"{market.oracle:.8f}", "r": f"{rate_of(market):.8f}",
        "T": next_funding(world),
    }  # fmt: skip


def _ticker(world: World, market: Market) -> dict[str, Any]:
    row = day_row(world, market)
    return {
        "e": "24hrTicker", "E": world.now, "s": row["symbol"], "p": row["priceChange"],
        "P": row["priceChangePercent"], "w": row["weightedAvgPrice"], "c": row["lastPrice"],
        "Q": row["lastQty"], "o": row["openPrice"], "h": row["highPrice"], "l": row["lowPrice"],
        "v": row["volume"], "q": row["quoteVolume"], "O": row["openTime"], "C": row["closeTime"],
        "F": row["firstId"], "L": row["lastId"], "n": row["count"],
    }  # fmt: skip


def _mini(world: World, market: Market) -> dict[str, Any]:
    row = day_row(world, market)
    return {
        "e": "24hrMiniTicker", "E": world.now, "s": row["symbol"], "c": row["lastPrice"],
        "o": row["openPrice"], "h": row["highPrice"], "l": row["lowPrice"],
        "v": row["volume"], "q": row["quoteVolume"],
    }  # fmt: skip


def _best(world: World, market: Market) -> dict[str, Any]:
    row = market_data.book_row(world, market)
    return {
        "e": "bookTicker", "u": market_data.sequence(world), "E": world.now, "T": world.now,
        "s": row["symbol"], "b": row["bidPrice"], "B": row["bidQty"], "a": row["askPrice"],
        "A": row["askQty"],
    }  # fmt: skip


def _kline(world: World, market: Market, interval: str, tick: Tick) -> list[Message]:
    if not tick.moved:
        return []
    row = market.history.candles(interval, world.now, world.now)[-1]
    said = market_data.kline(row, interval)
    return [{
        "e": "kline", "E": world.now, "s": symbol_of(market.coin),
        "k": {"t": said[0], "T": said[6], "s": symbol_of(market.coin), "i": interval, "f": 0, "L": 0,
              "o": said[1], "c": said[4], "h": said[2], "l": said[3], "v": said[5], "n": said[8], "x": False,
              "q": said[7], "V": said[9], "Q": said[10], "B": "0"},
    }]  # fmt: skip


def _forced(world: World, tick: Tick) -> list[dict[str, Any]]:
    found = [
        one.order for (_, dex), one in tick.entries
        if dex == DEX and isinstance(one, OrderEvent) and one.status == "liquidated"
    ]  # fmt: skip
    return [
        {"e": "forceOrder", "E": world.now, "o": {
            "s": symbol_of(one.coin), "S": "BUY" if one.is_buy else "SELL", "o": "LIMIT", "f": "IOC",
            "q": plain(one.first_size), "p": plain(one.price), "ap": plain(one.price),
            "X": "FILLED", "l": plain(one.first_size), "z": plain(one.first_size), "T": one.updated}}
        for one in found
    ]  # fmt: skip


def _partial(world: World, market: Market, count: int, books: "Books") -> dict[str, Any]:
    book = market.book(world.size_resting)
    now, before = books.numbers(market)
    return {
        "e": "depthUpdate", "E": world.now, "T": world.now, "s": symbol_of(market.coin), "U": before,
        "u": now, "pu": before, "b": levels(book.bids[:count]), "a": levels(book.asks[:count]),
    }  # fmt: skip


class Books:
    """What was last said of each book, so that differences can be: each begins where the last one ended."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.known: dict[str, tuple[int, Book]] = {}
        self.said: dict[str, tuple[int, dict[str, Any]]] = {}

    def learn(self, market: Market) -> None:
        """Remembers a book as it is, from which the first difference will be."""
        if market.coin not in self.known:
            self.known[market.coin] = (self.world.changes, market.book(self.world.size_resting))

    def numbers(self, market: Market) -> tuple[int, int]:
        """The number of this change and of the one before."""
        return self.world.changes, self.known.get(market.coin, (self.world.changes, None))[0]

    def difference(self, market: Market) -> dict[str, Any]:
        """Every level that changed since the last difference; gone ones have size 0."""
        now = self.world.changes
        if self.said.get(market.coin, (0, {}))[0] == now:
            return self.said[market.coin][1]
        self.learn(market)
        before, old = self.known[market.coin]
        new = market.book(self.world.size_resting)
        self.known[market.coin] = (now, new)
        message = {
            "e": "depthUpdate", "E": self.world.now, "T": self.world.now, "s": symbol_of(market.coin),
            "U": before, "u": now, "pu": before, "b": _changed(old.bids, new.bids),
            "a": _changed(old.asks, new.asks),
        }  # fmt: skip
        self.said[market.coin] = (now, message)
        return message


def _changed(old: tuple[Any, ...], new: tuple[Any, ...]) -> list[list[str]]:
    before = {level.price: level.size for level in old}
    after = {level.price: level.size for level in new}
    prices = sorted(before.keys() | after.keys())
    return [
        [plain(price), plain(after.get(price, ZERO))]
        for price in prices
        if before.get(price) != after.get(price)
    ]


def _when_moved(
    say: Callable[[World, Market], dict[str, Any]],
) -> Callable[[World, Market, Tick], list[Message]]:
    return lambda world, market, tick: [say(world, market)] if tick.moved else []


def _when_changed(
    say: Callable[[World, Market], dict[str, Any]],
) -> Callable[[World, Market, Tick], list[Message]]:
    return lambda world, market, tick: [say(world, market)] if tick.moved or market.coin in tick.coins else []


def _of_all(say: Callable[[World, Market], dict[str, Any]]) -> Callable[[World, Tick], list[Message]]:
    return lambda world, tick: [[say(world, market) for market in markets(world)]] if tick.moved else []


ONE: dict[str, Callable[[World, Market, Tick], list[Message]]] = {
    "aggTrade": _trades,
    "markPrice": _when_moved(_mark),
    "bookTicker": _when_changed(_best),
    "ticker": _when_moved(_ticker),
    "miniTicker": _when_moved(_mini),
}
ALL: dict[str, Callable[[World, Tick], list[Message]]] = {
    "!markPrice@arr": _of_all(_mark),
    "!markPrice@arr@1s": _of_all(_mark),
    "!ticker@arr": _of_all(_ticker),
    "!miniTicker@arr": _of_all(_mini),
    "!bookTicker": lambda world, tick: (
        [_best(world, market) for market in markets(world)] if tick.moved else []
    ),
    "!forceOrder@arr": lambda world, tick: list(_forced(world, tick)),
}
