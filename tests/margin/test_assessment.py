"""One account with both modes: what is the pool's, what is everyone's."""

from decimal import Decimal

from margin.engine.accounts import Leg, Mode
from margin.engine.assess import assess
from tests.margin.situations import account, cross, isolated, marks

HELD = account("10000", cross("BTC", "1", "60000"), isolated("SOL", "-100", "150", "1500"))
NOW = marks(BTC="57000", SOL="120")


def test_the_pool_s_figures_leave_isolated_positions_out():
    found = assess(HELD, NOW)
    assert (found.pool, found.equity) == ("Hyperliquid · USDC", 7_000)
    assert (found.initial_margin, found.maintenance_margin) == (5_700, Decimal("712.5"))
    assert round(found.margin_utilization, 4) == Decimal("81.4286")


def test_account_value_pnl_and_exposures_count_every_position():
    found = assess(HELD, NOW)
    assert found.account_value == 7_000 + 4_500
    assert found.unrealized_pnl == -3_000 + 3_000
    assert assess(HELD, marks(BTC="57000", SOL="130")).unrealized_pnl == -1_000
    assert (found.net_exposure, found.gross_exposure) == (57_000 - 12_000, 57_000 + 12_000)
    assert found.effective_leverage == Decimal("6")


def test_each_row_says_what_it_is_and_holds():
    btc, sol = assess(HELD, NOW).positions
    assert (btc.market, btc.leg, btc.mode, btc.leverage, btc.size) == ("BTC", Leg.BOTH, Mode.CROSS, 10, 1)
    assert (btc.entry_price, btc.mark, btc.notional) == (60_000, 57_000, 57_000)
    assert (btc.margin, btc.initial_margin, btc.margin_ratio) == (5_700, 5_700, None)
    assert btc.return_on_equity == -50
    assert (sol.margin, sol.initial_margin, sol.maintenance_margin) == (4_500, 1_200, 300)
    assert round(sol.margin_ratio, 4) == Decimal("6.6667")
    assert sol.return_on_equity == 200
    assert sol.liquidation_price > sol.mark
    assert sol.liquidation_distance == (sol.liquidation_price - 120) * 100 / 120


def test_equity_gone_with_something_open_is_liquidation_and_no_ratio():
    found = assess(HELD, marks(BTC="49000", SOL="120"))
    assert found.equity == -1_000
    assert (found.margin_ratio, found.margin_utilization) == (None, None)
    assert found.is_liquidatable
    assert (found.available_margin, found.withdrawable) == (0, 0)


def test_an_isolated_position_under_water_has_no_ratio_and_leaves_the_pool_alone():
    found = assess(HELD, marks(BTC="60000", SOL="170"))
    assert found.positions[1].margin == -500
    assert found.positions[1].margin_ratio is None
    assert found.equity == 10_000
    assert not found.is_liquidatable
