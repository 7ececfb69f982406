"""Recorded Hyperliquid accounts, retyped, so that a bare clone proves the figures. Sources are named."""

from decimal import Decimal

import pytest

from margin.engine.accounts import Account, Mode, Order, Position, RuleSet
from margin.engine.assess import assess
from margin.engine.assessment import Assessment
from tests.margin.situations import one_tier


def held(market, size, value, pnl, leverage, max_leverage, cash=None) -> tuple[Position, str, Decimal]:
    """As reported: entry notional = value − side × PnL, isolated margin = cash + entry notional."""
    size, value = Decimal(size), Decimal(value)
    signed = value.copy_sign(size)
    cost = signed - Decimal(pnl)
    mode = Mode.CROSS if cash is None else Mode.ISOLATED
    wallet = None if cash is None else Decimal(cash) + cost
    return (
        Position(market, size, cost, leverage, mode, one_tier(max_leverage), wallet),
        market,
        value / abs(size),
    )


def assessed(cash: str, *rows, orders=()) -> Assessment:
    """An account with the cross pool's recorded `totalRawUsd`."""
    positions = tuple(position for position, _, _ in rows)
    wallet = Decimal(cash) + sum(position.cost for position in positions if position.mode is Mode.CROSS)
    account = Account("Hyperliquid", RuleSet.HYPERLIQUID, wallet, positions, tuple(orders))
    figures = assess(account, {market: mark for _, market, mark in rows})
    assert isinstance(figures, Assessment)
    return figures


def prices(figures: Assessment) -> list[str | None]:
    found = [position.liquidation_price for position in figures.positions]
    return [None if price is None else f"{price:.10f}" for price in found]


def test_three_cross_positions_of_september_2025():
    """FueledByChai, AccountWebSocketProcessorTest: withdrawable shows the 10 % rule for each position."""
    figures = assessed(
        "-420.9663",
        held("ETH", "2.6994", "11271.3447", "4975.72307", 25, 25),
        held("TRUMP", "-236.8", "1810.336", "188.21472", 10, 10),
        held("MELANIA", "-12814.2", "2172.135042", "327.859866", 5, 5),
    )
    assert prices(figures) == ["1780.8823903422", "33.1225987773", "0.6189226658"]
    assert [f.margin for f in figures.positions] == [
        Decimal("450.853788"),
        Decimal("181.0336"),
        Decimal("434.427008"),
    ]
    assert figures.equity == figures.account_value == Decimal("6867.907358")
    assert figures.maintenance_margin == Decimal("533.157198")
    assert figures.initial_margin == Decimal("1066.314396")
    assert figures.withdrawable == Decimal("5125.312280")
    assert [f"{f.return_on_equity / 100:.10f}" for f in figures.positions] == [
        "19.7586646817",
        "0.9417560341",
        "0.6557210676",
    ]


def test_a_cross_long_of_october_2025():
    """Comment of a public Python client (text index id 20119473065)."""
    figures = assessed("-91.845799", held("BTC", "0.00496", "554.70656", "-0.31744", 20, 40))
    assert prices(figures) == ["18751.6943650470"]
    assert (figures.equity, figures.maintenance_margin) == (Decimal("462.860761"), Decimal("6.933832"))
    assert figures.withdrawable == Decimal("407.390105")


def test_a_short_at_1x_of_january_2025_has_nothing_to_withdraw():
    """Docstring of a public spot-perp arbitrage; 50.26905 / 6 is exactly 8.378175. Eight decimals then."""
    figures = assessed("99.858288", held("HYPE", "-1.95", "50.26905", "-0.39195", 1, 3))
    assert f"{figures.positions[0].liquidation_price:.8f}" == "43.89375297"
    assert figures.maintenance_margin == Decimal("8.378175")
    assert figures.withdrawable == 0


def test_a_long_with_more_cash_than_notional_has_no_liquidation_price():
    """roq-trading/roq-hyperliquid, clearing house state (simple), February 2026."""
    figures = assessed("131.345076", held("BTC", "0.00061", "47.66235", "-2.82848", 20, 40))
    assert prices(figures) == [None]
    assert figures.maintenance_margin == Decimal("0.595779")
    assert figures.withdrawable == Decimal("174.241191")
    assert figures.positions[0].margin == Decimal("2.383117")


def test_an_isolated_position_keeps_its_own_money_and_the_opening_fee_came_out_of_it():
    """JKorf/HyperLiquid.Net, GetAccountInfo, August 2025: 75.658 / 10 less 0.045 % is 7.531754 at opening."""
    figures = assessed("75.781884", held("HYPE", "2.0", "75.652", "-0.006", 10, 10, cash="-68.126246"))
    assert prices(figures) == ["35.8559189474"]
    assert figures.positions[0].margin == Decimal("7.525754")
    assert figures.account_value == Decimal("83.307638")
    assert figures.equity == figures.withdrawable == Decimal("75.781884")
    assert figures.maintenance_margin == 0
    assert figures.margin_ratio is None


def test_an_isolated_order_is_held_against_the_dex_cash():
    """ccxt, "fetch hip3 positions", November 2025: 3.429999 − floor6(70 × 0.14 / 3) is withdrawable."""
    order = Order("flx:CRCL", Decimal("0.14"), Decimal("70.0"), Mode.ISOLATED, 3)
    crcl = held("flx:CRCL", "0.13", "10.41482", "-0.01924", 3, 3, cash="-6.955118")
    figures = assessed("3.429999", crcl, orders=[order])
    assert figures.order_margin == Decimal("3.266666")
    assert figures.withdrawable == Decimal("0.163333")
    assert prices(figures) == ["64.2010892308"]


@pytest.mark.parametrize(
    ("row", "price"),
    [
        (("HYPE", "-4.0", "192.58", "-0.6071", 10, 10, "211.144417"), "50.2724802381"),
        (("xyz:SPCX", "25.77", "5257.5954", "32.9856", 5, 5, "-4179.840643"), "180.2199216574"),
        (("BTC", "-0.0003", "24.876", "-0.009", 5, 40, "29.840434"), "98240.1119341564"),
        (("ETH", "0.003", "10.8642", "-0.0117", 25, 25, "-10.445268"), "3552.8122448980"),
        (("BTC", "0.00347", "217.17342", "-1.14857", 40, 40, "-213.037712"), "62171.2944953124"),
        (("MEGA", "75000.0", "3428.625", "-1364.860533", 3, 3, "-1305.264414"), "0.0208842306"),
        (("HYPE", "-15.0", "1425.945", "-32.616", 10, 10, "1532.665442"), "97.3120915556"),
    ],
    ids=[
        "hype-2025-10",
        "spcx-2026",
        "btc-2025-03",
        "eth-2025-11",
        "btc-2026-08",
        "mega-2026-09",
        "hype-2026-09",
    ],
)
def test_isolated_positions_print_the_venue_s_liquidation_price(row, price):
    """ccxt; a Rust wallet policy; an arbitrage script; two Python clients; lifinance/perps-sdk (last two)."""
    assert prices(assessed("0", held(*row))) == [price]


def test_a_long_and_a_short_share_one_pool():
    """ccxt, "short position", test network, October 2024."""
    figures = assessed(
        "7773.996934",
        held("SOL", "-0.5", "68.98", "0.4", 20, 50),
        held("ETH", "1.6", "3819.2", "2059.2", 20, 50),
    )
    assert f"{figures.positions[0].liquidation_price:.8f}" == "22881.19788911"
    assert figures.positions[1].liquidation_price is None
    assert figures.maintenance_margin == Decimal("38.8818")
    assert figures.account_value == Decimal("11524.216934")


def test_an_empty_account_is_all_zeros_and_no_ratio():
    """roq-trading/roq-hyperliquid, clearing house state (empty), January 2026."""
    figures = assessed("0")
    assert (figures.equity, figures.available_margin, figures.withdrawable) == (0, 0, 0)
    assert (figures.margin_ratio, figures.margin_utilization, figures.effective_leverage) == (
        None,
        None,
        None,
    )
    assert not figures.is_liquidatable
