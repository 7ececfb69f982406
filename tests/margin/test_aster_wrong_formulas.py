"""Plausible wrong formulas for Aster, each with the number it would give."""

from decimal import Decimal

from margin.engine.accounts import Asset, Leg, Mode
from margin.engine.aster import price_of_legs
from tests.margin.aster_situations import BTC, ETH, FLAT, brackets, held, known, pool, resting, several

MARKS = {"BTCUSDT": "59000", "ETHUSDT": "2900"}
TWO = (held("0.5", "60000"), held("-4", "3000", market="ETHUSDT", tiers=ETH))


def price(account, marks=MARKS, index=0) -> str:
    return str(known(account, marks).positions[index].liquidation_price)


def test_the_bracket_is_that_of_the_liquidation_price_not_of_the_mark():
    """5 BTC are worth 300,000 at mark (third bracket) and 241,156 when liquidated (second)."""
    position = held("5", "60000", wallet="60000")
    assert price(pool("0", position)) == "48231.15577889"
    third = (Decimal(60000) + 1300 - 300000) / (5 * (Decimal("0.01") - 1))
    assert round(third, 8) == Decimal("48222.22222222")
    assert BTC.at(Decimal(300000)).deduction == 1300


def test_the_deduction_is_not_forgotten():
    position = held("20", "6563.665", wallet="13200.70726908")
    assert price(pool("0", position), {"BTCUSDT": "6679.5"}) == "5930.78355432"
    without = (Decimal("13200.70726908") - 20 * Decimal("6563.665")) / (20 * (Decimal("0.005") - 1))
    assert round(without, 2) == Decimal("5933.30")


def test_other_positions_maintenance_counts():
    assert price(pool("3000", *TWO)) == "53534.93975904"
    forgotten = price_of_legs(TWO[:1], Decimal(3000) + 400, Decimal(59000))
    assert str(forgotten) == "53413.65461847"


def test_other_positions_profit_is_counted_at_their_mark_not_at_their_entry():
    at_entry = price_of_legs(TWO[:1], Decimal(3000) - Decimal("60.4"), Decimal(59000))
    assert (price(pool("3000", *TWO)), str(at_entry)) == ("53534.93975904", "54338.15261044")


def test_the_liquidated_position_s_own_profit_at_mark_is_not_counted_twice():
    twice = price_of_legs(TWO[:1], Decimal(3000) + 400 - 500 - Decimal("60.4"), Decimal(59000))
    assert (price(pool("3000", *TWO)), str(twice)) == ("53534.93975904", "54538.95582329")


def test_resting_orders_do_not_move_a_liquidation_price():
    with_orders = pool("3000", *TWO, orders=(resting("0.5", "55000"),))
    subtracted = pool("250", *TWO)
    assert known(with_orders, MARKS).order_margin == Decimal(2750)
    assert price(with_orders) == price(pool("3000", *TWO)) == "53534.93975904"
    assert price(subtracted) == "59057.02811245"


def test_isolated_margin_backs_no_cross_position():
    aside = held("1", "150", market="SOLUSDT", wallet="500", tiers=FLAT)
    marks = MARKS | {"SOLUSDT": "150"}
    assert price(pool("3000", *TWO, aside), marks) == "53534.93975904"
    total_equity = pool("3500", *TWO)
    assert price(total_equity) == "52530.92369478"


def test_hedge_legs_are_liquidated_together_not_each_for_itself_nor_netted():
    long, short = held("2", "60000", leg=Leg.LONG), held("-1", "61000", leg=Leg.SHORT)
    account = pool("5000", long, short)
    mark = {"BTCUSDT": "60500"}
    assert price(account, mark) == price(account, mark, 1) == "54720.81218274"
    each = known(account, mark)
    assert each.maintenance_margin == Decimal("555") + Decimal("252.5")
    long_alone = price_of_legs([long], Decimal(5000) + 500 - Decimal("252.5"), Decimal(60500))
    netted = price_of_legs([held("1", "59000")], Decimal(5000), Decimal(60500))
    assert (str(long_alone), str(netted)) == ("57639.44723618", "54221.10552764")


def test_of_two_prices_of_a_hedge_the_one_nearest_mark_counts():
    """A long of 3 and a short of 2 gain on the way up until the short's and the long's brackets catch up."""
    steep = brackets(("0", "200000", "0.01", "0"), ("200000", "900000000", "0.31", "60000"))
    legs = held("3", "60000", leg=Leg.LONG, tiers=steep), held("-2", "60000", leg=Leg.SHORT, tiers=steep)
    account = pool("20000", *legs)
    below, above = (price(account, {"BTCUSDT": mark}) for mark in ("60000", "130000"))
    assert (below, above) == ("42105.26315789", "145454.54545455")


def test_the_larger_side_of_the_orders_counts_not_their_sum_nor_their_difference():
    orders = (resting("0.5", "59000"), resting("-2.5", "61000"))
    found = known(pool("20000", held("1", "60000"), orders=orders), {"BTCUSDT": "60000"})
    both_sides = (Decimal(29500) + Decimal(152500)) / 10
    netted = abs(Decimal(60000) + 29500 - 152500) / 10 - 6000
    assert (found.order_margin, both_sides, netted) == (Decimal(3250), Decimal(18200), Decimal(300))


def test_maintenance_does_not_follow_the_leverage_setting():
    for leverage in (5, 100):
        assert price(pool("3000", held("0.5", "60000", leverage=leverage))) == "54216.86746988"


def test_an_isolated_order_takes_its_margin_from_the_pool_at_once():
    order = resting("0.1", "59000", mode=Mode.ISOLATED)
    assert known(pool("1000", orders=(order,)), {}).available_margin == Decimal(410)


def test_what_is_owned_counts_at_the_bid_rate_not_at_the_middle():
    btc = Asset("BTC", Decimal("0.1"), Decimal(57000), Decimal(63000))
    assert known(several((btc,)), {}).equity == Decimal(5700) != Decimal("0.1") * 60000


def test_what_is_owed_counts_at_the_ask_rate_not_at_the_bid():
    usdt = Asset("USDT", Decimal(-100), Decimal("0.99"), Decimal("1.01"))
    assert known(several((usdt,)), {}).equity == Decimal(-101) != Decimal(-99)
