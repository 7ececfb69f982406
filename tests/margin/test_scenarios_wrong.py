"""Plausible wrong what-ifs, each with the number it would give."""

from decimal import Decimal

from margin.engine.accounts import Mode
from margin.engine.scenarios.fills import filled
from margin.engine.scenarios.funding import FundingRate, funding_ends
from margin.engine.scenarios.hedging import break_even_divergence
from margin.engine.scenarios.leverage import leverage_facts
from margin.engine.scenarios.modes import mode_choices
from margin.engine.scenarios.paths import distance_of_all, distance_of_market
from margin.engine.scenarios.previews import preview
from margin.engine.scenarios.remedies import reduction_below
from margin.engine.scenarios.stops import at_stop
from margin.engine.scenarios.stress import stressed
from tests.margin import situations
from tests.margin.scenario_situations import (
    CAUTION,
    DRAWN,
    cents,
    draft,
    drawn,
    drawn_without_bitcoin,
    figures_of,
    known,
)
from tests.margin.situations import account, cross, isolated, marks

NOW = marks(BTC="60000", ETH="3000")


def test_a_preview_shows_the_position_after_the_fill_not_the_order_alone():
    right = preview(drawn(), DRAWN, draft("BTC", "0.1", "64812", 20)).difference.after
    alone = account("3346.47", cross("SOL", "100", "151.20", 20), cross("BTC", "0.1", "64812", 20))
    assert cents(figures_of(right, "BTC").liquidation_price) == "60622.33"
    assert cents(figures_of(known(alone, DRAWN), "BTC").liquidation_price) == "35571.95"


def test_a_waiting_bid_has_no_profit_from_a_mark_that_must_first_fall():
    right = preview(account("1000"), NOW, draft("BTC", "0.05", "54000")).difference.after
    mark_stays = known(filled(account("1000"), draft("BTC", "0.05", "54000")), NOW)
    assert (right.equity, mark_stays.equity) == (1000, 1300)


def test_after_a_flip_the_liquidation_price_is_on_the_new_side():
    """The official example keeps the old side (its issue 6)."""
    flipped = filled(account("1000", cross("BTC", "0.05", "60000")), draft("BTC", "-0.1", "60000"))
    old_side = account("1000", cross("BTC", "0.05", "60000"))
    assert cents(known(flipped, NOW).positions[0].liquidation_price) == "79012.35"
    assert cents(known(old_side, NOW).positions[0].liquidation_price) == "40506.33"


def test_in_cross_the_most_to_lose_is_the_pool_not_what_the_order_locks():
    side, _ = mode_choices(drawn_without_bitcoin(), DRAWN, draft("BTC", "0.1", "64812"), Mode.CROSS)
    assert (side.facts.at_risk, side.facts.needed) == (Decimal("3346.47"), Decimal("648.12"))


def test_isolating_one_market_is_not_free_for_the_others():
    _, side = mode_choices(drawn_without_bitcoin(), DRAWN, draft("BTC", "0.1", "64812"), Mode.CROSS)
    (solana,) = side.facts.others
    assert (cents(solana.after), cents(solana.before)) == ("127.40", "120.75")


def test_leverage_frees_the_difference_not_the_new_margin():
    assert leverage_facts(drawn(), DRAWN, "BTC", 40).frees == Decimal("810.15")
    assert leverage_facts(drawn(), DRAWN, "BTC", 30).frees == Decimal("540.10")
    assert Decimal("0.5") * 64_812 / 30 == Decimal("1080.20")


def test_all_falling_together_is_nearer_than_the_nearest_alone():
    alone = [distance_of_market(drawn(), DRAWN, market).percent for market in ("BTC", "SOL", "ETH")]
    assert f"{distance_of_all(drawn(), DRAWN).percent:.2f}" == "-5.48"
    assert [f"{percent:.2f}" for percent in alone] == ["-8.01", "-17.39", "16.45"]


def test_two_shocks_together_are_not_the_sum_of_two_shocks():
    bitcoin, solana, both = (
        stressed(drawn(), DRAWN, dict.fromkeys(markets, Decimal(-5))).assessment.margin_ratio
        for markets in (["BTC"], ["SOL"], ["BTC", "SOL"])
    )
    now = known(drawn(), DRAWN).margin_ratio
    assert f"{both:.1f}" == "76.7"
    assert f"{bitcoin + solana - now:.1f}" == "50.3"


def test_a_closed_part_frees_its_maintenance_not_its_share_of_the_ratio():
    """50 % is not reached by closing a fifth of BTC: 13/63 of the position leaves 56.2 %."""
    right = reduction_below(drawn(), CAUTION, "BTC", Decimal(50), Decimal("0.001"))
    by_share = draft("BTC", "-0.103", "62420", 20, reduce_only=True)
    assert right == Decimal("0.197")
    assert f"{known(filled(drawn(), by_share), CAUTION).margin_ratio:.1f}" == "56.2"


def test_funding_runs_until_maintenance_not_until_the_last_dollar():
    rates = {"BTC": FundingRate(Decimal("0.0000125"), Decimal(1))}
    (end,) = funding_ends(situations.ben_long_1_btc(), NOW, rates)
    assert f"{end.hours:.0f}" == "12333"
    assert f"{10_000 / end.per_hour:.0f}" == "13333"


def test_a_hedge_breaks_even_on_the_ratio_not_on_its_own_pnl():
    """Its own PnL would say 0 %: a short loses when ETH rises. It also holds 1,200 of maintenance."""
    hedged = filled(situations.ben_long_1_btc(), draft("ETH", "-20", "3000"))
    found = break_even_divergence(situations.ben_long_1_btc(), hedged, NOW, "BTC", Decimal(-15), "ETH")
    assert f"{found.move:.2f}" == "-3.04"


def test_a_stop_costs_from_here_more_than_from_its_entry():
    seen = at_stop(drawn(), DRAWN, "BTC", Decimal(61500)).at_trigger
    assert (seen.change, seen.result) == (-1656, -1310)


def test_a_part_close_releases_its_share_not_what_is_above_the_initial_margin():
    held = account("0", isolated("BTC", "0.4", "60000", "6000", 10))
    after = filled(held, draft("BTC", "-0.1", "60000", mode=Mode.ISOLATED))
    assert (after.wallet, after.positions[0].wallet) == (1500, 4500)
    assert figures_of(known(after, NOW), "BTC").initial_margin == 1800
