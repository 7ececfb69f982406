"""Figures that a server printed, retyped: the formulas hold on a bare clone too.

Sources are named in each row; most are Binance USD-M, the engine that Aster follows. The files themselves
are read by `check_recordings`.
"""

from decimal import Decimal

import pytest

from margin.engine.accounts import Leg
from tests.margin.aster_situations import brackets, held, known, pool, resting

B2020 = brackets(("0", "50000", "0.004", "0"), ("50000", "250000", "0.005", "50"))
ONE_PERCENT = brackets(("0", "100000", "0.01", "0"))
AGIX = brackets(("0", "5000", "0.02", "0"), ("5000", "25000", "0.025", "25"))
BNB = brackets(("0", "10000", "0.0065", "0"), ("10000", "50000", "0.01", "35"))
DOGE = brackets(("0", "5000", "0.005", "0"), ("5000", "10000", "0.006", "5"))
OP = brackets(("0", "10000", "0.006", "0"), ("10000", "50000", "0.01", "40"))
VET = brackets(("0", "50000", "0.01", "0"), ("50000", "150000", "0.025", "750"))

# size, entry, mark, leverage, isolated wallet, brackets -> PnL, isolated margin, liquidation price
ISOLATED = {
    "Aster docs positionRisk, LONG leg, in its second bracket": (
        *("20", "6563.66500", "6679.50671178", 10, "13200.70726908", B2020),
        *("2316.83423560", "15517.54150468", "5930.78"),
    ),
    "Aster docs positionRisk, SHORT leg": (
        *("-10", "6563.86000", "6679.50671178", 10, "6570.42511771", B2020),
        *("-1156.46711780", "5413.95799991", "7189.95"),
    ),
    "BTC long 2021-04, code index 2705902670": (
        *("0.010", "56791.66666", "57214.41443521", 20, "27.75053162", B2020),
        *("4.22747775", "31.97800937", "54233.54768876"),
    ),
    "BTC long 2022-06 on a test network with a 1 % bracket, code index 9826481544": (
        *("0.010", "21396.6", "21434.68734933", 20, "10.82948412", ONE_PERCENT),
        *("0.38087349", "11.21035761", "20518.83998788"),
    ),
    "BTC long 2024-12-19, code index 48101640139": (
        *("0.010", "101264.68", "100867.36121277", 35, "29.59644049", B2020),
        *("-3.97318787", "25.62325262", "98699.83529217"),
    ),
    "BTC long 2024-12-24, code index 48078312347": (
        *("0.008", "94501.4", "94520.10000000", 20, "38.17776480", B2020),
        *("0.14960000", "38.32736480", "90089.53755020"),
    ),
    "BTC short 2024-07, code index 42541762656": (
        *("-0.002", "66351.2", "66351.10000000", 10, "13.21988880", B2020),
        *("0.00020000", "13.22008880", "72670.46254980"),
    ),
    "BNB long 2021-05, code index 8163591569": (
        *("0.07", "323.17000", "323.12699179", 3, "7.54869944", BNB),
        *("-0.00301057", "7.54568887", "216.74024818"),
    ),
    "DOGE short 2024-03, code index 1228842397": (
        *("-32", "0.16395", "0.16465933", 6, "0.88304001", DOGE),
        *("-0.02269856", "0.86034145", "0.19059204"),
    ),
    "AGIX short at 1x 2024-02, code index 1228842397": (
        *("-13", "0.4518", "0.45200000", 1, "5.87046330", AGIX),
        *("-0.00260000", "5.86786330", "0.88566088"),
    ),
    "VET long 2021-08, whose engine cut the entry 0.1327488795181 at 6 decimals": (
        *("1660", "0.132748", "0.12813000", 20, "10.93088776", VET),
        *("-7.66588000", "3.26500776", "0.12743750"),
    ),
}


@pytest.mark.parametrize("name", ISOLATED)
def test_an_isolated_position_has_the_printed_profit_margin_and_liquidation_price(name):
    size, entry, mark, leverage, wallet, tiers, profit, margin, liquidation = ISOLATED[name]
    position = held(size, entry, leverage=leverage, wallet=wallet, tiers=tiers)
    figures = known(pool("0", position), {"BTCUSDT": mark}).positions[0]
    printed = Decimal(liquidation)
    assert (figures.unrealized_pnl, figures.margin) == (Decimal(profit), Decimal(margin))
    assert figures.liquidation_price is not None
    assert round(figures.liquidation_price, -printed.as_tuple().exponent) == printed


def test_a_position_whose_wallet_covers_it_has_no_liquidation_price_where_the_venue_prints_0():
    position = held("2.0", "3.2919", leverage=1, wallet="6.58448878", tiers=OP)
    figures = known(pool("0", position), {"BTCUSDT": "3.30007956"}).positions[0]
    assert (figures.unrealized_pnl, figures.margin) == (Decimal("0.01635912"), Decimal("6.60084790"))
    assert figures.liquidation_price is None


def test_the_published_example_of_two_cross_positions_gives_both_prices():
    """Binance FAQ b3c689c1f50a44cabb3a84e663b81d93; below its one printed bracket a table needs something."""
    btc = brackets(("0", "815000", "0.005", "0"), ("815000", "5000000", "0.025", "16300"))
    eth = brackets(("0", "2707300", "0.05", "0"), ("2707300", "10000000", "0.1", "135365"))
    account = pool(
        "1535443.01",
        held("109.488", "32481.980", tiers=btc, leverage=20),
        held("3683.979", "1456.84", market="ETHUSDT", tiers=eth, leverage=5),
    )
    first, second = known(account, {"BTCUSDT": "31967.27", "ETHUSDT": "1335.18"}).positions
    assert (round(first.liquidation_price, 2), round(second.liquidation_price, 2)) == (
        Decimal("26316.89"),
        Decimal("1153.26"),
    )
    assert (first.maintenance_margin, second.maintenance_margin) == (
        Decimal("71200.81144400"),
        Decimal("356512.50812200"),
    )
    assert (first.unrealized_pnl, second.unrealized_pnl) == (
        Decimal("-56354.56848000"),
        Decimal("-448192.88514000"),
    )


@pytest.mark.parametrize(
    ("size", "entry", "rate", "cum", "floor", "filler", "price"),
    [
        ("109.488", "32481.980", "0.025", "16300", "815000", "0.005", "18778.73"),
        ("3683.979", "1456.84", "0.1", "135365", "2707300", "0.05", "1114.78"),
    ],
)
def test_freqtrade_s_isolated_expectations_hold(size, entry, rate, cum, floor, filler, price):
    tiers = brackets(("0", floor, filler, "0"), (floor, "100000000", rate, cum))
    position = held(size, entry, leverage=5, wallet="1535443.01", tiers=tiers)
    figures = known(pool("0", position), {"BTCUSDT": entry}).positions[0]
    assert round(figures.liquidation_price, 2) == Decimal(price)


def test_a_cross_account_on_a_test_network_has_the_printed_totals():
    """Code index 29808160742, 2022-11-21: PnL −164.57300483 is that of the mark 16053.31926815."""
    account = pool("14614.57417048", held("0.237", "16747.72013242", leverage=2, tiers=B2020))
    found = known(account, {"BTCUSDT": "16053.31926815"}, {"BTCUSDT": "16053.31926815"})
    assert found.unrealized_pnl == Decimal("-164.57300483")
    assert found.equity == Decimal("14450.00116565")
    assert found.initial_margin == Decimal("1902.31833327")
    assert found.maintenance_margin == Decimal("15.21854666")
    assert found.available_margin == found.withdrawable == Decimal("12547.68283238")
    assert found.positions[0].liquidation_price is None


def test_the_row_beside_it_shows_that_profit_is_cut_not_rounded():
    """0.237 × (16,067.09213386 − 16,747.72013242) is −161.3088356587…"""
    account = pool("14614.57417048", held("0.237", "16747.72013242", leverage=2, tiers=B2020))
    found = known(account, {"BTCUSDT": "16067.09213386"})
    assert found.positions[0].unrealized_pnl == Decimal("-161.30883565")


def test_one_over_six_is_rounded_before_it_multiplies():
    """Code index 26254308976, 2022-06-04: 29.7345 × 0.16666667 = 4.95575009…; 29.7345 / 6 is 4.95575000."""
    position = held("-0.001", "29670.0", leverage=6, wallet="4.93323209", tiers=B2020)
    found = known(pool("20.51690576", position), {"BTCUSDT": "29734.5"})
    assert found.positions[0].initial_margin == Decimal("4.95575009")
    assert found.positions[0].maintenance_margin == Decimal("0.11893800")
    assert found.positions[0].unrealized_pnl == Decimal("-0.06450000")
    assert found.available_margin == found.withdrawable == Decimal("20.51690576")


def test_a_tick_later_the_same_account_has_its_printed_totals():
    """The totals of the same record use PnL −0.06303420, the mark 29733.0342."""
    position = held("-0.001", "29670.0", leverage=6, wallet="4.93323209", tiers=B2020)
    found = known(pool("20.51690576", position), {"BTCUSDT": "29733.0342"})
    assert found.account_value == Decimal("25.38710365")
    assert found.positions[0].initial_margin == Decimal("4.95550579")
    assert found.positions[0].maintenance_margin == Decimal("0.11893213")


def test_the_larger_side_of_resting_orders_holds_margin():
    """Code index 47643554872, 2024-01-18: bids of 328.80 and asks of 329.70 around a long of 385.538…"""
    account = pool(
        "1000",
        held("0.009", "43371.83333334", leverage=20, tiers=B2020),
        orders=(resting("0.008", "41100", leverage=20), resting("-0.007", "47100", leverage=20)),
    )
    found = known(account, {"BTCUSDT": "42837.56270500"})
    assert found.initial_margin == Decimal("19.27690321")
    assert found.order_margin == Decimal("16.44000000")
    assert found.maintenance_margin == Decimal("1.54215225")


@pytest.mark.parametrize(
    ("size", "entry", "leverage", "mark", "initial", "maintenance"),
    [
        ("-0.005", "1205.51", 2, "1203.012809", "3.00753202", "0.03007532"),
        ("0.001", "21225.9", 2, "21200.1", "10.60005000", "0.08480040"),
        ("0.003", "43064.5", 125, "43196.3", "1.03671120", "0.51835560"),
    ],
)
def test_recorded_rows_hold_their_printed_margins(size, entry, leverage, mark, initial, maintenance):
    """Code indexes 33065293526, 23137402930, 65859849196, 2022 to 2024."""
    tiers = brackets(("0", "10000", "0.005", "0")) if entry == "1205.51" else B2020
    position = held(size, entry, leverage=leverage, wallet="1", tiers=tiers)
    figures = known(pool("0", position), {"BTCUSDT": mark}).positions[0]
    assert (figures.initial_margin, figures.maintenance_margin) == (Decimal(initial), Decimal(maintenance))


def test_the_margin_call_sample_s_maintenance_and_ratio():
    """Aster docs, MARGIN_CALL: maintenance 1.614445 (cut at 6), cw 3.16812045, PnL −1.166074: 80.6 %."""
    tiers = brackets(("0", "10000", "0.0065", "0"))
    account = pool("3.16812045", held("1.327", "188.05", leverage=75, tiers=tiers, leg=Leg.LONG))
    found = known(account, {"BTCUSDT": "187.17127"})
    assert found.maintenance_margin == Decimal("1.61444578")
    assert found.unrealized_pnl == Decimal("-1.16607471")
    assert round(found.margin_ratio, 1) == Decimal("80.6")
