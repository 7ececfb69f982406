"""Numbers as Aster and Binance print them: mostly texts, every digit kept."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any


class NotRecorded(Exception):
    """Something that a figure needs is not in the record; the text says what."""


def number(row: Mapping[str, Any], field: str) -> Decimal:
    """A recorded number; NotRecorded when it is absent or none."""
    value = row.get(field)
    if value is None or value == "":
        raise NotRecorded(f"{field} is not recorded")
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise NotRecorded(f"{field} is not a number: {value!r}") from None
    if not amount.is_finite():
        raise NotRecorded(f"{field} is not a number: {value!r}")
    return amount
