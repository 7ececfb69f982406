"""Input that cannot be right is refused with a message that names the field; what is unknown is named too."""

from dataclasses import replace
from decimal import Decimal

import pytest

from margin.engine.accounts import Account, Asset, Leg, Mode, Order, Position, RuleSet
from margin.engine.assess import assess
from margin.engine.assessment import Indeterminate
from margin.engine.errors import MarginError
from margin.engine.market import Market
from margin.engine.rule_sets import rules_of
from margin.engine.tiers import Tier, TierSchedule
from tests.margin.situations import (
    BTC,
    account,
    ada_long_a_twentieth_of_a_bitcoin,
    cross,
    isolated,
    marks,
    resting,
)

NAN, INFINITE = Decimal("NaN"), Decimal("Infinity")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"size": NAN}, "BTC size"),
        ({"size": Decimal(0)}, "BTC size"),
        ({"size": Decimal("1e30")}, "BTC size"),
        ({"size": Decimal("-1e30")}, "BTC size"),
        ({"size": Decimal("1e-41")}, "BTC size"),
        ({"size": 0.05}, "BTC size"),
        ({"cost": INFINITE}, "BTC cost"),
        ({"cost": Decimal(-3000)}, "BTC cost"),
        ({"cost": Decimal(0)}, "BTC cost"),
        ({"leverage": 0}, "BTC leverage"),
        ({"leverage": 1001}, "BTC leverage"),
        ({"leverage": True}, "BTC leverage"),
        ({"leverage": Decimal(10)}, "BTC leverage"),
        ({"wallet": Decimal(300)}, "BTC isolated margin"),
        ({"mode": Mode.ISOLATED, "wallet": NAN}, "BTC isolated margin"),
        ({"leg": Leg.SHORT}, "BTC leg"),
    ],
)
def test_a_position_that_cannot_be_is_refused_by_its_field(changes, field):
    position = cross("BTC", "0.05", "60000")
    with pytest.raises(MarginError, match=field) as refusal:
        replace(position, **changes)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"size": Decimal(0)}, "BTC order size"),
        ({"size": NAN}, "BTC order size"),
        ({"price": Decimal(0)}, "BTC order price"),
        ({"price": Decimal(-1)}, "BTC order price"),
        ({"leverage": 0}, "BTC leverage"),
    ],
)
def test_an_order_that_cannot_be_is_refused_by_its_field(changes, field):
    with pytest.raises(MarginError) as refusal:
        replace(resting("BTC", "0.05", "60000"), **changes)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([(Decimal(0), 10), (Decimal(-5), 5)], "tier 2 floor"),
        ([(Decimal(0), 10), (Decimal(0), 5)], "tier 2 floor"),
        ([(Decimal(3_000_000), 10)], "tier 1 floor"),
        ([(Decimal(0), 5), (Decimal(3_000_000), 10)], "tier 2 rate"),
        ([(Decimal(0), 0)], "tier 1 max leverage"),
        ([(NAN, 10)], "tier 1 floor"),
        ([(Decimal(0), 40), (Decimal(9), 25), (Decimal(5), 10)], "tier 3 floor"),
    ],
)
def test_leverage_tables_that_cannot_be_are_refused(rows, field):
    with pytest.raises(MarginError) as refusal:
        TierSchedule.of_leverages(rows)
    assert refusal.value.field == field


def bracket(floor: str, cap: str, rate: str, cum: str, leverage: int) -> tuple:
    return Decimal(floor), Decimal(cap), Decimal(rate), Decimal(cum), leverage


FIRST = bracket("0", "50000", "0.004", "0", 125)


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([FIRST, bracket("60000", "250000", "0.005", "60", 100)], "tier 2 floor"),
        ([FIRST, bracket("50000", "250000", "0.005", "51", 100)], "tier 2 deduction"),
        ([FIRST, bracket("50000", "250000", "0.005", "50", 150)], "tier 2 max leverage"),
        ([FIRST, bracket("50000", "250000", "0.004", "0", 100)], "tier 2 rate"),
        ([bracket("0", "50000", "-0.004", "0", 125)], "tier 1 rate"),
        ([bracket("0", "50000", "1", "0", 125)], "tier 1 rate"),
        ([bracket("0", "50000", "0", "0", 125)], "tier 1 rate"),
        ([bracket("0", "0", "0.004", "0", 125)], "last tier cap"),
        ([bracket("0", "50000", "NaN", "0", 125)], "tier 1 rate"),
        ([bracket("50000", "250000", "0.005", "50", 100), FIRST], "tier 2 floor"),
    ],
)
def test_brackets_that_cannot_be_are_refused(rows, field):
    with pytest.raises(MarginError) as refusal:
        TierSchedule.of_brackets(rows)
    assert refusal.value.field == field


def test_a_negative_deduction_is_refused():
    with pytest.raises(MarginError, match="tier 1 deduction"):
        TierSchedule((Tier(Decimal(0), Decimal("0.01"), Decimal(-1), 50),))


@pytest.mark.parametrize("mark", [NAN, INFINITE, Decimal(0), Decimal(-1), Decimal("1e30"), 60000.0])
def test_a_mark_that_is_no_price_is_refused(mark):
    with pytest.raises(MarginError) as refusal:
        assess(ada_long_a_twentieth_of_a_bitcoin(), {"BTC": mark})
    assert refusal.value.field == "BTC mark"


def test_a_wallet_that_is_no_amount_is_refused():
    with pytest.raises(MarginError) as refusal:
        account("NaN")
    assert refusal.value.field == "wallet"


def test_a_position_given_twice_is_refused():
    with pytest.raises(MarginError, match="BTC position: must be given once"):
        account("1000", cross("BTC", "0.05", "60000"), cross("BTC", "0.01", "60000"))


def test_both_legs_of_hedge_mode_are_two_positions():
    long = replace(cross("BTC", "0.05", "60000"), leg=Leg.LONG)
    short = replace(cross("BTC", "-0.05", "60000"), leg=Leg.SHORT)
    assert len(account("1000", long, short).positions) == 2


def test_an_asset_without_a_price_is_refused():
    with pytest.raises(MarginError) as refusal:
        Asset("USDF", Decimal(25), Decimal(0), Decimal(1))
    assert refusal.value.field == "USDF bid rate"


def test_a_market_with_more_places_than_there_are_is_refused():
    with pytest.raises(MarginError) as refusal:
        Market("BTC", BTC, 10, 19)
    assert refusal.value.field == "BTC size decimals"


def test_rules_that_do_not_exist_are_refused():
    with pytest.raises(MarginError, match="rules: moon is not computed here"):
        rules_of("moon")


def test_every_unknown_is_named_and_nothing_becomes_zero():
    unknown = TierSchedule.unknown()
    held = account(
        "1000",
        cross("BTC", "0.05", "60000"),
        cross("ETH", "1", "3000", tiers=unknown),
        replace(isolated("SOL", "1", "150", "15"), wallet=None),
        orders=[
            resting("DOGE", "100", "0.2", leverage=None),
            resting("XRP", "1", "2", None, reduce_only=True),
        ],
    )
    assert assess(held, marks(SOL="150")) == Indeterminate(
        ("BTC mark", "ETH mark", "ETH tiers", "SOL isolated margin", "DOGE leverage")
    )


def test_tiers_that_are_not_known_compute_nothing():
    unknown = TierSchedule.unknown()
    assert not unknown.is_known
    for question in (lambda: unknown.maintenance(Decimal(1)), lambda: unknown.max_notional(5)):
        with pytest.raises(MarginError, match="tiers: are not known"):
            question()


def test_a_notional_below_zero_has_no_tier():
    with pytest.raises(MarginError, match="notional"):
        BTC.at(Decimal(-1))


def test_marks_of_other_markets_are_not_looked_at():
    held = ada_long_a_twentieth_of_a_bitcoin()
    assert assess(held, {"BTC": Decimal(60_000), "DOGE": NAN}) == assess(held, marks(BTC="60000"))


def test_hedge_mode_orders_know_when_they_only_close():
    sell_long = Order("BTC", Decimal(-1), Decimal(1), Mode.CROSS, 1, leg=Leg.LONG)
    assert sell_long.closes_its_leg
    assert replace(sell_long, size=Decimal(1), leg=Leg.SHORT).closes_its_leg
    assert not replace(sell_long, leg=Leg.BOTH).closes_its_leg
    assert not replace(sell_long, size=Decimal(1)).closes_its_leg


def test_a_rule_set_is_named_by_its_text():
    assert Account("p", RuleSet("hyperliquid"), Decimal(1)).rules is RuleSet.HYPERLIQUID


def test_a_leg_cannot_hold_the_other_side():
    with pytest.raises(MarginError, match="BTC leg: long cannot hold -1"):
        Position("BTC", Decimal(-1), Decimal(-60_000), 10, Mode.CROSS, BTC, leg=Leg.LONG)
