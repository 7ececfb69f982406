"""No public function of the engine answers what is no price, no size or no mode: it names the field."""

from dataclasses import replace
from decimal import Context, Decimal, Inexact, localcontext

import msgspec
import pytest

from margin.engine import checks
from margin.engine.accounts import Account, Asset, Leg, Mode, Order, Position, RuleSet
from margin.engine.assess import assess
from margin.engine.assessment import Assessment
from margin.engine.aster import initial_margin as aster_initial_margin
from margin.engine.aster import price_of_legs, unrealized_pnl
from margin.engine.aster_multi_assets import in_asset, in_usd, rates
from margin.engine.aster_orders import open_loss
from margin.engine.errors import MarginError
from margin.engine.hyperliquid import initial_margin, price_where
from margin.engine.hyperliquid_estimates import estimated_liquidation
from margin.engine.hyperliquid_modes import unified_account
from margin.engine.hyperliquid_room import room
from margin.engine.liquidation import Load, price_of_zero, prices_of_zero
from margin.engine.market import Market
from margin.engine.scenarios.cash import deposited
from margin.engine.scenarios.drafts import Draft
from margin.engine.scenarios.funding import FundingRate
from margin.engine.scenarios.prices import repriced
from margin.engine.tiers import TierSchedule
from tests.margin.situations import BTC, account, cross, isolated, marks

D = Decimal
NO_PRICES = [D(-5), D(0), D("NaN"), D("sNaN"), D("Infinity")]
NO_NUMBERS = [D("NaN"), D("sNaN"), D("Infinity")]
LONG = cross("BTC", "1", "60000")
HELD = account("10000", LONG, cross("ETH", "-2", "3000"))
T = TierSchedule.of_leverages([(D(0), 40), (D(100_000), 20)])


def field_of(question) -> str:
    with pytest.raises(MarginError) as refusal:
        question()
    return refusal.value.field


@pytest.mark.parametrize("mark", NO_PRICES)
def test_a_mark_that_is_no_price_gives_no_room_no_cash_and_no_estimate(mark):
    """With ETH at −5 the room was −8000 coins, the unified cash −5010, the estimate a crash."""
    now = {"BTC": D(60_000), "ETH": mark}
    assert field_of(lambda: room(account("10000", LONG), now, Market("ETH", T, 10, 3), True)) == "ETH mark"
    assert field_of(lambda: unified_account("u", D(1000), HELD.positions, (), now)) == "ETH mark"
    for market in ("BTC", "ETH"):
        draft = Draft(market, D(-1), D(3000), Mode.CROSS, 10, T)
        assert field_of(lambda draft=draft: estimated_liquidation(HELD, now, draft)) == "ETH mark"
    assert field_of(lambda: price_where(D(1000), D(10), D(1), mark, T)) == "mark"
    assert field_of(lambda: price_of_legs([LONG], D(1000), mark)) == "mark"
    assert field_of(lambda: price_of_zero(D(-300), D(1), [Load(D(1), T)], mark)) == "mark"
    assert field_of(lambda: open_loss(D(1), D(100), mark)) == "mark"
    assert field_of(lambda: unrealized_pnl(LONG, mark)) == "price"


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_what_is_no_number_is_refused_by_its_field_in_every_formula(number):
    assert field_of(lambda: T.at(number)) == "notional"
    assert field_of(lambda: T.maintenance(number)) == "notional"
    assert field_of(lambda: initial_margin(number, 10)) == "notional"
    assert field_of(lambda: aster_initial_margin(D(1), 10, bids=number)) == "bids"
    assert field_of(lambda: price_where(number, D(10), D(1), D(100), T)) == "equity"
    assert field_of(lambda: price_where(D(10), number, D(1), D(100), T)) == "requirement"
    assert field_of(lambda: price_where(D(10), D(10), number, D(100), T)) == "size"
    assert field_of(lambda: price_of_legs([LONG], number, D(60_000))) == "cash"
    assert field_of(lambda: prices_of_zero(D(1), number, [Load(D(1), T)])) == "slope"
    assert field_of(lambda: open_loss(D(1), number, D(100))) == "price"
    usdt = Asset("USDT", D(1), D(1), D(1))
    assert field_of(lambda: in_usd(number, usdt)) == "amount"
    assert field_of(lambda: in_asset(number, usdt)) == "amount in USD"
    bracket = (D(0), D(50_000), D("0.004"), D(0), 125)
    capless = (D(50_000), number, D("0.005"), D(50), 100)
    assert field_of(lambda: TierSchedule.of_brackets([bracket, capless])) == "tier 2 cap"


def test_nothing_is_divided_by_a_leverage_or_a_size_of_0():
    assert field_of(lambda: initial_margin(D(1), 0)) == "leverage"
    assert field_of(lambda: price_where(D(10), D(10), D(0), D(100), T)) == "size"
    assert field_of(lambda: Load(D(0), T)) == "quantity"


def test_hyperliquid_has_no_hedge_mode():
    legs = (replace(LONG, leg=Leg.LONG), replace(cross("BTC", "-1", "60000"), leg=Leg.SHORT))
    now = marks(BTC="60000")
    assert field_of(lambda: assess(account("10000", *legs), now)) == "BTC leg"
    order = Order("BTC", D(1), D(60_000), Mode.CROSS, 10, leg=Leg.LONG)
    assert field_of(lambda: assess(account("10000", orders=[order]), now)) == "BTC leg"
    draft = Draft("BTC", D(1), D(60_000), Mode.CROSS, 10, T, leg=Leg.LONG)
    assert field_of(lambda: estimated_liquidation(account("10000"), now, draft)) == "BTC leg"


def test_usdc_and_usdh_do_not_back_one_hyperliquid_pool():
    usdc, usdh = replace(LONG, collateral="USDC"), replace(cross("ETH", "1", "3000"), collateral="USDH")
    assert field_of(lambda: assess(account("10000", usdc, usdh), marks(BTC="60000", ETH="3000"))) == (
        "collateral"
    )


@pytest.mark.parametrize("rules", [RuleSet.HYPERLIQUID, RuleSet.HYPERLIQUID_UNIFIED, RuleSet.ASTER])
def test_assets_are_not_ignored_by_rules_that_do_not_count_them(rules):
    held = Account("p", rules, D(0), assets=(Asset("BTC", D("0.5"), D(57_000), D(63_000)),))
    assert field_of(lambda: assess(held, {})) == "assets"


def test_an_asset_is_never_bought_above_what_it_is_sold_for():
    assert field_of(lambda: Asset("BTC", D(1), D(63_000), D(57_000))) == "BTC bid rate"
    assert Asset("USDT", D(1), D(1), D(1)).bid_rate == 1


@pytest.mark.parametrize(
    ("bid", "ask", "field"),
    [
        ("2", "0.01", "bid buffer"),
        ("1", "0", "bid buffer"),
        ("0", "1", "ask buffer"),
        ("0", "-2", "ask buffer"),
    ],
)
def test_a_buffer_is_a_share(bid, ask, field):
    """A bid buffer of 2 gave a bid rate of −1."""
    assert field_of(lambda: rates(D(1), D(bid), D(ask))) == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mode": "bogus"}, "BTC mode"),
        ({"mode": "cross"}, "BTC mode"),
        ({"leg": "both"}, "BTC leg"),
        ({"tiers": None}, "BTC tiers"),
    ],
)
def test_modes_legs_and_tiers_are_what_they_are_and_not_texts(changes, field):
    assert field_of(lambda: replace(LONG, **changes)) == field


def test_an_order_s_mode_and_a_market_s_tiers_are_checked_too():
    assert field_of(lambda: Order("BTC", D(1), D(1), "bogus", 10)) == "BTC order mode"
    assert field_of(lambda: Order("BTC", D(1), D(1), Mode.CROSS, 10, leg="up")) == "BTC order leg"
    assert field_of(lambda: Market("BTC", None, 10, 5)) == "BTC tiers"


def test_three_digits_and_a_trap_change_no_refusal_and_no_figure():
    """abs() rounded 99,999,999,999,999,999,999 up to 1e20 and then refused it."""
    largest = D(99_999_999_999_999_999_999)
    long = isolated("BTC", "1.23456789", "60000.12345", "7000.1234567")
    expected = assess(account("10000.123456", long), marks(BTC="60001.234567"))
    for context in (Context(prec=3), Context(prec=3, traps=[Inexact]), Context(prec=3, Emax=5, traps=[])):
        with localcontext(context):
            assert checks.amount("BTC size", largest) == largest
            assert checks.amount("BTC size", D("-99999999999999999999")) < 0
            position = Position("BTC", long.size, long.cost, 10, Mode.ISOLATED, BTC, wallet=long.wallet)
            held = Account("Hyperliquid · USDC", RuleSet.HYPERLIQUID, D("10000.123456"), (position,))
            assert assess(held, marks(BTC="60001.234567")) == expected
            assert field_of(lambda: checks.amount("BTC size", D("1e20"))) == "BTC size"
            assert field_of(lambda: checks.positive("BTC mark", D("sNaN"))) == "BTC mark"


def test_drafts_rates_prices_and_deposits_are_made_in_any_context():
    """With three digits and Inexact trapped, a fee rate of 0.00045678 was an exception of decimal's own."""
    held, fee = account("1000", LONG), D("0.00045678")
    with localcontext(Context(prec=3, traps=[Inexact])):
        assert Draft("BTC", D("1.23456"), D("60000.123"), Mode.CROSS, 10, BTC, fee_rate=fee).fee_rate == fee
        assert FundingRate(D("0.000012345"), D(8)).rate == D("0.000012345")
        assert repriced(marks(BTC="60000"), marks(BTC="60000.1234")) == marks(BTC="60000.1234")
        assert deposited(held, D("234.5678")).wallet == D("1234.5678")


def test_where_it_is_liquidated_travels_with_an_assessment_and_what_was_sent_before_can_be_read():
    now = marks(BTC="60000", ETH="3000")
    aster = assess(replace(HELD, rules=RuleSet.ASTER), now)
    sent = msgspec.msgpack.encode(aster)
    assert msgspec.msgpack.decode(sent, type=Assessment) == aster
    assert aster.liquidates_at_maintenance
    before = msgspec.msgpack.decode(sent)
    del before["liquidates_at_maintenance"]
    assert not msgspec.convert(before, Assessment, strict=False).liquidates_at_maintenance
