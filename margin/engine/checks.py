"""Refusals of values that cannot be amounts, before anything is computed from them."""

from decimal import Decimal
from enum import Enum

from margin.engine.errors import MarginError

# Far above any balance or size of either venue, far below what makes arithmetic meaningless.
LARGEST = Decimal("1e20")
FINEST = -40


def finite(field: str, value: Decimal) -> Decimal:
    """`value`, a Decimal that is a number, of any size: a sum of amounts; else MarginError names `field`."""
    if not isinstance(value, Decimal):
        raise MarginError(field, f"must be a Decimal, not {type(value).__name__}")
    if not value.is_finite():
        raise MarginError(field, f"must be a finite number, not {value}")
    return value


def amount(field: str, value: Decimal) -> Decimal:
    """`value`, a finite Decimal below 1e20 with at most 40 decimals; else MarginError names `field`.

    Like all checks it says the same in every decimal context: it compares and never computes.
    """
    exponent = finite(field, value).as_tuple().exponent
    assert isinstance(exponent, int)
    if value.copy_abs() >= LARGEST:
        raise MarginError(field, f"must be below 1e20, not {value}")
    if exponent < FINEST:
        raise MarginError(field, f"must have at most {-FINEST} decimals, not {-exponent}")
    return value


def positive(field: str, value: Decimal) -> Decimal:
    """An `amount` above zero."""
    if amount(field, value) <= 0:
        raise MarginError(field, f"must be above zero, not {value}")
    return value


def places(field: str, value: int) -> int:
    """A number of decimals: a whole number from 0 to 18."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 18:
        raise MarginError(field, f"must be a whole number from 0 to 18, not {value!r}")
    return value


def one_of[E: Enum](field: str, value: E, kind: type[E]) -> E:
    """A member of an enumeration, never a text that looks like one."""
    if not isinstance(value, kind):
        raise MarginError(field, f"must be {' or '.join(str(one) for one in kind)}, not {value!r}")
    return value


def share(field: str, value: Decimal) -> Decimal:
    """An `amount` from 0 to below 1."""
    if not 0 <= amount(field, value) < 1:
        raise MarginError(field, f"must be from 0 to below 1, not {value}")
    return value


def whole_leverage(field: str, value: int) -> int:
    """A leverage: a whole number from 1 to 1,000."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
        raise MarginError(field, f"must be a whole number from 1 to 1,000, not {value!r}")
    return value
