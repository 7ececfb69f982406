"""What another leverage frees, moves and costs, and how low it may go."""

from dataclasses import replace
from decimal import Decimal

import pytest

from margin.engine.accounts import Leg, Mode
from margin.engine.errors import MarginError
from margin.engine.scenarios.leverage import leverage_facts, lowest_leverage
from margin.engine.scenarios.locks import Unlock, Why
from tests.margin import aster_situations as aster
from tests.margin.scenario_situations import DRAWN, draft, drawn
from tests.margin.situations import account, cross, isolated, marks, resting

NOW = marks(BTC="60000")


def test_in_cross_leverage_frees_margin_and_moves_no_liquidation_price():
    facts = leverage_facts(drawn(), DRAWN, "BTC", 40)
    assert facts.frees == Decimal("810.15")
    assert facts.difference.moves == ()
    assert facts.difference.after.margin_ratio == facts.difference.before.margin_ratio
    assert (facts.lowest, facts.highest, facts.locks) == (13, 40, ())


def test_lowering_leverage_takes_margin():
    assert leverage_facts(drawn(), DRAWN, "BTC", 13).frees == Decimal("-872.469230")


def test_thirteen_is_paid_and_twelve_is_not():
    """LOOK: 970.17 pays for 872.47 more, not for 1,080.20."""
    at_13, at_12 = (leverage_facts(drawn(), DRAWN, "BTC", leverage) for leverage in (13, 12))
    assert at_13.difference.after.available_margin == Decimal("97.700770")
    assert at_12.frees == Decimal("-1080.20")
    assert at_12.difference.after.available_margin == 0


def test_resting_orders_count_when_leverage_is_lowered():
    bidding = account("1000", cross("BTC", "0.05", "60000"), orders=[resting("BTC", "0.05", "54000")])
    assert leverage_facts(bidding, NOW, "BTC", 20).frees == 150 + 135
    assert lowest_leverage(bidding, NOW, "BTC") == 6


def test_leverage_above_the_tier_of_the_position_is_locked():
    big = account("200000", replace(cross("BTC", "2", "60000", 50), tiers=aster.BTC))
    facts = leverage_facts(big, NOW, "BTC", 125)
    assert [(lock.why, lock.unlock) for lock in facts.locks] == [
        (Why.LEVERAGE_ABOVE_TIER, Unlock.REDUCE_POSITION)
    ]
    assert (facts.highest, facts.difference) == (100, None)


def test_in_hedge_mode_the_larger_leg_decides_the_highest_leverage():
    long = aster.held("0.1", "60000", leg=Leg.LONG)
    short = aster.held("-2", "60000", leg=Leg.SHORT)
    pool = aster.pool("200000", long, short)
    assert leverage_facts(pool, {"BTCUSDT": Decimal(60000)}, "BTCUSDT", 20).highest == 100


def test_a_locked_leverage_shows_why_and_what_is_possible():
    pool = aster.pool("1000", aster.held("0.1", "60000", leverage=10, wallet="600"))
    facts = leverage_facts(pool, {"BTCUSDT": Decimal(60000)}, "BTCUSDT", 5)
    assert ([lock.code for lock in facts.locks], facts.difference, facts.lowest) == ([-4161], None, 10)


def test_an_isolated_positions_margin_stays_when_leverage_rises():
    held = account("0", isolated("BTC", "0.1", "60000", "600"))
    facts = leverage_facts(held, NOW, "BTC", 20)
    assert (facts.frees, facts.difference.moves) == (0, ())


def test_a_lower_leverage_of_an_isolated_position_must_be_covered():
    held = account("150", isolated("BTC", "0.1", "60000", "600"))
    assert lowest_leverage(held, NOW, "BTC") == 8


def test_of_an_order_in_hand_the_lowest_leverage_is_the_first_that_is_paid():
    order = draft("BTC", "0.05", "60000", 10)
    assert lowest_leverage(account("600"), NOW, "BTC", order) == 5
    assert lowest_leverage(account("600"), NOW, "BTC", replace(order, mode=Mode.ISOLATED)) == 5
    assert lowest_leverage(account("599"), NOW, "BTC", order) == 6


def test_where_no_leverage_is_paid_there_is_no_lowest():
    assert lowest_leverage(account("10"), NOW, "BTC", draft("BTC", "0.05", "60000", 10)) is None


def test_where_nothing_is_open_or_in_hand_there_is_no_leverage_to_speak_of():
    with pytest.raises(MarginError, match="DOGE position: must be open, or an order in hand"):
        lowest_leverage(drawn(), DRAWN, "DOGE")
