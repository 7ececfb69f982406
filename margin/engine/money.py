"""Exact arithmetic, and roundings named by whom they follow.

Every public function of the engine runs inside `EXACT`, whatever the thread's own decimal context is: sums
and products in it are exact or raise. Only the functions below may round, and their names say how.
"""

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    Inexact,
    InvalidOperation,
    Overflow,
    localcontext,
)
from functools import wraps

ZERO = Decimal(0)

# Inputs have at most 60 digits (`checks.amount`) and quotients 60: no product of four of them reaches 400.
EXACT = Context(
    prec=400,
    rounding=ROUND_HALF_EVEN,
    traps=[Inexact, InvalidOperation, DivisionByZero, Overflow, FloatOperation],
)
_ROUNDING = Context(prec=400, traps=[InvalidOperation, DivisionByZero, Overflow])
_QUOTIENT = Context(prec=60, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow])
_QUOTIENT_UP = Context(prec=60, rounding=ROUND_CEILING, traps=[InvalidOperation, DivisionByZero, Overflow])
_RATIO = Context(prec=28, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow])

_STEP_6 = Decimal("1e-6")
_STEP_8 = Decimal("1e-8")
_STEP_10 = Decimal("1e-10")
_STEP_30 = Decimal("1e-30")


def exactly[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` in the exact context, whatever the caller's context is."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with localcontext(EXACT):
            return function(*args, **kwargs)

    return run


def floor6(amount: Decimal) -> Decimal:
    """Whole micro-dollars, downwards: Hyperliquid's rounding of a position's margins."""
    return amount.quantize(_STEP_6, ROUND_FLOOR, _ROUNDING)


def half_up6(amount: Decimal) -> Decimal:
    """The nearest micro-dollar: what a binary float printed by Hyperliquid stands for."""
    return amount.quantize(_STEP_6, ROUND_HALF_UP, _ROUNDING)


def cut8(amount: Decimal) -> Decimal:
    """Cut to 8 decimals, towards zero: Aster's rounding of PnL, maintenance and initial margin."""
    return amount.quantize(_STEP_8, ROUND_DOWN, _ROUNDING)


def half_up8(amount: Decimal) -> Decimal:
    """The nearest 1e-8, halves away from zero: Aster's liquidation prices and 1 / leverage."""
    return amount.quantize(_STEP_8, ROUND_HALF_UP, _ROUNDING)


def half_up10(price: Decimal) -> Decimal:
    """The nearest 1e-10, halves away from zero: a price as Hyperliquid prints it since 2025."""
    return price.quantize(_STEP_10, ROUND_HALF_UP, _ROUNDING)


def half_even30(amount: Decimal) -> Decimal:
    """The nearest 1e-30, finer than any venue prints: parts of a cost, prices moved by a percentage."""
    exponent = amount.as_tuple().exponent
    is_finer = isinstance(exponent, int) and exponent < _STEP_30.adjusted()
    return amount.quantize(_STEP_30, ROUND_HALF_EVEN, _ROUNDING) if is_finer else amount


def floored_to(decimals: int, size: Decimal) -> Decimal:
    """A size (≥ 0) downwards to whole steps of its market: never more than there is margin for."""
    return size.quantize(Decimal(1).scaleb(-decimals), ROUND_FLOOR, _ROUNDING)


def quotient(numerator: Decimal, denominator: Decimal) -> Decimal:
    """numerator / denominator to 60 significant digits; round it by intent before using it as money."""
    return _QUOTIENT.divide(numerator, denominator)


def quotient_up(numerator: Decimal, denominator: Decimal) -> Decimal:
    """numerator / denominator to 60 significant digits, the last one upwards.

    For rates such as 1/6: 50.26905 / 6 is exactly 8.378175 and must not be floored to 8.378174.
    """
    return _QUOTIENT_UP.divide(numerator, denominator)


def ratio(part: Decimal, whole: Decimal) -> Decimal:
    """part / whole, to 28 significant digits."""
    return _RATIO.divide(part, whole) or ZERO


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """part / whole in percent, to 28 significant digits."""
    return _RATIO.divide(part * 100, whole) or ZERO
