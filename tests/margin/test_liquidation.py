"""The solver on its own: one market's price moves, tiers change on the way."""

from decimal import Decimal

import pytest

from margin.engine.hyperliquid import price_where
from margin.engine.liquidation import Load, price_of_zero
from margin.engine.tiers import TierSchedule
from tests.margin.situations import one_tier

STEEP = TierSchedule.of_leverages([(Decimal(0), 50), (Decimal(100), 5), (Decimal(1000), 1)])


def test_the_root_lies_on_its_own_piece():
    """A short of 1 with 300: at 200 it is in the second tier; 300 − p = 0.1 p − 9 gives 280.909…"""
    price = price_of_zero(Decimal(300), Decimal(-1), [Load(Decimal(1), STEEP)], Decimal(50))
    assert price == pytest.approx(Decimal(309) / Decimal("1.1"))
    assert STEEP.at(price).max_leverage == 5


def test_a_root_exactly_on_an_edge_is_found_once():
    edge = Decimal(100)
    wallet = STEEP.maintenance(edge) + edge
    assert price_of_zero(wallet, Decimal(-1), [Load(Decimal(1), STEEP)], Decimal(50)) == edge


def test_of_two_roots_the_one_nearest_the_mark_counts():
    """A long and a short of one market, hedged: equity hardly moves while both requirements grow."""
    flat = one_tier(10)
    loads = [Load(Decimal(2), flat), Load(Decimal(1), flat)]
    up = price_of_zero(Decimal(-50), Decimal(1), loads, Decimal(100))
    assert up == pytest.approx(Decimal(50) / Decimal("0.85"))
    concave = [Load(Decimal(2), STEEP), Load(Decimal(1), STEEP)]
    low = price_of_zero(Decimal(-10), Decimal(1), concave, Decimal(12))
    high = price_of_zero(Decimal(-10), Decimal(1), concave, Decimal(5000))
    assert low < 60 < high


def test_a_line_that_never_reaches_zero_has_no_price():
    assert price_of_zero(Decimal(10), Decimal(1), [Load(Decimal(1), one_tier(50))], Decimal(5)) is None
    assert price_of_zero(Decimal(10), Decimal(0), [], Decimal(5)) is None


@pytest.mark.parametrize(
    ("equity", "size", "expected"),
    [
        ("61000", "1", None),
        ("1e17", "-1", None),
        ("1e10", "-1", Decimal("9876602469.1358024691")),
    ],
    ids=["a long that cash covers", "beyond 1e15", "far but real"],
)
def test_the_venue_reports_null_at_zero_and_beyond_1e15(equity, size, expected):
    size, mark = Decimal(size), Decimal(60_000)
    requirement = one_tier(40).maintenance(mark)
    assert price_where(Decimal(equity), requirement, size, mark, one_tier(40)) == expected


def test_an_account_already_beyond_has_its_price_on_the_other_side_of_the_mark():
    tiers = one_tier(40)
    price = price_where(Decimal(100), tiers.maintenance(Decimal(60_000)), Decimal(1), Decimal(60_000), tiers)
    assert price > 60_000
