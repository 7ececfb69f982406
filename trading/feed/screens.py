"""Which topics are on a screen somewhere: what web processes say in Valkey, understood strictly."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from redis.asyncio import Redis

from trading.stream import topics
from trading.venues.contract import AccountKey, Line

GONE_SECONDS = 10
KEPT_SECONDS = 60
TOPIC = re.compile(
    r"(?P<kind>market|account):(?P<venue>[a-z]{1,16}):(?P<network>[a-z]{1,8}):(?P<rest>[\w:.\-/@#]{1,64})",
    re.ASCII,
)
ACCOUNT = re.compile(r"(?P<address>0x[0-9a-f]{40}):(?P<dex>[\w\-]{0,16})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Screens:
    """What is looked at: accounts and symbols by line, and the topics as they were named."""

    topics: frozenset[str] = frozenset()
    accounts: dict[Line, frozenset[AccountKey]] = field(default_factory=dict)


def understood(names: Iterable[str]) -> Screens:
    """The topics that name a market or an account; anything else is nobody's."""
    kept: set[str] = set()
    accounts: dict[Line, set[AccountKey]] = {}
    for name in names:
        match = TOPIC.fullmatch(name)
        if match is None:
            continue
        if match["kind"] == "account":
            account = ACCOUNT.fullmatch(match["rest"])
            if account is None:
                continue
            line = Line(match["venue"], match["network"])
            accounts.setdefault(line, set()).add(AccountKey(account["address"], account["dex"]))
        kept.add(name)
    return Screens(frozenset(kept), {line: frozenset(keys) for line, keys in accounts.items()})


async def read_screens(valkey: Redis) -> Screens:
    """What is on a screen now; long gone interests are pruned."""
    now = time.time()
    async with valkey.pipeline(transaction=False) as pipe:
        pipe.zremrangebyscore(topics.SCREENS, "-inf", now - KEPT_SECONDS)
        pipe.zrangebyscore(topics.SCREENS, now - GONE_SECONDS, "+inf")
        _, names = await pipe.execute()
    return understood(name.decode(errors="replace") for name in names)
