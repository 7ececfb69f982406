"""What stands in a record, every digit kept; what does not is named in words, never guessed."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from margin.engine import checks
from margin.engine.errors import MarginError
from margin.recordings.findings import decimals_of


class NotRecorded(Exception):
    """Something that a figure needs is not in the record; the text says what."""


# What reading and computing an edited record may raise: each costs one figure, never the run.
PROBLEMS = (NotRecorded, ValueError, ArithmeticError, TypeError, AttributeError, LookupError)


def number(row: Mapping[str, Any], field: str, holder: str = "") -> Decimal:
    """A recorded number; NotRecorded when it is absent, none, or no amount. `holder` is named before it."""
    name, value = f"{holder}{field}", row.get(field)
    if value is None or value == "":
        raise NotRecorded(f"{name} is not recorded")
    try:
        return checks.amount(name, Decimal(str(value)))
    except (InvalidOperation, MarginError):
        raise NotRecorded(f"{name} is not a number: {shown(value)}") from None


def whole(row: Mapping[str, Any], field: str, holder: str = "") -> int:
    """A recorded leverage, a whole number; else NotRecorded."""
    amount = number(row, field, holder)
    if amount != amount.to_integral_value() or not 1 <= amount <= 1000:
        raise NotRecorded(f"{holder}{field} is not a leverage: {shown(row[field])}")
    return int(amount)


def printed_decimals(row: Mapping[str, Any], field: str) -> int:
    """How many decimals a recorded number was printed with; 0 of what is no number."""
    try:
        return decimals_of(number(row, field))
    except NotRecorded:
        return 0


def places(row: Mapping[str, Any], field: str) -> int:
    """A recorded number of decimals; 8, the venue's own, where none is recorded."""
    value = row.get(field)
    return value if isinstance(value, int) and 0 <= value <= 18 else 8


def mapping(row: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    """A recorded object; NotRecorded when it is absent, none, or something else."""
    value = row.get(field)
    if value is None:
        raise NotRecorded(f"{field} is not recorded")
    if not isinstance(value, dict):
        raise NotRecorded(f"{field} is not an object: {shown(value)}")
    return value


def mapping_or_empty(value: Any) -> Mapping[str, Any]:
    """An object, or an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def shown(value: Any) -> str:
    """A recorded value as it stands, cut to what fits in a line."""
    plain = repr(value) if isinstance(value, str) else str(value)
    return plain if len(plain) <= 40 else f"{plain[:40]}…"


def reason_of(problem: Exception) -> str:
    """Why a figure cannot be computed, in words."""
    if isinstance(problem, NotRecorded):
        return str(problem)
    if isinstance(problem, ArithmeticError):
        return "the recorded numbers lie beyond exact computation"
    if isinstance(problem, ValueError):
        return str(problem)
    return f"the record is not shaped as the venue's: {problem}"
