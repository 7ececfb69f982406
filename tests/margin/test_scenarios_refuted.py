"""What a reviewer's attack on the what-ifs found, in the numbers of the finding."""

from dataclasses import replace
from decimal import Decimal, localcontext

import pytest

from margin.engine.accounts import Account, Asset, Leg, Mode, Order, Position, RuleSet
from margin.engine.errors import MarginError
from margin.engine.scenarios.books import walked
from margin.engine.scenarios.cash import funded, withdrawn
from margin.engine.scenarios.drafts import Draft
from margin.engine.scenarios.fills import closing_draft, filled
from margin.engine.scenarios.funding import FundingRate, funding_ends
from margin.engine.scenarios.leverage import leverage_facts
from margin.engine.scenarios.locks import Locked, Why
from margin.engine.scenarios.modes import mode_choices
from margin.engine.scenarios.paths import distance_of_market, liquidations, pool_along, price_at_ratio
from margin.engine.scenarios.previews import preview, set_up
from margin.engine.scenarios.prices import shocked
from margin.engine.scenarios.stops import at_stop
from margin.engine.scenarios.stress import worst
from margin.engine.scenarios.units import units
from margin.engine.tiers import TierSchedule
from tests.margin.situations import marks

D = Decimal
TIERS = TierSchedule.of_leverages([(D(0), 40), (D(100_000), 20)])
NOW = marks(BTC="60000", ETH="3000")


def held(
    market: str = "BTC",
    size: str = "1",
    entry: str = "60000",
    leverage: int = 10,
    aside: str | None = None,
    leg: Leg = Leg.BOTH,
) -> Position:
    mode = Mode.CROSS if aside is None else Mode.ISOLATED
    wallet = None if aside is None else D(aside)
    return Position(market, D(size), D(size) * D(entry), leverage, mode, TIERS, wallet, leg)


def owner(
    *positions: Position,
    wallet: str = "10000",
    rules: RuleSet = RuleSet.HYPERLIQUID,
    orders: tuple[Order, ...] = (),
) -> Account:
    return Account("pool", rules, D(wallet), positions, orders)


BOTH = owner(held(), held("ETH", "-2", "3000"))


def of_bitcoin(*positions: Position) -> Account:
    """Half a bitcoin as collateral in multi-assets mode, 28,500 USD at its bid rate."""
    asset = Asset("BTC", D("0.5"), D(57_000), D(63_000))
    return Account("multi", RuleSet.ASTER_MULTI_ASSETS, D(0), positions, (), (asset,))


@pytest.mark.parametrize("amount", ["28000", "1", "0.50000001"])
def test_half_a_bitcoin_cannot_pay_out_more_bitcoin_than_there_is(amount):
    with pytest.raises(MarginError, match=r"must be at most the withdrawable 0\.45238095"):
        withdrawn(of_bitcoin(), D(amount), {}, collateral="BTC")


def test_what_a_multi_assets_pool_pays_out_is_counted_in_the_coin_at_its_ask_rate():
    (asset,) = withdrawn(of_bitcoin(), D("0.45"), {}, collateral="BTC").assets
    assert asset.wallet == D("0.05")
    with pytest.raises(MarginError, match="collateral: must be one of the pool's assets, not 'ETH'"):
        withdrawn(of_bitcoin(), D("0.1"), {}, collateral="ETH")


def test_funding_of_an_isolated_position_of_unknown_margin_is_not_charged_to_the_pool():
    unknown = owner(replace(held(aside="6000"), wallet=None))
    with pytest.raises(MarginError, match="BTC isolated margin: must be known"):
        funded(unknown, "BTC", D(60_000), D("0.001"))


def test_a_flip_into_120000_short_exceeds_the_tier_of_100000_as_the_same_short_from_flat_does():
    flip = Draft("BTC", D(-5), D(60_000), Mode.CROSS, 40, TIERS)
    long = owner(held(size="3", leverage=40), wallet="100000")
    assert preview(long, NOW, flip).exceeds_tier
    assert preview(owner(wallet="100000"), NOW, replace(flip, size=D(-2))).exceeds_tier


def test_a_flip_into_a_short_within_the_tier_does_not_exceed_it():
    flip = Draft("BTC", D(-4), D(60_000), Mode.CROSS, 40, TIERS)
    assert not preview(owner(held(size="3", leverage=40), wallet="100000"), NOW, flip).exceeds_tier


def test_closing_a_part_of_what_stands_above_its_tier_does_not_exceed_it_anew():
    reduce = Draft("BTC", D(-1), D(60_000), Mode.CROSS, 40, TIERS)
    assert not preview(owner(held(size="3", leverage=40), wallet="100000"), NOW, reduce).exceeds_tier


def test_exactly_100000_at_40x_is_allowed_in_the_preview_and_in_the_leverage_facts():
    at = marks(BTC="50000")
    account = owner(held(size="2", entry="50000", leverage=40))
    facts = leverage_facts(account, at, "BTC", 40)
    assert (facts.locks, facts.highest) == ((), 40)
    draft = Draft("BTC", D(2), D(50_000), Mode.CROSS, 40, TIERS)
    assert not preview(owner(), at, draft).exceeds_tier
    assert leverage_facts(account, marks(BTC="50000.01"), "BTC", 40).highest == 20


ONE = D(1)
ALONG = {"BTC": D(-1)}
ORDER = Draft("ETH", D(-1), D(3000), Mode.CROSS, 5, TIERS)
ASKS = {
    "liquidations": lambda account, at: liquidations(account, at, ALONG),
    "price_at_ratio": lambda account, at: price_at_ratio(account, at, "BTC", D(80)),
    "pool_along": lambda account, at: pool_along(account, at, ALONG, D(10)),
    "distance_of_market": lambda account, at: distance_of_market(account, at, "BTC"),
    "funding_ends": lambda account, at: funding_ends(
        account, at, dict.fromkeys(("BTC", "ETH"), FundingRate(D("0.001"), ONE))
    ),
    "units": lambda account, at: units(account, at, lambda held: ONE, lambda held: ONE),
    "shocked": lambda account, at: shocked(at, {"ETH": D(5)}),
    "preview": lambda account, at: preview(account, at, ORDER),
    "preview of a flat market": lambda account, at: preview(owner(held()), at, ORDER),
    "mode_choices": lambda account, at: mode_choices(owner(held()), at, ORDER, Mode.CROSS),
    "leverage_facts": lambda account, at: leverage_facts(account, at, "ETH", 5),
    "leverage_facts of a flat market": lambda account, at: leverage_facts(owner(), at, "ETH", 5, ORDER),
}


@pytest.mark.parametrize("name", ASKS)
@pytest.mark.parametrize("mark", ["-5", "0", "NaN", "sNaN", "Infinity", "-Infinity"])
def test_a_mark_that_cannot_be_one_is_refused_by_its_name_everywhere(name, mark):
    with pytest.raises(MarginError, match=r"ETH (mark|price): must be"):
        ASKS[name](BOTH, {**NOW, "ETH": D(mark)})


@pytest.mark.parametrize("name", ASKS)
def test_a_mark_that_is_missing_is_asked_for_by_its_name_everywhere(name):
    with pytest.raises(MarginError, match=r"ETH (mark|price): must be known"):
        ASKS[name](BOTH, marks(BTC="60000"))


def test_a_market_of_a_path_without_a_mark_is_unknown_and_not_worth_0():
    with pytest.raises(MarginError, match="ZZZ mark: must be known"):
        liquidations(BOTH, NOW, {"ZZZ": D(-1)})


SHORT_LEG = Draft("BTC", D("-0.01"), D(60_000), Mode.CROSS, 5, TIERS, Leg.SHORT)


def hedged(*positions: Position, orders: tuple[Order, ...] = ()) -> Account:
    return owner(*positions, rules=RuleSet.ASTER, orders=orders)


def test_a_short_legs_order_at_5x_sets_the_long_leg_to_5x_and_is_not_affordable():
    seen = preview(hedged(held(leg=Leg.LONG)), NOW, SHORT_LEG)
    assert [position.leverage for position in seen.account.positions] == [5, 5]
    before, after = seen.difference.before, seen.difference.after
    assert before.equity - before.initial_margin == 4000
    assert after.equity - after.initial_margin == -2120
    assert (seen.needed, seen.available, seen.is_affordable) == (6120, 4000, False)


def test_a_cross_long_leg_locks_the_mode_of_the_short_leg():
    with pytest.raises(Locked) as refusal:
        preview(hedged(held(leg=Leg.LONG)), NOW, replace(SHORT_LEG, mode=Mode.ISOLATED))
    assert [(lock.why, lock.code) for lock in refusal.value.locks] == [(Why.POSITION_OPEN, -4048)]


def test_an_isolated_long_leg_at_10x_locks_the_short_leg_at_5x():
    long = held(leg=Leg.LONG, aside="6000")
    with pytest.raises(Locked) as refusal:
        preview(hedged(long), NOW, replace(SHORT_LEG, mode=Mode.ISOLATED))
    assert [lock.code for lock in refusal.value.locks] == [-4161]


def test_a_resting_cross_order_on_aster_locks_an_isolated_draft():
    order = Order("BTC", D("0.1"), D(50_000), Mode.CROSS, 10)
    draft = Draft("BTC", D("0.01"), D(60_000), Mode.ISOLATED, 10, TIERS)
    with pytest.raises(Locked) as refusal:
        preview(hedged(orders=(order,)), NOW, draft)
    assert [(lock.why, lock.code, lock.orders) for lock in refusal.value.locks] == [
        (Why.ORDERS_OPEN, -4047, 1)
    ]


def test_an_order_resting_at_5x_on_hyperliquid_holds_250_once_the_draft_sets_20x():
    order = Order("BTC", D("0.1"), D(50_000), Mode.CROSS, 5)
    draft = Draft("BTC", D("0.01"), D(60_000), Mode.CROSS, 20, TIERS)
    seen = preview(owner(orders=(order,)), NOW, draft)
    assert seen.difference.before.order_margin == 1000
    assert seen.difference.after.order_margin == 250
    assert seen.account.orders[0].leverage == 20


def test_resting_orders_of_a_flat_market_take_the_drafts_mode_on_hyperliquid():
    order = Order("BTC", D("0.1"), D(50_000), Mode.CROSS, 5)
    draft = Draft("BTC", D("0.01"), D(60_000), Mode.ISOLATED, 5, TIERS)
    assert set_up(owner(orders=(order,)), draft).orders[0].mode is Mode.ISOLATED


ASIDE = owner(held(aside="6000"), wallet="1000")


def test_a_fill_10000_below_an_isolated_entry_with_6000_aside_leaves_the_pool_at_1000():
    after = filled(ASIDE, closing_draft(ASIDE, "BTC", D(50_000), fee_rate=D("0.00045")))
    assert (after.wallet, after.positions) == (1000, ())


def test_half_a_fill_beyond_bankruptcy_takes_half_of_what_is_aside_and_nothing_of_the_pool():
    half = replace(closing_draft(ASIDE, "BTC", D(50_000)), size=D("-0.5"))
    after = filled(ASIDE, half)
    assert (after.wallet, after.positions[0].wallet) == (1000, 3000)


def test_a_fill_above_bankruptcy_gives_the_pool_what_is_left_less_the_fee():
    after = filled(ASIDE, closing_draft(ASIDE, "BTC", D(54_001), fee_rate=D("0.00045")))
    assert after.wallet == D("1001") - D("24.30045")


def test_a_stop_with_6000_at_risk_loses_6000_and_not_10000():
    stop = at_stop(ASIDE, marks(BTC="60000"), "BTC", D(50_000))
    assert (stop.at_trigger.change, stop.at_trigger.result) == (-6000, -6000)
    assert (stop.at_worst.change, stop.at_worst.result) == (-6000, -6000)
    assert stop.is_beyond_liquidation


def test_a_stop_on_half_of_an_isolated_position_loses_at_most_half_of_what_is_aside():
    stop = at_stop(ASIDE, marks(BTC="60000"), "BTC", D(50_000), size=D("0.5"))
    assert stop.at_trigger.result == -3000


def test_the_shock_that_liquidates_an_isolated_position_is_worse_than_one_that_only_raises_the_ratio():
    account = owner(held(), held("ETH", "-2", "3000", aside="600"))
    lost, raised = {"ETH": D(20)}, {"BTC": D(-5)}
    result = worst(account, NOW, [raised, lost])
    assert (result.shock, result.liquidated) == (lost, (("ETH", Leg.BOTH),))


def test_the_shock_that_liquidates_the_pool_is_worse_than_one_that_takes_an_isolated_position():
    account = owner(held(), held("ETH", "-2", "3000", aside="600"))
    assert worst(account, NOW, [{"BTC": D(-20)}, {"ETH": D(20)}]).shock == {"BTC": D(-20)}


def test_a_distance_of_nothing_is_0_and_not_minus_0():
    distance = distance_of_market(owner(held(), wallet="1"), NOW, "BTC").percent
    assert str(distance) == "0"
    nothing = walked(D(-1), [])
    assert (str(nothing.filled), str(nothing.value)) == ("0", "0")


def test_a_fill_at_the_engines_own_path_price_is_accepted_with_11_decimals_of_size():
    account = owner(held(size="0.12345678901", entry="60000"), wallet="1000")
    (hit,) = liquidations(account, NOW, {"BTC": D(-7)})
    price = hit.prices["BTC"]
    assert price.as_tuple().exponent == -30
    after = filled(account, closing_draft(account, "BTC", price))
    with localcontext(prec=100):
        lost = D("0.12345678901") * (D(60_000) - price)
        assert abs(after.wallet - (1000 - lost)) <= D("1e-30")


def test_a_draft_of_no_mode_no_leg_or_no_tiers_is_refused_by_the_fields_name():
    wrongs = (("order mode", {"mode": "bogus"}), ("order leg", {"leg": "up"}), ("tiers", {"tiers": None}))
    for field, wrong in wrongs:
        with pytest.raises(MarginError, match=f"BTC {field}: must be"):
            replace(SHORT_LEG, **wrong)
