"""Standard, unified and what is not computed: the account's mode decides which pools it has."""

from decimal import Decimal

import pytest

from margin.engine.accounts import RuleSet
from margin.engine.assess import assess
from margin.engine.assessment import Indeterminate, NotApplicable
from margin.engine.hyperliquid_modes import rules_of_abstraction, unified_account, unified_ratio
from tests.margin.situations import cross, isolated, marks, one_tier, resting


@pytest.mark.parametrize("answer", ["disabled", "default"])
def test_standard_accounts_follow_the_standard_rules(answer):
    assert rules_of_abstraction(answer) is RuleSet.HYPERLIQUID


def test_a_unified_account_has_its_own_rules():
    assert rules_of_abstraction("unifiedAccount") is RuleSet.HYPERLIQUID_UNIFIED


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ("portfolioMargin", "Portfolio margin"),
        ("dexAbstraction", "DEX abstraction"),
        (None, "not known"),
        ("new", "not known"),
    ],
)
def test_what_is_not_computed_says_why_and_never_falls_back(answer, word):
    refusal = rules_of_abstraction(answer)
    assert isinstance(refusal, NotApplicable)
    assert word in refusal.reason


def test_a_recorded_unified_pool_is_its_spot_total_without_isolated_margin():
    """lifinance/perps-sdk, 2026-09-22: 172.99725228 is its `tokenToAvailableAfterMaintenance`."""
    mega = isolated("MEGA", "75000", "0.06391314044", "3488.221119", 3, one_tier(3))
    prices = marks(MEGA="0.045715")
    pool = assess(unified_account("USDC", Decimal("2296.35783828"), [mega], [], prices), prices)
    assert pool.equity - pool.maintenance_margin == Decimal("172.99725228")
    assert pool.account_value == Decimal("2296.35783828")
    assert pool.positions[0].margin == Decimal("2123.360586")


def test_positions_of_several_dexes_share_one_unified_pool():
    """Official ratio: Σ cross maintenance over dexes / (spot total − Σ isolated margin used)."""
    positions = [
        cross("BTC", "1", "60000"),
        cross("xyz:GOLD", "2", "4000", tiers=one_tier(20)),
        isolated("SOL", "10", "150", "500"),
    ]
    prices = marks(BTC="57000", SOL="160") | {"xyz:GOLD": Decimal(4100)}
    pool = assess(unified_account("USDC", Decimal(10_000), positions, [], prices), prices)
    assert pool.equity == 10_000 - 600
    assert pool.maintenance_margin == Decimal("712.5") + 205
    assert pool.margin_ratio == pool.maintenance_margin * 100 / pool.equity
    later = assess(
        unified_account("USDC", Decimal(10_000), positions, [], prices), prices | marks(BTC="56000")
    )
    assert later.equity == pool.equity - 1000


def test_the_account_s_ratio_is_the_worst_of_its_pools():
    prices = marks(BTC="60000", ETH="3000")
    usdc = assess(unified_account("USDC", Decimal(10_000), [cross("BTC", "1", "60000")], [], prices), prices)
    usdh = assess(unified_account("USDH", Decimal(1_000), [cross("ETH", "1", "3000")], [], prices), prices)
    empty = assess(unified_account("USDE", Decimal(5), [], [], {}), {})
    assert unified_ratio([usdc, usdh, empty]) == usdc.margin_ratio == Decimal("7.5")
    assert unified_ratio([empty]) is None


def test_without_a_mark_the_pool_is_not_known_and_orders_wait_for_theirs():
    bid = resting("ETH", "1", "2900", leverage=None)
    assert unified_account("USDC", Decimal(1), [cross("BTC", "1", "60000")], [bid], {}) == Indeterminate(
        ("BTC mark",)
    )
    pool = unified_account("USDC", Decimal(1000), [], [bid], {})
    assert assess(pool, {}) == Indeterminate(("ETH leverage",))
