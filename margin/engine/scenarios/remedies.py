"""Ways back under a margin ratio: how much to close, deposit or add, rounded up to what can be done."""

from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal

from margin.engine import checks
from margin.engine.accounts import Account, Leg, Mode
from margin.engine.errors import MarginError
from margin.engine.money import ZERO, exactly, quotient
from margin.engine.rules import Holding
from margin.engine.scenarios.cash import isolated_figures, known_assessment
from margin.engine.scenarios.holding import open_position
from margin.engine.scenarios.prices import HUNDRED, Prices
from margin.engine.scenarios.units import first_at, units

ONE = Decimal(1)


@exactly
def reduction_below(
    account: Account, marks: Prices, market: str, ratio: Decimal, step: Decimal, leg: Leg = Leg.BOTH
) -> Decimal | None:
    """How much of a cross position to close at mark so that the pool's ratio is below `ratio` percent.

    A whole number of `step`s, at most the position; 0 when the ratio is below already, None when closing all
    of it is not enough. Before fees. MarginError for an isolated position, whose ratio closing does not move.
    """
    checks.positive("margin ratio", ratio)
    checks.positive("step", step)
    held = open_position(account, market, leg)
    if held.mode is not Mode.CROSS:
        raise MarginError(f"{market} position", "must be cross")
    assessment = known_assessment(account, marks)
    if assessment.margin_ratio is not None and assessment.margin_ratio < ratio:
        return ZERO

    def closing(holding: Holding) -> Decimal:
        return -holding.notional if holding.position is held else ZERO

    pool = units(account, marks, lambda holding: ZERO, closing)[0]
    # Unrounded, what is left of the position never requires less than the venue's rounded figure.
    burdens = tuple(replace(burden, rounding=ZERO) if burden.slope else burden for burden in pool.burdens)
    part = first_at(replace(pool, burdens=burdens), ONE, ratio)
    if part is None or (whole := abs(held.size)) * part >= whole:
        return None
    return min(whole, _more_than(whole * part, step))


@exactly
def deposit_below(account: Account, marks: Prices, ratio: Decimal, step: Decimal) -> Decimal:
    """How much more equity brings the pool's ratio below `ratio` percent, in whole steps; 0: it is below."""
    checks.positive("margin ratio", ratio)
    checks.positive("step", step)
    assessment = known_assessment(account, marks)
    return _shortage(assessment.maintenance_margin, assessment.equity, ratio, step)


@exactly
def margin_below(
    account: Account, marks: Prices, market: str, ratio: Decimal, step: Decimal, leg: Leg = Leg.BOTH
) -> Decimal:
    """How much margin brings an isolated position's ratio below `ratio` percent; 0: it is below."""
    checks.positive("margin ratio", ratio)
    checks.positive("step", step)
    figures = isolated_figures(account, market, marks, None, leg)
    return _shortage(figures.maintenance_margin, figures.margin, ratio, step)


def _shortage(maintenance: Decimal, equity: Decimal, ratio: Decimal, step: Decimal) -> Decimal:
    if maintenance * HUNDRED < ratio * equity or maintenance == 0:
        return ZERO
    return _more_than(quotient(maintenance * HUNDRED, ratio) - equity, step)


def _more_than(amount: Decimal, step: Decimal) -> Decimal:
    """The smallest whole number of steps above `amount`."""
    return (quotient(amount, step).to_integral_value(ROUND_FLOOR) + 1) * step
