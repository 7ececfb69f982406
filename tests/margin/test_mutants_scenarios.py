"""What-ifs where a boundary, a rounding or the nearer of two answers decides; found by mutants that lived."""

from decimal import Decimal

import pytest

from margin.engine.accounts import Leg, Mode
from margin.engine.errors import MarginError
from margin.engine.scenarios import aster as aster_changes
from margin.engine.scenarios.books import walked
from margin.engine.scenarios.cash import funding_payment
from margin.engine.scenarios.fills import closing_draft, filled, order_filled
from margin.engine.scenarios.funding import FundingRate, FundingUnits, funding_ends, funding_units
from margin.engine.scenarios.hedging import carried, exposure
from margin.engine.scenarios.leverage import leverage_facts
from margin.engine.scenarios.locks import Lock, Locked, Why
from margin.engine.scenarios.paths import (
    Assumption,
    Distance,
    distance_of_market,
    liquidations,
    pool_along,
    price_at_ratio,
)
from margin.engine.scenarios.previews import marks_at_fill, preview
from margin.engine.scenarios.stops import at_stop
from margin.engine.tiers import TierSchedule
from tests.margin import aster_situations as aster
from tests.margin.scenario_situations import draft, known
from tests.margin.situations import (
    account,
    ada_long_a_twentieth_of_a_bitcoin,
    cross,
    isolated,
    marks,
    one_tier,
    resting,
)

D = Decimal
NOW = marks(BTC="60000")


def places(amount: Decimal) -> int:
    return -amount.as_tuple().exponent


def test_a_lock_says_all_its_reasons():
    locked = Locked("BTC mode", (Lock(Why.POSITION_OPEN), Lock(Why.ORDERS_OPEN)))
    assert str(locked) == "BTC mode: is locked: position-open, orders-open"
    assert Lock(Why.POSITION_OPEN).orders == 0


def test_funding_rates_are_rounded_at_thirty_places():
    units = funding_units(FundingRate(D("1.5e-32"), D(7)))
    assert units.interval == D("2e-30")
    assert funding_units(FundingRate(D("0.0007"), D(7))) == FundingUnits(D("0.07"), D("0.08"), D("87.6"))
    sevenths = funding_units(FundingRate(D("1e-12"), D(7)))
    assert (sevenths.interval, sevenths.eight_hours) == (D("1e-10"), D("0.000000000114285714285714285714"))
    assert sevenths.year == D("0.000000125142857142857142857143")


def test_funding_alone_ends_in_hours_of_thirty_places():
    """Equity 1,000 less 750 for 0.05 BTC at 60,000: maintenance 37.5; 962.5 at 3,000 × 0.0001 / 7 an hour."""
    (end,) = funding_ends(ada_long_a_twentieth_of_a_bitcoin(), NOW, {"BTC": FundingRate(D("0.0001"), D(7))})
    assert end.per_hour == D("0.042857142857142857142857142857")
    assert end.hours == pytest.approx(D("962.5") * 7 / D("0.3"), abs=D("1e-9"))
    assert places(end.hours) == places(end.per_hour) == 30


def test_funding_without_what_it_needs_names_it():
    with pytest.raises(MarginError) as refused:
        funding_ends(ada_long_a_twentieth_of_a_bitcoin(), {}, {"BTC": FundingRate(D("0.0001"), D(1))})
    assert str(refused.value) == "BTC mark: must be known"
    for price, rate, field in ((D(0), D(1), "BTC price"), (D(1), D("NaN"), "BTC funding rate")):
        with pytest.raises(MarginError, match=field):
            funding_payment(ada_long_a_twentieth_of_a_bitcoin(), "BTC", price, rate)


def test_half_a_dollar_of_equity_still_has_a_leverage():
    held = account("0.5", cross("DOGE", "1", "1", tiers=one_tier(10)))
    assert exposure(known(held, marks(DOGE="1"))).effective_leverage == 2


def test_gains_and_losses_of_cents_are_carried_too():
    """1 % down: the long of 90 loses 0.9, that of 9 loses 0.09; both share the short's gain of 0.3."""
    held = account("100", cross("BTC", "90", "1"), cross("ETH", "-30", "1"), cross("SOL", "9", "1"))
    down = dict.fromkeys(("BTC", "ETH", "SOL"), D(-1))
    first, second = carried(held, marks(BTC="1", ETH="1", SOL="1"), down)
    assert (first.loss, first.carried) == (D("0.9"), D("0.272727272727272727272727272727"))
    assert (second.loss, second.carried) == (D("0.09"), D("0.027272727272727272727272727273"))
    assert first.share == second.share == D("30.30303030303030303030303030")


def test_closing_never_opens():
    closing = closing_draft(ada_long_a_twentieth_of_a_bitcoin(), "BTC", D(61_000))
    assert (closing.size, closing.reduce_only) == (D("-0.05"), True)


def test_a_resting_order_fills_into_the_leg_and_mode_it_finds():
    order = aster.resting("-0.5", "61000", mode=Mode.ISOLATED, leverage=None, leg=Leg.LONG)
    held = aster.pool("5000", aster.held("1", "60000", leg=Leg.LONG, leverage=20), orders=(order,))
    after = order_filled(held, order, aster.BTC)
    assert (after.positions[0].size, after.positions[0].leg, after.orders) == (D("0.5"), Leg.LONG, ())
    assert (after.positions[0].mode, after.wallet) == (Mode.CROSS, 5500)


def test_a_third_closed_takes_a_third_of_the_cost_to_thirty_places():
    """3 at 1, one of them sold at 50: what stays cost 2, and 49 were won."""
    tiers = one_tier(10)
    after = filled(
        account("10", cross("DOGE", "3", "1", tiers=tiers)), draft("DOGE", "-1", "50", tiers=tiers)
    )
    assert (after.positions[0].cost, after.wallet) == (2, 59)
    seventh = account("10", cross("DOGE", "7", "0.1428571428571", tiers=tiers))
    assert places(filled(seventh, draft("DOGE", "-3", "1", tiers=tiers)).positions[0].cost) <= 30


@pytest.mark.parametrize(("rate", "is_refused"), [("0.05", False), ("-0.05", False), ("-0.06", True)])
def test_a_fee_or_rebate_is_at_most_five_percent(rate, is_refused):
    if not is_refused:
        assert draft("BTC", "1", "60000", fee_rate=rate).fee_rate == D(rate)
        return
    with pytest.raises(MarginError, match=r"fee rate: must be a share of at most 0\.05"):
        draft("BTC", "1", "60000", fee_rate=rate)


def test_a_book_gives_up_to_the_cap_and_no_half_dollar_beyond():
    levels = [(D(100), D(1)), (D("100.5"), D(2)), (D(101), D(5))]
    bought = walked(D(4), levels, cap=D(100))
    assert (bought.filled, bought.unfilled, bought.worst) == (1, 3, 100)
    to_the_cap = walked(D(4), levels, cap=D("100.5"))
    assert (to_the_cap.filled, to_the_cap.worst) == (3, D("100.5"))
    assert to_the_cap.average == D("100.333333333333333333333333333333")
    assert walked(D("0.5"), levels).unfilled == 0


def test_a_reduce_only_order_in_a_flat_market_has_the_market_s_highest_leverage():
    facts = leverage_facts(account("1000"), NOW, "BTC", 5, draft("BTC", "1", "60000", reduce_only=True))
    assert facts.highest == 40


def test_a_refused_leverage_keeps_its_number_and_frees_nothing():
    facts = leverage_facts(account("10000", cross("BTC", "1", "60000")), NOW, "BTC", 50)
    assert (facts.leverage, facts.frees, facts.difference, facts.highest) == (50, 0, None, 40)


def test_isolated_orders_hold_money_that_cannot_be_added():
    """Wallet 1,000, an isolated order of 6,000 at 10× holds 600: 400 are left for the other position."""
    order = aster.resting("0.1", "60000", market="ETHUSDT", mode=Mode.ISOLATED)
    held = aster.pool("1000", aster.held("0.1", "60000", wallet="600"), orders=(order,))
    assessed = known(held, marks(BTCUSDT="60000", ETHUSDT="60000"))
    assert aster_changes.addable(held, [], assessed) == 400


def test_what_an_isolated_position_keeps_is_cut_at_eight_places():
    held = aster.held("0.3", "60000", wallet="100")
    assert aster_changes.kept_margin(held, D("0.2"), D(12_000)) == D("66.66666666")


# U-shaped: 1.25 % up to 1,000, then 50 %; equity is price − 900.
VALLEY = TierSchedule.of_leverages([(D(0), 40), (D(1000), 1)])


@pytest.mark.parametrize(("mark", "nearest"), [("1000", 1025), ("990", 960)])
def test_of_two_prices_with_one_ratio_the_nearer_counts(mark, nearest):
    """20 %: 0.0125 p = 0.2 (p − 900) at 960; 0.5 p − 487.5 = 0.2 (p − 900) at 1,025."""
    held = account("100", cross("DOGE", "1", "1000", 1, VALLEY))
    assert price_at_ratio(held, marks(DOGE=mark), "DOGE", D(20)) == nearest


def test_the_first_liquidation_comes_first_also_when_it_is_not_the_pool_s():
    held = account("10000", cross("BTC", "1", "60000"), isolated("SOL", "10", "150", "80"))
    path = liquidations(held, marks(BTC="60000", SOL="150"), {"BTC": D(-1), "SOL": D(-1)})
    assert [hit.market for hit in path] == ["SOL", None]
    assert path[0].distance < path[1].distance
    assert places(path[0].distance) <= 30


def test_what_no_fall_liquidates_has_no_distance():
    covered = account("100000", cross("BTC", "1", "60000", tiers=one_tier(40)))
    assert distance_of_market(covered, NOW, "BTC") == Distance(None, {}, Assumption.ONLY_THIS_MARKET)


def test_a_path_needs_an_end_and_names_it():
    with pytest.raises(MarginError, match="end of the path"):
        pool_along(ada_long_a_twentieth_of_a_bitcoin(), NOW, {"BTC": D(-1)}, D(0))


def test_a_point_of_a_path_has_a_ratio_while_any_equity_is_left():
    """1 at 1 with 0.5: after 10 % down 0.4 are left, of which 0.9 / 20 are required."""
    held = account("0.5", cross("DOGE", "1", "1", tiers=one_tier(10)))
    points = pool_along(held, marks(DOGE="1"), {"DOGE": D(-1)}, D(10))
    assert [(point.distance, point.margin_ratio) for point in points] == [(0, 10), (10, D("11.25"))]


@pytest.mark.parametrize(
    ("size", "price", "mark"),
    [
        ("-0.5", "61000", 61_000),
        ("-0.5", "59000", 60_000),
        ("0.5", "59000", 59_000),
        ("0.5", "61000", 60_000),
    ],
)
def test_an_order_away_from_the_mark_waits_for_it(size, price, mark):
    assert marks_at_fill(NOW, draft("BTC", size, price)) == {"BTC": mark}


def test_an_order_that_takes_all_there_is_can_be_paid_and_stands_in_its_tier():
    """0.1 BTC at 60,000 and 10×: 600 of 600. 100,000,000 DOGE at 0.25 are beyond 20,000,000."""
    seen = preview(account("600"), NOW, draft("BTC", "0.1", "60000"))
    assert (seen.needed, seen.available, seen.is_affordable) == (600, 600, True)
    large = preview(account("99000000"), marks(DOGE="0.25"), draft("DOGE", "100000000", "0.25", 5))
    assert (large.tier.max_leverage, large.exceeds_tier) == (5, False)


def test_a_closed_position_exceeds_no_tier():
    seen = preview(ada_long_a_twentieth_of_a_bitcoin(), NOW, draft("BTC", "-0.05", "60000"))
    assert (seen.tier, seen.exceeds_tier) == (None, False)


def test_a_stop_of_a_third_of_a_dollar_has_its_result_to_thirty_places():
    held = account("10", cross("DOGE", "3", "1", tiers=one_tier(10)))
    stop = at_stop(held, marks(DOGE="1"), "DOGE", D("0.9"), D("0.5"))
    assert (stop.size, stop.unprotected, stop.at_trigger.result) == (D("0.5"), D("2.5"), D("-0.05"))


def test_a_resting_order_of_another_market_stays_when_one_fills():
    order, other = resting("BTC", "0.1", "59000"), resting("ETH", "1", "3000")
    after = order_filled(account("1000", orders=(order, other)), order, one_tier(40))
    assert (after.orders, after.positions[0].cost) == ((other,), 5900)
