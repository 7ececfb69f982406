"""Levels are decided on exact values, and what is old has none."""

from decimal import Decimal as D

import pytest

from margin.freshness import Freshness, aged
from margin.levels import Level, pool_level, position_level
from margin.presenters.pool import shown_level
from tests.presenters.situations import EMPTY, FRESH, LOOK, ONLY_ISOLATED, STALE, USUAL, assessed


@pytest.mark.parametrize(
    ("ratio", "level"),
    [
        ("23.4", Level.OK),
        ("49.999", Level.OK),
        ("50", Level.CAUTION),
        ("79.99", Level.CAUTION),
        ("80", Level.CRITICAL),
    ],
)
def test_a_threshold_belongs_to_the_level_it_opens(ratio: str, level: Level) -> None:
    assert USUAL.level(D(ratio)) is level


def test_a_ratio_that_prints_as_50_but_is_below_stays_ok() -> None:
    """BTC at 61,162: ratio 49.969…, printed 50.0."""
    figures = assessed(BTC="61162")
    assert D("49.95") <= figures.margin_ratio < D(50)
    assert pool_level(figures, USUAL) is Level.OK


def test_liquidation_begins_where_equity_falls_below_maintenance() -> None:
    price = assessed().positions[0].liquidation_price
    alive, lost = assessed(BTC=str(price + D("0.01"))), assessed(BTC=str(price - D("0.01")))
    assert pool_level(alive, USUAL) is Level.CRITICAL
    assert pool_level(lost, USUAL) is Level.LIQUIDATION


def test_equity_gone_with_something_open_is_liquidation() -> None:
    figures = assessed(BTC="50000", SOL="120")
    assert figures.equity < 0
    assert pool_level(figures, USUAL) is Level.LIQUIDATION


def test_nothing_open_has_no_level() -> None:
    assert pool_level(assessed(EMPTY), USUAL) is Level.NONE
    assert pool_level(assessed(ONLY_ISOLATED), USUAL) is Level.NONE


def test_an_isolated_position_has_its_own_level_and_leaves_the_pool_alone() -> None:
    figures = assessed(ETH="3885")
    btc, _sol, eth = figures.positions
    pool = pool_level(figures, USUAL)
    assert pool is Level.OK
    assert position_level(btc, pool, USUAL) is Level.OK
    assert position_level(eth, pool, USUAL) is Level.CRITICAL
    beyond = assessed(ETH="3900").positions[2]
    assert position_level(beyond, pool, USUAL) is Level.LIQUIDATION


@pytest.mark.parametrize("account", [LOOK, EMPTY, ONLY_ISOLATED])
def test_f1_what_is_stale_is_shown_as_stale_whatever_it_was(account: object) -> None:
    assert shown_level(assessed(account), USUAL, STALE) is Level.STALE
    assert shown_level(assessed(account), USUAL, FRESH) is not Level.STALE


def test_f1_marks_are_stale_early_enough_for_5_s_on_the_screen() -> None:
    assert not Freshness(marks=4_000).is_stale
    assert Freshness(marks=4_001).is_stale


def test_f1_a_snapshot_is_dimmed_past_its_promise_and_stale_past_twice() -> None:
    assert not Freshness(marks=100, snapshot=60_000).is_late
    late, old = Freshness(marks=100, snapshot=60_001), Freshness(marks=100, snapshot=120_001)
    assert (late.is_late, late.is_stale) == (True, False)
    assert old.is_stale


def test_an_account_without_positions_needs_no_marks() -> None:
    fresh = aged(now_ms=10_000, marked_at=None, snapshot_at=9_200)
    assert not fresh.is_stale
    assert fresh.age == 800


def test_the_age_told_is_of_what_is_old() -> None:
    assert Freshness(marks=14_300, snapshot=200_000).age == 14_300
    assert Freshness(marks=100, snapshot=130_000).age == 130_000


def test_a_clock_behind_the_feed_makes_no_negative_age() -> None:
    assert aged(now_ms=1_000, marked_at=1_050, snapshot_at=1_020) == Freshness(marks=0, snapshot=0)
