"""What an isolated position with isAutoAddMargin may still draw from its pool.

The venue's field says that the cross wallet tops the position up; when, in what steps and what it leaves to
the cross positions is not published. So this gives a bound, and no other figure of the engine counts on it.
"""

from decimal import Decimal

from margin.engine import checks
from margin.engine.accounts import Position
from margin.engine.aster import price_of_legs
from margin.engine.errors import MarginError
from margin.engine.money import exactly


@exactly
def furthest_liquidation_price(position: Position, mark: Decimal, addable: Decimal) -> Decimal | None:
    """Where an isolated position would be liquidated had it got all of `addable`, the pool's free margin.

    Its own liquidation price when it has no auto-add. None when no price would liquidate it.
    """
    if position.wallet is None:
        raise MarginError(f"{position.market} isolated margin", "must be known and set aside")
    if checks.amount("addable margin", addable) < 0:
        raise MarginError("addable margin", f"must not be negative, not {addable}")
    added = addable if position.auto_add_margin else Decimal(0)
    return price_of_legs([position], position.wallet + added, checks.positive("mark", mark))
