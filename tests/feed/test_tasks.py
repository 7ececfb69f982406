"""The tasks of trading: instruments from the venue, equity stored only where it is known and current."""

import os
from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
import redis
from django.utils import timezone

from margin.models import EquitySample, Instrument, VenueAccount
from tests.feed.conftest import Sandbox
from tests.feed.situations import ADA, BEN, LINE, D, long_one, market, snapshot
from trading.feed.desk import Desk
from trading.feed.values import AccountValues
from trading.stream import topics
from trading.tasks import refresh_instruments, sample_equity
from trading.venues.contract import AccountKey


@pytest.fixture
def valkey():
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.flushdb()
        yield client


def now_ms() -> int:
    return int(timezone.now().timestamp() * 1000)


def published(
    valkey: redis.Redis, key: AccountKey, age: timedelta = timedelta(0), **changed
) -> AccountValues:
    """Ada's figures with 1 BTC from 60,000 and 10,000 in cash, `age` old, as the feed would publish them."""
    at = now_ms() - int(age.total_seconds() * 1000)
    desk = Desk(LINE).with_market(market(at=at)).with_account(key, snapshot(long_one(), at=at))
    values = msgspec.structs.replace(desk.account_values(key), **changed)
    valkey.set(topics.latest(topics.account(*LINE, *key)), msgspec.msgpack.encode(values))
    return values


def known(key: AccountKey) -> VenueAccount:
    return VenueAccount.objects.create(
        venue=LINE.venue, network=LINE.network, address=key.address, dex=key.dex
    )


def test_a_sample_is_what_the_feed_last_published(db, valkey):
    ada = known(ADA)
    published(valkey, ADA)
    sample_equity()
    sample = EquitySample.objects.get()
    assert (sample.account, sample.equity, sample.account_value) == (ada, D(10_000), D(10_000))
    assert (sample.maintenance_margin, sample.margin_ratio) == (D(750), D("7.5"))


def test_sampling_the_same_values_twice_stores_them_once(db, valkey):
    known(ADA)
    published(valkey, ADA)
    sample_equity()
    sample_equity()
    assert EquitySample.objects.count() == 1


@pytest.mark.parametrize(
    "unknown",
    [{"assessment": None}, {"marked_at": None}, {"snapshot_at": None}, {"snapshot_at": 0}],
    ids=lambda change: f"{change}",
)
def test_nothing_unknown_becomes_a_sample(db, valkey, unknown):
    known(ADA)
    published(valkey, ADA, **unknown)
    sample_equity()
    assert EquitySample.objects.count() == 0


def test_an_account_that_was_never_published_or_grew_old_has_no_sample(db, valkey):
    known(ADA)
    known(BEN)
    published(valkey, BEN, age=timedelta(minutes=2))
    sample_equity()
    assert EquitySample.objects.count() == 0


def test_a_ratio_too_large_to_store_is_the_largest_there_is(db, valkey):
    known(ADA)
    at = now_ms()
    nearly_gone = snapshot(long_one(entry="69999.99999999"), at=at)
    values = Desk(LINE).with_market(market(at=at)).with_account(ADA, nearly_gone).account_values(ADA)
    valkey.set(topics.latest(topics.account(*LINE, *ADA)), msgspec.msgpack.encode(values))
    sample_equity()
    assert EquitySample.objects.get().margin_ratio == Decimal(9_999_999_999)


def test_instruments_are_refreshed_from_the_venue_of_every_exchange(demo, sandbox: Sandbox, valkey, settings):
    settings.VENUE_URLS = {LINE: sandbox.url}
    refresh_instruments()
    universe = sandbox.info("meta")["universe"]
    assert {row.symbol: row.max_leverage for row in Instrument.objects.all()} == {
        asset["name"]: asset["maxLeverage"] for asset in universe
    }


def test_a_venue_that_cannot_be_read_keeps_the_instruments_it_has(demo, valkey, settings, caplog):
    settings.VENUE_URLS = {LINE: "http://127.0.0.1:1"}
    refresh_instruments()
    assert Instrument.objects.count() == 0
    assert "its instruments were not refreshed. The venue cannot be reached" in caplog.text
