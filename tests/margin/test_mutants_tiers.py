"""Tiers and the solver where a boundary decides; found by mutants that lived."""

from decimal import Decimal

import pytest

from margin.engine.errors import MarginError
from margin.engine.liquidation import Load, prices_of_zero
from margin.engine.tiers import Tier, TierSchedule

D = Decimal
ONE_LOT = D(1)
CLOSE_TIERS = TierSchedule.of_leverages([(D(0), 40), (D(1000), 20), (D(1200), 10)])


def tier(floor: str, rate: str, deduction: str, leverage: int) -> Tier:
    return Tier(D(floor), D(rate), D(deduction), leverage)


def test_at_a_price_of_zero_there_is_nothing_to_liquidate():
    assert prices_of_zero(D(0), D(1), [Load(ONE_LOT, CLOSE_TIERS)]) == []


def test_a_piece_between_two_close_tiers_is_its_own():
    """At 1,100 a long of 1 requires 15; the tiers begin at 1,000 and 1,200."""
    required = CLOSE_TIERS.maintenance(D(1100))
    assert required == D(1100) * D("0.025") - D("12.5") == 15
    assert prices_of_zero(required - 1100, D(1), [Load(ONE_LOT, CLOSE_TIERS)]) == [1100]


def test_a_stretch_without_slope_does_not_hide_the_price_beyond_it():
    """Equity rises 0.0125 per dollar, as maintenance does up to 1,000: only beyond does it catch up."""
    fixed = D("10")
    assert prices_of_zero(fixed, D("0.0125"), [Load(ONE_LOT, CLOSE_TIERS)]) == [
        pytest.approx(D(1200) + (10 + D("0.0125") * 1200 - CLOSE_TIERS.maintenance(D(1200))) / D("0.0375"))
    ]


def test_a_weight_counts_maintenance_that_often():
    """100 − p = 2 × p / 80, backed by a short of 1."""
    assert prices_of_zero(D(100), D(-1), [Load(ONE_LOT, CLOSE_TIERS)], D(2)) == [
        pytest.approx(D(100) / D("1.025"))
    ]


def test_a_leverage_of_one_thousand_and_a_cap_just_above_the_floor_are_allowed():
    schedule = TierSchedule((tier("0", "0.0005", "0", 1000),), cap=D("0.01"))
    assert (schedule.max_leverage, schedule.max_notional(1000), schedule.is_known) == (1000, D("0.01"), True)
    assert TierSchedule(()).is_known is False


@pytest.mark.parametrize(
    ("tiers", "cap", "refusal"),
    [
        (
            (tier("5", "0.01", "0", 50),),
            None,
            "tier 1 floor: must be 0, not 5",
        ),
        (
            (tier("0", "0.01", "1", 50),),
            None,
            "tier 1 deduction: must be 0, not 1",
        ),
        (
            (tier("0", "0.01", "0", 50), tier("0", "0.02", "0", 25)),
            None,
            "tier 2 floor: must be above 0, not 0",
        ),
        (
            (tier("0", "0.01", "0", 50), tier("100", "0.01", "0", 25)),
            None,
            "tier 2 rate: must be above 0.01, not 0.01",
        ),
        (
            (tier("0", "0.01", "0", 50), tier("100", "0.02", "1", 51)),
            None,
            "tier 2 max leverage: must not be above 50",
        ),
        (
            (tier("0", "0.01", "0", 50), tier("100", "0.02", "2", 25)),
            None,
            "tier 2 deduction: must continue the tier before, not 2",
        ),
        (
            (tier("0", "0.01", "0", 50), tier("100", "0.02", "NaN", 25)),
            None,
            "tier 2 deduction: must be a finite number, not NaN",
        ),
        (
            (tier("0", "0.01", "0", 50), tier("100", "0.02", "1", 0)),
            None,
            "tier 2 max leverage: must be a whole number from 1 to 1,000, not 0",
        ),
        (
            (tier("0", "0.01", "0", 50), tier("1e20", "0.02", "1", 25)),
            None,
            "tier 2 floor: must be below 1e20, not 1E+20",
        ),
        (
            (tier("0", "1", "0", 50),),
            None,
            "tier 1 rate: must be above 0 and below 1, not 1",
        ),
        (
            (tier("0", "0.01", "0", 50), tier("100", "0.02", "1", 25)),
            D(100),
            "last tier cap: must be above its floor 100, not 100",
        ),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_in_words(tiers, cap, refusal):
    with pytest.raises(MarginError) as refused:
        TierSchedule(tiers, cap=cap)
    assert str(refused.value) == refusal


def test_a_gap_between_brackets_is_named_with_both_ends():
    rows = [(D(0), D(50), D("0.004"), D(0), 125), (D(60), D(90), D("0.005"), D("0.06"), 100)]
    with pytest.raises(MarginError, match=r"tier 2 floor: must be the cap before, 50, not 60"):
        TierSchedule.of_brackets(rows)


def test_three_tiers_carry_their_deductions_on():
    """1,000 × (2.5 % − 1.25 %) = 12.5; 12.5 + 1,200 × (5 % − 2.5 %) = 42.5."""
    assert [held.deduction for held in CLOSE_TIERS.tiers] == [0, D("12.5"), D("42.5")]
    assert [held.rate for held in CLOSE_TIERS.tiers] == [D("0.0125"), D("0.025"), D("0.05")]
    assert CLOSE_TIERS.maintenance(D(2000)) == D("57.5")


def test_the_last_tier_holds_beyond_the_cap_and_no_leverage_fits_none():
    capped = TierSchedule((tier("0", "0.01", "0", 50),), floor_is_inside=False, cap=D(100))
    assert capped.at(D(1000)) == capped.tiers[0]
    assert capped.max_notional(50) == 100
    assert capped.max_notional(51) == 0
    assert TierSchedule((tier("0", "0.01", "0", 50),)).max_notional(50) is None
