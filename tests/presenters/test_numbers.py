"""Numbers as people read them."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from margin.presenters.ages import age
from margin.presenters.numbers import (
    compact,
    fill,
    grouped,
    plain,
    price_places,
    signed,
    size_places,
    tone,
)

AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=8)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("3346.47", 2, "3,346.47"),
        ("-1234.5", 2, "−1,234.50"),
        ("-0.001", 2, "0.00"),
        ("64812", 0, "64,812"),
        ("1E+6", 0, "1,000,000"),
    ],
)
def test_amounts_are_grouped_with_a_true_minus(value: str, places: int, text: str) -> None:
    assert grouped(D(value), places) == text


@pytest.mark.parametrize(
    ("value", "text", "shown"),
    [
        ("346", "+346.00", "up"),
        ("-136", "−136.00", "down"),
        ("0", "0.00", "flat"),
        ("0.001", "0.00", "flat"),
        ("-0.001", "0.00", "flat"),
    ],
)
def test_what_prints_as_nothing_is_neither_up_nor_down(value: str, text: str, shown: str) -> None:
    assert signed(D(value), 2) == text
    assert tone(text) == shown


@given(AMOUNTS)
def test_a_printed_amount_reads_back_as_what_it_rounds_to(value: D) -> None:
    read = D(grouped(value, 2).replace(",", "").replace("−", "-"))
    assert abs(read - value) <= D("0.005")


@given(AMOUNTS)
def test_the_exact_value_is_never_in_exponents_and_loses_nothing(value: D) -> None:
    assert D(plain(value)) == value
    assert "E" not in plain(value)


def test_what_does_not_exist_has_no_value() -> None:
    assert plain(None) == ""
    assert plain(D(0)) == "0"


@pytest.mark.parametrize(
    ("mark", "places"),
    [("64812", 0), ("151.20", 2), ("3344", 1), ("0.012345", 6), ("0.00001234", 6), ("123456", 0)],
)
def test_a_price_has_five_significant_digits(mark: str, places: int) -> None:
    assert price_places(D(mark)) == places


@pytest.mark.parametrize(
    ("size", "mark", "places"),
    [
        ("0.5", "64812", 3),
        ("100", "151.20", 0),
        ("-4", "3344", 2),
        ("0.12345", "64812", 5),
        ("2.50", "0.1", 1),
    ],
)
def test_a_size_shows_all_it_has_and_at_least_what_counts(size: str, mark: str, places: int) -> None:
    assert size_places(D(size), D(mark)) == places


@pytest.mark.parametrize(("places", "unseen"), [(0, ".00"), (1, "0"), (2, "")])
def test_unseen_digits_align_the_points_of_a_column(places: int, unseen: str) -> None:
    assert fill(places, 2) == unseen


def test_a_column_without_points_needs_no_unseen_digits() -> None:
    assert fill(0, 0) == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2840000000", ("2.84", "B")),
        ("28400000", ("28.4", "M")),
        ("284000", ("284", "K")),
        ("999", ("999", "")),
    ],
)
def test_large_amounts_are_three_digits_and_a_unit(value: str, shown: tuple[str, str]) -> None:
    assert compact(D(value)) == shown


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (-50, "0.0 s"),
        (200, "0.2 s"),
        (999, "1.0 s"),
        (14_300, "14 s"),
        (190_000, "3 min"),
        (9_000_000, "2 h"),
    ],
)
def test_ages_are_short(ago: int, text: str) -> None:
    assert age(ago) == text
