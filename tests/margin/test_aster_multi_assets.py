"""Multi-assets mode: owned at the bid rate, owed at the ask rate, every margin at the ask rate."""

from dataclasses import replace
from decimal import Decimal

import pytest

from margin.engine.accounts import Asset, Leg, Mode
from margin.engine.assess import assess
from margin.engine.assessment import Indeterminate
from margin.engine.aster_multi_assets import in_asset, in_usd, rates
from margin.engine.errors import MarginError
from tests.margin.aster_situations import FLAT, brackets, held, known, resting, several

USDT = Asset("USDT", Decimal("10.01540483"), Decimal("0.99988"), Decimal("1.00008"))
USDF = Asset("USDF", Decimal(25), Decimal("0.99988"), Decimal("1.00012"))
MARKS = {"BTCUSDT": "60000"}


def usdt(wallet: str) -> Asset:
    return Asset("USDT", Decimal(wallet), Decimal("0.99"), Decimal("1.01"))


def btc(wallet: str) -> Asset:
    return Asset("BTC", Decimal(wallet), Decimal(57000), Decimal(63000))


def test_the_one_recorded_aster_account_is_worth_what_it_printed():
    """2026-03-17: 25 USDF and 10.01540483 USDT, totalWalletBalance 35.0112029814204."""
    found = known(several((USDT, USDF)), {})
    assert found.equity == found.available_margin == found.withdrawable == Decimal("35.0112029814204")


def test_the_headline_of_available_is_in_usdt():
    """The same account's availableBalance, 35.00840230: cut, not rounded, from 35.008402309…"""
    assert in_asset(Decimal("35.0112029814204"), USDT) == Decimal("35.00840230")


def test_binance_s_headline_is_in_usd():
    """2023-07: 3,333.20649844 USD at the ask rate 1.00012153 are 3,332.80146307 USDT."""
    asset = Asset("USDT", Decimal(0), Decimal("0.99992152"), Decimal("1.00012153"))
    assert in_asset(Decimal("3333.20649844"), asset) == Decimal("3332.80146307")


def test_rates_are_the_index_less_and_more_its_buffers():
    assert rates(Decimal(60000), Decimal("0.05"), Decimal("0.05")) == (Decimal(57000), Decimal(63000))
    with pytest.raises(MarginError, match=r"^index: "):
        rates(Decimal(0), Decimal(0), Decimal(0))


def test_what_is_owed_counts_at_the_ask_rate():
    assert in_usd(Decimal(100), usdt("0")) == Decimal(99)
    assert in_usd(Decimal(-100), usdt("0")) == Decimal(-101)


def test_margins_count_at_the_ask_rate_and_btc_backs_a_loss_in_usdt():
    account = several((usdt("0"), btc("0.1")), held("0.1", "60000", tiers=FLAT))
    found = known(account, {"BTCUSDT": "59000"}, {"BTCUSDT": "59000"})
    assert found.equity == Decimal(5700) - Decimal(101)
    assert found.maintenance_margin == Decimal("59.59")
    assert found.initial_margin == Decimal("595.9")
    assert found.available_margin == Decimal("5003.1")
    assert found.unrealized_pnl == Decimal(-101)
    assert found.positions[0].unrealized_pnl == Decimal(-100)


def test_orders_hold_margin_at_the_ask_rate_and_available_counts_the_worse_price():
    """(2,000 − 100) × 0.99 − 600 × 1.01 − 290 × 1.01."""
    position, order = held("0.1", "60000", tiers=FLAT), resting("0.05", "58000")
    account = several((usdt("2000"),), position, orders=(order,))
    found = known(account, MARKS, {"BTCUSDT": "59000"})
    assert (found.order_margin, found.available_margin) == (Decimal("292.9"), Decimal("982.1"))
    assert known(account, MARKS).unknown_lasts == ("BTCUSDT",)


def test_a_profit_cannot_be_withdrawn_here_either():
    account = several((usdt("100"),), held("0.1", "60000", tiers=FLAT, leverage=100))
    found = known(account, {"BTCUSDT": "61000"}, {"BTCUSDT": "61000"})
    assert found.available_margin == Decimal("136.39")
    assert found.withdrawable == Decimal("37.39")


def test_the_liquidation_price_counts_the_collateral_at_the_ask_rate_once_it_is_owed():
    """A + (PnL)·1.01 = 0.01·0.1·p·1.01 with A = 5,700 of BTC: p = (5,700 − 6,060) / (0.1·1.01·−0.99)."""
    account = several((usdt("0"), btc("0.1")), held("0.1", "60000", tiers=FLAT))
    assert known(account, MARKS).positions[0].liquidation_price == Decimal("3600.36003600")


def test_the_liquidation_price_counts_the_collateral_at_the_bid_rate_while_it_is_owned():
    """Another collateral owes 500: (1,000 + 0.1·(p − 60,000))·0.99 − 505 = 0.001·p·1.01."""
    usdf = Asset("USDF", Decimal(-500), Decimal("0.99"), Decimal("1.01"))
    account = several((usdt("1000"), usdf), held("0.1", "60000", tiers=FLAT))
    price = known(account, MARKS).positions[0].liquidation_price
    assert price == Decimal("55668.94581080")
    assert Decimal(1000) + (price - 60000) / 10 > 0


def test_another_position_s_maintenance_and_profit_count_in_usd():
    other = held("-1", "3000", market="ETHUSDF", tiers=FLAT, collateral="USDF")
    usdf = Asset("USDF", Decimal(0), Decimal("0.9"), Decimal("1.1"))
    account = several((usdt("1000"), usdf), held("0.1", "60000", tiers=FLAT), other)
    found = known(account, {"BTCUSDT": "60000", "ETHUSDF": "2900"})
    assert found.equity == Decimal(990) + Decimal(90)
    assert found.maintenance_margin == Decimal("60.6") + Decimal("31.9")


def test_a_liquidation_price_counts_every_other_asset_and_position():
    """Beside 0.1 BTC: 2,850 of coin + 270 of USDF − 31.9 − 14.14 of maintenance; USDT: 1,000 − 100 − 6,000.

    2,850 + 270 − 31.9 − 14.14 − 5,100 × 1.01 = (0.001 − 0.1) × 1.01 × price, the USDT being owed there.
    """
    usdf = Asset("USDF", Decimal(200), Decimal("0.9"), Decimal("1.1"))
    eth = held("-1", "3000", market="ETHUSDF", tiers=FLAT, collateral="USDF")
    sol = held("10", "150", market="SOLUSDT", tiers=FLAT)
    account = several((usdt("1000"), usdf, btc("0.05")), held("0.1", "60000", tiers=FLAT), eth, sol)
    found = known(account, MARKS | {"ETHUSDF": "2900", "SOLUSDT": "140"})
    assert found.positions[0].liquidation_price == Decimal("20772.47724772")


def test_both_legs_of_a_hedge_share_the_price_nearest_mark_here_too():
    steep = brackets(("0", "200000", "0.01", "0"), ("200000", "900000000", "0.31", "60000"))
    legs = held("3", "60000", leg=Leg.LONG, tiers=steep), held("-2", "60000", leg=Leg.SHORT, tiers=steep)
    at_par = Asset("USDT", Decimal(20000), Decimal(1), Decimal(1))
    for mark, price in (("60000", "42105.26315789"), ("130000", "145454.54545455")):
        found = known(several((at_par,), *legs), {"BTCUSDT": mark}).positions
        assert {each.liquidation_price for each in found} == {Decimal(price)}


def test_isolated_margin_is_refused_by_name():
    with pytest.raises(MarginError, match=r"^BTCUSDT mode: must be cross"):
        known(several((usdt("1000"),), held("0.1", "60000", wallet="600")), MARKS)
    with pytest.raises(MarginError, match=r"^ETHUSDT mode: must be cross"):
        known(several((usdt("1"),), orders=(resting("1", "3000", market="ETHUSDT", mode=Mode.ISOLATED),)), {})


def test_cash_outside_the_assets_is_refused():
    account = replace(several((usdt("1000"),)), wallet=Decimal(5))
    with pytest.raises(MarginError, match=r"^wallet: must be 0 in multi-assets mode"):
        known(account, {})


def test_an_asset_is_given_once_and_with_rates_that_can_be():
    with pytest.raises(MarginError, match=r"^USDT asset: must be given once"):
        known(several((usdt("1"), usdt("2"))), {})
    for rates_given, field in ((("0", "1"), "bid rate"), (("1", "NaN"), "ask rate")):
        with pytest.raises(MarginError, match=f"^USDC {field}: "):
            Asset("USDC", Decimal(1), *map(Decimal, rates_given))


def test_an_asset_without_rates_is_unknown_not_worthless():
    account = several((usdt("1000"),), held("0.1", "60000", collateral="USDF"))
    assert assess(account, {"BTCUSDT": Decimal(60000)}) == Indeterminate(("USDF rates",))
