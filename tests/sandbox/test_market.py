"""The made-up market: the same for the same seed, bounded, correlated, and printed as the venue prints."""

import math
import statistics
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.situations import NOON, a_fresh_world, a_world_after
from trading.sandbox.candles import HOUR, INTERVALS, MINUTE, Candle, History, Series
from trading.sandbox.clock import tick
from trading.sandbox.instruments import INSTRUMENTS
from trading.sandbox.numbers import cut_entry, step_of, to_step, wire
from trading.sandbox.prices import BOUND
from trading.sandbox.world import World


def test_the_same_seed_gives_the_same_venue():
    one, other = a_world_after(50), World.fresh(1, NOON)
    for _ in range(50):
        tick(other, other.now + 1000, 1.0)
    assert one.dexes[""].marks == other.dexes[""].marks
    assert [list(market.trades) for market in one.dexes[""].markets.values()] == [
        list(market.trades) for market in other.dexes[""].markets.values()
    ]
    assert one.dexes[""].marks != a_world_after(50, seed=2).dexes[""].marks


def test_marks_begin_where_the_instruments_say():
    marks = a_fresh_world().dexes[""].marks
    assert marks == {instrument.coin: instrument.price for instrument in INSTRUMENTS}
    assert (marks["BTC"], marks["ETH"], marks["SOL"]) == (Decimal(64812), Decimal(3344), Decimal("151.20"))


def test_no_mark_leaves_its_anchor_by_more_than_the_bound():
    world = a_fresh_world(7)
    for _ in range(500):
        tick(world, world.now + 600_000, 600.0)
        for market in world.dexes[""].markets.values():
            assert abs(math.log(float(market.mark) / market.anchor)) < BOUND + 0.0005


def test_markets_move_together_but_not_alike():
    world = a_fresh_world(3)
    moves = {"BTC": [], "SOL": []}
    before = world.dexes[""].marks
    for _ in range(800):
        tick(world, world.now + 60_000, 60.0)
        after = world.dexes[""].marks
        for coin, found in moves.items():
            found.append(math.log(after[coin] / before[coin]))
        before = after
    assert 0.4 < statistics.correlation(moves["BTC"], moves["SOL"]) < 0.98


def test_best_prices_surround_the_mark_on_ticks(a_minute_later):
    for market in a_minute_later.dexes[""].markets.values():
        assert market.bid <= market.mark <= market.ask
        assert market.bid < market.ask
        for price in (market.bid, market.ask):
            assert to_step(price, market.step) == price
            assert len(price.normalize().as_tuple().digits) <= 5 or price == price.to_integral()


def test_books_are_ordered_and_sized_to_the_lot(a_minute_later):
    for market in a_minute_later.dexes[""].markets.values():
        book = market.book(a_minute_later.size_resting)
        bids, asks = [level.price for level in book.bids], [level.price for level in book.asks]
        assert bids == sorted(set(bids), reverse=True)
        assert asks == sorted(set(asks))
        assert bids[0] < asks[0]
        smallest = Decimal(1).scaleb(-market.instrument.size_decimals)
        assert all(level.size >= smallest and level.size % smallest == 0 for level in book.bids + book.asks)


@pytest.mark.parametrize("interval", ["1m", "5m", "1h", "4h", "1d"])
def test_candles_follow_each_other_without_a_gap(a_minute_later, interval):
    for market in a_minute_later.dexes[""].markets.values():
        rows = market.history.candles(interval, 0, a_minute_later.now)
        assert len(rows) > 2
        assert {later.start - row.start for row, later in pairwise(rows)} == {INTERVALS[interval]}
        assert all(
            row.low <= min(row.open, row.close) <= max(row.open, row.close) <= row.high for row in rows
        )


def test_the_invented_past_ends_at_the_first_mark(first_instant):
    for market in first_instant.dexes[""].markets.values():
        close = market.history.minutes[-1].close
        assert close == pytest.approx(float(market.mark), rel=2e-4)
        assert market.history.hours[-1].close == close


def test_hours_when_nobody_ran_become_quiet_candles():
    history = History()
    history.minutes.append(Candle(0, 10.0, 10.0, 10.0, 10.0, 0.0, 0))
    history.hours.append(Candle(0, 10.0, 10.0, 10.0, 10.0, 0.0, 0))
    history.trade(12.0, 3.0)
    history.roll(2 * HOUR)
    history.trade(11.0, 1.0)
    hours = history.candles("1h", 0, 2 * HOUR)
    assert hours == [
        Candle(0, 12.0, 12.0, 12.0, 12.0, 3.0, 1),
        Candle(HOUR, 12.0, 12.0, 12.0, 12.0, 0.0, 0),
        Candle(2 * HOUR, 11.0, 11.0, 11.0, 11.0, 1.0, 1),
    ]
    assert len(history.minutes) == 121


def test_a_series_keeps_only_what_it_should():
    series = Series(MINUTE, 100)
    for minute in range(1000):
        series.append(Candle(minute * MINUTE, 1.0, 1.0, 1.0, 1.0, 0.0, 0))
    assert 100 <= len(series) <= 113
    assert series[-1].start == 999 * MINUTE
    assert series.at(950 * MINUTE).start == 950 * MINUTE


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=10))
def test_numbers_are_written_as_the_venue_writes_them(number):
    text = wire(number)
    assert Decimal(text) == number
    whole, _, decimals = text.partition(".")
    assert decimals == "0" or decimals == decimals.rstrip("0") != ""
    assert "e" not in text.lower()
    assert whole


def test_ticks_of_order_prices_follow_five_figures_and_the_decimals():
    assert step_of(Decimal("64812"), 5) == 1
    assert step_of(Decimal("3344.17"), 4) == Decimal("0.1")
    assert step_of(Decimal("0.009412"), 0) == Decimal("0.000001")
    assert step_of(Decimal("101.5"), 5) == Decimal("0.1")


def test_entry_prices_are_cut_not_rounded():
    assert cut_entry(Decimal("6295.62163"), Decimal("2.6994"), 4) == Decimal("2332.22")
    assert cut_entry(Decimal("-2499.994908"), Decimal("-12814.2"), 1) == Decimal("0.19509")
