"""Accounts and assessments where a boundary or a rounding decides; found by mutants that lived."""

from dataclasses import replace
from decimal import Decimal

import pytest

from margin.engine.accounts import Asset, Leg, Mode, Order, Position
from margin.engine.aster_orders import Kind, assumed_price
from margin.engine.errors import MarginError
from margin.engine.hyperliquid import transfer_requirement
from margin.engine.hyperliquid_estimates import estimated_liquidation
from margin.engine.hyperliquid_room import room
from margin.engine.market import Market
from tests.margin import aster_situations as aster
from tests.margin.scenario_situations import draft, known
from tests.margin.situations import BTC, account, cross, marks, one_tier

D = Decimal


@pytest.mark.parametrize(
    ("leg", "size", "closes"),
    [
        (Leg.LONG, "-0.5", True),
        (Leg.LONG, "0.5", False),
        (Leg.SHORT, "0.5", True),
        (Leg.SHORT, "-0.5", False),
    ],
)
def test_half_a_coin_closes_its_leg_or_opens_it_as_a_whole_one_does(leg, size, closes):
    order = Order("BTC", D(size), D(60_000), Mode.CROSS, 10, leg=leg)
    assert order.closes_its_leg is closes


def test_a_position_worth_less_than_a_dollar_keeps_its_sign():
    assert Position("BTC", D("-0.00001"), D("-0.6"), 10, Mode.CROSS, BTC).cost == D("-0.6")


def test_an_asset_s_wallet_is_an_amount():
    with pytest.raises(MarginError, match="USDF wallet"):
        Asset("USDF", D("NaN"), D(1), D(1))


def test_a_market_s_leverage_is_a_leverage():
    with pytest.raises(MarginError, match="BTC leverage: must be a whole number from 1 to 1,000, not 0"):
        Market("BTC", BTC, 0, 5)


def test_entry_prices_are_printed_with_ten_places():
    """2 / 3."""
    held = Position("DOGE", D(3), D(2), 10, Mode.CROSS, one_tier(10))
    assert known(account("10", held), marks(DOGE="1")).positions[0].entry_price == D("0.6666666667")


def test_half_a_dollar_of_equity_still_has_ratios():
    """Equity 0.5, notional 1, maintenance 1/20, initial 1/10."""
    assessed = known(account("0.5", cross("DOGE", "1", "1", tiers=one_tier(10))), marks(DOGE="1"))
    assert (assessed.margin_ratio, assessed.margin_utilization) == (10, 20)
    assert assessed.effective_leverage == 2


def test_equity_equal_to_maintenance_is_not_yet_liquidated():
    held = cross("DOGE", "100", "1", tiers=one_tier(10))
    assert known(account("5", held), marks(DOGE="1")).is_liquidatable is False
    assert known(account("4.999999", held), marks(DOGE="1")).is_liquidatable is True


def test_the_tenth_that_must_stay_is_floored_to_the_micro_dollar():
    assert transfer_requirement(D("0.1234567"), 50) == D("0.012345")


def test_an_estimate_without_a_mark_names_the_mark():
    with pytest.raises(MarginError) as refused:
        estimated_liquidation(account("1000"), {}, draft("BTC", "1", "60000"))
    assert str(refused.value) == "BTC mark: must be known"


def test_a_size_that_margin_and_tier_both_just_allow_is_not_limited_by_the_tier():
    """The tier allows 20× up to 1,000; 50 at 20× is 1,000."""
    tiers = replace(one_tier(20), cap=D(1000))
    both = room(account("50"), marks(BTC="100"), Market("BTC", tiers, 20, 2), True)
    less = room(account("50.1"), marks(BTC="100"), Market("BTC", tiers, 20, 2), True)
    assert (both.max_size, both.is_tier_limited) == (10, False)
    assert (less.max_size, less.is_tier_limited) == (10, True)


def test_half_a_coin_sold_is_costed_as_a_sale():
    costed = {"mark": D(100), "tick": D("0.1"), "best_bid": D(101), "best_ask": D(102)}
    assert assumed_price(Kind.LIMIT, D("-0.5"), price=D(99), **costed) == 101
    assert assumed_price(Kind.MARKET, D("-0.5"), **costed) == 101
    assert assumed_price(Kind.LIMIT, D("0.5"), price=D(99), **costed) == 99
    assert assumed_price(Kind.MARKET, D("0.5"), **costed) == 102


@pytest.mark.parametrize("mark", ["49000", "60000"])
@pytest.mark.parametrize(("own", "elsewhere"), [("10000.5", "504.505"), ("9999.5", "505.505")])
def test_a_collateral_with_cents_left_counts_by_its_sign_at_the_result(mark, own, elsewhere):
    """Long 1 at 60,000, 1 % maintenance at ask 1.01: at 50,000 it is 505 USD.

    There the own asset is +0.5 (at bid 0.99: 0.495 USD) or −0.5 (at ask 1.01: −0.505 USD).
    """
    assets = (Asset("USDT", D(own), D("0.99"), D("1.01")), Asset("USDC", D(elsewhere), D(1), D(1)))
    held = aster.held("1", "60000", tiers=aster.FLAT)
    assert known(aster.several(assets, held), marks(BTCUSDT=mark)).positions[0].liquidation_price == 50_000
