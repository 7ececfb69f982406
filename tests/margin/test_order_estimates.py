"""Hyperliquid's own estimate of a liquidation price, and where its published snippet is wrong."""

from decimal import Decimal

import pytest

from margin.engine.accounts import Mode
from margin.engine.assess import assess
from margin.engine.errors import MarginError
from margin.engine.hyperliquid_estimates import Estimate, estimated_liquidation
from margin.engine.scenarios.drafts import Draft
from tests.margin.situations import BTC, account, cross, isolated, marks

NOW = marks(BTC="60000")


def draft(size: str, price: str, leverage: int = 10, mode: Mode = Mode.CROSS) -> Draft:
    return Draft("BTC", Decimal(size), Decimal(price), mode, leverage, BTC)


def snippet(side: int, price: str, live: str, notional: str, quantity: str) -> Decimal:
    """LiquidationPx.tsx: price − side × (live − notional × r) / quantity / (1 − side × r), r = 1/80."""
    rate = Decimal(1) / 80
    left = Decimal(live) - Decimal(notional) * rate
    return Decimal(price) - side * left / Decimal(quantity) / (1 - side * rate)


def close_to(price: Decimal) -> object:
    return pytest.approx(price, abs=Decimal("1e-9"))


def test_a_market_buy_is_estimated_at_the_mark():
    found = estimated_liquidation(account("1000"), NOW, draft("0.05", "61000"))
    assert found.price == close_to(snippet(1, "60000", "1000", "3000", "0.05"))
    assert f"{found.price:.2f}" == "40506.33"


def test_a_resting_buy_is_estimated_at_its_own_price():
    found = estimated_liquidation(account("1000"), NOW, draft("0.05", "54000"))
    assert found == Estimate(Decimal("34430.3797468354"), Decimal(0))
    assert found.price == close_to(snippet(1, "54000", "1000", "2700", "0.05"))


def test_an_order_beyond_the_pool_assumes_its_initial_margin():
    found = estimated_liquidation(account("100"), NOW, draft("0.05", "60000"))
    assert found.top_up == 200
    assert found.price == close_to(snippet(1, "60000", "300", "3000", "0.05"))


def test_after_a_flip_the_side_is_the_position_s():
    """The snippet keeps the order's side: selling 0.1 from a long of 0.05 leaves a short."""
    held = account("1000", cross("BTC", "0.05", "60000"))
    found = estimated_liquidation(held, NOW, draft("-0.1", "60000"))
    assert f"{found.price:.2f}" == "79012.35"
    assert found.price == close_to(snippet(-1, "60000", "1000", "3000", "0.05"))
    order_s_side = snippet(1, "60000", "1000", "3000", "0.05")
    assert f"{order_s_side:.2f}" == "40506.33"


def test_a_reduction_keeps_what_is_left():
    held = account("1000", cross("BTC", "0.05", "58000"))
    found = estimated_liquidation(held, NOW, draft("-0.03", "60000"))
    assert found.price == close_to(snippet(1, "60000", "1100", "1200", "0.02"))


def test_a_closing_order_leaves_nothing_to_liquidate():
    held = account("1000", cross("BTC", "0.05", "60000"))
    assert estimated_liquidation(held, NOW, draft("-0.05", "60000")) == Estimate(None, Decimal(0))


def test_other_positions_keep_their_requirement():
    held = account("1000", cross("ETH", "1", "3000"))
    found = estimated_liquidation(held, NOW | marks(ETH="3000"), draft("0.05", "60000"))
    assert found.price == close_to(snippet(1, "60000", "940", "3000", "0.05"))


def test_an_isolated_order_is_backed_by_what_it_sets_aside():
    found = estimated_liquidation(account("1000"), NOW, draft("0.05", "60000", 40, Mode.ISOLATED))
    assert f"{found.price:.2f}" == "59240.51"


def test_a_larger_isolated_position_is_what_the_venue_would_then_hold():
    held = account("1000", isolated("BTC", "0.05", "60000", "300"))
    found = estimated_liquidation(held, NOW, draft("0.05", "60000", 10, Mode.ISOLATED))
    twice = assess(account("1000", isolated("BTC", "0.1", "60000", "600")), NOW)
    assert found.price == twice.positions[0].liquidation_price


def test_without_a_mark_there_is_no_estimate():
    with pytest.raises(MarginError, match="BTC mark"):
        estimated_liquidation(account("1000"), {}, draft("0.05", "60000"))
