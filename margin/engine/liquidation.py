"""Where equity meets maintenance as the price of one market moves and all others stand still.

Equity is a straight line in that price and maintenance is made of straight pieces, one per tier, so the price
is found in closed form: solve each piece, keep the solutions that lie on their own piece. The tier is thus
that of the notional *at the liquidation price*.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from margin.engine import checks
from margin.engine.money import ZERO, exactly, quotient
from margin.engine.tiers import TierSchedule


@dataclass(frozen=True, slots=True)
class Load:
    """Maintenance that moves with the price: `quantity` (> 0) held in a market with `tiers`."""

    quantity: Decimal
    tiers: TierSchedule

    def __post_init__(self) -> None:
        checks.positive("quantity", self.quantity)


@exactly
def price_of_zero(
    fixed: Decimal, slope: Decimal, loads: Sequence[Load], mark: Decimal, weight: Decimal = Decimal(1)
) -> Decimal | None:
    """The price nearest to `mark` of `prices_of_zero`; None when there is none."""
    checks.positive("mark", mark)
    prices = prices_of_zero(fixed, slope, loads, weight)
    return min(prices, key=lambda price: abs(price - mark), default=None)


@exactly
def prices_of_zero(
    fixed: Decimal, slope: Decimal, loads: Sequence[Load], weight: Decimal = Decimal(1)
) -> list[Decimal]:
    """Every price p > 0 where fixed + slope × p − weight × Σ maintenance(quantity × p) = 0, lowest first.

    60 significant digits; the caller rounds as its venue prints.
    """
    for field, value in (("fixed", fixed), ("slope", slope), ("weight", weight)):
        checks.finite(field, value)
    prices: list[Decimal] = []
    edges = (ZERO, *_edges(loads))
    for low, high in zip(edges, (*edges[1:], None), strict=True):
        constant, gradient = fixed, slope
        inside = low * 2 + 1 if high is None else quotient(low + high, Decimal(2))
        for load in loads:
            tier = load.tiers.at(load.quantity * inside)
            constant += weight * tier.deduction
            gradient -= weight * tier.rate * load.quantity
        if gradient == 0:
            continue
        price = quotient(-constant, gradient)
        if price > 0 and low <= price and (high is None or price <= high):
            prices.append(price)
    return prices


def _edges(loads: Iterable[Load]) -> list[Decimal]:
    """The prices at which some load changes tier, lowest first."""
    return sorted({quotient(tier.floor, load.quantity) for load in loads for tier in load.tiers.tiers[1:]})
