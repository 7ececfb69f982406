"""Where liquidation begins at each venue, and that nothing left is liquidation, whatever floors say."""

from dataclasses import replace
from decimal import Decimal

import pytest

from margin.engine.accounts import Account, Asset, RuleSet
from margin.engine.assess import assess
from margin.levels import Level, Thresholds, pool_level, position_level
from tests.margin.situations import account, cross, isolated, marks, one_tier

USUAL = Thresholds(caution=Decimal(50), critical=Decimal(80))
LIQUIDATING = {RuleSet.HYPERLIQUID: Level.CRITICAL, RuleSet.ASTER: Level.LIQUIDATION}


def test_dust_whose_maintenance_floors_to_nothing_is_still_liquidated_when_equity_is_gone():
    held = account("-0.00001", cross("BTC", "0.00000001", "60000"))
    figures = assess(held, marks(BTC="60000"))
    assert figures.maintenance_margin == Decimal("0.000007")
    smaller = assess(account("-0.00001", cross("DOGE", "0.00001", "0.1")), marks(DOGE="0.1"))
    assert smaller.maintenance_margin == 0
    assert smaller.is_liquidatable


def test_nothing_open_is_never_liquidated_not_even_in_debt():
    assert not assess(account("-5"), {}).is_liquidatable


@pytest.mark.parametrize("rules", LIQUIDATING)
def test_at_100_percent_aster_liquidates_and_hyperliquid_does_not_yet(rules):
    """1 BTC at 60,000 needs 750; the pool, or the margin set aside, is exactly that."""
    pooled = replace(account("750", cross("BTC", "1", "60000")), rules=rules)
    found = assess(pooled, marks(BTC="60000"))
    assert (found.equity, found.maintenance_margin, found.margin_ratio) == (750, 750, 100)
    assert pool_level(found, USUAL) is LIQUIDATING[rules]
    aside = replace(account("0", isolated("BTC", "1", "60000", "750")), rules=rules)
    own = assess(aside, marks(BTC="60000"))
    assert own.positions[0].margin_ratio == 100
    assert position_level(own.positions[0], pool_level(own, USUAL), USUAL) is LIQUIDATING[rules]
    assert not own.is_liquidatable


def test_multi_assets_liquidate_at_100_percent_too():
    long = replace(cross("BTC", "1", "60000"), collateral="USDT")
    usdt = Asset("USDT", Decimal(750), Decimal(1), Decimal(1))
    held = Account("Aster", RuleSet.ASTER_MULTI_ASSETS, Decimal(0), (long,), assets=(usdt,))
    found = assess(held, marks(BTC="60000"))
    assert (found.margin_ratio, found.is_liquidatable) == (100, True)


def test_dust_with_nothing_behind_it_is_liquidation_and_not_nothing_open():
    """A short of 0.00001 at 1: the floor makes its maintenance 0, equity is 0, and it is open."""
    dust = cross("DOGE", "-0.00001", "1", tiers=one_tier(10))
    found = assess(account("0", dust), marks(DOGE="1"))
    assert (found.equity, found.maintenance_margin, found.margin_ratio) == (0, 0, None)
    assert found.is_liquidatable
    assert pool_level(found, USUAL) is Level.LIQUIDATION
    alone = assess(account("0", isolated("DOGE", "-0.00001", "1", "0", tiers=one_tier(10))), marks(DOGE="1"))
    assert alone.positions[0].is_liquidatable
    assert pool_level(alone, USUAL) is Level.NONE


def test_with_the_least_equity_behind_it_dust_has_a_level_of_its_own():
    dust = cross("DOGE", "-0.00001", "1", tiers=one_tier(10))
    assert pool_level(assess(account("0.000001", dust), marks(DOGE="1")), USUAL) is Level.OK
    assert pool_level(assess(account("0"), {}), USUAL) is Level.NONE
