"""Decimals as the venue rounds and prints them."""

from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

ZERO = Decimal(0)
MICRO = Decimal("0.000001")
PERP_PRICE_DECIMALS = 6


def wire(value: Decimal) -> str:
    """A number as the venue writes it: plain digits, at least one decimal, no superfluous zeros ("-4.0")."""
    text = f"{value:f}"
    if "." not in text:
        return text + ".0"
    text = text.rstrip("0")
    return text + "0" if text.endswith(".") else text


def floor_micro(value: Decimal) -> Decimal:
    """Whole micro-dollars, downwards."""
    return value.quantize(MICRO, ROUND_FLOOR)


def step_of(price: Decimal, size_decimals: int, figures: int = 5) -> Decimal:
    """The distance of prices near `price`: at most `figures` digits and 6 − szDecimals decimals."""
    decimals = min(PERP_PRICE_DECIMALS - size_decimals, figures - 1 - price.adjusted())
    return Decimal(1).scaleb(-decimals)


def order_step(price: Decimal, size_decimals: int) -> Decimal:
    """The tick of an order's price near `price`; whole numbers are always allowed."""
    return min(Decimal(1), step_of(price, size_decimals))


def to_step(price: Decimal, step: Decimal, rounding: str = ROUND_HALF_EVEN) -> Decimal:
    """`price` on the grid of a power-of-ten `step`."""
    return (
        price.quantize(step, rounding) if step < 1 else (price / step).quantize(Decimal(1), rounding) * step
    )


def down_to_size(size: Decimal, size_decimals: int) -> Decimal:
    """A size cut towards zero to the market's decimals."""
    return size.quantize(Decimal(1).scaleb(-size_decimals), ROUND_DOWN)


def cut_entry(cost: Decimal, size: Decimal, size_decimals: int) -> Decimal:
    """An entry price as recorded states print it: cut, not rounded, to 6 − szDecimals decimals."""
    return (cost / size).quantize(Decimal(1).scaleb(size_decimals - PERP_PRICE_DECIMALS), ROUND_DOWN)


def from_float(value: float) -> Decimal:
    """The shortest decimal that prints as this float; for market noise, never for money."""
    return Decimal(repr(value))
