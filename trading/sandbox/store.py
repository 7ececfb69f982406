"""The world on disk: one SQLite file in the state folder, written after every tick and readable after a kill.

Write-ahead logging keeps a killed process's last committed tick; the file is locked, so that two processes
never live in one state.
"""

import sqlite3
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path as FilePath

import msgspec

from trading.sandbox.accounts import Account
from trading.sandbox.candles import Candle, Series
from trading.sandbox.instruments import Instrument
from trading.sandbox.market import FundingRate, Market
from trading.sandbox.prices import Path, Weather
from trading.sandbox.world import Dex, World

VERSION = 1
FILE = "sandbox.sqlite3"

TABLES = """
CREATE TABLE IF NOT EXISTS world (only INTEGER PRIMARY KEY CHECK (only = 1), state BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS market (coin TEXT PRIMARY KEY, state BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS account (
    address TEXT, dex TEXT, state BLOB NOT NULL, PRIMARY KEY (address, dex)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS candle (
    coin TEXT, span INTEGER, start INTEGER, open REAL, high REAL, low REAL, close REAL, volume REAL,
    trades INTEGER, PRIMARY KEY (coin, span, start)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS funding (
    coin TEXT, time INTEGER, rate TEXT NOT NULL, premium TEXT NOT NULL, PRIMARY KEY (coin, time)
) STRICT, WITHOUT ROWID;
"""


class DexState(msgspec.Struct):
    """A dex as stored: its markets by coin, in the order of its universe."""

    name: str
    title: str
    weather: Weather
    coins: list[str]


class WorldState(msgspec.Struct):
    """What is one for the whole world."""

    version: int
    seed: int
    now: int
    ticks: int
    next_order_id: int
    dexes: list[DexState]


class MarketState(msgspec.Struct):
    """A market without its candles and fundings, which have tables of their own."""

    instrument: Instrument
    anchor: float
    mark: Decimal
    path: Path


class StateError(Exception):
    """The state folder cannot be used; the text says why and what to do."""


class Store:
    """A state folder."""

    def __init__(self, folder: FilePath) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / FILE
        try:
            self.db = sqlite3.connect(self.file, timeout=2, isolation_level=None)
            self.db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = NORMAL")
            self.db.executescript(TABLES)
        except sqlite3.OperationalError as error:
            raise StateError(
                f"{self.file} cannot be opened ({error}). Is another sandbox using this folder? "
                "Stop it, or give --state another folder."
            ) from None
        except sqlite3.DatabaseError as error:
            raise self._damaged(str(error)) from None

    def close(self) -> None:
        """Lets go of the file."""
        self.db.close()

    def load(self) -> World | None:
        """The stored world; None in a new folder."""
        row = self.db.execute("SELECT state FROM world").fetchone()
        if row is None:
            return None
        try:
            return self._world(msgspec.json.decode(row[0], type=WorldState))
        except (msgspec.MsgspecError, sqlite3.DatabaseError, KeyError) as error:
            raise self._damaged(str(error)) from None

    def save(self, world: World, accounts: Iterable[tuple[str, str]]) -> None:
        """Writes the world's moving parts, and the accounts named, in one transaction."""
        markets = [market for dex in world.dexes.values() for market in dex.markets.values()]
        with self.db:
            self.db.execute("BEGIN")
            self._put_world(world)
            self.db.executemany("INSERT OR REPLACE INTO market VALUES (?, ?)", map(_market_row, markets))
            self._put_accounts(world, accounts)
            self._put_candles(
                (market.coin, series, len(series) - 1) for market in markets for series in _series(market)
            )
            self._put_fundings((market.coin, market.fundings[-1]) for market in markets if market.fundings)

    def save_all(self, world: World) -> None:
        """Writes everything, the whole past included."""
        self.save(world, world.accounts)
        markets = [market for dex in world.dexes.values() for market in dex.markets.values()]
        with self.db:
            self.db.execute("BEGIN")
            self._put_candles((market.coin, series, 0) for market in markets for series in _series(market))
            self._put_fundings((market.coin, rate) for market in markets for rate in market.fundings)

    def _put_world(self, world: World) -> None:
        dexes = [
            DexState(dex.name, dex.title, dex.weather, list(dex.markets)) for dex in world.dexes.values()
        ]
        state = WorldState(VERSION, world.seed, world.now, world.ticks, world.next_order_id, dexes)
        self.db.execute("INSERT OR REPLACE INTO world VALUES (1, ?)", (msgspec.json.encode(state),))

    def _put_accounts(self, world: World, accounts: Iterable[tuple[str, str]]) -> None:
        rows = ((*key, msgspec.json.encode(world.accounts[key])) for key in accounts)
        self.db.executemany("INSERT OR REPLACE INTO account VALUES (?, ?, ?)", rows)

    def _put_candles(self, parts: Iterable[tuple[str, Series, int]]) -> None:
        rows = (
            (coin, series.span, row.start, row.open, row.high, row.low, row.close, row.volume, row.trades)
            for coin, series, first in parts
            for row in (series[index] for index in range(max(first, 0), len(series)))
        )
        self.db.executemany("INSERT OR REPLACE INTO candle VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _put_fundings(self, parts: Iterable[tuple[str, FundingRate]]) -> None:
        rows = ((coin, rate.time, str(rate.rate), str(rate.premium)) for coin, rate in parts)
        self.db.executemany("INSERT OR REPLACE INTO funding VALUES (?, ?, ?, ?)", rows)

    def _world(self, state: WorldState) -> World:
        if state.version != VERSION:
            raise StateError(
                f"{self.file} was written by another version. Delete the folder to start anew, "
                "or give --state another one."
            )
        world = World(state.seed, state.now, state.ticks, next_order_id=state.next_order_id)
        for stored in state.dexes:
            markets = {coin: self._market(coin) for coin in stored.coins}
            world.dexes[stored.name] = Dex(stored.name, stored.title, markets, stored.weather)
        for (blob,) in self.db.execute("SELECT state FROM account"):
            world.add_account(msgspec.json.decode(blob, type=Account))
        return world

    def _market(self, coin: str) -> Market:
        (blob,) = self.db.execute("SELECT state FROM market WHERE coin = ?", (coin,)).fetchone()
        state = msgspec.json.decode(blob, type=MarketState)
        market = Market(state.instrument, state.anchor, state.mark, state.path)
        for series in _series(market):
            self._load_candles(coin, series)
        for time, rate, premium in self.db.execute(
            "SELECT time, rate, premium FROM funding WHERE coin = ? ORDER BY time", (coin,)
        ):
            market.fundings.append(FundingRate(time, Decimal(rate), Decimal(premium)))
        return market

    def _load_candles(self, coin: str, series: Series) -> None:
        """Reads the newest candles and forgets the rest; times when nobody ran become quiet ones."""
        which = "FROM candle WHERE coin = ? AND span = ?"
        query = f"SELECT start {which} ORDER BY start DESC LIMIT 1 OFFSET ?"
        oldest = self.db.execute(query, (coin, series.span, series.most)).fetchone()
        if oldest:
            self.db.execute(f"DELETE {which} AND start <= ?", (coin, series.span, *oldest))
        columns = "start, open, high, low, close, volume, trades"
        for row in self.db.execute(f"SELECT {columns} {which} ORDER BY start", (coin, series.span)):
            series.roll(row[0])
            series.append(Candle(*row))

    def _damaged(self, problem: str) -> StateError:
        return StateError(
            f"{self.file} cannot be read ({problem}). Delete the folder to start anew, "
            "or give --state another one."
        )


def _series(market: Market) -> tuple[Series, Series]:
    return market.history.minutes, market.history.hours


def _market_row(market: Market) -> tuple[str, bytes]:
    state = MarketState(market.instrument, market.anchor, market.mark, market.path)
    return market.coin, msgspec.json.encode(state)
