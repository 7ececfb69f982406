"""Orders that fill: what they do to cash, cost, margin set aside and resting orders."""

from dataclasses import replace
from decimal import Decimal

import pytest

from margin.engine.accounts import Leg, Mode
from margin.engine.errors import MarginError
from margin.engine.scenarios.books import walked
from margin.engine.scenarios.fills import (
    cancelled,
    closing_draft,
    executed,
    filled,
    order_filled,
    placed,
)
from margin.engine.scenarios.locks import Locked
from margin.engine.scenarios.previews import preview
from tests.margin import aster_situations as aster
from tests.margin.scenario_situations import draft, known
from tests.margin.situations import BTC, account, cross, isolated, marks, one_tier, resting

NOW = marks(BTC="60000")
ASKS = [(Decimal(60010), Decimal("0.4")), (Decimal(60020), Decimal("0.4")), (Decimal(60050), Decimal(1))]


def the_position(held):
    (position,) = held.positions
    return position


def test_buying_more_averages_the_entry_and_leaves_the_cash():
    after = filled(account("1000", cross("BTC", "0.1", "60000")), draft("BTC", "0.1", "62000"))
    assert (the_position(after).size, the_position(after).cost) == (Decimal("0.2"), 12_200)
    assert after.wallet == 1000


def test_selling_a_part_keeps_the_entry_and_turns_its_result_into_cash():
    after = filled(account("1000", cross("BTC", "0.4", "60000")), draft("BTC", "-0.1", "63000"))
    assert the_position(after).cost == Decimal("0.3") * 60_000
    assert after.wallet == 1300


def test_buying_a_part_of_a_short_back_leaves_the_rest():
    after = filled(account("1000", cross("BTC", "-0.4", "60000")), draft("BTC", "0.1", "59000"))
    assert (the_position(after).size, after.wallet) == (Decimal("-0.3"), 1100)


def test_closing_leaves_nothing_but_cash():
    held = account("1000", cross("BTC", "-0.4", "60000"))
    after = filled(held, closing_draft(held, "BTC", Decimal(61000)))
    assert (after.positions, after.wallet) == ((), 600)


def test_flipping_enters_at_the_fills_price():
    after = filled(account("1000", cross("BTC", "0.1", "60000")), draft("BTC", "-0.3", "61000"))
    assert (the_position(after).size, the_position(after).cost) == (Decimal("-0.2"), -12_200)
    assert after.wallet == 1100


def test_opening_isolated_takes_its_margin_out_of_the_pool():
    after = filled(account("1000"), draft("BTC", "0.05", "60000", 10, Mode.ISOLATED))
    assert (after.wallet, the_position(after).wallet) == (700, 300)


def test_the_opening_fee_of_an_isolated_position_comes_from_its_own_margin():
    """Recorded: 75.658 at 10× with a fee of 0.045 % leaves 7.531754 aside (docs/margin.md)."""
    order = draft("DOGE", "1", "75.658", 10, Mode.ISOLATED, fee_rate="0.00045")
    after = filled(account("100"), order)
    assert the_position(after).wallet == Decimal("7.531754")
    assert after.wallet == Decimal("92.4342")


def test_the_fee_of_a_cross_fill_comes_from_the_pool_floored_to_the_micro_dollar():
    """Recorded: 41.97423 at 0.0432 % paid 0.018132."""
    after = filled(account("100"), draft("BTC", "1", "41.97423", fee_rate="0.000432"))
    assert after.wallet == 100 - Decimal("0.018132")


def test_on_aster_the_opening_fee_of_an_isolated_position_comes_from_the_wallet():
    order = replace(
        draft("BTCUSDT", "0.05", "60000", 10, Mode.ISOLATED, fee_rate="0.0004", tiers=aster.BTC),
        collateral="USDT",
    )
    after = filled(aster.pool("1000"), order)
    assert (after.wallet, the_position(after).wallet) == (Decimal("698.8"), 300)


def test_closing_a_part_of_an_isolated_position_releases_that_part_of_its_margin():
    held = account("0", isolated("BTC", "0.4", "60000", "2400"))
    after = filled(held, draft("BTC", "-0.1", "63000", mode=Mode.ISOLATED))
    assert (after.wallet, the_position(after).wallet) == (900, 1800)


def test_reduce_only_never_opens_the_other_side():
    held = account("1000", cross("BTC", "0.1", "60000"))
    after = filled(held, draft("BTC", "-0.3", "60000", reduce_only=True))
    assert after.positions == ()
    assert filled(account("1000"), draft("BTC", "-0.3", "60000", reduce_only=True)) == account("1000")


def test_the_reduce_only_part_of_a_fee_is_paid_on_what_closes():
    held = account("1000", cross("BTC", "0.1", "60000"))
    order = draft("BTC", "-0.3", "60000", reduce_only=True, fee_rate="0.001")
    assert filled(held, order).wallet == 994


def test_a_fill_at_another_leverage_than_the_positions_is_refused_by_name():
    held = account("1000", cross("BTC", "0.1", "60000", 10))
    with pytest.raises(MarginError, match="BTC leverage: must be the open position's, 10, not 20"):
        filled(held, draft("BTC", "0.1", "60000", 20))


def test_a_hedge_leg_cannot_close_more_than_it_holds():
    long = aster.pool("1000", aster.held("0.1", "60000", leg=Leg.LONG))
    sale = replace(draft("BTCUSDT", "-0.2", "60000", tiers=aster.BTC), leg=Leg.LONG, collateral="USDT")
    with pytest.raises(MarginError, match="must not exceed what the long leg holds"):
        filled(long, sale)
    assert filled(long, replace(sale, size=Decimal("-0.1"))).positions == ()


def test_both_legs_of_hedge_mode_stand_beside_each_other():
    long = aster.pool("1000", aster.held("0.1", "60000", leg=Leg.LONG))
    sale = replace(draft("BTCUSDT", "-0.2", "60000", tiers=aster.BTC), leg=Leg.SHORT, collateral="USDT")
    assert [(held.leg, held.size) for held in filled(long, sale).positions] == [
        (Leg.LONG, Decimal("0.1")),
        (Leg.SHORT, Decimal("-0.2")),
    ]


def test_a_market_order_walks_the_book():
    taken = walked(Decimal(1), ASKS)
    assert (taken.filled, taken.unfilled, taken.worst) == (1, 0, 60050)
    assert (taken.value, taken.average) == (Decimal("60022.0"), Decimal("60022.0"))


def test_a_sale_walks_the_bids_with_signed_amounts():
    taken = walked(Decimal("-0.5"), [(Decimal(59990), Decimal("0.3")), (Decimal(59980), Decimal(1))])
    assert (taken.filled, taken.value, taken.worst) == (Decimal("-0.5"), Decimal("-29993.0"), 59980)


def test_nothing_fills_beyond_the_worst_price_and_the_rest_is_said():
    taken = walked(Decimal(1), ASKS, cap=Decimal(60020))
    assert (taken.filled, taken.unfilled, taken.worst) == (Decimal("0.8"), Decimal("0.2"), 60020)


def test_an_empty_book_fills_nothing():
    taken = walked(Decimal(1), [])
    assert (taken.filled, taken.unfilled, taken.average, taken.worst) == (0, 1, None, None)
    assert executed(account("1000"), draft("BTC", "1", "61000"), taken) == account("1000")


def test_a_book_out_of_order_is_refused():
    with pytest.raises(MarginError, match="level 2 price: must be worse than 60010"):
        walked(Decimal(1), [ASKS[0], ASKS[0]])


def test_a_fill_through_the_book_costs_exactly_what_its_levels_cost():
    order = draft("BTC", "1", "61000")
    after = executed(account("9000"), order, walked(order.size, ASKS))
    assert the_position(after).cost == Decimal("60022.0")


def test_a_flip_through_the_book_splits_the_cost_between_both_sides():
    held = account("9000", cross("BTC", "-0.5", "60000"))
    after = executed(held, draft("BTC", "1", "61000"), walked(Decimal(1), ASKS))
    assert the_position(after).size == Decimal("0.5")
    assert known(after, NOW).equity == known(held, NOW).equity - 22


def test_resting_and_cancelling_an_order_returns_its_margin():
    held = account("1000")
    bid = resting("BTC", "0.05", "54000", 10)
    with_bid = placed(held, bid)
    assert known(with_bid, NOW).available_margin == 730
    assert cancelled(with_bid, bid) == held
    with pytest.raises(MarginError, match="BTC order: must be resting"):
        cancelled(held, bid)


def test_a_resting_order_that_fills_is_gone_and_its_margin_is_the_positions():
    bid = resting("BTC", "0.05", "60000", 10)
    after = order_filled(placed(account("1000"), bid), bid, BTC)
    assert (after.orders, the_position(after).cost) == ((), 3000)
    assert known(after, NOW).available_margin == 700


def test_a_bid_below_the_mark_is_previewed_where_it_fills():
    """Not with the profit it would have if the mark stayed where it is."""
    seen = preview(account("1000"), NOW, draft("BTC", "0.05", "54000"))
    assert seen.marks == {"BTC": 54_000}
    assert (seen.difference.after.equity, seen.difference.after.initial_margin) == (1000, 270)


def test_a_buy_above_the_mark_is_previewed_with_its_immediate_loss():
    seen = preview(account("1000"), NOW, draft("BTC", "0.05", "60600"))
    assert seen.marks == NOW
    assert (seen.difference.after.equity, seen.needed, seen.is_affordable) == (970, 330, True)


def test_a_preview_through_the_book_shows_its_slippage_and_fee():
    order = draft("BTC", "1", "61000", fee_rate="0.00045")
    seen = preview(account("9000"), NOW, order, execution=walked(order.size, ASKS))
    assert seen.difference.after.equity == 9000 - 22 - Decimal("27.0099")


def test_what_cannot_be_paid_is_said():
    seen = preview(account("299"), NOW, draft("BTC", "0.05", "60000"))
    assert (seen.needed, seen.available, seen.is_affordable) == (300, 299, False)


def test_closing_needs_nothing():
    held = account("1000", cross("BTC", "0.05", "60000"))
    assert preview(held, NOW, draft("BTC", "-0.05", "60000")).needed == 0


def test_the_tier_reached_decides_the_requirement_and_is_named():
    early = replace(draft("BTC", "2", "60000", 40), tiers=aster.BTC)
    seen = preview(account("200000"), NOW, early)
    assert seen.tier == aster.BTC.tiers[1]
    assert seen.difference.after.maintenance_margin == 120_000 * Decimal("0.005") - 50
    assert not seen.exceeds_tier


def test_a_leverage_above_the_tier_reached_is_said_when_growing_and_not_when_shrinking():
    big = account("200000", replace(cross("BTC", "2", "60000", 125), tiers=aster.BTC))
    assert preview(big, NOW, draft("BTC", "0.1", "60000", 125, tiers=aster.BTC)).exceeds_tier
    assert not preview(big, NOW, draft("BTC", "-0.1", "60000", 125, tiers=aster.BTC)).exceeds_tier


def test_a_short_too_has_the_tier_of_its_whole_size():
    short = account("200000", replace(cross("BTC", "-2", "60000", 125), tiers=aster.BTC))
    seen = preview(short, NOW, draft("BTC", "-0.1", "60000", 125, tiers=aster.BTC))
    assert (seen.tier, seen.exceeds_tier) == (aster.BTC.tiers[1], True)
    assert not preview(short, NOW, draft("BTC", "0.1", "60000", 125, tiers=aster.BTC)).exceeds_tier


def test_a_preview_at_another_leverage_sets_it_for_the_whole_position():
    held = account("1000", cross("BTC", "0.05", "60000", 10))
    after = preview(held, NOW, draft("BTC", "0.05", "60000", 20)).difference.after
    assert after.initial_margin == 300


def test_a_preview_in_the_other_mode_of_an_open_position_is_locked():
    held = account("1000", cross("BTC", "0.05", "60000", 10))
    with pytest.raises(Locked, match="BTC mode: is locked: position-open"):
        preview(held, NOW, draft("BTC", "0.05", "60000", mode=Mode.ISOLATED))


def test_unknown_tiers_are_said_and_not_guessed():
    order = replace(draft("BTC", "0.05", "60000"), tiers=one_tier(3).unknown())
    with pytest.raises(MarginError, match="BTC tiers: must be known"):
        preview(account("1000"), NOW, order)
