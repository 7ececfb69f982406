"""Prices that move: one market, several, all together, by a percentage or to a price."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from margin.engine import checks
from margin.engine.errors import MarginError
from margin.engine.money import exactly, half_even30

type Prices = Mapping[str, Decimal]
type Shock = Mapping[str, Decimal]

HUNDRED = Decimal(100)


def price_of(prices: Prices, market: str, name: str = "mark") -> Decimal:
    """The price of a market, checked; MarginError names it when it is not known or cannot be one."""
    if market not in prices:
        raise MarginError(f"{market} {name}", "must be known")
    return checks.positive(f"{market} {name}", prices[market])


@exactly
def shocked(prices: Prices, shock: Shock) -> dict[str, Decimal]:
    """`prices` after each market in `shock` moved by its signed percentage; the others stand still.

    Rounded at 30 decimals. MarginError at −100 % and below, and for a market without a price.
    """
    moved = dict(prices)
    for market, percent in shock.items():
        price = price_of(prices, market, "price")
        if checks.amount(f"{market} move", percent) <= -HUNDRED:
            raise MarginError(f"{market} move", f"must be above −100 %, not {percent}")
        moved[market] = half_even30(price * (HUNDRED + percent) / HUNDRED)
    return moved


def repriced(prices: Prices, targets: Prices) -> dict[str, Decimal]:
    """`prices` with the markets in `targets` at the prices given there."""
    for market, price in targets.items():
        price_of(prices, market, "price")
        checks.positive(f"{market} price", price)
    return {**prices, **targets}


def together(markets: Iterable[str], percent: Decimal) -> dict[str, Decimal]:
    """The shock in which all of `markets` move by the same signed percentage."""
    return dict.fromkeys(markets, percent)
