"""Roundings on amounts where the direction, the step and the tie decide; found by mutants that lived."""

from decimal import Decimal, Inexact, getcontext, localcontext

import pytest

from margin.engine.checks import amount, places, positive, whole_leverage
from margin.engine.errors import MarginError
from margin.engine.money import (
    EXACT,
    cut8,
    exactly,
    floor6,
    floored_to,
    half_even30,
    half_up6,
    half_up8,
    half_up10,
    percent,
    quotient,
    quotient_up,
    ratio,
)


@pytest.mark.parametrize(
    ("rounding", "given", "printed"),
    [
        (floor6, "0.0000019", "0.000001"),
        (floor6, "-0.0000011", "-0.000002"),
        (half_up6, "0.0000005", "0.000001"),
        (half_up6, "0.0000025", "0.000003"),
        (half_up6, "0.00000249", "0.000002"),
        (cut8, "0.000000019", "0.00000001"),
        (cut8, "-0.000000019", "-0.00000001"),
        (half_up8, "0.000000025", "0.00000003"),
        (half_up8, "-0.000000025", "-0.00000003"),
        (half_up10, "0.00000000025", "0.0000000003"),
        (half_up10, "0.00000000024", "0.0000000002"),
        (half_even30, "0.0000000000000000000000000000025", "0.000000000000000000000000000002"),
        (half_even30, "0.0000000000000000000000000000035", "0.000000000000000000000000000004"),
    ],
)
def test_each_rounding_has_its_own_step_direction_and_tie(rounding, given, printed):
    assert f"{rounding(Decimal(given)):f}" == printed


@pytest.mark.parametrize("coarse", ["0.5", "7", "1E+3", "0.123456789012345678901234567890"])
def test_what_is_coarser_than_1e_30_keeps_its_own_digits(coarse):
    assert str(half_even30(Decimal(coarse))) == coarse


def test_a_size_is_floored_to_whole_steps_of_its_market():
    assert str(floored_to(3, Decimal("0.0019999"))) == "0.001"
    assert str(floored_to(0, Decimal("1.9"))) == "1"


def test_quotients_have_60_digits_and_one_of_them_ends_upwards():
    third = Decimal("0." + "3" * 60)
    two_thirds = Decimal("0." + "6" * 59 + "7")
    assert quotient(Decimal(1), Decimal(3)) == third
    assert quotient(Decimal(2), Decimal(3)) == two_thirds
    assert quotient_up(Decimal(1), Decimal(3)) == Decimal("0." + "3" * 59 + "4")
    assert quotient_up(Decimal(-1), Decimal(3)) == third.copy_negate()


def test_a_quotient_on_a_tie_ends_on_an_even_digit():
    whole = Decimal(2) * 10**60 + 1
    assert quotient(whole, Decimal(2)) == 10**60
    assert ratio(Decimal(2) * 10**28 + 1, Decimal(2)) == 10**28


def test_ratios_and_percents_have_28_digits():
    assert ratio(Decimal(1), Decimal(3)) == Decimal("0." + "3" * 28)
    assert percent(Decimal(1), Decimal(3)) == Decimal("33." + "3" * 26)
    assert str(ratio(Decimal(0), Decimal(-3))) == str(percent(Decimal(0), Decimal(-3))) == "0"


def test_inside_the_engine_a_sum_is_exact_or_raises():
    @exactly
    def total(*amounts: Decimal) -> Decimal:
        return sum(amounts, Decimal(0))

    with localcontext(prec=3):
        assert total(Decimal("1e20"), Decimal("1e-40")) == Decimal("1" + "0" * 20 + "." + "0" * 39 + "1")
        assert getcontext().prec == 3
    with localcontext(EXACT), pytest.raises(Inexact):
        Decimal(1) / Decimal(3)


def test_products_of_four_inputs_fit():
    """60 digits each, 240 together."""
    longest = Decimal("9" * 19 + "." + "9" * 40)
    with localcontext(EXACT):
        assert longest * longest * longest * longest < Decimal("1e76")


@pytest.mark.parametrize("value", ["99999999999999999999", "-99999999999999999999", "1e-40", "0"])
def test_the_largest_and_the_finest_amounts_are_taken_as_they_are(value):
    assert amount("wallet", Decimal(value)) == Decimal(value)


@pytest.mark.parametrize(
    ("value", "refusal"),
    [
        (Decimal("1e20"), "wallet: must be below 1e20, not 1E+20"),
        (Decimal("-1e20"), "wallet: must be below 1e20, not -1E+20"),
        (Decimal("1e-41"), "wallet: must have at most 40 decimals, not 41"),
        (Decimal("sNaN"), "wallet: must be a finite number, not sNaN"),
        (1.5, "wallet: must be a Decimal, not float"),
    ],
)
def test_what_is_no_amount_is_refused_in_words(value, refusal):
    with pytest.raises(MarginError) as refused:
        amount("wallet", value)
    assert str(refused.value) == refusal


def test_zero_is_not_positive_and_a_cent_is():
    assert positive("price", Decimal("0.01")) == Decimal("0.01")
    with pytest.raises(MarginError, match="price: must be above zero, not 0"):
        positive("price", Decimal(0))


@pytest.mark.parametrize(("check", "least", "most"), [(places, 0, 18), (whole_leverage, 1, 1000)])
def test_whole_numbers_have_their_bounds(check, least, most):
    assert (check("field", least), check("field", most)) == (least, most)
    for outside in (least - 1, most + 1, True, Decimal(5), 5.0):
        with pytest.raises(MarginError, match="field: must be a whole number from"):
            check("field", outside)
