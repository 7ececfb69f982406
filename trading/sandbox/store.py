"""The world on disk: one SQLite file in the state folder, written before every answer and after every tick.

Write-ahead logging keeps a killed process's last commit; the file is locked, so that two processes
never live in one state.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path as FilePath

import msgspec

from trading.sandbox.accounts import Account, RestingOrder
from trading.sandbox.candles import Candle, Series
from trading.sandbox.house import CROWD
from trading.sandbox.instruments import Instrument
from trading.sandbox.journal import KEPT, Fill, FundingPayment, News, OrderEvent, Setting, Transfer
from trading.sandbox.market import FundingRate, Market
from trading.sandbox.people import Person
from trading.sandbox.prices import Path, Weather
from trading.sandbox.terms import ASTER, HYPERLIQUID
from trading.sandbox.twap import Twap
from trading.sandbox.world import FIRST_TRADE_ID, Dex, Tick, World

VERSION = 1
TERMS = {terms.venue: terms for terms in (HYPERLIQUID, ASTER)}
ENTRIES = {kind.__name__: kind for kind in (Fill, OrderEvent, FundingPayment, Transfer, Setting)}
FILE = "sandbox.sqlite3"

TABLES = """
CREATE TABLE IF NOT EXISTS world (only INTEGER PRIMARY KEY CHECK (only = 1), state BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS market (coin TEXT PRIMARY KEY, state BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS account (
    address TEXT, dex TEXT, state BLOB NOT NULL, PRIMARY KEY (address, dex)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS resting (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL, dex TEXT NOT NULL, state BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL, dex TEXT NOT NULL, kind TEXT NOT NULL, state BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS person (address TEXT PRIMARY KEY, state BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS twap (id INTEGER PRIMARY KEY, state BLOB NOT NULL) STRICT;
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
    venue: str = "hyperliquid"


class WorldState(msgspec.Struct):
    """What is one for the whole world."""

    version: int
    seed: int
    now: int
    ticks: int
    next_order_id: int
    dexes: list[DexState]
    next_trade_id: int = FIRST_TRADE_ID
    ticked: int = 0
    scenario: tuple[str, float] | None = None


class MarketState(msgspec.Struct):
    """A market without its candles and fundings, which have tables of their own."""

    instrument: Instrument
    anchor: float
    mark: Decimal
    path: Path
    stress: float = 0.0
    last: Decimal | None = None
    taken: dict[Decimal, Decimal] = {}
    quoted: int = 0


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

    def save(self, world: World, tick: Tick) -> None:
        """Writes what changed, in one transaction; after a tick that moved, every market too."""
        markets = (
            [market for dex in world.dexes.values() for market in dex.markets.values()]
            if tick.moved
            else [world.listed(coin) for coin in sorted(tick.coins)]
        )
        with self.db:
            self.db.execute("BEGIN")
            self._put_world(world)
            self.db.executemany("INSERT OR REPLACE INTO market VALUES (?, ?)", map(_market_row, markets))
            self._put_news(world, tick)
            if tick.moved or tick.trades:
                self._put_candles(
                    (market.coin, series, len(series) - 1) for market in markets for series in _series(market)
                )
            if tick.moved:
                self._put_fundings((one.coin, one.fundings[-1]) for one in markets if one.fundings)

    def save_all(self, world: World) -> None:
        """Writes everything, the whole past included."""
        orders = {
            order.id: (key, order)
            for key, account in world.accounts.items()
            for order in account.orders.values()
        }
        news = News(set(world.accounts), orders, people=set(world.people), twaps=set(world.twaps))
        self.save(world, Tick({}, frozenset(world.accounts), moved=True, news=news))
        markets = [market for dex in world.dexes.values() for market in dex.markets.values()]
        with self.db:
            self.db.execute("BEGIN")
            self._put_candles((market.coin, series, 0) for market in markets for series in _series(market))
            self._put_fundings((market.coin, rate) for market in markets for rate in market.fundings)

    def _put_world(self, world: World) -> None:
        dexes = [
            DexState(dex.name, dex.title, dex.weather, list(dex.markets), dex.terms.venue)
            for dex in world.dexes.values()
        ]
        state = WorldState(
            VERSION, world.seed, world.now, world.ticks, world.next_order_id, dexes, world.next_trade_id,
            world.ticked,
            world.scenario,
        )  # fmt: skip
        self.db.execute("INSERT OR REPLACE INTO world VALUES (1, ?)", (msgspec.json.encode(state),))

    def _put_news(self, world: World, tick: Tick) -> None:
        news, encode, put = tick.news, msgspec.json.encode, self.db.executemany
        put(
            "INSERT OR REPLACE INTO account VALUES (?, ?, ?)",
            (
                (*key, encode(replace(world.accounts[key], orders={})))
                for key in tick.accounts
                if key in world.accounts
            ),
        )
        gone = [(order_id,) for order_id, (_, order) in news.orders.items() if order is None]
        kept = [(number, *key, encode(order)) for number, (key, order) in news.orders.items() if order]
        put("DELETE FROM resting WHERE id = ?", gone)
        put("INSERT OR REPLACE INTO resting VALUES (?, ?, ?, ?)", kept)
        put(
            "INSERT INTO entry (address, dex, kind, state) VALUES (?, ?, ?, ?)",
            ((*key, type(entry).__name__, encode(entry)) for key, entry in tick.entries),
        )
        people = ((address, encode(world.people[address])) for address in news.people)
        put("INSERT OR REPLACE INTO person VALUES (?, ?)", people)
        put(
            "INSERT OR REPLACE INTO twap VALUES (?, ?)",
            ((number, encode(world.twaps[number])) for number in news.twaps),
        )

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
        world = World(
            state.seed, state.now, state.ticks, ticked=state.ticked, next_order_id=state.next_order_id
        )
        world.scenario = state.scenario
        world.next_trade_id = state.next_trade_id
        for stored in state.dexes:
            markets = {coin: self._market(coin) for coin in stored.coins}
            terms = TERMS[stored.venue]
            world.dexes[stored.name] = Dex(stored.name, stored.title, markets, stored.weather, terms)
            for market in markets.values():
                market.seed = world.chance
        self._load_accounts(world)
        for address, blob in self.db.execute("SELECT address, state FROM person"):
            world.people[address] = msgspec.json.decode(blob, type=Person)
        for number, blob in self.db.execute("SELECT id, state FROM twap"):
            world.twaps[number] = msgspec.json.decode(blob, type=Twap)
        self._load_journals(world)
        return world

    def _load_accounts(self, world: World) -> None:
        """Accounts with their orders; a state from before there was a crowd gets one."""
        decode = msgspec.json.decode
        found = [decode(blob, type=Account) for (blob,) in self.db.execute("SELECT state FROM account")]
        by_key = {(account.address, account.dex): account for account in found}
        for address, dex, blob in self.db.execute("SELECT address, dex, state FROM resting ORDER BY id"):
            order = decode(blob, type=RestingOrder)
            by_key[address, dex].orders[order.id] = order
        has_crowd = any(account.address == CROWD for account in found)
        for account in found:
            (world.put_account if has_crowd else world.add_account)(account)

    def _load_journals(self, world: World) -> None:
        """The newest entries of everybody; the older ones are forgotten."""
        self.db.execute(
            "DELETE FROM entry WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER "
            "(PARTITION BY address, dex, kind ORDER BY id DESC) AS age FROM entry) WHERE age > ?)",
            (KEPT,),
        )
        for address, dex, kind, blob in self.db.execute(
            "SELECT address, dex, kind, state FROM entry ORDER BY id"
        ):
            world.remember((address, dex), msgspec.json.decode(blob, type=ENTRIES[kind]))

    def _market(self, coin: str) -> Market:
        (blob,) = self.db.execute("SELECT state FROM market WHERE coin = ?", (coin,)).fetchone()
        state = msgspec.json.decode(blob, type=MarketState)
        market = Market(
            state.instrument, state.anchor, state.mark, state.path, state.stress, state.last,
            taken=state.taken, quoted=state.quoted,
        )  # fmt: skip
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
    state = MarketState(
        market.instrument, market.anchor, market.mark, market.path, market.stress, market.last, market.taken,
        market.quoted,
    )  # fmt: skip
    return market.coin, msgspec.json.encode(state)
