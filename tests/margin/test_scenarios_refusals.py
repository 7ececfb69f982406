"""What-ifs that cannot be asked are refused, and the message names the field."""

from dataclasses import replace
from decimal import Decimal

import pytest

from margin.engine.accounts import Leg, Mode, Order, RuleSet
from margin.engine.errors import MarginError
from margin.engine.scenarios.books import walked
from margin.engine.scenarios.cash import deposited, funded, margin_added, margin_removed, withdrawn
from margin.engine.scenarios.fills import closing_draft, executed, filled, order_filled, placed
from margin.engine.scenarios.funding import FundingRate
from margin.engine.scenarios.leverage import leverage_facts
from margin.engine.scenarios.paths import liquidations, price_at_ratio
from margin.engine.scenarios.previews import preview
from margin.engine.scenarios.prices import repriced, shocked
from margin.engine.scenarios.remedies import deposit_below, margin_below, reduction_below
from margin.engine.scenarios.rule_sets import change_rules_of
from margin.engine.scenarios.settings import with_leverage
from margin.engine.scenarios.stops import at_stop
from margin.engine.scenarios.stress import stressed
from tests.margin.scenario_situations import DRAWN, draft, drawn
from tests.margin.situations import BTC, account, isolated, marks

NAN, HUGE, ONE = Decimal("NaN"), Decimal("1e30"), Decimal(1)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: draft("BTC", "0", "60000"), "BTC order size: must not be 0"),
        (lambda: draft("BTC", "NaN", "60000"), "BTC order size: must be a finite number"),
        (lambda: draft("BTC", "1e30", "60000"), "BTC order size: must be below 1e20"),
        (lambda: draft("BTC", "1", "-5"), "BTC order price: must be above zero"),
        (lambda: draft("BTC", "1", "5", 0), "BTC leverage: must be a whole number"),
        (lambda: draft("BTC", "1", "5", fee_rate="1"), "fee rate: must be a share of at most 0.05"),
        (lambda: walked(Decimal(0), []), "order size: must not be 0"),
        (lambda: walked(ONE, [(NAN, ONE)]), "level 1 price: must be a finite number"),
        (lambda: walked(ONE, [(ONE, Decimal(0))]), "level 1 size: must be above zero"),
        (lambda: walked(ONE, [], cap=Decimal(0)), "worst price: must be above zero"),
        (lambda: deposited(drawn(), Decimal(-1)), "deposit: must be above zero"),
        (lambda: deposited(drawn(), HUGE), "deposit: must be below 1e20"),
        (lambda: withdrawn(drawn(), NAN, DRAWN), "withdrawal: must be a finite number"),
        (lambda: withdrawn(drawn(), ONE, {}), "BTC mark, SOL mark, ETH mark: must be known"),
        (lambda: margin_added(drawn(), "ETH", Decimal(0), DRAWN), "added margin: must be above zero"),
        (lambda: margin_removed(drawn(), "ETH", NAN, DRAWN), "removed margin: must be a finite number"),
        (lambda: funded(drawn(), "BTC", Decimal(0), ONE), "BTC price: must be above zero"),
        (lambda: funded(drawn(), "BTC", ONE, NAN), "BTC funding rate: must be a finite number"),
        (lambda: FundingRate(ONE, Decimal(0)), "funding interval: must be above zero"),
        (lambda: FundingRate(NAN, ONE), "funding rate: must be a finite number"),
        (lambda: FundingRate(ONE, ONE, Decimal(0)), "funding price: must be above zero"),
        (lambda: shocked(DRAWN, {"BTC": Decimal(-100)}), "BTC move: must be above −100 %"),
        (lambda: shocked(DRAWN, {"DOGE": ONE}), "DOGE price: must be known"),
        (lambda: repriced(DRAWN, {"BTC": Decimal(0)}), "BTC price: must be above zero"),
        (lambda: repriced(DRAWN, {"DOGE": ONE}), "DOGE price: must be known"),
        (lambda: stressed(drawn(), {}, {}), "BTC mark, SOL mark, ETH mark: must be known"),
        (lambda: liquidations(drawn(), DRAWN, {"BTC": NAN}), "BTC direction: must be a finite number"),
        (lambda: liquidations(drawn(), DRAWN, {"DOGE": ONE}), "DOGE mark: must be known"),
        (lambda: liquidations(drawn(), {"BTC": ONE}, {}), "SOL mark, ETH mark: must be known"),
        (lambda: price_at_ratio(drawn(), DRAWN, "BTC", Decimal(0)), "margin ratio: must be above zero"),
        (lambda: at_stop(drawn(), DRAWN, "BTC", Decimal(0)), "BTC trigger: must be above zero"),
        (lambda: at_stop(drawn(), DRAWN, "DOGE", ONE), "DOGE position: must be open"),
        (lambda: at_stop(drawn(), DRAWN, "BTC", ONE, size=Decimal(0)), "stop size: must be above zero"),
        (
            lambda: at_stop(drawn(), DRAWN, "BTC", ONE, slippage=Decimal(100)),
            "slippage: must be from 0 to below 100 %",
        ),
        (
            lambda: reduction_below(drawn(), DRAWN, "BTC", Decimal(0), ONE),
            "margin ratio: must be above zero",
        ),
        (lambda: reduction_below(drawn(), DRAWN, "BTC", ONE, Decimal(0)), "step: must be above zero"),
        (lambda: deposit_below(drawn(), DRAWN, Decimal(0), ONE), "margin ratio: must be above zero"),
        (lambda: deposit_below(drawn(), DRAWN, ONE, NAN), "step: must be a finite number"),
        (lambda: margin_below(drawn(), DRAWN, "BTC", ONE, ONE), "BTC position: must be isolated"),
        (lambda: with_leverage(drawn(), "BTC", 0), "BTC leverage: must be a whole number"),
        (lambda: leverage_facts(drawn(), DRAWN, "BTC", 2000), "BTC leverage: must be a whole number"),
        (lambda: preview(drawn(), {}, draft("BTC", "1", "5")), "BTC mark, SOL mark, ETH mark"),
        (lambda: closing_draft(drawn(), "DOGE", ONE), "DOGE position: must be open"),
    ],
)
def test_what_cannot_be_right_is_refused_by_name(ask, message):
    with pytest.raises(MarginError) as refusal:
        ask()
    assert message in str(refusal.value)


def test_a_fill_of_the_other_side_is_not_the_drafts():
    with pytest.raises(MarginError, match="BTC execution: must be of the draft's side"):
        executed(account("1"), draft("BTC", "1", "5"), walked(Decimal(-1), [(ONE, ONE)]))


def test_margin_that_is_not_known_is_not_guessed():
    unknown = account("1000", replace(isolated("BTC", "0.1", "60000", "600"), wallet=None))
    for size in ("0.1", "-0.05"):
        with pytest.raises(MarginError, match="BTC isolated margin: must be known"):
            filled(unknown, draft("BTC", size, "60000", mode=Mode.ISOLATED))


def test_an_order_of_unknown_leverage_cannot_fill():
    order = Order("BTC", ONE, ONE, Mode.CROSS, None)
    with pytest.raises(MarginError, match="BTC leverage: must be known"):
        order_filled(placed(account("1"), order), order, BTC)


def test_a_short_legs_buy_cannot_open_a_long():
    order = replace(draft("BTC", "1", "5"), leg=Leg.SHORT)
    with pytest.raises(MarginError, match="must not exceed what the short leg holds"):
        filled(account("1"), order)


def test_every_rule_set_has_rules_of_change():
    assert all(change_rules_of(rule_set) for rule_set in RuleSet)


def test_a_stop_on_an_account_without_marks_says_which():
    with pytest.raises(MarginError, match="BTC mark: must be known"):
        at_stop(account("1", isolated("BTC", "0.1", "60000", "600")), marks(ETH="1"), "BTC", ONE, ONE)
