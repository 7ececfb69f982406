"""The venue's whole state and time passing in it. Pure: clock readings come in, chance is the seed's."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from random import Random

from margin.engine.accounts import Account as EngineAccount
from margin.engine.assess import assess
from margin.engine.assessment import Assessment
from trading.sandbox import ledger
from trading.sandbox.accounts import Account, to_engine
from trading.sandbox.candles import HOUR
from trading.sandbox.demo_accounts import demo_accounts
from trading.sandbox.history import invent
from trading.sandbox.instruments import INSTRUMENTS, Instrument
from trading.sandbox.market import FundingRate, Market, Trade
from trading.sandbox.prices import Weather

MAIN_DEX = ""
FIRST_ORDER_ID = 411_000_000_000


def dex_of(coin: str) -> str:
    """The dex a coin is listed on, by its name."""
    return coin.partition(":")[0] if ":" in coin else MAIN_DEX


@dataclass(slots=True)
class Dex:
    """A perpetual dex: a universe of markets under one weather."""

    name: str
    title: str
    markets: dict[str, Market]
    weather: Weather = field(default_factory=Weather)

    @property
    def marks(self) -> dict[str, Decimal]:
        """Every mark by coin."""
        return {coin: market.mark for coin, market in self.markets.items()}

    @property
    def instruments(self) -> dict[str, Instrument]:
        """Every instrument by coin."""
        return {coin: market.instrument for coin, market in self.markets.items()}


@dataclass(frozen=True, slots=True)
class Tick:
    """What a step of time did: trades by coin, and the accounts (address, dex) that changed."""

    trades: dict[str, list[Trade]]
    accounts: frozenset[tuple[str, str]] = frozenset()


@dataclass(slots=True)
class World:
    """Everything. `now` in Unix milliseconds; `ticks` counts steps and, with `seed`, decides all chance."""

    seed: int
    now: int
    ticks: int = 0
    dexes: dict[str, Dex] = field(default_factory=dict)
    accounts: dict[tuple[str, str], Account] = field(default_factory=dict)
    next_order_id: int = FIRST_ORDER_ID

    @classmethod
    def fresh(cls, seed: int, now: int) -> "World":
        """The demo's market and accounts at their first instant."""
        world = cls(seed, now)
        world.add_dex(Dex(MAIN_DEX, "", {}), INSTRUMENTS)
        ids = count(world.next_order_id)
        for account in demo_accounts(now, ids):
            world.add_account(account)
        world.next_order_id = next(ids)
        return world

    def add_dex(self, dex: Dex, instruments: Iterable[Instrument]) -> Dex:
        """Lists a dex whose markets begin at their instruments' prices, with a past."""
        for instrument in instruments:
            market = dex.markets[instrument.coin] = Market.opening(instrument)
            invent(market, self.now, f"{self.seed}|{dex.name}")
        self.dexes[dex.name] = dex
        return dex

    def add_account(self, account: Account) -> None:
        """Takes in an account."""
        self.accounts[account.address, account.dex] = account

    def market(self, coin: str) -> Market | None:
        """The market of a coin; other dexes' coins carry the dex's name ("r01:BTC")."""
        dex = self.dexes.get(dex_of(coin))
        return dex.markets.get(coin) if dex else None

    def listed(self, coin: str) -> Market:
        """The market of a coin that is listed; KeyError for any other."""
        return self.dexes[dex_of(coin)].markets[coin]

    def account(self, address: str, dex: str) -> Account:
        """The account of an address on a dex; one the venue never saw holds nothing."""
        return self.accounts.get((address, dex)) or Account(address, dex)

    def knows(self, address: str) -> bool:
        """True when the address has an account on any dex."""
        return any((address, dex) in self.accounts for dex in self.dexes)

    def engine_account(self, account: Account) -> EngineAccount:
        """The account in the margin engine's words."""
        return to_engine(account, self.dexes[account.dex].instruments)

    def assess(self, account: Account) -> Assessment:
        """The account's figures at the present marks."""
        figures = assess(self.engine_account(account), self.dexes[account.dex].marks)
        assert isinstance(figures, Assessment), f"{account.address}: {figures.missing}"
        return figures

    def tick(self, now: int, seconds: float) -> Tick:
        """Moves every market `seconds` on and sets the clock to `now`."""
        self.ticks += 1
        new_hour = now // HOUR > self.now // HOUR
        self.now = now
        trades = {}
        for dex in self.dexes.values():
            rng = Random(f"{self.seed}|{dex.name}|{self.ticks}")
            dex.weather = dex.weather.step(seconds, rng)
            for market in dex.markets.values():
                market.move(dex.weather, market.path.step(seconds, rng))
                market.history.roll(now)
                trades[market.coin] = market.make_trades(seconds, now, rng)
                if new_hour:
                    market.fundings.append(FundingRate(now - now % HOUR, market.funding, market.premium))
        return Tick(trades, self.settle())

    def settle(self) -> frozenset[tuple[str, str]]:
        """Liquidates whoever must be; the accounts that were touched."""
        open_accounts = [(key, account) for key, account in self.accounts.items() if account.holdings]
        return frozenset(
            key for key, account in open_accounts if ledger.liquidate(account, self.assess(account))
        )

    def stand_still(self, now: int) -> Tick:
        """Sets the clock to `now` and moves nothing."""
        self.now = now
        for dex in self.dexes.values():
            for market in dex.markets.values():
                market.history.roll(now)
        return Tick({})

    def put_mark(self, coin: str, mark: Decimal) -> None:
        """Sets a mark by hand. KeyError for an unknown coin."""
        self.listed(coin).put(mark, self.dexes[dex_of(coin)].weather)
