"""Recorded account states live on from their recorded marks; what is not a whole one is refused by name."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.recordings import load, path
from tests.sandbox.situations import a_fresh_world
from trading.sandbox import settlers
from trading.sandbox.clock import tick
from trading.sandbox.hyperliquid.accounts import clearinghouse_state, frontend_open_orders
from trading.sandbox.recorded import Refused, files_of, parse, read

WHOLE = (
    "01_cross_3pos_2025-09-22",
    "02_cross_btc_long_2025-10-21",
    "05_empty_2026-01-30",
    "06_cross_btc_null_liq_2026-02-03",
    "10_isolated_hype_long_2025-08-06",
    "11_hip3_flx_isolated_with_open_order_2025-11-28",
    "12_isolated_hype_short_2025-10-30",
)
# Before 2025 the venue printed eight decimals, floored an isolated requirement and had no 10 % rule.
OLD = (
    "03_cross_hype_short_1x_2025-01-07",
    "04_isolated_eth_docs_2024-02-22",
    "13_cross_long_short_2024-10-10",
)
REFUSED = {
    "07_hip3_xyz_spcx_isolated": "not the whole account",
    "08_cross_resolv_partial_fields_2026-06-22": "lacks",
    "09_isolated_btc_short_2025-03-18": "lacks crossMarginSummary",
    "14_hlp_vault_excerpt_2026-10-06": "not the whole account",
    "15_cross_12pos_2023-03-27_old_formula": "lacks",
    "16_isolated_eth_long_2024-01-03": "lacks crossMarginSummary",
    "18_isolated_btc_long_40x_2026-08-03": "lacks",
    "positions_isolated_29_late2024": "not a clearinghouse state",
}


def file_of(name: str) -> Path:
    return path(f"accounts/{name}.json")


def reported(name: str) -> dict[str, Any]:
    state = load(f"accounts/{name}.json")
    return state["data"]["clearinghouseState"] if "channel" in state else state


def bare(state: dict[str, Any]) -> dict[str, Any]:
    """A state without its clock and with coins as they are called on their own dex."""
    text = json.loads(json.dumps(state))
    for row in text["assetPositions"]:
        row["position"]["coin"] = row["position"]["coin"].rpartition(":")[2]
    return {name: value for name, value in text.items() if name != "time"}


@pytest.fixture(scope="module")
def world():
    return a_fresh_world()


def settled(world, name):
    return settlers.settle(world, read(file_of(name)), name)


@pytest.mark.parametrize("name", WHOLE)
def test_at_the_first_instant_every_figure_is_the_recorded_one_to_the_digit(world, name):
    account = settled(world, name)
    assert bare(clearinghouse_state(world, account)) == bare(reported(name))


@pytest.mark.parametrize("name", OLD)
def test_old_states_keep_their_cash_positions_and_margin_to_the_micro_dollar(world, name):
    state, said = clearinghouse_state(world, settled(world, name)), reported(name)
    assert state["crossMarginSummary"] == said["crossMarginSummary"]
    assert state["marginSummary"] == said["marginSummary"]
    assert state["crossMaintenanceMarginUsed"] == said["crossMaintenanceMarginUsed"]
    for row, recorded in zip(state["assetPositions"], said["assetPositions"], strict=True):
        for figure in ("szi", "entryPx", "positionValue", "unrealizedPnl", "marginUsed", "leverage"):
            assert row["position"][figure] == recorded["position"][figure]
        if recorded["position"]["liquidationPx"] is not None:
            ours = Decimal(row["position"]["liquidationPx"])
            assert abs(ours / Decimal(recorded["position"]["liquidationPx"]) - 1) < Decimal("1e-8")


def test_a_state_that_only_lacks_a_sum_lives_on_with_the_sum(world):
    name = "17_isolated_eth_max_leverage_2025-11-04"
    state = bare(clearinghouse_state(world, settled(world, name)))
    summary = state.pop("marginSummary")
    assert state.items() <= bare(reported(name)).items()
    assert summary["accountValue"] == "3451.743653"


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_what_is_not_a_whole_account_is_refused_with_a_reason(name, reason):
    with pytest.raises(Refused, match=reason):
        read(file_of(name))


def test_an_older_rule_is_remarked_upon():
    found = read(file_of("13_cross_long_short_2024-10-10"))
    assert found.remarks == ("withdrawable was 11292.922399; today's rule gives 11135.398934",)


def test_a_recorded_account_moves_with_its_own_markets_only():
    world = a_fresh_world()
    account = settled(world, "02_cross_btc_long_2025-10-21")
    before = clearinghouse_state(world, account)
    world.put_mark("BTC", Decimal("60000"))
    assert clearinghouse_state(world, account) == before
    coin = f"{account.dex}:BTC"
    world.put_mark(coin, world.listed(coin).mark - 100)
    after = clearinghouse_state(world, account)
    assert Decimal(before["withdrawable"]) > Decimal(after["withdrawable"])
    tick(world, world.now + 1000, 1.0)
    assert world.listed(coin).mark != before


def test_its_open_orders_come_with_it(world):
    account = settled(world, "11_hip3_flx_isolated_with_open_order_2025-11-28")
    assert frontend_open_orders(account) == load("orders/open_orders_flx_2025-11-28.json")
    assert account.dex == "flx"


def test_moving_in_twice_leaves_the_account_as_it_became(world):
    first = settled(world, "02_cross_btc_long_2025-10-21")
    world.put_mark(f"{first.dex}:BTC", Decimal("100000"))
    again = settled(world, "02_cross_btc_long_2025-10-21")
    assert again is first
    assert world.listed(f"{first.dex}:BTC").mark == 100_000


def test_two_states_recorded_on_one_dex_get_dexes_of_their_own(world):
    first = settled(world, "11_hip3_flx_isolated_with_open_order_2025-11-28")
    other = load("accounts/11_hip3_flx_isolated_with_open_order_2025-11-28.json")
    other["time"] += 1
    second = settlers.settle(world, parse(other), "another")
    assert first.dex == "flx"
    assert second.dex.startswith("r")
    assert list(second.holdings) == [f"{second.dex}:CRCL"]


def test_names_of_files_decide_nothing(tmp_path):
    original = file_of("10_isolated_hype_long_2025-08-06")
    copy = tmp_path / "anything.json"
    copy.write_bytes(original.read_bytes())
    assert read(copy) == read(original)
    assert files_of([tmp_path]) == [copy]


def test_a_path_that_does_not_exist_is_said(tmp_path):
    with pytest.raises(Refused, match="does not exist"):
        files_of([tmp_path / "nowhere"])


@pytest.mark.parametrize("figure", ["crossMaintenanceMarginUsed", "crossMarginSummary.accountValue"])
def test_a_total_that_is_not_its_positions_is_refused(figure):
    state = load("accounts/02_cross_btc_long_2025-10-21.json")
    part = state["crossMarginSummary"] if "." in figure else state
    part[figure.rpartition(".")[2]] = "1.5"
    with pytest.raises(Refused, match="not the whole account"):
        parse(state)


@pytest.mark.parametrize("broken", [None, [], 7, "x", {}, {"assetPositions": [{}]}, {"assetPositions": [3]}])
def test_nonsense_is_refused(broken):
    with pytest.raises(Refused):
        parse(broken)
