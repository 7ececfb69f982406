"""One venue on one network: its stream, its reads and its desk."""

import asyncio
import logging
from collections.abc import Mapping, Set

from redis.asyncio import Redis

from margin.fleet import Fleet
from trading.feed.desk import Desk
from trading.feed.directory import Listing
from trading.feed.reads import Wish, next_due, urgency
from trading.venues.contract import AccountKey, AccountSeen, Event, Line, MarketSeen, Snapshot
from trading.venues.errors import Busy, VenueError
from trading.venues.hyperliquid.venue import now_ms
from trading.venues.registry import open_gateway, open_venue

log = logging.getLogger(__name__)

READERS = 4
IDLE_SECONDS = 0.2


class LineFeed:
    """Keeps a line's desk current. `run` until cancelled; `collect` tells what changed since before."""

    def __init__(self, line: Line, base_url: str, valkey: Redis):
        self.line = line
        self.desk = Desk(line)
        self.fleet = Fleet()
        self.gateway = open_gateway(line, base_url, valkey)
        self.venue = open_venue(line, self.gateway, self.on_event, self.on_connect)
        self.listings: Mapping[str, Listing] = {}
        self.known: Set[AccountKey] = frozenset()
        self.on_screen: Set[AccountKey] = frozenset()
        self.streamed: frozenset[AccountKey] = frozenset()
        self.problems: dict[AccountKey, str] = {}
        self._marks: dict[str, float] = {}
        self._moved: set[str] = set()
        self._changed: set[AccountKey] = set()
        self._asked: dict[AccountKey, int] = {}
        self._reading: set[AccountKey] = set()
        self._doubts: dict[AccountKey, int] = {}
        self._pause_until = 0.0

    @property
    def accounts(self) -> Set[AccountKey]:
        """Every account to keep current: those of the database and those on a screen."""
        return self.known | self.on_screen

    def list_instruments(self, listings: Mapping[str, Listing]) -> None:
        """Sets the instruments; accounts are understood with their tiers from now on."""
        if listings != self.listings:
            self.listings = listings
            self.venue.know({symbol: listing.tiers for symbol, listing in listings.items()})
            self._follow()

    def list_accounts(self, known: Set[AccountKey], on_screen: Set[AccountKey]) -> None:
        """Sets whom to keep current and drops the others."""
        before = self.accounts
        if (known, on_screen) == (self.known, self.on_screen):
            return
        self.known, self.on_screen = known, on_screen
        gone = before - self.accounts
        for key in gone:
            self.venue.forget(key)
            self.fleet.drop(key)
            self.problems.pop(key, None)
            self._asked.pop(key, None)
            self._doubts.pop(key, None)
        self.desk = self.desk.without(set(gone))
        self._follow()

    def _follow(self) -> None:
        first = sorted(
            self.accounts, key=lambda key: (key not in self.on_screen, key not in self.streamed, key)
        )
        self.streamed = frozenset(first[: self.venue.streamed_accounts])
        coins = {symbol for symbol, listing in self.listings.items() if not listing.is_delisted}
        self.venue.follow(coins, first[: self.venue.streamed_accounts])

    def on_connect(self) -> None:
        """A new connection began."""
        self.desk = self.desk.connected(now_ms())

    def on_event(self, event: Event) -> None:
        """A frame or an answer arrived."""
        if isinstance(event, AccountSeen) and event.key not in self.accounts:
            return
        self.desk = self.desk.seen(event)
        if isinstance(event, MarketSeen):
            if event.values.mark is not None:
                self._marks[event.values.symbol] = float(event.values.mark)
            self._moved.add(event.values.symbol)
        else:
            self._take_account(event.key)

    def _take_account(self, key: AccountKey) -> None:
        snapshot = self.desk.accounts[key]
        account = snapshot.account
        if account is None:
            self.fleet.drop(key)
        else:
            self.fleet.put(key, account)
            self._moved.update(position.market for position in account.positions)
        if not is_doubtful(snapshot):
            self._doubts.pop(key, None)
        elif key not in self._doubts:
            differs = snapshot.reported is not None and snapshot.reported.agreed is False
            doubt = "differ from the venue's" if differs else "cannot be compared with the venue's yet"
            log.info("%s %s, account %s: our figures %s; reading it again.", *self.line, key.address, doubt)
            self._doubts[key] = 0
        self.problems.pop(key, None)
        self._changed.add(key)

    def collect(self) -> tuple[set[str], set[AccountKey]]:
        """The markets and accounts whose values changed since the last call."""
        moved, changed = self._moved, self._changed
        self._moved, self._changed = set(), set()
        return moved, changed | set(self.fleet.revalue(self._marks, moved))

    async def run(self) -> None:
        """Streams and reads until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.venue.stream.run())
                tasks.create_task(self._read_forever(tasks))
        finally:
            await self.gateway.close()

    async def _read_forever(self, tasks: asyncio.TaskGroup) -> None:
        loop = asyncio.get_running_loop()
        while True:
            key = None
            if self.listings and len(self._reading) < READERS and loop.time() >= self._pause_until:
                key = next_due(self._wishes(), now_ms())
            if key is None:
                await asyncio.sleep(IDLE_SECONDS)
                continue
            self._reading.add(key)
            self._asked[key] = now_ms()
            tasks.create_task(self._read(key))

    def _wishes(self) -> list[Wish]:
        wishes = []
        for key in self.accounts - self._reading:
            snapshot = self.desk.accounts.get(key)
            figures = self.fleet.figures(key)
            kind = urgency(key, self.streamed, self.on_screen, figures and figures.worst_ratio)
            seen_at, asked_at = snapshot.at if snapshot else 0, self._asked.get(key, 0)
            wishes.append(Wish(key, kind, seen_at, asked_at, self._doubts.get(key)))
        return wishes

    async def _read(self, key: AccountKey) -> None:
        """One read; an account whose figures disagree with the venue's is read whole."""
        doubts = self._doubts.get(key)
        if doubts is not None:
            self._doubts[key] = doubts + 1
        try:
            seen = await self.venue.read(key, thorough=doubts is not None)
            if key not in self.accounts:
                self.venue.forget(key)
            elif seen is not None:
                self.on_event(seen)
        except Busy as busy:
            self._pause_until = asyncio.get_running_loop().time() + min(busy.retry_after, 60.0)
            self._fail(key, busy)
        except VenueError as error:
            self._fail(key, error)
        finally:
            self._reading.discard(key)

    def _fail(self, key: AccountKey, error: VenueError) -> None:
        if key not in self.accounts:
            return
        if self.problems.get(key) != str(error):
            log.warning("%s %s: an account could not be read. %s", *self.line, error)
        self.problems[key] = str(error)
        self._changed.add(key)


def is_doubtful(snapshot: Snapshot) -> bool:
    """True when another read may settle what differs or is missing."""
    return snapshot.reported is not None and snapshot.reported.agreed is not True
