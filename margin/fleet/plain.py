"""The fleet in plain Python: one float function over one account."""

from collections.abc import Mapping
from math import copysign, floor, inf, nan
from typing import NamedTuple

from margin.engine.checks import LARGEST
from margin.fleet.flat import SLACK, Flat

_LARGEST = float(LARGEST)


class Figures(NamedTuple):
    """Of the cross pool, but `worst_ratio`: the largest maintenance / equity of it and of isolated positions.

    That one is in percent; infinite when something is open and the equity behind it is gone, 0 when nothing
    is open.
    """

    equity: float
    maintenance: float
    initial: float
    worst_ratio: float


def figures(account: Flat, marks: Mapping[str, float]) -> Figures | None:
    """The account at these marks; None when one that it needs is unknown or cannot be a price.

    Agrees with the engine to 1e-9 of the larger of gross exposure and |equity|, roundings included; the ratio
    to 1e-9 of itself while equity is above 1e-6 of the gross exposure it backs (below, a position is long
    past liquidation and the ratio's error is that of equity, some 1e-15 of gross). A margin whose exact
    value lies below a whole unit by less than SLACK of itself counts as the unit: at most one unit too much.

    Maintenance is convex in the notional, so the tier that counts is the one that asks for most: no search.
    """
    equity = maintenance = initial = worst = 0.0
    is_open = False
    for cash, bid_rate, ask_rate, margin_unit, pnl_units, is_pool, holdings in account.purses:
        required = held = 0
        for market, size, cost, opening, tiers in holdings:
            mark = marks.get(market, nan)
            if not 0.0 < mark < _LARGEST:
                return None
            value = size * mark
            notional = abs(value)
            cash += value
            if pnl_units:
                pnl = (value - cost) * pnl_units
                hair = (notional + abs(cost)) * pnl_units * SLACK
                cash -= copysign(abs(pnl) - floor(abs(pnl) + hair), pnl) / pnl_units
            margin = 0.0
            for rate, deduction in tiers:
                asked = notional * rate - deduction
                if asked > margin:
                    margin = asked
            required += floor(margin)
            held += floor(notional * opening)
        if is_pool:
            equity += min(cash * bid_rate, cash * ask_rate)
            maintenance += required * margin_unit
            initial += held * margin_unit
            is_open = is_open or bool(holdings)
        else:
            worst = max(worst, _percent(required * margin_unit, cash))
    return Figures(
        equity, maintenance, initial, max(worst, _percent(maintenance, equity)) if is_open else worst
    )


def _percent(maintenance: float, equity: float) -> float:
    return maintenance / equity * 100 if equity > 0 else inf
