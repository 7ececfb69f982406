"""Funding over time: its rate in three units, and how long it alone takes to liquidation."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from margin.engine import checks
from margin.engine.accounts import Account, Leg
from margin.engine.errors import MarginError
from margin.engine.money import ZERO, exactly, half_even30, quotient
from margin.engine.rules import Holding
from margin.engine.scenarios.prices import HUNDRED, Prices
from margin.engine.scenarios.units import first_below, units

YEAR_HOURS = Decimal(24 * 365)


@dataclass(frozen=True, slots=True)
class FundingRate:
    """What longs pay shorts: `rate`, a share of notional, every `hours` hours (1 on Hyperliquid).

    `price`: the one the venue charges on (Hyperliquid: oracle); None takes the mark.
    """

    rate: Decimal
    hours: Decimal
    price: Decimal | None = None

    def __post_init__(self) -> None:
        checks.amount("funding rate", self.rate)
        checks.positive("funding interval", self.hours)
        if self.price is not None:
            checks.positive("funding price", self.price)


@dataclass(frozen=True, slots=True)
class FundingUnits:
    """One rate in percent: per interval of the venue, per 8 hours, per year of 365 days; not compounded."""

    interval: Decimal
    eight_hours: Decimal
    year: Decimal


@dataclass(frozen=True, slots=True)
class FundingEnd:
    """A unit that funding alone liquidates after `hours`; `market` None is the pool.

    `per_hour`: what it pays, prices and rates standing still.
    """

    market: str | None
    leg: Leg
    hours: Decimal
    per_hour: Decimal


@exactly
def funding_units(funding: FundingRate) -> FundingUnits:
    """The rate per interval, per 8 h and per year, in percent."""
    hourly = quotient(funding.rate * HUNDRED, funding.hours)
    return FundingUnits(
        half_even30(funding.rate * HUNDRED), half_even30(hourly * 8), half_even30(hourly * YEAR_HOURS)
    )


@exactly
def funding_ends(account: Account, marks: Prices, rates: Mapping[str, FundingRate]) -> tuple[FundingEnd, ...]:
    """Which units funding alone liquidates, soonest first, with prices and rates as they are now.

    Charged evenly through each interval. `rates` must name every market with a position; units that receive,
    or that equity outlasts for 10^9 hours, do not appear.
    """
    for position in account.positions:
        if position.market not in rates:
            raise MarginError(f"{position.market} funding rate", "must be known")

    def income(holding: Holding) -> Decimal:
        funding = rates[holding.position.market]
        price = holding.mark if funding.price is None else funding.price
        return -quotient(holding.position.size * price * funding.rate, funding.hours)

    ends = []
    for unit in units(account, marks, income, lambda holding: ZERO):
        hours = first_below(unit, Decimal("1e9"))
        if hours is not None:
            per_hour = -sum((purse.slope for purse in unit.purses), ZERO)
            ends.append(FundingEnd(unit.market, unit.leg, half_even30(hours), half_even30(per_hour)))
    return tuple(sorted(ends, key=lambda end: end.hours))
