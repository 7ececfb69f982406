"""The liquidation price that Hyperliquid's own interface estimates for an order not placed yet.

Source: official example LiquidationPx.tsx, with its two known faults left out: after a flip the side is that
of the resulting position (its issue 6), and the tier is that at the liquidation price.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from margin.engine import checks
from margin.engine.accounts import Account, Mode
from margin.engine.errors import MarginError
from margin.engine.hyperliquid import price_where
from margin.engine.money import ZERO, exactly, quotient
from margin.engine.scenarios.cash import known_assessment
from margin.engine.scenarios.drafts import Draft
from margin.engine.scenarios.fills import filled
from margin.engine.scenarios.holding import position_in
from margin.engine.scenarios.previews import marks_at_fill, set_up
from margin.engine.scenarios.prices import Prices


@dataclass(frozen=True, slots=True)
class Estimate:
    """`price`: None when nothing is open after the fill, or no price liquidates.

    `top_up`: what is assumed to be added first, so that the position has its initial margin; 0 when the pool
    has it already.
    """

    price: Decimal | None
    top_up: Decimal


@exactly
def estimated_liquidation(account: Account, marks: Prices, draft: Draft) -> Estimate:
    """After the whole draft has filled: at its own price where it must wait for it, else at the mark.

    In cross the pool is assumed to hold at least the position's initial margin; an isolated position sets
    exactly that aside. MarginError when a mark is not known.
    """
    if draft.market not in marks:
        raise MarginError(f"{draft.market} mark", "must be known")
    checks.positive(f"{draft.market} mark", marks[draft.market])
    at_fill = marks_at_fill(marks, draft)
    mark = at_fill[draft.market]
    after = filled(set_up(account, draft), replace(draft, price=mark))
    assessed = known_assessment(after, at_fill)
    held = position_in(after, draft.market)
    if held is None:
        return Estimate(None, ZERO)
    figures = next(found for found in assessed.positions if found.market == draft.market)
    if held.mode is Mode.ISOLATED:
        return Estimate(figures.liquidation_price, ZERO)
    backing = assessed.equity - (assessed.maintenance_margin - figures.maintenance_margin)
    top_up = max(ZERO, quotient(figures.notional, Decimal(held.leverage)) - backing)
    requirement = held.tiers.maintenance(figures.notional)
    return Estimate(price_where(backing + top_up, requirement, held.size, mark, held.tiers), top_up)
