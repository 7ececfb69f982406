"""Equity over time: what every venue account was worth, taken from the feed's latest values."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
from django.conf import settings
from django.utils import timezone
from redis import Redis

from margin.models import EquitySample, VenueAccount
from trading.feed.values import AccountValues
from trading.stream import topics

# Accounts nobody looks at are published every few seconds and read every ten minutes (SECURITY F1, twice).
OLDEST_MARK = timedelta(seconds=30)
OLDEST_SNAPSHOT = timedelta(minutes=20)
LARGEST_RATIO = Decimal(9_999_999_999)

decode = msgspec.msgpack.Decoder(AccountValues).decode


def sample() -> int:
    """Stores one sample for each account whose figures are known and current; returns how many were offered.

    A sample's time is its marks' time, so that sampling the same values twice stores them once.
    """
    accounts = list(VenueAccount.objects.all())
    if not accounts:
        return 0
    names = [topics.account(row.venue, row.network, row.address, row.dex) for row in accounts]
    with Redis.from_url(settings.REDIS_URL) as valkey:
        values = valkey.mget(map(topics.latest, names))
    now = timezone.now()
    samples = [
        made
        for account, value in zip(accounts, values, strict=True)
        if value is not None and (made := sample_of(account, decode(value), now)) is not None
    ]
    EquitySample.objects.bulk_create(samples, ignore_conflicts=True)
    return len(samples)


def sample_of(account: VenueAccount, values: AccountValues, now: datetime) -> EquitySample | None:
    """The sample of an account's values; None when they are unknown or too old to be today's truth."""
    figures = values.assessment
    if figures is None or values.marked_at is None or values.snapshot_at is None:
        return None
    at, read_at = moment(values.marked_at), moment(values.snapshot_at)
    if now - at > OLDEST_MARK or now - read_at > OLDEST_SNAPSHOT:
        return None
    ratio = figures.margin_ratio
    return EquitySample(
        account=account,
        at=at,
        equity=figures.equity,
        account_value=figures.account_value,
        maintenance_margin=figures.maintenance_margin,
        margin_ratio=None if ratio is None else min(ratio, LARGEST_RATIO),
    )


def moment(milliseconds: int) -> datetime:
    """A time in Unix milliseconds as a datetime."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
