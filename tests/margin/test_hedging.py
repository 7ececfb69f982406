"""Hedging, truthfully: requirements add, only PnL offsets, and divergence has a price."""

from decimal import Decimal

import pytest

from margin.engine.assessment import NotApplicable
from margin.engine.errors import MarginError
from margin.engine.scenarios.fills import filled
from margin.engine.scenarios.hedging import break_even_divergence, carried, exposure, two_ways
from margin.engine.scenarios.stress import stressed
from tests.margin import situations
from tests.margin.scenario_situations import DRAWN, draft, drawn, known
from tests.margin.situations import account, cross, isolated, marks

NOW = marks(BTC="60000", ETH="3000", SOL="150")


def hedged():
    """Ben, 1 BTC long with 10,000, after shorting 20 ETH."""
    return filled(situations.ben_long_1_btc(), draft("ETH", "-20", "3000"))


def test_a_hedge_nets_the_exposure_and_doubles_the_gross_one():
    alone = exposure(known(situations.ben_long_1_btc(), NOW))
    both = exposure(known(hedged(), NOW))
    assert (alone.net, alone.gross, alone.effective_leverage) == (60_000, 60_000, 6)
    assert (both.net, both.gross, both.effective_leverage) == (0, 120_000, 12)


def test_exposure_is_the_cross_pools():
    """The isolated ETH short is in the account's net exposure, 34,150, and not in the pool's."""
    pool = exposure(known(drawn(), DRAWN))
    assert (pool.net, pool.gross) == (47_526, 47_526)
    assert known(drawn(), DRAWN).net_exposure == 34_150


def test_without_equity_there_is_no_effective_leverage():
    lost = account("100", cross("BTC", "0.1", "60000"))
    assert exposure(known(lost, marks(BTC="50000"))).effective_leverage is None
    assert exposure(known(lost, marks(BTC="59000"))).effective_leverage is None


def test_the_other_leg_carries_what_it_gains():
    (bitcoin,) = carried(hedged(), NOW, {"BTC": Decimal(-10), "ETH": Decimal(-6)})
    assert (bitcoin.market, bitcoin.loss, bitcoin.carried, bitcoin.share) == ("BTC", 6000, 3600, 60)


def test_only_what_the_shock_itself_loses_counts():
    losing = account("10000", cross("BTC", "1", "62000"))
    (bitcoin,) = carried(losing, NOW, {"BTC": Decimal(-10)})
    assert bitcoin.loss == 6000


def test_a_leg_that_gains_more_carries_the_whole_loss_and_no_more():
    (bitcoin,) = carried(hedged(), NOW, {"BTC": Decimal(-5), "ETH": Decimal(-10)})
    assert (bitcoin.loss, bitcoin.carried, bitcoin.share) == (3000, 3000, 100)


def test_two_losers_share_one_gain_by_their_losses():
    three = account(
        "10000", cross("BTC", "0.1", "60000"), cross("SOL", "20", "150"), cross("ETH", "-1", "3000")
    )
    all_fall = {"BTC": Decimal(-10), "SOL": Decimal(-10), "ETH": Decimal(-10)}
    shares = carried(three, NOW, all_fall)
    assert [(leg.market, leg.loss, leg.carried) for leg in shares] == [("BTC", 600, 200), ("SOL", 300, 100)]


def test_nothing_carries_a_loss_that_no_leg_gains_from():
    (bitcoin, ether) = carried(hedged(), NOW, {"BTC": Decimal(-10), "ETH": Decimal(5)})
    assert (bitcoin.carried, ether.carried, ether.loss) == (0, 0, 3000)


def test_an_isolated_gain_carries_nothing():
    apart = account("10000", cross("BTC", "1", "60000"), isolated("ETH", "-20", "3000", "6000"))
    (bitcoin,) = carried(apart, NOW, {"BTC": Decimal(-10), "ETH": Decimal(-10)})
    assert (bitcoin.market, bitcoin.carried) == ("BTC", 0)


def test_together_hurts_the_exposure_and_apart_hurts_the_order():
    ways = two_ways(situations.ben_long_1_btc(), hedged(), NOW, "ETH", Decimal(3))
    assert ways.together.after.shock == {"BTC": -3, "ETH": -3}
    assert ways.apart.after.shock == {"BTC": -3, "ETH": 3}


def test_a_first_position_is_hurt_in_its_own_direction():
    after = filled(account("10000"), draft("ETH", "-1", "3000"))
    ways = two_ways(account("10000"), after, NOW, "ETH", Decimal(3))
    assert ways.together.after.shock == {"ETH": 3}
    assert ways.together.before.assessment.margin_ratio is None


def test_a_position_that_is_closed_is_hurt_as_it_was():
    after = filled(hedged(), draft("ETH", "20", "3000", reduce_only=True))
    ways = two_ways(hedged(), after, NOW, "ETH", Decimal(3))
    assert ways.apart.before.shock == {"BTC": -3, "ETH": 3}
    assert ways.apart.after.assessment.margin_ratio < ways.apart.before.assessment.margin_ratio


def test_two_ways_of_a_market_without_a_position_are_refused():
    with pytest.raises(MarginError, match="DOGE position: must be open"):
        two_ways(hedged(), hedged(), NOW, "DOGE", Decimal(3))


def test_the_break_even_divergence_is_where_both_ratios_agree():
    """BTC −15 %: alone 63.75 %; with the hedge ETH may fall 11.96 points less before it has cost."""
    found = break_even_divergence(situations.ben_long_1_btc(), hedged(), NOW, "BTC", Decimal(-15), "ETH")
    assert f"{found.move:.4f}" == "-3.0418"
    assert f"{found.divergence:.4f}" == f"{found.room:.4f}" == "11.9582"
    at_it = stressed(hedged(), NOW, {"BTC": Decimal(-15), "ETH": found.move})
    assert abs(at_it.assessment.margin_ratio - found.ratio) < Decimal("1e-6")


def test_where_the_hedge_costs_more_than_it_saves_the_room_is_negative():
    """BTC −10 %: alone 16.875 %, hedged and moving alike 17.55 %."""
    found = break_even_divergence(situations.ben_long_1_btc(), hedged(), NOW, "BTC", Decimal(-10), "ETH")
    assert f"{found.room:.4f}" == "-0.5960"


def test_a_long_hedge_of_a_short_has_room_downwards():
    """BTC +10 %: the long ETH helps as long as it rises nearly as much."""
    short = account("10000", cross("BTC", "-1", "60000"))
    hedged_short = account("10000", cross("BTC", "-1", "60000"), cross("ETH", "20", "3000"))
    found = break_even_divergence(short, hedged_short, NOW, "BTC", Decimal(12), "ETH")
    assert (found.divergence < 0, found.room > 0) == (True, True)
    assert found.room + found.divergence == 0


def test_where_alone_is_lost_there_is_no_break_even():
    found = break_even_divergence(situations.ben_long_1_btc(), hedged(), NOW, "BTC", Decimal(-20), "ETH")
    assert isinstance(found, NotApplicable)
    assert found.reason == "without the hedge there is no margin ratio at BTC -20 %"


def test_an_isolated_hedge_never_agrees():
    apart = account("10000", cross("BTC", "1", "60000"), isolated("ETH", "-20", "3000", "6000"))
    found = break_even_divergence(situations.ben_long_1_btc(), apart, NOW, "BTC", Decimal(-5), "ETH")
    assert found == NotApplicable("no move of ETH gives the same margin ratio")
