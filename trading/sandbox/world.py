"""The venue's whole state: dexes, accounts, people, what happened. Time and trade live in other modules."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2b
from itertools import count

from margin.engine.accounts import Account as EngineAccount
from margin.engine.assess import assess
from margin.engine.assessment import Assessment
from trading.sandbox import house
from trading.sandbox.accounts import Account, to_engine
from trading.sandbox.aster import instruments as aster
from trading.sandbox.demo_accounts import demo_accounts
from trading.sandbox.history import invent
from trading.sandbox.house import CROWD, HOUSE
from trading.sandbox.instruments import INSTRUMENTS, Instrument
from trading.sandbox.journal import Entry, Fill, FundingPayment, Journal, Key, News, OrderEvent, Transfer
from trading.sandbox.market import Market, Trade
from trading.sandbox.people import Person
from trading.sandbox.prices import Weather
from trading.sandbox.terms import HYPERLIQUID, Terms
from trading.sandbox.twap import Twap

MAIN_DEX = ""
FIRST_ORDER_ID = 411_000_000_000
FIRST_TRADE_ID = 700_000_000_000_000
FIRST_MONEY = Decimal(10_000)


def dex_of(coin: str) -> str:
    """The dex a coin is listed on, by its name."""
    return coin.partition(":")[0] if ":" in coin else MAIN_DEX


@dataclass(slots=True)
class Dex:
    """A universe of markets under one weather, with its venue's terms."""

    name: str
    title: str
    markets: dict[str, Market]
    weather: Weather = field(default_factory=Weather)
    terms: Terms = HYPERLIQUID

    @property
    def marks(self) -> dict[str, Decimal]:
        """Every mark by coin."""
        return {coin: market.mark for coin, market in self.markets.items()}

    @property
    def lasts(self) -> dict[str, Decimal]:
        """Every last price by coin."""
        return {coin: market.last_price for coin, market in self.markets.items()}

    @property
    def instruments(self) -> dict[str, Instrument]:
        """Every instrument by coin."""
        return {coin: market.instrument for coin, market in self.markets.items()}


@dataclass(frozen=True, slots=True)
class Tick:
    """What changed: trades by coin, accounts touched, coins whose books did, and what happened to accounts.

    `moved`: time passed, so that every mark and figure is another one. `news`: what to store.
    """

    trades: dict[str, list[Trade]]
    accounts: frozenset[Key] = frozenset()
    coins: frozenset[str] = frozenset()
    entries: tuple[tuple[Key, Entry], ...] = ()
    moved: bool = False
    news: News = field(default_factory=News)


@dataclass(slots=True)
class World:
    """Everything. `now` in Unix milliseconds, `ticked` that of the last step.

    `ticks` counts steps and, with `seed`, decides all chance; `changes` counts everything that was told.
    `scenario`: the script that is played, and how many market seconds of it.
    """

    seed: int
    now: int
    ticks: int = 0
    ticked: int = 0
    dexes: dict[str, Dex] = field(default_factory=dict)
    accounts: dict[Key, Account] = field(default_factory=dict)
    next_order_id: int = FIRST_ORDER_ID
    next_trade_id: int = FIRST_TRADE_ID
    people: dict[str, Person] = field(default_factory=dict)
    journals: defaultdict[Key, Journal] = field(default_factory=lambda: defaultdict(Journal))
    twaps: dict[int, Twap] = field(default_factory=dict)
    insurance: Decimal = Decimal(0)
    news: News = field(default_factory=News)
    changes: int = 1
    scenario: tuple[str, float] | None = None
    seen: set[str] = field(default_factory=set)

    @classmethod
    def fresh(cls, seed: int, now: int) -> "World":
        """The demo's market and accounts at their first instant."""
        world = cls(seed, now)
        world.add_dex(Dex(MAIN_DEX, "", {}), INSTRUMENTS)
        ids = count(world.next_order_id)
        for account in demo_accounts(now, ids):
            world.add_account(account)
        world.next_order_id = next(ids)
        world.add_aster()
        return world

    def add_aster(self) -> None:
        """Lists Aster's markets; a state from before they were has none."""
        if aster.DEX not in self.dexes:
            self.add_dex(Dex(aster.DEX, "", {}, terms=aster.TERMS), aster.INSTRUMENTS)

    def add_dex(self, dex: Dex, instruments: Iterable[Instrument]) -> Dex:
        """Lists a dex whose markets begin at their instruments' prices, with a past."""
        for instrument in instruments:
            market = dex.markets[instrument.coin] = Market.opening(instrument)
            market.seed = self.chance
            invent(market, self.now, f"{self.seed}|{dex.name}")
        self.dexes[dex.name] = dex
        return dex

    @property
    def chance(self) -> str:
        """What decides this tick's chance."""
        return f"{self.seed}|{self.ticks}"

    def add_account(self, account: Account) -> None:
        """Takes in an account with what it holds; the crowd has the other side of its positions."""
        for holding in account.holdings.values():
            crowd = self.house(holding.coin, CROWD)
            house.move(crowd, holding.coin, -holding.size, -holding.cost)
            crowd.cash += holding.cost
        self.put_account(account)

    def put_account(self, account: Account) -> None:
        """Takes in an account whose positions are in the books already."""
        key = account.address, account.dex
        self.accounts[key] = account
        for order in account.orders.values():
            self.listed(order.coin).resting.add(order, key)

    def house(self, coin: str, who: str) -> Account:
        """One of the venue's own accounts on the dex of a coin."""
        key = who, dex_of(coin)
        return self.accounts.setdefault(key, Account(*key))

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

    def opened(self, address: str, dex: str) -> Account:
        """The account of an address on a dex, in the books from now on."""
        return self.accounts.setdefault((address, dex), Account(address, dex))

    def person(self, address: str) -> Person:
        """Who signs as this address, remembered from now on."""
        self.news.people.add(address)
        return self.people.setdefault(address, Person(address))

    def knows(self, address: str) -> bool:
        """True when the address has an account on any of Hyperliquid's dexes."""
        names = (dex.name for dex in self.dexes.values() if dex.terms.venue == "hyperliquid")
        return any((address, name) in self.accounts for name in names)

    def size_resting(self, order_id: int, key: Key) -> Decimal:
        """What is left of a resting order."""
        return self.accounts[key].orders[order_id].size

    def engine_account(self, account: Account, without: int | None = None) -> EngineAccount:
        """The account in the margin engine's words, but for one order that is looked away from."""
        dex = self.dexes[account.dex]
        return to_engine(account, dex.instruments, dex.terms.rules, without)

    def assess(self, account: Account) -> Assessment:
        """The account's figures at the present marks."""
        dex = self.dexes[account.dex]
        figures = assess(self.engine_account(account), dex.marks, dex.lasts)
        assert isinstance(figures, Assessment), f"{account.address}: {figures.missing}"
        return figures

    def holders(self) -> list[Account]:
        """Every account with something open that is not the venue's own."""
        return [
            account for account in self.accounts.values()
            if account.holdings and account.address not in HOUSE
        ]  # fmt: skip

    def next_id(self) -> int:
        """A new order id."""
        self.next_order_id += 1
        return self.next_order_id - 1

    def next_trade(self) -> int:
        """A new trade id."""
        self.next_trade_id += 1
        return self.next_trade_id - 1

    def stamp(self, number: int) -> str:
        """A transaction hash: the same for the same seed and number."""
        return "0x" + blake2b(f"{self.seed}|{number}".encode(), digest_size=32).hexdigest()

    def write(self, key: Key, entry: Entry) -> None:
        """Puts down what happened to an account, to be stored and told."""
        self.remember(key, entry)
        self.news.entries.append((key, entry))
        self.news.accounts.add(key)

    def remember(self, key: Key, entry: Entry) -> None:
        """Adds what happened to an account to its past."""
        journal = self.journals[key]
        match entry:
            case Fill():
                journal.fills.append(entry)
            case OrderEvent():
                journal.orders.append(entry)
            case FundingPayment():
                journal.fundings.append(entry)
            case Transfer():
                journal.transfers.append(entry)

    def transfer(self, account: Account, kind: str, amount: Decimal, other: str = "", coin: str = "") -> None:
        """Adds money to an account's pool (negative: takes) and puts it down."""
        account.cash += amount
        key = account.address, account.dex
        self.write(key, Transfer(self.now, kind, amount, other, coin, self.next_trade()))

    def reward(self, builder: str, amount: Decimal) -> None:
        """A builder's part of a fee; it lies with the fees until it is claimed."""
        self.person(builder).builder_rewards += amount

    def count_volume(self, account: Account, notional: Decimal) -> None:
        """Counts what an address traded at a venue."""
        venue = self.dexes[account.dex].terms.venue
        name = account.address if venue == "hyperliquid" else f"{venue}:{account.address}"
        self.person(name).volume += notional

    def put_mark(self, coin: str, mark: Decimal) -> None:
        """Sets a mark by hand. KeyError for an unknown coin."""
        market = self.listed(coin)
        market.put(mark, self.dexes[dex_of(coin)].weather)
        market.quoted = self.next_order_id

    def money(self, dex: str) -> Decimal:
        """All cash of a dex, isolated margins included: it changes by deposits and withdrawals alone."""
        accounts = [account for (_, name), account in self.accounts.items() if name == dex]
        isolated = (held.cash or Decimal(0) for one in accounts for held in one.holdings.values())
        return sum((one.cash for one in accounts), Decimal(0)) + sum(isolated, Decimal(0))
