"""The fleet in floats says the same as the engine in decimals, and only names accounts that changed."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from margin.engine.accounts import Account, Mode, Position, RuleSet
from margin.engine.assess import assess
from margin.engine.tiers import TierSchedule
from margin.fleet import Fleet, figures, flatten

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


@given(accounts, st.tuples(amounts, amounts, amounts))
def test_floats_say_what_decimals_say(held, prices):
    marks = dict(zip(MARKETS, prices, strict=True))
    exact = assess(held, marks)
    quick = figures(flatten(held), {market: float(mark) for market, mark in marks.items()})
    scale = float(max(abs(exact.equity), exact.gross_exposure, D(1)))
    assert quick.equity == pytest.approx(float(exact.equity), abs=scale * 1e-9)
    assert quick.maintenance == pytest.approx(float(exact.maintenance_margin), abs=scale * 1e-9 + 1e-5)
    assert quick.initial == pytest.approx(float(exact.initial_margin), abs=scale * 1e-9 + 1e-5)


def test_the_worst_ratio_is_the_pools_or_that_of_an_isolated_position():
    pool = account(position("BTC", D(1), D(60_000)))
    assert figures(flatten(pool), {"BTC": 60_000.0}).worst_ratio == pytest.approx(7.5)
    beside = account(*pool.positions, position("ETH", D(1), D(3_000), wallet=D(50)))
    assert figures(flatten(beside), {"BTC": 60_000.0, "ETH": 3_000.0}).worst_ratio == pytest.approx(75)


def test_equity_gone_is_beyond_any_ratio_and_nothing_open_is_none_at_all():
    gone = account(position("BTC", D(1), D(80_000)))
    assert math.isinf(figures(flatten(gone), {"BTC": 60_000.0}).worst_ratio)
    assert figures(flatten(account()), {}).worst_ratio == 0


def test_an_unknown_mark_or_tier_leaves_no_figure():
    held = account(position("BTC", D(1), D(60_000)))
    assert figures(flatten(held), {}) is None
    untiered = Account(
        "pool", RuleSet.HYPERLIQUID, D(1), (Position("X", D(1), D(1), 1, Mode.CROSS, TierSchedule.unknown()),)
    )
    assert figures(flatten(untiered), {"X": 1.0}) is None


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
