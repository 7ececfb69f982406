"""What an order costs on Aster before it is placed."""

from decimal import Decimal

import pytest

from margin.engine.aster_orders import Kind, assumed_price, open_loss, order_cost
from margin.engine.errors import MarginError

BOOK = {
    "mark": Decimal("60000"),
    "tick": Decimal("0.1"),
    "best_bid": Decimal("60010"),
    "best_ask": Decimal("60020.3"),
}


@pytest.mark.parametrize(
    ("kind", "size", "price", "assumed"),
    [
        (Kind.MARKET, "1", None, "60050.3"),
        (Kind.MARKET, "-1", None, "60010"),
        (Kind.LIMIT, "1", "59000", "59000"),
        (Kind.LIMIT, "-1", "59000", "60010"),
        (Kind.LIMIT, "-1", "61000", "61000"),
    ],
)
def test_each_kind_of_order_is_costed_at_its_own_price(kind, size, price, assumed):
    price = None if price is None else Decimal(price)
    assert assumed_price(kind, Decimal(size), price=price, **BOOK) == Decimal(assumed)


def test_a_market_sell_is_costed_at_the_mark_when_that_is_higher():
    book = BOOK | {"mark": Decimal(60100)}
    assert assumed_price(Kind.MARKET, Decimal(-1), **book) == Decimal(60100)


@pytest.mark.parametrize(
    ("size", "price", "loss"),
    [("2", "60050", "100"), ("2", "59950", "0"), ("-2", "59950", "100"), ("-2", "60050", "0")],
)
def test_a_fill_worse_than_the_mark_is_a_loss_at_once(size, price, loss):
    assert open_loss(Decimal(size), Decimal(price), Decimal(60000)) == Decimal(loss)


def test_an_order_costs_its_margin_and_its_open_loss():
    """0.5 BTC at 60,050.3, 6×: 30,025.15 × 0.16666667 + 25.15."""
    cost = order_cost(Decimal("0.5"), Decimal("60050.3"), Decimal("60000"), 6)
    assert cost == Decimal("5004.1917667505") + Decimal("25.15")


def test_a_sell_costs_its_margin_too():
    assert order_cost(Decimal(-1), Decimal(59900), Decimal(60000), 10) == Decimal(5990) + 100


@pytest.mark.parametrize(
    ("field", "changes"),
    [("best_ask", {"best_ask": None}), ("mark", {"mark": Decimal("NaN")}), ("tick", {"tick": Decimal(0)})],
)
def test_a_price_that_is_not_known_is_refused_by_name(field, changes):
    with pytest.raises(MarginError, match=f"^{field}: "):
        assumed_price(Kind.MARKET, Decimal(1), **(BOOK | changes))


def test_an_order_of_nothing_and_a_limit_order_without_a_price_are_refused():
    with pytest.raises(MarginError, match=r"^size: must not be zero"):
        assumed_price(Kind.MARKET, Decimal(0), **BOOK)
    with pytest.raises(MarginError, match=r"^price: must be known"):
        assumed_price(Kind.LIMIT, Decimal(1), **BOOK)
    with pytest.raises(MarginError, match=r"^leverage: "):
        order_cost(Decimal(1), Decimal(1), Decimal(1), 0)
