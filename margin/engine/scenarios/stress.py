"""Stress: the account after shocks, and the worst of several."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from margin.engine.accounts import Account, Leg
from margin.engine.assessment import Assessment
from margin.engine.errors import MarginError
from margin.engine.money import ZERO, exactly
from margin.engine.scenarios.cash import known_assessment
from margin.engine.scenarios.prices import Prices, Shock, shocked


@dataclass(frozen=True, slots=True)
class Stressed:
    """The account after a shock. `liquidated`: the units that would not survive it, None for the pool.

    The assessment shows them as they would be if nobody had acted: an isolated position can then owe more
    than was set aside, which nobody has to pay.
    """

    shock: dict[str, Decimal]
    assessment: Assessment
    liquidated: tuple[tuple[str | None, Leg], ...]


@exactly
def stressed(account: Account, marks: Prices, shock: Shock, lasts: Prices | None = None) -> Stressed:
    """The account after each market in `shock` moved by its percentage, last prices with it."""
    moved_lasts = shocked(lasts, {m: p for m, p in shock.items() if m in lasts}) if lasts else None
    assessment = known_assessment(account, shocked(marks, shock), moved_lasts)
    pool: list[tuple[str | None, Leg]] = [(None, Leg.BOTH)] if assessment.is_liquidatable else []
    isolated = [(figures.market, figures.leg) for figures in assessment.positions if figures.is_liquidatable]
    return Stressed(dict(shock), assessment, (*pool, *isolated))


@exactly
def worst(account: Account, marks: Prices, shocks: Iterable[Shock], lasts: Prices | None = None) -> Stressed:
    """The shock that liquidates the pool, else most isolated positions; equal ones, the highest margin ratio.

    Of equal ratios, the lowest account value. Equity of 0 or less is worse than any ratio.
    """
    results = [stressed(account, marks, shock, lasts) for shock in shocks]
    if not results:
        raise MarginError("shocks", "must be at least one")
    return max(results, key=_severity)


def _severity(result: Stressed) -> tuple[bool, int, Decimal, Decimal]:
    assessment = result.assessment
    ratio = assessment.margin_ratio
    if ratio is None:
        ratio = Decimal("Infinity") if assessment.is_liquidatable else ZERO
    return assessment.is_liquidatable, len(result.liquidated), ratio, -assessment.account_value
