"""Thresholds along a straight path, unit by unit; found by mutants that lived."""

from decimal import Decimal

import pytest

from margin.engine.accounts import Leg
from margin.engine.errors import MarginError
from margin.engine.scenarios.rule_sets import change_rules_of
from margin.engine.scenarios.units import Burden, Purse, Unit, first_at, first_below
from margin.engine.tiers import TierSchedule

D = Decimal
# 1.25 % up to 1,000, then 50 %: 0.5 × notional − 487.5.
VALLEY = TierSchedule.of_leverages([(D(0), 40), (D(1000), 1)])


def unit(start: str, slope: str, *burdens: Burden, bid: str = "1", ask: str = "1") -> Unit:
    return Unit(None, Leg.BOTH, (Purse(D(start), D(slope), D(bid), D(ask)),), burdens)


def growing(notional: int) -> Burden:
    return Burden(D(notional), D(100), VALLEY)


def test_a_falling_purse_is_empty_when_it_is():
    assert first_below(unit("1", "-2")) == first_at(unit("1", "-2")) == D("0.5")
    assert first_below(unit("1", "-0.005")) == 200


def test_what_stands_still_or_rises_never_falls_below():
    assert first_below(unit("5", "0")) is None
    assert first_below(unit("0", "1")) is None
    assert first_at(unit("5", "0")) is None


def test_what_is_below_by_half_a_cent_is_below_from_the_start():
    assert first_below(unit("-0.005", "0")) == 0


def test_reaching_the_threshold_at_the_end_is_at_it_and_not_below():
    assert first_below(unit("10", "-1"), D(10)) is None
    assert first_at(unit("10", "-1"), D(10)) == 10
    assert first_at(unit("10", "-1"), D("9.99")) is None


@pytest.mark.parametrize("end", [None, D(20)])
def test_a_tier_reached_on_the_way_requires_more(end):
    """Notional 500 + 100 t: 0.5 n − 487.5 = 100 at 1,175, t = 6.75."""
    assert first_below(unit("100", "0", growing(500)), end) == D("6.75")
    assert first_at(unit("100", "0", growing(500)), end) == D("6.75")


@pytest.mark.parametrize("end", [None, D(20)])
def test_a_tier_half_a_step_away_does_not_count_before(end):
    """Notional 950 + 100 t reaches 1,000 at 0.5; 0.0125 n = 12 already at 960, t = 0.1."""
    assert first_below(unit("12", "0", growing(950)), end) == D("0.1")


def test_a_stretch_where_both_rise_alike_is_passed():
    """Both rise 1.25 per step up to 1,000; then 0.5 n − 487.5 = 100 + 1.25 t at 337.5 / 48.75."""
    assert first_at(unit("100", "1.25", growing(500))) == pytest.approx(D("337.5") / D("48.75"))


def test_an_asset_turns_from_owned_to_owed_where_it_is_nothing():
    """100 − 10 t: at 0.9 until t = 10, at 1.1 beyond."""
    owned = unit("100", "-10", bid="0.9", ask="1.1")
    assert list(owned.edges()) == [10]
    assert (owned.equity(D(9)), owned.equity(D("10.05")), owned.equity(D(11))) == (9, D("-0.55"), -11)


def test_a_unit_requires_its_tiers_rounding_and_rate():
    """At t = 5 the notional is 1,000: 12.5, 0.1 of rounding, at 1.1."""
    held = unit("100", "0", Burden(D(500), D(100), VALLEY, rounding=D("0.1"), ask=D("1.1")))
    assert held.maintenance(D(5)) == D("13.86")
    assert held.straight(D(4)) == (D(10_000) - 110 * D("6.35"), D(-110) * D("1.25"))


def test_refusals_name_their_field():
    for refused, question in (
        ("notional: must not be negative, not -1", lambda: VALLEY.at(D(-1))),
        ("rules: moon is not computed here", lambda: change_rules_of("moon")),
        ("tier 1 floor: must be a Decimal, not int", lambda: TierSchedule.of_leverages([(0, 40)])),
    ):
        with pytest.raises(MarginError) as refusal:
            question()
        assert str(refusal.value) == refused
