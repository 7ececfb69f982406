"""The what-if numbers of the education pages and of the stories."""

from decimal import Decimal

from margin.engine.accounts import Mode
from margin.engine.scenarios.differences import Cause, compare
from margin.engine.scenarios.fills import filled
from margin.engine.scenarios.funding import FundingRate, funding_units
from margin.engine.scenarios.hedging import two_ways
from margin.engine.scenarios.leverage import leverage_facts
from margin.engine.scenarios.modes import mode_choices
from margin.engine.scenarios.previews import preview
from margin.engine.scenarios.prices import shocked
from margin.engine.scenarios.stress import stressed
from tests.margin import situations
from tests.margin.scenario_situations import cents, draft, figures_of, known, liquidations_of
from tests.margin.situations import account, cross, isolated, marks

NOW = marks(BTC="60000", SOL="150", ETH="3000")


def test_adding_20_sol_and_their_fall_move_bitcoins_liquidation_price():
    ada = situations.ada_long_a_twentieth_of_a_bitcoin()
    seen = preview(ada, NOW, draft("SOL", "20", "150"))
    moved = seen.difference.moves_of_others("SOL")
    assert [(cents(move.before), cents(move.after)) for move in moved] == [("40506.33", "42025.32")]
    fallen = compare(seen.difference.after, known(seen.account, shocked(NOW, {"SOL": Decimal(-20)})))
    (bitcoin,) = fallen.moves_of_others("SOL")
    assert (cents(bitcoin.before), cents(bitcoin.after), bitcoin.nearer) == ("42025.32", "53873.42", True)
    assert [(reason.cause, reason.market, reason.amount) for reason in bitcoin.reasons] == [
        (Cause.RESULT, "SOL", -600),
        (Cause.MAINTENANCE, "SOL", 15),
    ]


def test_the_same_trade_backed_two_ways():
    holding_sol = account("1000", cross("SOL", "20", "150"))
    sides = mode_choices(holding_sol, NOW, draft("BTC", "0.05", "60000"), current=Mode.CROSS)
    in_cross, in_isolated = (side.facts for side in sides)
    assert (in_cross.backing, in_isolated.backing) == (1000, 300)
    assert liquidations_of(in_cross.difference.before) == {"SOL": "102.56"}
    assert liquidations_of(in_cross.difference.after) == {"SOL": "104.49", "BTC": "42025.32"}
    assert liquidations_of(in_isolated.difference.after) == {"SOL": "117.95", "BTC": "54683.54"}
    assert [reason.cause for reason in in_isolated.others[0].reasons] == [Cause.SET_ASIDE]
    assert [reason.amount for reason in in_isolated.others[0].reasons] == [-300]


def test_isolated_at_25_times_sets_120_aside():
    order = draft("BTC", "0.05", "60000", 25)
    _, side = mode_choices(account("1000"), NOW, order, current=Mode.CROSS)
    assert (side.facts.set_aside, cents(side.facts.position.liquidation_price)) == (120, "58329.11")


def test_what_ether_can_reach_in_each_mode():
    """The prompt of the pictures; the set-aside 5,573.33 is drawn rounded up."""
    newcomer = account("9783.67", isolated("BTC", "0.01", "64812", "216.33", 3))
    prices = marks(BTC="64812", ETH="3344")
    order = draft("ETH", "5", "3344", 3)
    in_cross, in_isolated = (side.facts for side in mode_choices(newcomer, prices, order, Mode.ISOLATED))
    assert (cents(in_isolated.at_risk), in_cross.at_risk) == ("5573.33", Decimal("9783.67"))
    assert cents(in_isolated.position.liquidation_price) == "2274.83"
    assert cents(in_cross.position.liquidation_price) == "1415.58"
    assert in_cross.others == ()


def test_a_hedge_shown_both_ways():
    """The ratio is worse now and when they part, better when they fall together."""
    seen = preview(situations.ben_long_1_btc(), NOW, draft("ETH", "-20", "3000"))
    before, after = seen.difference.before, seen.difference.after
    assert (before.margin_ratio, after.margin_ratio) == (Decimal("7.5"), Decimal("19.5"))
    ways = two_ways(situations.ben_long_1_btc(), seen.account, NOW, "ETH", Decimal(15))
    assert ways.together.before.shock["BTC"] == -15
    assert f"{ways.together.before.assessment.margin_ratio:.2f}" == "63.75"
    assert f"{ways.together.after.assessment.margin_ratio:.3f}" == "16.575"
    assert ways.apart.after.liquidated == ((None, "both"),)


def test_a_hedge_that_parts_is_liquidated_where_alone_was_safe():
    hedged = filled(situations.ben_long_1_btc(), draft("ETH", "-20", "3000"))
    parted = {"BTC": Decimal(-10), "ETH": Decimal(5)}
    assert stressed(situations.ben_long_1_btc(), NOW, parted).liquidated == ()
    assert stressed(hedged, NOW, parted).liquidated == ((None, "both"),)


def test_raising_leverage_to_40_frees_4500():
    facts = leverage_facts(situations.ben_long_1_btc(), NOW, "BTC", 40)
    assert facts.frees == 4500
    assert [(change.figure, change.after) for change in facts.difference.changes][1] == (
        "available_margin",
        8500,
    )
    assert facts.difference.moves == ()


def test_funding_on_60_000_is_0_75_an_hour_and_10_95_percent_a_year():
    units = funding_units(FundingRate(Decimal("0.0000125"), Decimal(1)))
    assert units.interval * 60_000 / 100 == Decimal("0.75")
    assert units.interval * 24 * 60_000 / 100 == 18
    assert (units.eight_hours, units.year) == (Decimal("0.01"), Decimal("10.95"))


def test_the_pros_isolated_solana_is_liquidated_alone():
    pro = filled(situations.ben_long_1_btc(), draft("SOL", "40", "150", 20, Mode.ISOLATED))
    pool = known(pro, NOW)
    assert pool.equity == 9700
    fallen = stressed(pro, NOW, {"SOL": Decimal(-4)})
    assert fallen.liquidated == (("SOL", "both"),)
    assert fallen.assessment.equity == pool.equity
    assert fallen.assessment.margin_ratio == pool.margin_ratio
    assert figures_of(fallen.assessment, "BTC").liquidation_price == figures_of(pool, "BTC").liquidation_price
