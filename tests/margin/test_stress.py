"""Stress: shocks, paths, distances, stops, remedies and funding, on accounts with names."""

from decimal import Decimal

import pytest

from margin.engine.accounts import Asset
from margin.engine.errors import MarginError
from margin.engine.scenarios.funding import FundingRate, funding_ends
from margin.engine.scenarios.paths import (
    Assumption,
    distance_of_all,
    distance_of_market,
    liquidations,
    pool_along,
    price_at_ratio,
)
from margin.engine.scenarios.prices import repriced, shocked, together
from margin.engine.scenarios.remedies import deposit_below, margin_below, reduction_below
from margin.engine.scenarios.stops import at_stop
from margin.engine.scenarios.stress import stressed, worst
from tests.margin import aster_situations as aster
from tests.margin import situations
from tests.margin.scenario_situations import CAUTION, DRAWN, cents, drawn, figures_of, known
from tests.margin.situations import account, cross, isolated, marks

NOW = marks(BTC="60000")
FALL = Decimal(-1)
USDT = Asset("USDT", Decimal(100), Decimal("0.9999"), Decimal("1.0001"))
BNB = Asset("BNB", Decimal(1), Decimal("570"), Decimal("630"))


def test_a_shock_moves_only_its_markets():
    assert shocked(DRAWN, {"BTC": Decimal(-5)}) == {**DRAWN, "BTC": Decimal("61571.4")}
    assert repriced(DRAWN, {"SOL": Decimal(100)}) == {**DRAWN, "SOL": 100}
    assert together(["BTC", "SOL"], Decimal(3)) == {"BTC": 3, "SOL": 3}


def test_last_prices_move_with_the_marks():
    pool = aster.pool("1000", aster.held("0.1", "60000"))
    lasts = {"BTCUSDT": Decimal(59000)}
    result = stressed(pool, {"BTCUSDT": Decimal(60000)}, {"BTCUSDT": Decimal(-5)}, lasts)
    assert result.assessment.available_margin == 1000 - 395 - 570


def test_a_shock_names_what_it_liquidates():
    result = stressed(drawn(), DRAWN, {"BTC": Decimal(-9), "ETH": Decimal(17)})
    assert result.liquidated == ((None, "both"), ("ETH", "both"))
    assert stressed(drawn(), DRAWN, {"ETH": Decimal(16)}).liquidated == ()


def test_the_worst_of_several_shocks_is_the_one_with_the_highest_ratio():
    shocks = [together(["BTC", "SOL"], Decimal(move)) for move in (5, -5, -3)]
    assert worst(drawn(), DRAWN, shocks).shock == {"BTC": -5, "SOL": -5}


def test_without_equity_is_worse_than_any_ratio():
    shocks = [{"BTC": Decimal(-11)}, {"BTC": Decimal(-8)}, {"BTC": Decimal(-12)}]
    result = worst(drawn(), DRAWN, shocks)
    assert (result.shock, result.assessment.margin_ratio) == ({"BTC": -12}, None)
    assert result.liquidated == ((None, "both"),)


def test_of_isolated_positions_alone_the_worst_shock_takes_most():
    held = account("100", isolated("BTC", "0.1", "60000", "600"))
    assert worst(held, NOW, [{"BTC": Decimal(1)}, {"BTC": Decimal(-1)}]).shock == {"BTC": -1}


def test_the_worst_of_nothing_is_refused():
    with pytest.raises(MarginError, match="shocks: must be at least one"):
        worst(drawn(), DRAWN, [])


def test_along_a_path_the_pool_and_the_isolated_positions_go_one_by_one():
    falling = {"BTC": FALL, "SOL": FALL, "ETH": Decimal(2)}
    pool, ether = liquidations(drawn(), DRAWN, falling)
    assert (pool.market, ether.market) == (None, "ETH")
    assert f"{pool.distance:.4f}" == "5.4840"
    assert f"{ether.distance:.4f}" == "8.2254"
    assert cents(ether.prices["ETH"]) == "3894.12"
    assert cents(ether.prices["BTC"]) == "59480.93"


def test_a_path_that_helps_liquidates_nothing():
    assert liquidations(drawn(), DRAWN, {"BTC": Decimal(1), "ETH": FALL}) == ()


def test_an_account_that_is_over_the_threshold_is_at_distance_nothing():
    over = account("100", cross("BTC", "0.05", "62000"))
    (now,) = liquidations(over, NOW, {"BTC": FALL})
    assert (now.distance, now.prices) == (0, NOW)
    assert distance_of_market(over, NOW, "BTC").percent == 0


def test_a_path_crosses_tiers_at_its_own_prices():
    """A short grows into the second bracket on its way: exact there, not by the first one's rate."""
    short = aster.pool("6000", aster.held("-0.8", "60000"))
    (end,) = liquidations(short, {"BTCUSDT": Decimal(60000)}, {"BTCUSDT": Decimal(1)})
    liquidated_at = known(short, {"BTCUSDT": Decimal(60000)}).positions[0].liquidation_price
    assert abs(end.prices["BTCUSDT"] - liquidated_at) < Decimal("1e-8")
    assert liquidated_at * Decimal("0.8") > 50_000


def test_the_ladder_of_equity_and_maintenance_along_a_fall():
    """Two straight lines: they cross where equity is 632.91, the number of the education page."""
    here, threshold, there = pool_along(situations.ben_long_1_btc(), NOW, {"BTC": FALL}, Decimal(20))
    assert (here.distance, here.equity, here.maintenance_margin, here.margin_ratio) == (
        0,
        10_000,
        750,
        Decimal("7.5"),
    )
    assert cents(threshold.equity) == cents(threshold.maintenance_margin) == "632.91"
    assert f"{threshold.distance:.4f}" == "15.6118"
    assert (there.distance, there.equity, there.maintenance_margin) == (20, -2000, 600)
    assert there.margin_ratio is None


def test_a_ladder_has_a_point_where_a_position_changes_tier():
    short = aster.pool("60000", aster.held("-0.8", "60000"))
    points = pool_along(short, {"BTCUSDT": Decimal(60000)}, {"BTCUSDT": Decimal(1)}, Decimal(5))
    assert [f"{point.distance:.4f}" for point in points] == ["0.0000", "4.1667", "5.0000"]
    assert [point.maintenance_margin for point in points] == [192, 200, 202]


def test_with_nothing_open_in_cross_there_is_no_ladder():
    held = account("100", isolated("BTC", "0.1", "60000", "600"))
    assert pool_along(held, NOW, {"BTC": FALL}, Decimal(5)) == ()


def test_a_path_through_several_tiers_ends_at_the_printed_price():
    short = aster.pool("60000", aster.held("-0.8", "60000"))
    (end,) = liquidations(short, {"BTCUSDT": Decimal(60000)}, {"BTCUSDT": Decimal(1)})
    printed = known(short, {"BTCUSDT": Decimal(60000)}).positions[0].liquidation_price
    points = pool_along(short, {"BTCUSDT": Decimal(60000)}, {"BTCUSDT": Decimal(1)}, Decimal(900))
    assert abs(end.prices["BTCUSDT"] - printed) < Decimal("1e-8")
    assert [f"{point.distance:.2f}" for point in points] == ["0.00", "4.17", "123.98", "420.83", "900.00"]


def test_a_path_that_ends_in_the_third_tier_uses_its_rate():
    short = aster.pool("180000", aster.held("-0.8", "60000"))
    (end,) = liquidations(short, {"BTCUSDT": Decimal(60000)}, {"BTCUSDT": Decimal(1)})
    printed = known(short, {"BTCUSDT": Decimal(60000)}).positions[0].liquidation_price
    assert abs(end.prices["BTCUSDT"] - printed) < Decimal("1e-8")
    assert aster.BTC.at(printed * Decimal("0.8")) == aster.BTC.tiers[1]


def test_a_path_ends_where_its_fastest_market_is_worth_nothing():
    two = account("90000", cross("BTC", "0.01", "60000"), cross("ETH", "1", "3000"))
    prices = marks(BTC="60000", ETH="3000")
    last = pool_along(two, prices, {"BTC": FALL, "ETH": Decimal(-2)}, Decimal(90))[-1]
    assert (last.distance, last.equity, last.maintenance_margin) == (50, 90_000 - 300 - 3000, Decimal("3.75"))


def test_a_ladder_starts_at_the_venues_rounded_figures():
    odd = account("1000", cross("BTC", "0.03333331", "60001"))
    here = pool_along(odd, NOW, {"BTC": FALL}, Decimal(5))[0]
    now = known(odd, NOW)
    assert (here.equity, here.maintenance_margin) == (now.equity, now.maintenance_margin)
    assert now.maintenance_margin != Decimal("0.03333331") * 60_000 / 80


def test_distance_says_its_assumption():
    alone = distance_of_market(drawn(), DRAWN, "BTC")
    everything = distance_of_all(drawn(), DRAWN)
    assert (f"{alone.percent:.1f}", alone.assumption) == ("-8.0", Assumption.ONLY_THIS_MARKET)
    assert (f"{everything.percent:.2f}", everything.assumption) == ("-5.48", Assumption.ALL_TOGETHER)
    assert set(everything.prices) == {"BTC", "SOL", "ETH"}


def test_the_distance_of_an_isolated_market_is_its_own():
    assert f"{distance_of_market(drawn(), DRAWN, 'ETH').percent:.1f}" == "16.5"


def test_where_no_price_liquidates_there_is_no_distance():
    rich = account("4000", cross("BTC", "0.05", "60000"))
    assert distance_of_market(rich, NOW, "BTC").percent is None
    assert distance_of_all(account("4000"), {}).percent is None
    with pytest.raises(MarginError, match="SOL position: must be open"):
        distance_of_market(rich, NOW, "SOL")


def test_the_price_at_which_the_ratio_reaches_the_operators_level():
    price = price_at_ratio(drawn(), DRAWN, "BTC", Decimal(50))
    assert cents(price) == "61160.06"
    assert f"{known(drawn(), {**DRAWN, 'BTC': price}).margin_ratio:.6f}" == "50.000000"


def test_the_price_at_which_a_ratio_recovers_lies_the_other_way():
    price = price_at_ratio(drawn(), CAUTION, "BTC", Decimal(50))
    assert price > CAUTION["BTC"]
    assert f"{known(drawn(), {**CAUTION, 'BTC': price}).margin_ratio:.6f}" == "50.000000"


def test_an_isolated_positions_ratio_has_its_own_price():
    price = price_at_ratio(drawn(), DRAWN, "ETH", Decimal(50), leg=drawn().positions[2].leg)
    assert f"{figures_of(known(drawn(), {**DRAWN, 'ETH': price}), 'ETH').margin_ratio:.6f}" == "50.000000"
    assert price_at_ratio(drawn(), DRAWN, "ETH", Decimal(50)) is None


def test_a_pool_of_several_assets_turns_at_the_price_where_one_is_owed():
    """Losses beyond the 100 USDT are owed at the ask rate; BNB keeps the pool alive at its bid rate."""
    pool = aster.several((USDT, BNB), aster.held("0.1", "60000", tiers=aster.FLAT))
    (end,) = liquidations(pool, {"BTCUSDT": Decimal(60000)}, {"BTCUSDT": FALL})
    liquidated_at = known(pool, {"BTCUSDT": Decimal(60000)}).positions[0].liquidation_price
    assert abs(end.prices["BTCUSDT"] - liquidated_at) < Decimal("1e-7")
    owed = 100 + Decimal("0.1") * (liquidated_at - 60000)
    assert owed < 0


def test_a_stop_shows_the_account_at_its_trigger_and_at_its_worst_price():
    seen = at_stop(drawn(), DRAWN, "BTC", Decimal(61500))
    assert (seen.size, seen.unprotected, seen.is_beyond_liquidation) == (Decimal("0.5"), 0, False)
    assert (seen.at_trigger.result, seen.at_trigger.change) == (-1310, -1656)
    assert (seen.at_worst.price, seen.at_worst.change) == (55_350, -4731)
    assert [held.market for held in seen.at_trigger.assessment.positions] == ["SOL", "ETH"]


def test_a_stop_for_a_part_leaves_the_rest_unprotected():
    seen = at_stop(drawn(), DRAWN, "BTC", Decimal(61500), size=Decimal("0.2"))
    assert (seen.size, seen.unprotected) == (Decimal("0.2"), Decimal("0.3"))
    assert seen.at_trigger.change == -1656
    assert seen.at_worst.change == -1656 - Decimal("0.2") * 6150


def test_a_stop_larger_than_the_position_closes_the_position():
    assert at_stop(drawn(), DRAWN, "BTC", Decimal(61500), size=Decimal(9)).size == Decimal("0.5")


def test_a_shorts_stop_buys_and_slips_upwards():
    seen = at_stop(drawn(), DRAWN, "ETH", Decimal(3480))
    assert (seen.at_trigger.result, seen.at_worst.price) == (-680, 3828)


def test_a_stop_beyond_the_liquidation_price_is_said():
    assert at_stop(drawn(), DRAWN, "ETH", Decimal(3895)).is_beyond_liquidation
    assert not at_stop(drawn(), DRAWN, "ETH", Decimal(3894)).is_beyond_liquidation


def test_a_take_profit_is_not_beyond_liquidation():
    assert at_stop(drawn(), DRAWN, "BTC", Decimal(66900)).at_trigger.result == 1390


def test_a_stop_that_does_not_slip_fills_at_its_trigger():
    seen = at_stop(drawn(), DRAWN, "BTC", Decimal(61500), slippage=Decimal(0))
    assert seen.at_worst == seen.at_trigger


def test_aster_has_no_slippage_for_all_markets():
    pool = aster.pool("1000", aster.held("0.1", "60000"))
    prices = {"BTCUSDT": Decimal(60000)}
    with pytest.raises(MarginError, match="slippage: must be given"):
        at_stop(pool, prices, "BTCUSDT", Decimal(58000))
    given = at_stop(pool, prices, "BTCUSDT", Decimal(58000), slippage=Decimal(5))
    assert given.at_worst.price == 55_100


def test_a_reduction_is_the_smallest_number_of_steps_that_brings_the_ratio_below():
    size = reduction_below(drawn(), CAUTION, "BTC", Decimal(50), Decimal("0.001"))
    assert size == Decimal("0.197")


def test_a_ratio_that_is_below_already_needs_nothing():
    fifty, step = Decimal(50), Decimal("0.1")
    assert reduction_below(drawn(), DRAWN, "BTC", fifty, step) == 0
    assert deposit_below(drawn(), DRAWN, fifty, step) == 0
    assert margin_below(drawn(), DRAWN, "ETH", fifty, step) == 0


def test_a_position_that_is_not_enough_is_no_remedy():
    assert reduction_below(drawn(), CAUTION, "BTC", Decimal(20), Decimal("0.1")) is None


def test_a_ratio_of_exactly_the_threshold_is_not_below_it():
    exactly_half = account("1500", cross("BTC", "1", "60000"))
    assert known(exactly_half, NOW).margin_ratio == 50
    assert deposit_below(exactly_half, NOW, Decimal(50), Decimal(1)) == 1
    assert reduction_below(exactly_half, NOW, "BTC", Decimal(50), Decimal("0.01")) == Decimal("0.01")


def test_an_isolated_position_is_remedied_by_its_own_margin():
    held = account("1000", isolated("BTC", "0.1", "60000", "100"))
    assert figures_of(known(held, NOW), "BTC").margin_ratio == 75
    assert margin_below(held, NOW, "BTC", Decimal(50), Decimal(5)) == 55
    with pytest.raises(MarginError, match="BTC position: must be cross"):
        reduction_below(held, NOW, "BTC", Decimal(50), Decimal(1))


def test_funding_alone_takes_years():
    """1 BTC at 60,000 with 10,000: 9,250 of buffer at 0.75 an hour."""
    rates = {"BTC": FundingRate(Decimal("0.0000125"), Decimal(1))}
    (end,) = funding_ends(situations.ben_long_1_btc(), NOW, rates)
    assert (end.market, end.per_hour, f"{end.hours:.2f}") == (None, Decimal("0.75"), "12333.33")


def test_funding_ends_the_pool_and_isolated_positions_each_in_its_time():
    held = account("1000", cross("BTC", "0.1", "60000"), isolated("ETH", "1", "3000", "100"))
    rates = {
        "BTC": FundingRate(Decimal("0.0008"), Decimal(8)),
        "ETH": FundingRate(Decimal("0.001"), Decimal(1), price=Decimal(3100)),
    }
    ether, pool = funding_ends(held, marks(BTC="60000", ETH="3000"), rates)
    assert (ether.market, ether.per_hour, pool.market, pool.per_hour) == (
        "ETH",
        Decimal("3.1"),
        None,
        Decimal("0.6"),
    )
    assert (f"{ether.hours:.2f}", f"{pool.hours:.2f}") == ("12.90", "1541.67")


def test_who_receives_funding_is_not_ended_by_it():
    rates = {"BTC": FundingRate(Decimal("-0.0000125"), Decimal(1))}
    assert funding_ends(situations.ben_long_1_btc(), NOW, rates) == ()
    with pytest.raises(MarginError, match="BTC funding rate: must be known"):
        funding_ends(situations.ben_long_1_btc(), NOW, {})
