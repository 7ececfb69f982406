"""`activeAssetData` and `maxTradeSzs` as recorded, from the account alone."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from margin.engine.accounts import Mode, Order
from margin.engine.assess import assess
from margin.engine.assessment import Indeterminate
from margin.engine.hyperliquid_modes import unified_account
from margin.engine.hyperliquid_room import Room, room
from margin.engine.market import Market
from tests.margin.situations import DOGE, account, cross, isolated, marks, one_tier, resting

DECIMALS_2023 = {
    "BTC": 5, "ETH": 4, "ATOM": 2, "MATIC": 1, "DYDX": 1, "SOL": 2,
    "AVAX": 2, "BNB": 3, "APE": 1, "OP": 1, "LTC": 2, "ARB": 1,
}  # fmt: skip

# hyperliquid-python-sdk, cassette test_get_user_state, 2023-03-27: coin, size, value, entry, maxTradeSzs.
POSITIONS_2023 = """
BTC -0.00785 211.64542 26951.0 0.76534 0.74964
ETH 0.1334 227.675114 1705.82 11.8423 12.1091
ATOM -0.45 4.86 10.787 1872.32 1871.42
MATIC 76.6 79.3576 1.03483 19509.1 19662.3
DYDX -121.2 287.244 2.36808 8770.4 8528.0
SOL 7.39 145.5091 19.6789 1026.48 1041.26
AVAX 28.3 464.12 16.3839 1232.4 1289.0
BNB 1.916 588.0204 306.509 65.856 69.688
APE -131.8 509.5388 3.86082 5491.5 5227.9
OP -76.4 156.238 2.04459 10036.1 9883.3
LTC 5.33 469.7862 88.0926 229.31 239.97
ARB 246.5 290.8207 1.17991 17131.2 17624.2
"""
ROWS_2023 = [line.split() for line in POSITIONS_2023.split("\n") if line]


def account_of_2023():
    held = [cross(coin, size, entry, 20, one_tier(50)) for coin, size, _, entry, _, _ in ROWS_2023]
    wallet = Decimal("86.549602") + sum(position.cost for position in held)
    prices = {coin: Decimal(value) / abs(Decimal(size)) for coin, size, value, *_ in ROWS_2023}
    return account(str(wallet), *held), prices


@pytest.mark.parametrize("row", ROWS_2023, ids=[row[0] for row in ROWS_2023])
def test_the_largest_sizes_of_twelve_cross_positions_are_the_venue_s(row):
    coin, _, _, _, to_buy, to_sell = row
    held, prices = account_of_2023()
    market = Market(coin, one_tier(50), 20, DECIMALS_2023[coin])
    sizes = [room(held, prices, market, is_buy).max_size for is_buy in (True, False)]
    assert sizes == [Decimal(to_buy), Decimal(to_sell)]


def test_an_isolated_long_in_a_unified_account_with_a_resting_bid():
    """lifinance/perps-sdk, venue fixtures, unified account of 2026-09-22: MEGA, 3×."""
    mega = isolated("MEGA", "75000", "0.06391314044", "3488.221119", 3, one_tier(3))
    bid = Order("MEGA", Decimal("5000"), Decimal("0.04185"), Mode.ISOLATED, 3)
    prices = marks(MEGA="0.045715")
    held = unified_account("USDC", Decimal("2296.35783828"), [mega], [bid], prices)
    market = Market("MEGA", one_tier(3), 3, 0)
    assert room(held, prices, market, True) == Room(Decimal("103.239708"), Decimal(6775), False)
    assert room(held, prices, market, False) == Room(Decimal("3439.23088"), Decimal(225696), False)


def test_an_isolated_short_backed_by_the_spot_balance():
    """lifinance/perps-sdk, the second account of 2026-09-22: HYPE, 10×, buying closes and may flip."""
    hype = isolated("HYPE", "-15", "92.8886", "139.336442", 10, one_tier(10))
    prices = marks(HYPE="95.0571")
    held = unified_account("USDC", Decimal("289.1707113"), [hype], [], prices)
    market = Market("HYPE", one_tier(10), 10, 2)
    assert room(held, prices, market, True) == Room(Decimal("431.749348"), Decimal("45.42"), False)
    assert room(held, prices, market, False) == Room(Decimal("182.319517"), Decimal("19.18"), False)


def test_the_tier_stops_an_order_before_the_margin_does():
    """Recorded: NEAR at 10× stops where the position reaches 20 M, on both sides."""
    near = cross("NEAR", "970359", "4.14515", 10, DOGE)
    held, prices = account("6000000", near), marks(NEAR="4.4273")
    market = Market("NEAR", DOGE, 10, 1)
    to_buy, to_sell = (room(held, prices, market, is_buy) for is_buy in (True, False))
    assert to_buy.is_tier_limited
    assert (to_buy.max_size + 970359) * prices["NEAR"] <= 20_000_000
    assert (to_buy.max_size + 970360) * prices["NEAR"] > 20_000_000
    assert to_sell.max_size - to_buy.max_size == 2 * 970359


def test_a_flat_market_has_the_same_room_on_both_sides():
    held = account("1000", orders=[resting("BTC", "0.01", "50000")])
    market = Market("BTC", one_tier(40), 40, 5)
    assert room(held, marks(BTC="60000"), market, True) == room(held, marks(BTC="60000"), market, False)
    assert room(held, marks(BTC="60000"), market, True).max_size == Decimal("0.63333")


def test_only_this_market_s_orders_on_the_other_side_are_used_again():
    """Selling against a long: its own resting bid counts again, its asks and another market's bid do not."""
    long = cross("BTC", "0.1", "60000")
    market, prices = Market("BTC", one_tier(40), 10, 5), marks(BTC="60000")

    def to_sell(*orders):
        return room(account("10000", long, orders=orders), prices, market, False).max_size

    assert to_sell() == to_sell(resting("BTC", "0.1", "54000")) == Decimal("1.76666")
    assert to_sell(resting("ETH", "1", "6000")) == Decimal("1.66666")
    assert to_sell(resting("BTC", "-0.2", "60000")) == Decimal("1.66666")


def test_an_account_under_water_may_still_close():
    held = account("100", cross("BTC", "1", "60000"))
    market = Market("BTC", one_tier(40), 10, 5)
    prices = marks(BTC="58000")
    assert assess(held, prices).available_margin == 0
    assert room(held, prices, market, True).max_size == 0
    assert room(held, prices, market, False).max_size == 1


def test_closing_everything_is_never_a_step_out_of_reach():
    """0.00496 BTC at 111,836 and 7× holds 79.243794 of 79.24379428…; beside it ETH takes the whole pool."""
    held = account("3000", cross("BTC", "0.00496", "111836", 7), cross("ETH", "10", "3000", 3))
    prices = marks(BTC="111836", ETH="3000")
    market = Market("BTC", one_tier(40), 7, 5)
    assert room(held, prices, market, False).max_size == Decimal("0.00496")
    assert room(held, prices, market, True).max_size == 0


@given(
    steps=st.integers(1, 10**7),
    price=st.integers(1, 10**7),
    leverage=st.integers(1, 40),
    cash=st.integers(0, 9),
)
def test_whatever_the_size_all_of_it_can_be_closed(steps, price, leverage, cash):
    size, mark = Decimal(steps).scaleb(-5), Decimal(price).scaleb(-2)
    long = cross("BTC", str(size), str(mark), leverage, one_tier(40))
    market = Market("BTC", one_tier(40), leverage, 5)
    assert room(account(str(cash), long), {"BTC": mark}, market, False).max_size >= size


def test_without_a_mark_the_room_is_not_known():
    market = Market("ETH", one_tier(25), 10, 4)
    assert room(account("1000"), {}, market, True) == Indeterminate(("ETH mark",))
    held = account("1000", cross("BTC", "1", "60000"))
    assert room(held, marks(ETH="3000"), market, True) == Indeterminate(("BTC mark",))
