"""The single-asset pool: what is free, what resting orders hold, what isolated margin does."""

from decimal import Decimal

import pytest

from margin.engine.accounts import Leg, Mode
from margin.engine.assess import assess
from margin.engine.assessment import Indeterminate
from margin.engine.aster_auto_add import furthest_liquidation_price
from margin.engine.errors import MarginError
from tests.margin.aster_situations import ETH, held, known, pool, resting


def test_available_counts_the_worse_of_mark_and_last():
    account = pool("10000", held("1", "60000"))
    by_last = {
        last: known(account, {"BTCUSDT": "60000"}, {"BTCUSDT": last}).available_margin
        for last in ("59900", "60000", "60100")
    }
    assert by_last == {"59900": Decimal(3900), "60000": Decimal(4000), "60100": Decimal(4000)}


def test_without_the_last_price_available_is_an_upper_bound_and_says_so():
    account = pool("10000", held("1", "60000"), held("-2", "3000", market="ETHUSDT", tiers=ETH))
    marks = {"BTCUSDT": "60000", "ETHUSDT": "3000"}
    assert known(account, marks).unknown_lasts == ("BTCUSDT", "ETHUSDT")
    assert known(pool("10000", held("1", "60000")), {"BTCUSDT": "59000"}).available_margin == Decimal(3100)
    assert known(account, marks, {"BTCUSDT": "60000"}).unknown_lasts == ("ETHUSDT",)
    assert known(account, marks, marks).unknown_lasts == ()


def test_an_isolated_position_s_last_price_is_not_needed():
    account = pool("10000", held("1", "60000", wallet="6000"))
    found = known(account, {"BTCUSDT": "60000"})
    assert (found.unknown_lasts, found.available_margin) == ((), Decimal(10000))


def test_a_profit_is_available_but_cannot_be_withdrawn():
    """Wallet 10,000, profit 2,000, initial 6,200, maintenance 260: 5,800 is free, 5,800 ≤ 10,000 − 260."""
    rich = known(pool("10000", held("1", "60000")), {"BTCUSDT": "62000"}, {"BTCUSDT": "62000"})
    assert (rich.available_margin, rich.withdrawable) == (Decimal(5800), Decimal(5800))
    account = pool("500", held("1", "60000", leverage=100))
    found = known(account, {"BTCUSDT": "62000"}, {"BTCUSDT": "62000"})
    assert found.available_margin == Decimal(1880)
    assert found.withdrawable == Decimal(240)


def test_nothing_open_has_no_ratio_and_everything_free():
    found = known(pool("250.5"), {})
    assert (found.margin_ratio, found.margin_utilization) == (None, Decimal(0))
    assert found.available_margin == found.withdrawable == found.equity == Decimal("250.5")


def test_the_ratio_is_that_of_the_cross_pool_and_each_isolated_position_has_its_own():
    account = pool("1000", held("0.1", "60000"), held("2", "3000", market="ETHUSDT", wallet="300", tiers=ETH))
    found = known(account, {"BTCUSDT": "60000", "ETHUSDT": "2950"})
    assert found.equity == Decimal(1000)
    assert found.margin_ratio == Decimal("2.4")
    assert found.account_value == Decimal(1200)
    assert found.positions[1].margin_ratio == Decimal("14.75")


def test_equity_gone_is_liquidation_and_no_ratio():
    found = known(pool("1000", held("1", "60000")), {"BTCUSDT": "58000"})
    assert (found.equity, found.margin_ratio, found.is_liquidatable) == (Decimal(-1000), None, True)
    assert (found.available_margin, found.withdrawable) == (Decimal(0), Decimal(0))


@pytest.mark.parametrize(
    ("orders", "margin"),
    [
        ((), "0"),
        ((resting("0.5", "59000"),), "2950"),
        ((resting("-0.5", "61000"),), "0"),
        ((resting("-2.5", "61000"),), "3250"),
        ((resting("0.5", "59000"), resting("-2.5", "61000")), "3250"),
        ((resting("-2.5", "61000", reduce_only=True),), "0"),
    ],
    ids=[
        "none",
        "a bid adds",
        "a small ask closes",
        "a large ask turns the position",
        "the larger side",
        "reduce-only",
    ],
)
def test_resting_orders_hold_the_larger_side_around_the_position(orders, margin):
    account = pool("20000", held("1", "60000"), orders=orders)
    found = known(account, {"BTCUSDT": "60000"}, {"BTCUSDT": "60000"})
    assert found.order_margin == Decimal(margin)
    assert found.available_margin == Decimal(14000) - Decimal(margin)


def test_bids_beyond_a_short_turn_it_and_hold_what_lies_beyond():
    """Short 1, bids of 2.5: |−60,000 + 150,000| against |−60,000 − 6,100|."""
    orders = (resting("2.5", "60000"), resting("-0.1", "61000"))
    found = known(pool("20000", held("-1", "60000"), orders=orders), {"BTCUSDT": "60000"})
    assert (found.initial_margin, found.order_margin) == (Decimal(6000), Decimal(3000))


def test_exposures_count_longs_and_shorts():
    account = pool("10000", held("1", "60000"), held("-2", "3000", market="ETHUSDT", tiers=ETH))
    found = known(account, {"BTCUSDT": "60000", "ETHUSDT": "3000"})
    assert (found.net_exposure, found.gross_exposure) == (Decimal(54000), Decimal(66000))
    assert (found.positions[1].notional, found.effective_leverage) == (Decimal(6000), Decimal("6.6"))


@pytest.mark.parametrize(("mode", "withdrawable"), [(Mode.CROSS, "600"), (Mode.ISOLATED, "500")])
def test_orders_of_isolated_markets_also_lower_what_can_be_withdrawn(mode, withdrawable):
    """Wallet 900, maintenance 300, ample profit; the order holds 100."""
    order = resting("0.1", "1000", market="ETHUSDT", leverage=1, mode=mode)
    account = pool("900", held("1", "60000"), orders=(order,))
    found = known(account, {"BTCUSDT": "70000"}, {"BTCUSDT": "70000"})
    assert found.available_margin == Decimal(3800)
    assert found.withdrawable == Decimal(withdrawable)


def test_orders_without_a_position_hold_the_larger_side():
    orders = (resting("0.5", "59000"), resting("-0.4", "61000"))
    assert known(pool("20000", orders=orders), {}).order_margin == Decimal(2950)


def test_hedge_orders_that_close_their_leg_hold_nothing():
    long = held("1", "60000", leg=Leg.LONG)
    orders = (resting("-3", "61000", leg=Leg.LONG), resting("-1", "61000", leg=Leg.SHORT))
    found = known(pool("20000", long, orders=orders), {"BTCUSDT": "60000"})
    assert found.order_margin == Decimal(6100)


def test_orders_of_an_isolated_market_hold_money_of_the_pool():
    """The rule that 14,988.35309135 − 31 = 14,957.35309135 was recorded for."""
    order = resting("0.01", "31000", mode=Mode.ISOLATED)
    found = known(pool("14988.35309135", orders=(order,)), {})
    assert found.available_margin == found.withdrawable == Decimal("14957.35309135")


def test_a_market_has_one_leverage_and_the_position_s_wins():
    orders = (resting("0.5", "59000", leverage=20),)
    account = pool("20000", held("1", "60000"), orders=orders)
    assert known(account, {"BTCUSDT": "60000"}).order_margin == Decimal(2950)
    mixed = pool("20000", orders=(resting("1", "59000"), resting("1", "59000", leverage=20)))
    with pytest.raises(MarginError, match=r"^BTCUSDT orders: must share one leverage"):
        assess(mixed, {})


def test_what_is_not_known_is_named():
    account = pool(
        "1000", held("1", "60000"), orders=(resting("1", "3000", market="ETHUSDT", leverage=None),)
    )
    assert assess(account, {}) == Indeterminate(("BTCUSDT mark", "ETHUSDT leverage"))


@pytest.mark.parametrize("last", ["0", "-1", "NaN", "1e30"])
def test_a_last_price_that_cannot_be_one_is_refused(last):
    with pytest.raises(MarginError, match=r"^BTCUSDT last price: "):
        known(pool("1000", held("1", "60000")), {"BTCUSDT": "60000"}, {"BTCUSDT": last})


def test_two_collaterals_are_not_one_single_asset_pool():
    account = pool("1000", held("1", "60000"), held("1", "3000", market="ETHUSD1", collateral="USD1"))
    with pytest.raises(MarginError, match=r"^collateral: must be one in this pool, not USD1 and USDT"):
        known(account, {"BTCUSDT": "60000", "ETHUSD1": "3000"})


def test_the_entry_is_cut_at_8_decimals_before_it_is_used():
    """DOGE 0.175896779661: with the uncut entry the PnL of 300,000 would be 0.0029 USDT off."""
    position = held("300000", "0.175896779661", market="DOGEUSDT")
    found = known(pool("10000", position), {"DOGEUSDT": "0.18"})
    assert found.unrealized_pnl == Decimal("1230.96900000")
    assert Decimal(300000) * Decimal("0.18") - position.cost == Decimal("1230.9661017")


def test_auto_added_margin_is_a_bound_and_no_other_figure_counts_on_it():
    plain, topped = (held("1", "60000", wallet="3000", auto_add=auto) for auto in (False, True))
    mark, free = Decimal(60000), Decimal(2000)
    assert furthest_liquidation_price(plain, mark, free) == Decimal("57236.18090452")
    assert furthest_liquidation_price(topped, mark, free) == Decimal("55226.13065327")
    at_mark = [known(pool("2000", held_now), {"BTCUSDT": "60000"}) for held_now in (plain, topped)]
    assert at_mark[0] == at_mark[1]


def test_auto_add_needs_margin_that_was_set_aside():
    with pytest.raises(MarginError, match=r"^BTCUSDT isolated margin: "):
        furthest_liquidation_price(held("1", "60000"), Decimal(60000), Decimal(1))
    with pytest.raises(MarginError, match=r"^addable margin: "):
        furthest_liquidation_price(held("1", "60000", wallet="1"), Decimal(60000), Decimal(-1))
