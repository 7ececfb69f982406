"""Money in, out and aside, within the venues' limits; funding payments."""

from decimal import Decimal

import pytest

from margin.engine.accounts import Asset, Leg
from margin.engine.errors import MarginError
from margin.engine.scenarios.cash import (
    addable_margin,
    deposited,
    funded,
    funding_payment,
    margin_added,
    margin_removed,
    removable_margin,
    withdrawn,
)
from margin.engine.scenarios.locks import Locked, Restriction
from tests.margin import aster_situations as aster
from tests.margin.scenario_situations import DRAWN, drawn, known
from tests.margin.situations import account, cross, isolated, marks

USDT = Asset("USDT", Decimal(100), Decimal("0.9999"), Decimal("1.0001"))
NOW = marks(BTC="60000")


def test_a_deposit_and_a_withdrawal_change_the_wallet_by_their_amount():
    rich = deposited(account("1000"), Decimal(50))
    assert rich.wallet == 1050
    assert withdrawn(rich, Decimal(50), {}).wallet == 1000


def test_only_what_is_withdrawable_can_be_withdrawn():
    ben = account("10000", cross("BTC", "1", "60000", 40))
    assert withdrawn(ben, Decimal(4000), NOW).wallet == 6000
    with pytest.raises(MarginError, match="withdrawal: must be at most the withdrawable 4000"):
        withdrawn(ben, Decimal("4000.01"), NOW)


def test_in_multi_assets_money_goes_to_the_named_asset():
    pool = aster.several((USDT,))
    assert deposited(pool, Decimal(5), "USDT").assets[0].wallet == 105
    with pytest.raises(MarginError, match="collateral: must be one of the pool's assets, not 'BNB'"):
        deposited(pool, Decimal(5), "BNB")


def test_hyperliquid_keeps_the_initial_margin_and_a_tenth_of_the_notional_aside():
    at_5 = account("0", isolated("BTC", "0.1", "60000", "2000", 5))
    at_20 = account("0", isolated("BTC", "0.1", "60000", "2000", 20))
    assert removable_margin(at_5, "BTC", NOW) == 800
    assert removable_margin(at_20, "BTC", NOW) == 1400
    assert margin_removed(at_20, "BTC", Decimal(1400), NOW).wallet == 1400
    with pytest.raises(MarginError, match="removed margin: must be at most 1400"):
        margin_removed(at_20, "BTC", Decimal("1400.01"), NOW)


def test_a_strictly_isolated_market_gives_no_margin_back():
    held = account("0", isolated("BTC", "0.1", "60000", "2000", 20))
    strict = Restriction.STRICT_ISOLATED
    assert removable_margin(held, "BTC", NOW, restriction=strict) == 0
    with pytest.raises(Locked, match="margin-stays"):
        margin_removed(held, "BTC", Decimal(1), NOW, restriction=strict)


def test_what_is_available_can_be_added():
    assert addable_margin(drawn(), "ETH", DRAWN) == Decimal("970.17")
    added = margin_added(drawn(), "ETH", Decimal("970.17"), DRAWN)
    assert known(added, DRAWN).available_margin == 0
    assert known(added, DRAWN).account_value == known(drawn(), DRAWN).account_value
    with pytest.raises(MarginError, match=r"added margin: must be at most 970\.17"):
        margin_added(drawn(), "ETH", Decimal("970.18"), DRAWN)


def test_margin_of_a_cross_position_cannot_be_moved():
    with pytest.raises(MarginError, match="BTC position: must be isolated"):
        margin_added(drawn(), "BTC", Decimal(1), DRAWN)
    with pytest.raises(MarginError, match="DOGE position: must be open"):
        margin_removed(drawn(), "DOGE", Decimal(1), DRAWN)


def test_aster_adds_no_profit_that_is_not_realized():
    """min(wallet − cross maintenance, available): available counts the profit of 500, the wallet does not."""
    profit = aster.held("0.1", "55000", market="ETHUSDT", tiers=aster.FLAT, leverage=100)
    pool = aster.pool("700", profit, aster.held("0.1", "60000", wallet="600"))
    prices = {"ETHUSDT": Decimal(60000), "BTCUSDT": Decimal(60000)}
    assert known(pool, prices).available_margin == 1140
    assert addable_margin(pool, "BTCUSDT", prices) == 640


def test_what_orders_of_isolated_markets_hold_cannot_be_added_on_aster():
    aside = aster.held("0.1", "60000", wallet="600")
    bid = aster.resting("0.1", "60000", mode=aside.mode)
    pool = aster.pool("1000", aside, orders=(bid,))
    assert addable_margin(pool, "BTCUSDT", {"BTCUSDT": Decimal(60000)}) == 400


def test_aster_gives_back_neither_unrealized_profit_nor_initial_margin():
    """min(wallet − maintenance, wallet + PnL − mark × size × 1/leverage)."""
    winning = aster.pool("0", aster.held("1", "50000", wallet="5000"))
    losing = aster.pool("0", aster.held("1", "62000", wallet="9000"))
    prices = {"BTCUSDT": Decimal(60000)}
    assert removable_margin(winning, "BTCUSDT", prices) == 5000 - 250
    assert removable_margin(losing, "BTCUSDT", prices) == 9000 - 2000 - 6000


def test_longs_pay_funding_and_shorts_receive_it():
    ben = account("10000", cross("BTC", "1", "60000"))
    assert funding_payment(ben, "BTC", Decimal(60000), Decimal("0.0000125")) == Decimal("0.75")
    assert funded(ben, "BTC", Decimal(60000), Decimal("0.0000125")).wallet == Decimal("9999.25")
    short = account("10000", cross("BTC", "-1", "60000"))
    assert funded(short, "BTC", Decimal(60000), Decimal("0.0000125")).wallet == Decimal("10000.75")


def test_an_isolated_position_pays_funding_from_its_own_margin():
    held = account("500", isolated("BTC", "1", "60000", "6000"))
    paid = funded(held, "BTC", Decimal(60000), Decimal("0.0000125"))
    assert (paid.wallet, paid.positions[0].wallet) == (500, Decimal("5999.25"))


def test_both_legs_of_hedge_mode_settle_funding():
    legs = (aster.held("2", "60000", leg=Leg.LONG), aster.held("-1", "60000", leg=Leg.SHORT))
    pool = aster.pool("10000", *legs)
    assert funding_payment(pool, "BTCUSDT", Decimal(60000), Decimal("0.0001")) == 6
    assert funded(pool, "BTCUSDT", Decimal(60000), Decimal("0.0001")).wallet == 9994


def test_funding_moves_no_entry_and_no_other_market():
    paid = funded(drawn(), "BTC", Decimal(64812), Decimal("0.0001"))
    assert [held.cost for held in paid.positions] == [held.cost for held in drawn().positions]
    assert paid.positions[1:] == drawn().positions[1:]
