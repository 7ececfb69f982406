"""The feed: every line in use, what changed is published; the database and screens are looked at."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

import msgspec
from django.conf import settings
from django.db import Error as DatabaseError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from trading.feed import directory
from trading.feed.line import LineFeed
from trading.feed.pace import Pace
from trading.feed.screens import Screens, read_screens
from trading.stream import topics
from trading.venues.contract import AccountKey, Line
from trading.venues.errors import VenueError
from trading.venues.registry import list_instruments

log = logging.getLogger(__name__)

TICK_SECONDS = 0.05
SCREENS_SECONDS = 0.5
DIRECTORY_SECONDS = 3.0
INSTRUMENTS_SECONDS = 30.0
LONGEST_SECONDS = 0.05
KEPT_SECONDS = 86_400
# Nobody looks at these: their exact figures may wait, so that they never delay those on a screen.
UNSEEN_A_TICK = 4

encode = msgspec.msgpack.Encoder().encode


class Feed:
    """One process's lines. `run` ends only when cancelled; whatever fails on the way is tried again."""

    def __init__(self, valkey: Redis, urls: Mapping[tuple[str, str], str]):
        self.valkey = valkey
        self.urls = urls
        self.lines: dict[Line, LineFeed] = {}
        self.known: dict[Line, set[AccountKey]] = {}
        self.screens = Screens()
        self.pace = Pace()
        self._subjects: dict[str, tuple[LineFeed, str | AccountKey]] = {}
        self._listings_due: dict[Line, float] = {}

    async def run(self) -> None:
        """Runs until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            tasks.create_task(self._forever(self._look_at_directory, DIRECTORY_SECONDS))
            tasks.create_task(self._forever(self._look_at_screens, SCREENS_SECONDS))
            tasks.create_task(self._forever(self._publish, TICK_SECONDS))

    async def _forever(self, step: Callable[[], Awaitable[None]], seconds: float) -> None:
        trouble = ""
        while True:
            try:
                await step()
                trouble = ""
            except (RedisError, DatabaseError, VenueError, OSError) as error:
                what = f"{type(error).__name__}: {error}"
                if what != trouble:
                    log.warning("The feed goes on without %s. %s", step.__name__.strip("_"), what)
                trouble = what
                await asyncio.sleep(0.5)
            await asyncio.sleep(seconds)

    async def _look_at_directory(self) -> None:
        lines = await directory.ask(directory.lines)
        self.known = await directory.ask(directory.accounts)
        for line in lines - set(self.lines):
            log.info("Following %s %s at %s.", *line, self.urls[line])
            self.lines[line] = LineFeed(line, self.urls[line], self.valkey)
            self._tasks.create_task(self.lines[line].run())
        self._tell_accounts()
        for line, feed in self.lines.items():
            await self._look_at_instruments(line, feed)

    async def _look_at_instruments(self, line: Line, feed: LineFeed) -> None:
        """Takes them from the database; what it lacks is read from the venue, as at a first start."""
        now = asyncio.get_running_loop().time()
        if now < self._listings_due.get(line, 0.0):
            return
        listings = await directory.ask(directory.instruments, line)
        lacking = {"", *(key.dex for key in feed.accounts)} - {listing.dex for listing in listings.values()}
        self._listings_due[line] = now + (INSTRUMENTS_SECONDS if listings else DIRECTORY_SECONDS)
        if lacking:
            try:
                rows = await list_instruments(feed.gateway, lacking)
            except VenueError as error:
                log.warning("%s %s: its instruments cannot be read yet. %s", *line, error)
            else:
                await directory.ask(directory.save_instruments, line, rows)
                listings = await directory.ask(directory.instruments, line)
        feed.list_instruments(listings)

    async def _look_at_screens(self) -> None:
        self.screens = await read_screens(self.valkey)
        self._tell_accounts()

    def _tell_accounts(self) -> None:
        for line, feed in self.lines.items():
            feed.list_accounts(
                frozenset(self.known.get(line, ())), self.screens.accounts.get(line, frozenset())
            )
        self._subjects = {name: subject for feed in self.lines.values() for name, subject in named(feed)}
        self.pace.prune(frozenset(self._subjects))

    async def _publish(self) -> None:
        for feed in self.lines.values():
            markets, accounts = feed.collect()
            self.pace.changed.update(topics.market(*feed.line, symbol) for symbol in markets)
            self.pace.changed.update(topics.account(*feed.line, *key) for key in accounts)
        now = asyncio.get_running_loop().time()
        seen, unseen = self.pace.due(self._subjects, self.screens.topics, now)
        chosen, values = [], {}
        for topic in seen + unseen[:UNSEEN_A_TICK]:
            if asyncio.get_running_loop().time() - now > LONGEST_SECONDS:
                break  # the rest is still due at the next tick; frames must be read in between
            chosen.append(topic)
            if (encoded := self._encoded(topic)) is not None:
                values[topic] = encoded
        if values:
            async with self.valkey.pipeline(transaction=False) as pipe:
                for topic, value in values.items():
                    pipe.set(topics.latest(topic), value, ex=KEPT_SECONDS)
                    pipe.publish(topic, value)
                await pipe.execute()
        self.pace.done(chosen, now)

    def _encoded(self, topic: str) -> bytes | None:
        feed, subject = self._subjects[topic]
        if isinstance(subject, AccountKey):
            return encode(feed.desk.account_values(subject, feed.problems.get(subject, "")))
        values = feed.desk.market_values(subject)
        return None if values is None else encode(values)


def named(feed: LineFeed) -> list[tuple[str, tuple[LineFeed, str | AccountKey]]]:
    """Every topic of a line with its subject: the symbol of an instrument or the key of an account."""
    markets = [
        (topics.market(*feed.line, symbol), (feed, symbol))
        for symbol, listing in feed.listings.items()
        if not listing.is_delisted
    ]
    return [*markets, *((topics.account(*feed.line, *key), (feed, key)) for key in feed.accounts)]


async def main() -> None:
    """The feed on this process's settings, until cancelled."""
    async with Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=3) as valkey:
        await Feed(valkey, settings.VENUE_URLS).run()
