"""What an order costs on Aster before it is placed, and the limits around it.

Source: Aster's trading rules and front end; not proven on recorded states, see docs/margin.md.
"""

from decimal import Decimal
from enum import StrEnum

from margin.engine import checks
from margin.engine.aster import initial_rate
from margin.engine.errors import MarginError
from margin.engine.money import exactly, quotient

MARKET_BUY_ALLOWANCE = Decimal("1.0005")


class Kind(StrEnum):
    """How an order is priced."""

    MARKET = "market"
    LIMIT = "limit"


@exactly
def assumed_price(
    kind: Kind,
    size: Decimal,
    *,
    mark: Decimal,
    tick: Decimal,
    price: Decimal | None = None,
    best_bid: Decimal | None = None,
    best_ask: Decimal | None = None,
) -> Decimal:
    """The price at which the venue costs an order of signed `size`.

    Limit buy: its own price. Limit sell: the highest of its price, best bid and mark. Market buy: best ask
    × 1.0005, down to the tick. Market sell: the higher of best bid and mark.
    """
    checks.positive("mark", mark)
    checks.positive("tick", tick)
    if checks.amount("size", size) == 0:
        raise MarginError("size", "must not be zero")
    if kind is Kind.LIMIT and size > 0:
        return _known("price", price)
    if kind is Kind.LIMIT:
        return max(_known("price", price), _known("best_bid", best_bid), mark)
    if size > 0:
        return _down_to(tick, _known("best_ask", best_ask) * MARKET_BUY_ALLOWANCE)
    return max(_known("best_bid", best_bid), mark)


@exactly
def open_loss(size: Decimal, price: Decimal, mark: Decimal) -> Decimal:
    """What a fill of signed `size` at `price` would lose at once against the mark; never negative."""
    return max(
        Decimal(0),
        checks.amount("size", size) * (checks.positive("price", price) - checks.positive("mark", mark)),
    )


@exactly
def order_cost(size: Decimal, price: Decimal, mark: Decimal, leverage: int) -> Decimal:
    """What must be available for an order at its assumed `price`: initial margin + open loss, not rounded."""
    margin = abs(checks.amount("size", size)) * checks.positive("price", price) * initial_rate(leverage)
    return margin + open_loss(size, price, mark)


def _known(field: str, value: Decimal | None) -> Decimal:
    if value is None:
        raise MarginError(field, "must be known for this kind of order")
    return checks.positive(field, value)


def _down_to(tick: Decimal, price: Decimal) -> Decimal:
    return quotient(price, tick).to_integral_value("ROUND_FLOOR") * tick
