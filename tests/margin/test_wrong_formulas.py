"""Plausible wrong formulas, each with the number it would give."""

from dataclasses import replace
from decimal import Decimal

from margin.engine.assess import assess
from margin.engine.assessment import Assessment
from margin.engine.hyperliquid import price_where
from margin.engine.tiers import TierSchedule
from tests.margin.situations import account, cross, isolated, marks, one_tier, resting

TIERED = TierSchedule.of_leverages([(Decimal(0), 50), (Decimal(100_000), 10)])


def figures(held, prices) -> Assessment:
    assessment = assess(held, prices)
    assert isinstance(assessment, Assessment)
    return assessment


def price_of_first(held, prices) -> str:
    return f"{figures(held, prices).positions[0].liquidation_price:.2f}"


def test_the_tier_is_that_of_the_liquidation_price_not_of_the_mark():
    """A short of 1.6 BTC at 60,000 is in the first tier at mark and in the second when it is liquidated."""
    held = account("10000", cross("BTC", "-1.6", "60000", tiers=TIERED))
    tier_at_mark = one_tier(50)
    wrong = account("10000", cross("BTC", "-1.6", "60000", tiers=tier_at_mark))
    assert price_of_first(held, marks(BTC="60000")) == "65476.19"
    assert price_of_first(wrong, marks(BTC="60000")) == "65594.06"


def test_equity_is_counted_at_the_mark_not_at_the_entry():
    held = account("1000", cross("BTC", "0.05", "60000"), cross("ETH", "1", "3000"))
    right = price_of_first(held, marks(BTC="60000", ETH="2700"))
    entry_for_mark = price_of_first(held, marks(BTC="60000", ETH="3000"))
    assert (right, entry_for_mark) == ("47675.95", "41721.52")


def test_other_positions_maintenance_counts():
    held = account("1000", cross("BTC", "0.05", "60000"), cross("ETH", "1", "3000"))
    alone = replace(held, positions=held.positions[:1])
    forgotten = price_of_first(alone, marks(BTC="60000"))
    assert price_of_first(held, marks(BTC="60000", ETH="3000")) == "41721.52"
    assert forgotten == "40506.33"


def test_after_a_flip_the_new_side_counts():
    """The official snippet keeps the order's side; the resulting position's side is the right one."""
    short = account("1000", cross("BTC", "-0.05", "60000"))
    right = figures(short, marks(BTC="60000")).positions[0].liquidation_price
    old_side = price_where(
        Decimal(1000), Decimal("37.5"), Decimal("0.05"), Decimal(60_000), short.positions[0].tiers
    )
    assert (f"{right:.2f}", f"{old_side:.2f}") == ("79012.35", "40506.33")


def test_resting_orders_do_not_move_a_liquidation_price():
    held = account("1000", cross("BTC", "0.05", "60000"), orders=[resting("BTC", "0.05", "55000")])
    subtracted = account(str(1000 - 275), cross("BTC", "0.05", "60000"))
    assert price_of_first(held, marks(BTC="60000")) == "40506.33"
    assert price_of_first(subtracted, marks(BTC="60000")) == "46075.95"


def test_isolated_equity_is_not_the_pool_s():
    """Cross equity, not account value: what is set aside for SOL backs no BTC."""
    held = account("1000", cross("BTC", "0.05", "60000"), isolated("SOL", "10", "150", "500"))
    total = account("1500", cross("BTC", "0.05", "60000"))
    assert price_of_first(held, marks(BTC="60000", SOL="150")) == "40506.33"
    assert price_of_first(total, marks(BTC="60000")) == "30379.75"


def test_the_transfer_rule_is_taken_for_each_position_not_on_the_totals():
    """20× and 3× at 10,000 each: 1,000 + 3,333.33 stay, not max(3,833.33, 2,000)."""
    held = account("10000", cross("BTC", "1", "10000", 20), cross("DOGE", "100000", "0.1", 3))
    right = figures(held, marks(BTC="10000", DOGE="0.1")).withdrawable
    on_totals = Decimal(10_000) - max(Decimal("3833.333333"), Decimal(2000))
    assert (right, on_totals) == (Decimal("5666.666667"), Decimal("6166.666667"))


def test_each_maintenance_is_floored_before_they_are_added():
    thirds = one_tier(3)
    held = account("10", *(cross(market, "1", "1.00001", 3, thirds) for market in ("A", "B", "C")))
    summed_first = Decimal("0.500005")
    assert figures(held, marks(A="1.00001", B="1.00001", C="1.00001")).maintenance_margin == Decimal(
        "0.500004"
    )
    assert Decimal("0.500004") != summed_first


def test_a_dead_market_and_a_live_one_with_the_setting_changed_give_one_price():
    """In cross the leverage setting is no input: wrong formulas use 1 / (2 × setting)."""
    at_5 = account("1000", cross("BTC", "0.05", "60000", leverage=5))
    by_setting = account("1000", cross("BTC", "0.05", "60000", tiers=one_tier(5)))
    assert price_of_first(at_5, marks(BTC="60000")) == "40506.33"
    assert price_of_first(by_setting, marks(BTC="60000")) == "44444.44"
