"""What the feed takes from the database and gives to it. Plain functions; the feed runs them in threads."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any, NamedTuple

from django.conf import settings
from django.db import close_old_connections, transaction
from django.utils import timezone

from margin.engine.tiers import TierSchedule
from margin.models import Instrument, VenueAccount
from operators.models import Exchange
from trading.venues.contract import AccountKey, InstrumentRow, Line
from trading.venues.registry import is_supported

UPDATED = [
    "dex",
    "asset",
    "size_decimals",
    "max_leverage",
    "tiers",
    "margin_mode",
    "is_delisted",
    "refreshed_at",
]


def lines() -> set[Line]:
    """Every venue and network that an exchange uses and that has an adapter and an address."""
    rows = Exchange.objects.values_list("venue", "network").distinct()
    return {line for line in map(Line._make, rows) if is_supported(line) and line in settings.VENUE_URLS}


def accounts() -> dict[Line, set[AccountKey]]:
    """Every venue account of these lines."""
    found: dict[Line, set[AccountKey]] = {}
    for venue, network, address, dex in VenueAccount.objects.values_list(
        "venue", "network", "address", "dex"
    ):
        found.setdefault(Line(venue, network), set()).add(AccountKey(address, dex))
    return found


def dexes(line: Line) -> set[str]:
    """The dexes whose instruments are needed: the main one and those of known accounts."""
    rows = VenueAccount.objects.filter(venue=line.venue, network=line.network).values_list("dex", flat=True)
    return {"", *rows.distinct()}


class Listing(NamedTuple):
    """What the feed needs to know of an instrument."""

    dex: str
    tiers: TierSchedule
    is_delisted: bool


def instruments(line: Line) -> dict[str, Listing]:
    """Every instrument of a line by symbol, delisted ones too: a position may remain in them."""
    rows = Instrument.objects.filter(venue=line.venue, network=line.network)
    return {row.symbol: Listing(row.dex, row.schedule(), row.is_delisted) for row in rows}


def save_instruments(line: Line, rows: Iterable[InstrumentRow]) -> int:
    """Stores what the venue lists now; returns how many. What it lists no longer is marked delisted."""
    now = timezone.now()
    fresh = {
        row.symbol: Instrument(
            venue=line.venue, network=line.network, refreshed_at=now, **{**asdict(row), "tiers": row.tiers}
        )
        for row in rows
    }
    with transaction.atomic():
        Instrument.objects.bulk_create(
            fresh.values(),
            update_conflicts=True,
            unique_fields=["venue", "network", "symbol"],
            update_fields=UPDATED,
        )
        gone = Instrument.objects.filter(
            venue=line.venue, network=line.network, dex__in={row.dex for row in fresh.values()}
        )
        gone.exclude(symbol__in=fresh).update(is_delisted=True)
    return len(fresh)


async def ask(function: Callable, *args: Any) -> Any:
    """Calls one of the functions above in a thread; its database connection does not outlive the call."""
    return await asyncio.to_thread(_alone, function, *args)


def _alone(function: Callable, *args: Any) -> Any:
    close_old_connections()
    try:
        return function(*args)
    finally:
        close_old_connections()
