"""Every before → after, stress and dialog figure of the drawings comes out.

The drawings print ratios rounded up to one decimal (25.82 is drawn as 25.9), so that a ratio never looks
better than it is; only the panel's 23.4 (23.40003) is cut.
"""

from decimal import ROUND_UP, Decimal

import pytest

from margin.engine.accounts import Mode
from margin.engine.assessment import Assessment
from margin.engine.scenarios.cash import deposited
from margin.engine.scenarios.fills import closing_draft, filled
from margin.engine.scenarios.hedging import two_ways
from margin.engine.scenarios.leverage import leverage_facts, lowest_leverage
from margin.engine.scenarios.modes import mode_choices, standing
from margin.engine.scenarios.previews import preview
from margin.engine.scenarios.remedies import deposit_below, reduction_below
from margin.engine.scenarios.stops import at_stop
from margin.engine.scenarios.stress import stressed
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
from tests.margin.situations import account, cross


def drawn_ratio(ratio: Decimal | None) -> str:
    assert ratio is not None
    return str(ratio.quantize(Decimal("0.1"), ROUND_UP))


def drawn_prices(assessment: Assessment) -> list[str]:
    """Liquidation prices as drawn: BTC whole, SOL to the cent, ETH to the tenth."""
    places = {"BTC": 0, "SOL": 2, "ETH": 1}
    return [f"{held.liquidation_price:.{places[held.market]}f}" for held in assessment.positions]


def whole(price: Decimal | None) -> str:
    return f"{price:.0f}"


def test_the_margin_panel_of_the_terminal():
    panel = known(drawn(), DRAWN)
    assert (panel.equity, panel.available_margin) == (Decimal("3346.47"), Decimal("970.17"))
    assert (panel.initial_margin, panel.account_value) == (Decimal("2376.30"), Decimal("5858.47"))
    assert panel.equity - panel.maintenance_margin == Decimal("2563.395")
    assert f"{panel.margin_ratio:.4f}" == "23.4000"
    assert panel.net_exposure == 34_150
    assert whole(figures_of(panel, "BTC").backstop_price) == "59116"
    assert f"{figures_of(panel, 'ETH').margin_ratio:.2f}" == "10.65"


def test_buying_a_tenth_of_a_bitcoin_in_the_terminal():
    seen = preview(drawn(), DRAWN, draft("BTC", "0.1", "64812", 20))
    after = seen.difference.after
    assert drawn_ratio(after.margin_ratio) == "25.9"
    assert after.available_margin == Decimal("646.11")
    assert drawn_prices(seen.difference.before) == ["59620", "124.91", "3894.1"]
    assert drawn_prices(after) == ["60622", "125.74", "3894.1"]
    assert seen.needed == Decimal("324.06")


def test_if_both_move_and_if_they_part_in_the_terminal():
    after = filled(drawn(), draft("BTC", "0.1", "64812", 20))
    ways = two_ways(drawn(), after, DRAWN, "BTC", Decimal(3))
    together, apart = ways.together, ways.apart
    assert drawn_ratio(together.before.assessment.margin_ratio) == "39.6"
    assert drawn_ratio(together.after.assessment.margin_ratio) == "48.6"
    assert drawn_ratio(apart.before.assessment.margin_ratio) == "27.7"
    assert drawn_ratio(apart.after.assessment.margin_ratio) == "32.7"


@pytest.mark.parametrize(
    ("shock", "shown"),
    [
        ({"BTC": "-5"}, "44.2"),
        ({"SOL": "-10"}, "40.7"),
        ({"BTC": "-5", "SOL": "-5"}, "76.7"),
        ({"BTC": "5", "SOL": "5"}, "14.4"),
    ],
)
def test_the_stress_strip(shock, shown):
    result = stressed(drawn(), DRAWN, {market: Decimal(move) for market, move in shock.items()})
    assert drawn_ratio(result.assessment.margin_ratio) == shown
    assert result.liquidated == ()


def test_an_isolated_market_that_moves_leaves_the_pools_ratio():
    result = stressed(drawn(), DRAWN, {"ETH": Decimal(10)})
    assert result.assessment.margin_ratio == known(drawn(), DRAWN).margin_ratio


def test_selling_one_more_ether_in_isolated():
    seen = preview(drawn(), DRAWN, draft("ETH", "-1", "3344", 5, Mode.ISOLATED))
    before, after = seen.difference.before, seen.difference.after
    assert figures_of(before, "ETH").margin == 2512
    assert figures_of(after, "ETH").margin == Decimal("3180.80")
    assert drawn_ratio(after.margin_ratio) == "29.3"
    assert after.available_margin == Decimal("301.37")
    assert drawn_prices(after) == ["60975", "131.77", "3902.1"]


def test_a_stop_after_selling_one_more_ether_loses_816():
    after = filled(drawn(), draft("ETH", "-1", "3344", 5, Mode.ISOLATED))
    assert at_stop(after, DRAWN, "ETH", Decimal(3480)).at_trigger.result == -816


def test_the_mode_dialog():
    before = drawn_without_bitcoin()
    order = draft("BTC", "0.1", "64812", 10)
    cross, isolated = mode_choices(before, DRAWN, order, current=Mode.CROSS)
    assert (cross.is_current, isolated.is_current, isolated.locks) == (True, False, ())
    assert (cross.facts.backing, cross.facts.at_risk) == (Decimal("3346.47"), Decimal("3346.47"))
    assert (isolated.facts.backing, isolated.facts.at_risk) == (Decimal("648.12"), Decimal("648.12"))
    assert (cross.facts.set_aside, isolated.facts.set_aside) == (0, Decimal("648.12"))
    assert whole(cross.facts.position.liquidation_price) == "35572"
    assert whole(isolated.facts.position.liquidation_price) == "59069"
    assert f"{cross.facts.position.liquidation_distance:.1f}" == "-45.1"
    assert f"{isolated.facts.position.liquidation_distance:.1f}" == "-8.9"
    assert [cents(move.before) for move in cross.facts.others] == ["120.75"]
    assert [cents(move.after) for move in cross.facts.others] == ["121.59"]
    assert [cents(move.after) for move in isolated.facts.others] == ["127.40"]
    assert drawn_ratio(known(before, DRAWN).margin_ratio) == "11.3"
    assert drawn_ratio(cross.facts.difference.after.margin_ratio) == "13.8"
    assert drawn_ratio(isolated.facts.difference.after.margin_ratio) == "14.1"
    assert isolated.facts.difference.after.equity == Decimal("2698.35")


def test_the_ticket_behind_the_mode_dialog():
    before = drawn_without_bitcoin()
    after = filled(before, draft("BTC", "0.1", "64812", 10))
    assert known(before, DRAWN).available_margin == Decimal("2590.47")
    assert cents(known(after, DRAWN).available_margin) == "1942.35"
    ways = two_ways(before, after, DRAWN, "BTC", Decimal(3))
    assert drawn_ratio(ways.together.before.assessment.margin_ratio) == "12.7"
    assert drawn_ratio(ways.together.after.assessment.margin_ratio) == "16.6"
    assert drawn_ratio(ways.apart.before.assessment.margin_ratio) == "10.3"
    assert drawn_ratio(ways.apart.after.assessment.margin_ratio) == "13.0"
    falls = [stressed(before, DRAWN, {"SOL": Decimal(move)}).assessment for move in (-10, -20, 10)]
    assert [drawn_ratio(fall.margin_ratio) for fall in falls] == ["18.6", "93.8", "8.6"]


def test_the_slider_of_the_mode_dialog():
    before = drawn_without_bitcoin()
    facts = leverage_facts(before, DRAWN, "BTC", 20, draft("BTC", "0.1", "64812", 10))
    assert facts.frees == Decimal("324.06")
    assert facts.difference.moves == ()
    _, isolated = mode_choices(before, DRAWN, draft("BTC", "0.1", "64812", 20), current=Mode.CROSS)
    assert isolated.facts.set_aside == Decimal("324.06")
    assert whole(isolated.facts.position.liquidation_price) == "62351"
    assert f"{isolated.facts.position.liquidation_distance:.1f}" == "-3.8"


def test_the_locked_dialog():
    cross, isolated = mode_choices(drawn(), DRAWN, draft("BTC", "0.1", "64812", 20), current=Mode.CROSS)
    assert cross.locks == ()
    assert ([lock.why for lock in isolated.locks], isolated.facts) == (["position-open"], None)
    now = standing(drawn(), DRAWN, draft("BTC", "0.1", "64812", 20))
    assert (now.backing, now.at_risk) == (Decimal("3346.47"), Decimal("3346.47"))
    assert whole(now.position.liquidation_price) == "59620"
    assert lowest_leverage(drawn(), DRAWN, "BTC") == 13
    assert leverage_facts(drawn(), DRAWN, "BTC", 40).frees == Decimal("810.15")
    assert at_stop(drawn(), DRAWN, "BTC", Decimal(61500)).at_trigger.change == -1656


def test_closing_the_position_from_the_locked_dialog():
    closing = closing_draft(drawn(), "BTC", Decimal(64811), fee_rate=Decimal("0.00045"))
    after = known(filled(drawn(), closing), DRAWN)
    assert cents(after.equity) == "3331.39"
    assert drawn_ratio(after.margin_ratio) == "11.4"


def test_leverage_from_ten_to_twenty_frees_1620_30_and_moves_no_liquidation_price():
    """FIELD.md, 1: the drawn position, had it been opened at 10×."""
    at_10 = account("3000.47", cross("BTC", "0.5", "64120", 10), cross("SOL", "100", "151.20", 20))
    facts = leverage_facts(at_10, DRAWN, "BTC", 20)
    assert (facts.frees, facts.difference.moves) == (Decimal("1620.30"), ())


def test_the_terminal_at_caution():
    panel = known(drawn(), CAUTION)
    assert panel.equity == Decimal("1181.47")
    assert panel.available_margin == 0
    assert drawn_ratio(panel.margin_ratio) == "63.0"
    assert whole(figures_of(panel, "BTC").backstop_price) == "61037"
    assert drawn_prices(panel) == ["61534", "137.02", "3894.1"]
    assert at_stop(drawn(), CAUTION, "BTC", Decimal(61500)).is_beyond_liquidation
    assert not at_stop(drawn(), CAUTION, "BTC", Decimal(61900)).is_beyond_liquidation


def test_the_three_remedies():
    fifty = Decimal(50)
    assert reduction_below(drawn(), CAUTION, "SOL", fifty, Decimal(5)) == 45
    assert reduction_below(drawn(), CAUTION, "BTC", fifty, Decimal("0.1")) == Decimal("0.2")
    assert deposit_below(drawn(), CAUTION, fifty, Decimal(10)) == 310


def test_the_ticket_that_reduces_bitcoin():
    seen = preview(drawn(), CAUTION, draft("BTC", "-0.2", "62420", 20, reduce_only=True))
    after = seen.difference.after
    assert drawn_ratio(after.margin_ratio) == "49.8"
    assert cents(after.equity - after.maintenance_margin) == "593.62"
    assert drawn_prices(after) == ["60416", "135.42", "3894.1"]
    ways = two_ways(drawn(), seen.account, CAUTION, "BTC", Decimal(1))
    assert drawn_ratio(ways.together.before.assessment.margin_ratio) == "101.2"
    assert ways.together.before.liquidated == ((None, "both"),)
    assert drawn_ratio(ways.together.after.assessment.margin_ratio) == "68.3"
    assert drawn_ratio(ways.apart.before.assessment.margin_ratio) == "73.6"
    assert drawn_ratio(ways.apart.after.assessment.margin_ratio) == "51.9"


def test_what_the_remedies_bring():
    less_sol = filled(drawn(), draft("SOL", "-45", "141.51", 20, reduce_only=True))
    assert drawn_ratio(known(less_sol, CAUTION).margin_ratio) == "49.5"
    assert drawn_ratio(known(deposited(drawn(), Decimal(310)), CAUTION).margin_ratio) == "49.9"
