"""Tiers of both venues as one schedule."""

from decimal import Decimal, localcontext

from margin.engine.tiers import TierSchedule
from tests.margin.situations import BTC, DOGE, one_tier

BRACKETS = TierSchedule.of_brackets(
    [
        (Decimal(0), Decimal(50_000), Decimal("0.004"), Decimal(0), 125),
        (Decimal(50_000), Decimal(250_000), Decimal("0.005"), Decimal(50), 100),
        (Decimal(250_000), Decimal(1_000_000), Decimal("0.01"), Decimal(1300), 50),
    ]
)


def test_the_deduction_makes_the_second_tier_continue_the_first():
    first, second = DOGE.tiers
    assert (first.rate, second.rate) == (Decimal("0.05"), Decimal("0.1"))
    assert second.deduction == 1_000_000
    assert DOGE.maintenance(Decimal(20_000_000)) == 1_000_000


def test_hyperliquid_puts_a_notional_on_the_edge_into_the_higher_tier():
    assert DOGE.at(Decimal(20_000_000)).max_leverage == 5
    assert DOGE.at(Decimal("19999999.999999")).max_leverage == 10


def test_aster_puts_a_notional_on_the_edge_into_the_lower_tier():
    assert BRACKETS.at(Decimal(50_000)).max_leverage == 125
    assert BRACKETS.at(Decimal("50000.00000001")).max_leverage == 100


def test_the_published_cum_of_aster_s_docs_comes_out():
    """250,000 × (1 % − 0.5 %) + 50 = 1,300."""
    assert BRACKETS.tiers[2].deduction == 250_000 * (Decimal("0.01") - Decimal("0.005")) + 50 == 1300
    assert BRACKETS.maintenance(Decimal(300_000)) == 1700


def test_two_brackets_may_share_a_maximum_leverage():
    shared = TierSchedule.of_brackets(
        [
            (Decimal(0), Decimal(50_000), Decimal("0.004"), Decimal(0), 125),
            (Decimal(50_000), Decimal(250_000), Decimal("0.005"), Decimal(50), 125),
        ]
    )
    assert shared.max_notional(125) == 250_000


def test_nothing_held_needs_nothing():
    assert BTC.maintenance(Decimal(0)) == 0
    assert BRACKETS.at(Decimal(0)).max_leverage == 125


def test_a_leverage_allows_notional_up_to_the_first_tier_that_refuses_it():
    assert BTC.max_notional(40) == BTC.max_notional(21) == 150_000_000
    assert BTC.max_notional(20) is None
    assert BTC.max_notional(41) == 0
    assert (BRACKETS.max_notional(125), BRACKETS.max_notional(50)) == (50_000, 1_000_000)


def test_a_sixth_is_never_floored_below_what_it_is():
    """Rates without a decimal form: 50.26905 / 6 is exactly 8.378175 (a recorded maintenance margin)."""
    assert 0 <= one_tier(3).maintenance(Decimal("50.26905")) - Decimal("8.378175") < Decimal("1e-50")


def test_a_careless_thread_context_changes_nothing():
    with localcontext(prec=3):
        assert DOGE.maintenance(Decimal("25000000.123456")) == Decimal("1500000.0123456")
