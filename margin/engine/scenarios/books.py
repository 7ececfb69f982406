"""A market order through a given book: what it fills, on average and at worst."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from margin.engine import checks
from margin.engine.errors import MarginError
from margin.engine.money import ZERO, exactly, half_even30, quotient


@dataclass(frozen=True, slots=True)
class Execution:
    """What an order takes from a book. Sizes and `value` (Σ size × price) are signed like the order.

    `average` and `worst` are None when nothing fills; `unfilled` is what the book could not give.
    """

    filled: Decimal
    value: Decimal
    unfilled: Decimal
    average: Decimal | None
    worst: Decimal | None


@exactly
def walked(size: Decimal, levels: Iterable[tuple[Decimal, Decimal]], cap: Decimal | None = None) -> Execution:
    """The fill of a market order of signed `size` against `levels` of (price, size), best first.

    `levels` are the asks for a buy, the bids for a sale; nothing fills beyond `cap`, the worst price allowed.
    MarginError when the levels are not in order. The average is rounded at 30 decimals.
    """
    if checks.amount("order size", size) == 0:
        raise MarginError("order size", "must not be 0")
    if cap is not None:
        checks.positive("worst price", cap)
    side = 1 if size > 0 else -1
    left, value = abs(size), ZERO
    worst: Decimal | None = None
    before: Decimal | None = None
    for index, (price, offered) in enumerate(levels, start=1):
        checks.positive(f"level {index} price", price)
        checks.positive(f"level {index} size", offered)
        if before is not None and (price - before) * side <= 0:
            raise MarginError(f"level {index} price", f"must be worse than {before}, not {price}")
        before = price
        if left == 0 or (cap is not None and (price - cap) * side > 0):
            break
        taken = min(left, offered)
        left -= taken
        value += taken * price
        worst = price
    filled = abs(size) - left
    return Execution(
        filled=filled * side or ZERO,
        value=value * side or ZERO,
        unfilled=left * side or ZERO,
        average=half_even30(quotient(value, filled)) if filled else None,
        worst=worst,
    )
