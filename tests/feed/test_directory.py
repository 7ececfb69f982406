"""What the feed takes from the database, and what it stores there."""

import pytest

from margin.models import Instrument, VenueAccount
from operators.models import Exchange, Operator
from tests.feed.situations import ADA, BEN, LINE
from trading.feed import directory
from trading.venues.contract import AccountKey, InstrumentRow, Line

pytestmark = pytest.mark.django_db

BTC = InstrumentRow("BTC", "", 0, 5, 40, (("0", 40), ("150000000.0", 20)), "", False)
DOGE = InstrumentRow("DOGE", "", 1, 0, 10, (("0", 10),), "", False)
XYZ = InstrumentRow("xyz:A", "xyz", 110_000, 2, 30, (("0", 30),), "strictIsolated", False)


def exchange(slug: str, venue: str = "hyperliquid", network: str = "sandbox") -> Exchange:
    operator = Operator.objects.create(name=slug)
    return Exchange.objects.create(operator=operator, slug=slug, name=slug, venue=venue, network=network)


def test_lines_are_those_of_exchanges_each_once_where_an_adapter_exists(settings):
    exchange("one")
    exchange("two")
    exchange("three", network="testnet")
    exchange("four", network="mainnet")
    settings.VENUE_URLS = {LINE: "http://here", Line("hyperliquid", "testnet"): "http://there"}
    assert directory.lines() == {LINE, Line("hyperliquid", "testnet")}


def test_accounts_are_told_by_line(settings):
    VenueAccount.objects.create(venue="hyperliquid", network="sandbox", address=ADA.address)
    VenueAccount.objects.create(venue="hyperliquid", network="sandbox", address=ADA.address, dex="xyz")
    VenueAccount.objects.create(venue="hyperliquid", network="testnet", address=BEN.address)
    assert directory.accounts() == {
        LINE: {ADA, AccountKey(ADA.address, "xyz")},
        Line("hyperliquid", "testnet"): {BEN},
    }
    assert directory.dexes(LINE) == {"", "xyz"}
    assert directory.dexes(Line("hyperliquid", "mainnet")) == {""}


def test_instruments_are_stored_once_and_updated_in_place():
    assert directory.save_instruments(LINE, [BTC, DOGE, XYZ]) == 3
    first = {row.symbol: row.pk for row in Instrument.objects.all()}
    changed = InstrumentRow("BTC", "", 0, 5, 50, (("0", 50),), "", False)
    directory.save_instruments(LINE, [changed, DOGE, XYZ])
    assert {row.symbol: row.pk for row in Instrument.objects.all()} == first
    assert directory.instruments(LINE)["BTC"].tiers.max_leverage == 50
    assert directory.instruments(LINE)["xyz:A"].dex == "xyz"
    assert directory.instruments(Line("hyperliquid", "testnet")) == {}


def test_what_the_venue_lists_no_longer_is_delisted_but_keeps_its_tiers_for_who_still_holds_it():
    directory.save_instruments(LINE, [BTC, DOGE, XYZ])
    directory.save_instruments(LINE, [BTC])
    listed = directory.instruments(LINE)
    assert listed["DOGE"].is_delisted
    assert listed["DOGE"].tiers.is_known
    assert not listed["xyz:A"].is_delisted  # its dex was not asked about


def test_an_instrument_without_known_tiers_stays_unknown_to_the_engine():
    directory.save_instruments(LINE, [InstrumentRow("NEW", "", 2, 1, 10, (), "", False)])
    assert not directory.instruments(LINE)["NEW"].tiers.is_known


def test_networks_never_mix():
    directory.save_instruments(LINE, [BTC])
    directory.save_instruments(Line("hyperliquid", "testnet"), [DOGE])
    assert set(directory.instruments(LINE)) == {"BTC"}
    assert set(directory.instruments(Line("hyperliquid", "testnet"))) == {"DOGE"}
