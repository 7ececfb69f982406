"""The mode selector: what each mode means for the order in hand, and why it may be locked."""

from dataclasses import replace
from decimal import Decimal

import pytest

from margin.engine.accounts import Asset, Mode
from margin.engine.scenarios.fills import filled, placed
from margin.engine.scenarios.locks import Lock, Locked, Restriction, Unlock, Why
from margin.engine.scenarios.modes import mode_choices, standing
from margin.engine.scenarios.settings import leverage_locks, mode_locks, with_leverage, with_mode
from tests.margin import aster_situations as aster
from tests.margin.scenario_situations import DRAWN, draft, drawn, drawn_without_bitcoin
from tests.margin.situations import account, cross, isolated, marks, resting

USDT = Asset("USDT", Decimal(1000), Decimal("0.9999"), Decimal("1.0001"))
BID = aster.resting("0.1", "50000")
POSITION_OPEN = Lock(Why.POSITION_OPEN, Unlock.CLOSE_POSITION)


def test_a_hyperliquid_position_locks_its_mode_until_it_is_closed():
    assert mode_locks(drawn(), "BTC", Mode.ISOLATED) == (POSITION_OPEN,)
    assert mode_locks(drawn(), "DOGE", Mode.ISOLATED) == ()


def test_resting_orders_are_not_recorded_to_lock_a_mode_on_hyperliquid():
    bidding = placed(account("1000"), resting("BTC", "0.1", "50000"))
    assert mode_locks(bidding, "BTC", Mode.ISOLATED) == ()
    assert [order.mode for order in with_mode(bidding, "BTC", Mode.ISOLATED).orders] == [Mode.ISOLATED]


def test_an_aster_position_and_its_orders_lock_with_the_venues_codes():
    pool = aster.pool("1000", aster.held("0.1", "50000"), orders=(BID, BID))
    assert mode_locks(pool, "BTCUSDT", Mode.ISOLATED) == (
        Lock(Why.POSITION_OPEN, Unlock.CLOSE_POSITION, -4048),
        Lock(Why.ORDERS_OPEN, Unlock.CANCEL_ORDERS, -4047, 2),
    )
    assert mode_locks(pool, "ETHUSDT", Mode.ISOLATED) == ()


def test_multi_assets_mode_forbids_isolated_margin():
    pool = aster.several((USDT,))
    assert mode_locks(pool, "BTCUSDT", Mode.ISOLATED) == (Lock(Why.MULTI_ASSETS, Unlock.LEAVE_MULTI_ASSETS),)
    assert mode_locks(pool, "BTCUSDT", Mode.CROSS) == ()


@pytest.mark.parametrize("restriction", [Restriction("noCross"), Restriction("strictIsolated")])
def test_an_isolated_only_market_has_no_cross_and_nothing_unlocks_it(restriction):
    assert mode_locks(account("1000"), "BTC", Mode.CROSS, restriction) == (Lock(Why.ISOLATED_ONLY),)
    assert mode_locks(account("1000"), "BTC", Mode.ISOLATED, restriction) == ()


def test_asking_for_the_present_mode_changes_nothing():
    locks = mode_locks(drawn(), "BTC", Mode.CROSS, current=Mode.CROSS)
    assert [lock.why for lock in locks] == [Why.NOTHING_TO_CHANGE]


def test_a_locked_mode_is_refused_with_its_reasons():
    with pytest.raises(Locked) as refusal:
        with_mode(drawn(), "BTC", Mode.ISOLATED)
    assert refusal.value.locks == (POSITION_OPEN,)
    assert refusal.value.field == "BTC mode"


def test_no_money_moves_with_the_mode():
    bidding = placed(account("1000"), resting("BTC", "0.1", "50000"))
    assert with_mode(bidding, "BTC", Mode.ISOLATED).wallet == 1000


def test_an_isolated_asters_leverage_only_rises():
    pool = aster.pool("1000", aster.held("0.1", "50000", leverage=10, wallet="500"))
    (lock,) = leverage_locks(pool, "BTCUSDT", 5)
    assert (lock.why, lock.code) == (Why.LEVERAGE_ONLY_RISES, -4161)
    assert leverage_locks(pool, "BTCUSDT", 20) == ()
    in_cross = aster.pool("1000", aster.held("0.1", "50000", leverage=10))
    assert leverage_locks(in_cross, "BTCUSDT", 5) == ()
    with pytest.raises(Locked, match="BTCUSDT leverage: is locked: leverage-only-rises"):
        with_leverage(pool, "BTCUSDT", 5)


def test_leverage_is_of_the_whole_position_and_of_its_orders():
    held = account("1000", cross("BTC", "0.05", "60000"), orders=[resting("BTC", "0.1", "50000")])
    raised = with_leverage(held, "BTC", 20)
    assert (raised.positions[0].leverage, raised.orders[0].leverage) == (20, 20)
    assert with_leverage(held, "ETH", 20) == held


def test_both_modes_say_what_locks_them_after_the_fill():
    sides = mode_choices(drawn_without_bitcoin(), DRAWN, draft("BTC", "0.1", "64812"), Mode.CROSS)
    assert [side.facts.locked_after for side in sides] == [(POSITION_OPEN,), (POSITION_OPEN,)]


def test_a_mode_that_is_locked_has_reasons_and_no_facts():
    side, other = mode_choices(drawn(), DRAWN, draft("ETH", "-1", "3344", 5), Mode.ISOLATED)
    assert (side.locks, side.facts, side.is_current) == ((POSITION_OPEN,), None, False)
    assert (other.facts.backing, other.facts.set_aside) == (Decimal("3180.80"), Decimal("668.80"))


def test_an_isolated_only_market_offers_only_isolated():
    side, other = mode_choices(
        account("1000"), DRAWN, draft("BTC", "0.01", "64812"), Mode.ISOLATED, Restriction.NO_CROSS
    )
    assert ([lock.why for lock in side.locks], side.facts) == ([Why.ISOLATED_ONLY], None)
    assert [lock.why for lock in other.facts.locked_after] == [Why.ISOLATED_ONLY, Why.POSITION_OPEN]


def test_an_order_that_closes_the_position_leaves_nothing_to_back():
    side, _ = mode_choices(drawn(), DRAWN, draft("BTC", "-0.5", "64812", 20), Mode.CROSS)
    assert side.facts is None
    assert side.locks == ()


def test_an_isolated_order_that_the_pool_cannot_pay_says_so():
    sides = mode_choices(account("200"), DRAWN, draft("BTC", "0.05", "64812"), Mode.CROSS)
    assert [side.facts.is_affordable for side in sides] == [False, False]
    assert sides[1].facts.needed == Decimal("324.06")


def test_with_nothing_open_there_is_nothing_that_stands():
    assert standing(drawn_without_bitcoin(), DRAWN, draft("BTC", "0.1", "64812")) is None


def test_an_isolated_position_stands_on_its_own_margin():
    now = standing(drawn(), DRAWN, draft("ETH", "-1", "3344", 5, Mode.ISOLATED))
    assert (now.backing, now.at_risk) == (2512, 2512)


def test_what_can_be_lost_is_never_below_nothing():
    lost = account("0", isolated("BTC", "0.1", "60000", "100"))
    now = standing(lost, marks(BTC="50000"), draft("BTC", "0.1", "50000", mode=Mode.ISOLATED))
    assert (now.backing, now.at_risk) == (-900, 0)


def test_asters_dialog_sets_aside_the_venues_initial_margin():
    order = replace(draft("BTCUSDT", "0.1", "60000", 6, tiers=aster.BTC), collateral="USDT")
    pool = aster.pool("2000", aster.held("1", "3000", market="ETHUSDT", tiers=aster.ETH))
    prices = {"BTCUSDT": Decimal(60000), "ETHUSDT": Decimal(3000)}
    side, other = mode_choices(pool, prices, order, Mode.CROSS)
    assert other.facts.set_aside == Decimal("1000.00002")
    assert side.facts.backing == 2000
    assert other.facts.others[0].after > side.facts.others[0].after > other.facts.others[0].before
    later = mode_locks(filled(pool, order), "BTCUSDT", Mode.ISOLATED)
    assert side.facts.locked_after == later == (Lock(Why.POSITION_OPEN, Unlock.CLOSE_POSITION, -4048),)
