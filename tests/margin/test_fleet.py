"""The fleet knows what it does not know, follows each venue's roundings and names whom a tick moved."""

import math
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from margin.engine.accounts import Account, Asset, Mode, Order, Position, RuleSet
from margin.engine.assess import assess
from margin.engine.assessment import Indeterminate
from margin.engine.errors import MarginError
from margin.engine.tiers import TierSchedule
from margin.fleet import Fleet, figures, flatten
from tests.margin.fleet_situations import floats

D = Decimal
TIERS = TierSchedule.of_leverages([(D(0), 40), (D(100_000), 20), (D(1_000_000), 10)])
MARKETS = ("BTC", "ETH", "SOL")
WALLET = D(10_000)


def position(market: str, size: Decimal, entry: Decimal, wallet: Decimal | None = None) -> Position:
    mode = Mode.CROSS if wallet is None else Mode.ISOLATED
    return Position(market, size, size * entry, 10, mode, TIERS, wallet)


def account(*positions: Position, wallet: Decimal = WALLET) -> Account:
    return Account("pool", RuleSet.HYPERLIQUID, wallet, positions)


amounts = st.decimals(D("0.001"), D(100_000), places=3)
sizes = st.builds(
    lambda size, sign: size * sign, st.decimals(D("0.001"), D(50), places=3), st.sampled_from([1, -1])
)
positions = st.builds(position, st.sampled_from(MARKETS), sizes, amounts, st.none() | amounts)
accounts = st.lists(positions, max_size=3, unique_by=lambda held: held.market).flatmap(
    lambda held: st.builds(lambda wallet: account(*held, wallet=wallet), amounts)
)


def test_the_worst_ratio_is_the_pools_or_that_of_an_isolated_position():
    pool = account(position("BTC", D(1), D(60_000)))
    assert figures(flatten(pool), {"BTC": 60_000.0}).worst_ratio == pytest.approx(7.5)
    beside = account(*pool.positions, position("ETH", D(1), D(3_000), wallet=D(50)))
    assert figures(flatten(beside), {"BTC": 60_000.0, "ETH": 3_000.0}).worst_ratio == pytest.approx(75)


def test_equity_gone_is_beyond_any_ratio_and_nothing_open_is_none_at_all():
    gone = account(position("BTC", D(1), D(80_000)))
    assert math.isinf(figures(flatten(gone), {"BTC": 60_000.0}).worst_ratio)
    assert figures(flatten(account()), {}).worst_ratio == 0


@pytest.mark.parametrize("mark", [-5.0, 0.0, math.nan, math.inf, -math.inf, 1e20])
def test_a_mark_that_is_missing_or_cannot_be_a_price_leaves_no_figure(mark):
    flat = flatten(account(position("BTC", D(1), D(60_000)), position("ETH", D(1), D(3_000), wallet=D(500))))
    assert figures(flat, {"BTC": 60_000.0, "ETH": 3_000.0}) is not None
    assert figures(flat, {"BTC": 60_000.0}) is None
    assert figures(flat, {"BTC": mark, "ETH": 3_000.0}) is None
    assert figures(flat, {"BTC": 60_000.0, "ETH": mark}) is None


def unknown_in_some_way() -> dict[str, Account]:
    isolated = replace(position("BTC", D(1), D(60_000)), mode=Mode.ISOLATED)
    untiered = replace(position("BTC", D(1), D(60_000)), tiers=TierSchedule.unknown())
    order = Order("BTC", D(1), D(60_000), Mode.CROSS, None)
    in_usdt = replace(position("BTC", D(1), D(60_000)), collateral="USDT")
    return {
        "isolated margin": account(isolated),
        "tiers": account(untiered),
        "order leverage": replace(account(), orders=(order,)),
        "collateral rates": Account("pool", RuleSet.ASTER_MULTI_ASSETS, D(0), (in_usdt,)),
        "two collaterals": replace(
            account(in_usdt, replace(position("ETH", D(1), D(3_000)), collateral="USDC")),
            rules=RuleSet.ASTER,
        ),
    }


@pytest.mark.parametrize("what", unknown_in_some_way())
def test_what_the_engine_calls_unknown_or_refuses_has_no_floats(what):
    held = unknown_in_some_way()[what]
    marks = {"BTC": D(60_000), "ETH": D(3_000)}
    try:
        assert isinstance(assess(held, marks), Indeterminate)
    except MarginError:
        assert what == "two collaterals"
    assert flatten(held) is None
    fleet = Fleet()
    fleet.put("ada", account(position("BTC", D(1), D(60_000))))
    fleet.put("ada", held)
    assert fleet.revalue(floats(marks), marks) == {}
    assert fleet.figures("ada") is None
    assert fleet.markets() == set()
    fleet.drop("ada")


def test_an_asters_entry_is_cut_at_8_decimals_and_its_leverage_rounded_there():
    tiers = TierSchedule.of_brackets([(D(0), D("1e12"), D("0.01"), D(0), 125)])
    many = Position("DOGE", D("1e10"), D("12345.678912"), 6, Mode.CROSS, tiers)
    quick = figures(flatten(Account("pool", RuleSet.ASTER, D(2000), (many,))), {"DOGE": 0.00000123})
    assert quick.equity == pytest.approx(2_000, rel=1e-9)
    six = Position("BTC", D(100), D(6_000_000), 6, Mode.CROSS, tiers)
    quick = figures(flatten(Account("pool", RuleSet.ASTER, D(0), (six,))), {"BTC": 60_000.0})
    assert quick.initial == pytest.approx(1_000_000.02, rel=1e-12)


def test_several_collaterals_count_at_their_own_rates():
    tiers = TierSchedule.of_brackets([(D(0), D("1e12"), D("0.01"), D(0), 125)])
    assets = (
        Asset("USDT", D(-1_000), D("0.9"), D("1.1")),
        Asset("BTC", D("0.5"), D(57_000), D(63_000)),
    )
    held = Position("ETH", D(1), D(3_000), 10, Mode.CROSS, tiers, collateral="USDT")
    flat = flatten(Account("pool", RuleSet.ASTER_MULTI_ASSETS, D(0), (held,), assets=assets))
    owed = figures(flat, {"ETH": 3_500.0})
    assert owed.equity == pytest.approx(-500 * 1.1 + 28_500)
    assert (owed.maintenance, owed.initial) == pytest.approx((35 * 1.1, 350 * 1.1))
    assert figures(flat, {"ETH": 5_000.0}).equity == pytest.approx(1_000 * 0.9 + 28_500)


def test_a_whole_micro_dollar_is_not_lost_to_a_float_that_is_a_hair_lower():
    sixth = TierSchedule.of_leverages([(D(0), 3)])
    held = account(Position("X", D("0.5"), D("0.5") * D(100), 6, Mode.CROSS, sixth))
    quick = figures(flatten(held), {"X": 100.5381})
    assert (quick.initial, quick.maintenance) == pytest.approx((8.378175, 8.378175), rel=1e-12)


def test_an_isolated_position_that_moves_names_its_account_though_the_pool_stands_still():
    fleet = Fleet()
    fleet.put(
        "ada", account(position("BTC", D(1), D(60_000)), position("ETH", D(1), D(3_000), wallet=D(2_000)))
    )
    before = fleet.revalue({"BTC": 60_000.0, "ETH": 3_000.0}, ["BTC", "ETH"])
    assert fleet.revalue({"BTC": 60_000.0, "ETH": 3_001.0}, ["ETH"]) == before


def test_an_account_whose_mark_comes_is_named_and_one_that_still_lacks_one_is_not_named_twice():
    fleet = Fleet()
    fleet.put("ada", account(position("BTC", D(1), D(60_000)), position("ETH", D(1), D(3_000))))
    assert fleet.revalue({"BTC": 60_000.0}, ["BTC"]) == {"ada": None}
    assert fleet.revalue({"BTC": 61_000.0}, ["BTC"]) == {}
    assert fleet.revalue({"BTC": 61_000.0, "ETH": 3_000.0}, ["ETH"])["ada"].equity == 11_000


def test_only_holders_of_a_moved_market_whose_figures_changed_are_named():
    fleet = Fleet()
    fleet.put("ada", account(position("BTC", D(1), D(60_000))))
    fleet.put("ben", account(position("ETH", D(1), D(3_000))))
    fleet.put("cy", account())
    marks = {"BTC": 60_000.0, "ETH": 3_000.0}
    assert set(fleet.revalue(marks, ["BTC", "ETH"])) == {"ada", "ben"}
    assert fleet.revalue(marks, ["BTC", "ETH"]) == {}
    assert set(fleet.revalue({**marks, "BTC": 61_000.0}, ["BTC"])) == {"ada"}
    assert fleet.figures("ada").equity == 11_000
    assert fleet.revalue(marks, []) == {}


def test_a_replaced_account_holds_only_what_it_holds_now_and_a_dropped_one_nothing():
    fleet = Fleet()
    fleet.put("ada", account(position("BTC", D(1), D(60_000))))
    fleet.put("ada", account(position("ETH", D(1), D(3_000))))
    assert fleet.markets() == {"ETH"}
    fleet.drop("ada")
    fleet.drop("ada")
    assert fleet.markets() == set()
    assert fleet.figures("ada") is None


@given(st.lists(st.tuples(st.sampled_from("abc"), accounts | st.none()), max_size=12))
def test_after_any_puts_and_drops_the_fleet_equals_one_built_fresh(events):
    lived, end = Fleet(), {}
    for key, held in events:
        if held is None:
            lived.drop(key)
            end.pop(key, None)
        else:
            lived.put(key, held)
            end[key] = held
    fresh = Fleet()
    for key, held in end.items():
        fresh.put(key, held)
    marks = dict.fromkeys(MARKETS, 100.0)
    assert lived.revalue(marks, MARKETS) == fresh.revalue(marks, MARKETS)
    assert lived.markets() == fresh.markets()
