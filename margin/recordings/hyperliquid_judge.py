"""How a figure of a Hyperliquid record is computed and put beside the reported one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from margin.recordings.findings import Finding, decimals_of
from margin.recordings.numbers import PROBLEMS, number, reason_of

VENUE = "hyperliquid"


@dataclass(frozen=True, slots=True)
class Derived:
    """An amount, the fields it comes from, and why it cannot decide, where it cannot.

    None is an amount of its own: no liquidation price.
    """

    amount: Decimal | None
    inputs: tuple[str, ...] = ()
    reason: str = ""


def finding(
    subject: str,
    row: Mapping[str, Any],
    field: str,
    compute: Callable[[], Derived],
    figure: str = "",
    decimals: int = 6,
) -> Finding:
    """`field` of `row` beside what `compute` gives; what is missing becomes the reason.

    `decimals`: 6 of money; 8 of prices and ratios, or as many as are printed.
    """
    figure, reported = figure or field, None
    try:
        reported = None if row[field] is None else number(row, field)
        derived = compute()
    except PROBLEMS as problem:
        return Finding(VENUE, subject, figure, reported, None, reason=reason_of(problem))
    if decimals > 6 and reported is not None:
        decimals = max(decimals, decimals_of(reported))
    inputs = tuple(dict.fromkeys(derived.inputs))
    return Finding(VENUE, subject, figure, reported, derived.amount, inputs, decimals, derived.reason)


def unreadable(subject: str, figure: str, reason: str) -> Finding:
    """The row of a part of the record that says nothing."""
    return Finding(VENUE, subject, figure, None, None, reason=reason)
