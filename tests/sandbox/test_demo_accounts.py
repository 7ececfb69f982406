"""The demo's accounts, at the first instant and after days of the demo's market."""

from decimal import Decimal

import pytest

from tests.sandbox.situations import a_fresh_world
from trading.demo import AT_RISK, DEMO_ACCOUNTS, EMPTY, HEDGED, ISOLATED, MAIN
from trading.sandbox.clock import tick
from trading.sandbox.hyperliquid import info


def state_of(world, demo):
    return info.answer(world, {"type": "clearinghouseState", "user": demo.address})


def figures_of(world, demo):
    return world.assess(world.account(demo.address, ""))


def test_the_main_account_is_the_one_in_the_terminal_drawing(first_instant):
    state = state_of(first_instant, MAIN)
    assert state["crossMarginSummary"]["accountValue"] == "3346.47"
    assert state["crossMaintenanceMarginUsed"] == "783.075"
    assert state["crossMarginSummary"]["totalMarginUsed"] == "2376.3"
    assert state["marginSummary"]["accountValue"] == "5858.47"
    by_coin = {row["position"]["coin"]: row["position"] for row in state["assetPositions"]}
    assert by_coin["BTC"]["liquidationPx"] == "59620.3139240506"
    assert by_coin["SOL"]["liquidationPx"] == "124.9087692308"
    assert by_coin["ETH"]["liquidationPx"] == "3894.1176470588"
    assert by_coin["ETH"]["marginUsed"] == "2512.0"
    assert by_coin["BTC"]["unrealizedPnl"] == "346.0"
    assert by_coin["ETH"]["unrealizedPnl"] == "-136.0"


def test_the_main_accounts_orders_hold_no_margin(first_instant):
    figures = figures_of(first_instant, MAIN)
    assert figures.available_margin == Decimal("970.17")
    assert figures.order_margin == 0
    assert len(info.answer(first_instant, {"type": "frontendOpenOrders", "user": MAIN.address})) == 5


def test_the_other_accounts_tell_their_stories(first_instant):
    assert figures_of(first_instant, HEDGED).equity == 10_000
    assert figures_of(first_instant, HEDGED).order_margin > 0
    assert 60 < figures_of(first_instant, AT_RISK).margin_ratio < 75
    isolated = figures_of(first_instant, ISOLATED)
    assert (isolated.initial_margin, len(isolated.positions)) == (0, 2)
    assert sorted(found.leverage for found in isolated.positions) == [3, 10]
    assert state_of(first_instant, EMPTY)["withdrawable"] == "10000.0"


def test_an_address_the_venue_never_saw_holds_nothing(first_instant):
    state = info.answer(first_instant, {"type": "clearinghouseState", "user": "0x" + "Ab" * 20})
    assert state["assetPositions"] == []
    assert state["marginSummary"]["accountValue"] == "0.0"


@pytest.mark.parametrize("seed", range(3))
def test_two_days_of_market_leave_every_demo_account_alive(seed):
    world = a_fresh_world(seed)
    held = {demo.slug: len(world.account(demo.address, "").holdings) for demo in DEMO_ACCOUNTS}
    ratios = []
    for _ in range(2 * 24 * 60 // 4):
        tick(world, world.now + 240_000, 240.0)
        ratios.append(figures_of(world, AT_RISK).margin_ratio)
    assert {demo.slug: len(world.account(demo.address, "").holdings) for demo in DEMO_ACCOUNTS} == held
    assert max(ratios) - min(ratios) > 5
