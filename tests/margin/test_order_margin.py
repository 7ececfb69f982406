"""What resting orders hold on Hyperliquid, and what is left for the next."""

from dataclasses import replace
from decimal import Decimal

from margin.engine.assess import assess
from margin.engine.hyperliquid import order_margin
from tests.margin.situations import account, cross, isolated, marks, resting


def available(*positions, orders=(), wallet="10000"):
    return assess(account(wallet, *positions, orders=orders), marks(BTC="60000", ETH="3000")).available_margin


def test_a_resting_buy_takes_exactly_its_own_margin_and_gives_it_back():
    free = available()
    bid = resting("BTC", "0.1", "54000", 7)
    assert free - available(orders=[bid]) == Decimal("771.428571")


def test_a_reduce_only_order_holds_nothing_even_without_a_leverage():
    long = cross("BTC", "0.1", "60000")
    stop = resting("BTC", "-0.1", "66000", leverage=None, reduce_only=True)
    assert available(long, orders=[stop]) == available(long)


def test_the_part_of_an_order_that_closes_holds_nothing():
    long = cross("BTC", "0.1", "60000")
    held = order_margin([resting("BTC", "-0.25", "66000")], [long])
    assert held == Decimal("990")


def test_of_two_closing_orders_the_one_that_fills_first_closes():
    long = cross("BTC", "0.1", "60000")
    far, near = resting("BTC", "-0.1", "70000"), resting("BTC", "-0.1", "66000")
    assert order_margin([far, near], [long]) == order_margin([near, far], [long]) == 700


def test_bids_against_a_short_close_from_the_highest():
    short = cross("BTC", "-0.1", "60000")
    far, near = resting("BTC", "0.1", "40000"), resting("BTC", "0.1", "50000")
    assert order_margin([far, near], [short]) == 400


def test_a_position_in_another_market_closes_nothing_here():
    assert order_margin([resting("BTC", "-0.1", "66000")], [cross("ETH", "1", "3000")]) == 660


def test_an_isolated_order_is_held_against_the_cross_cash():
    aside = isolated("ETH", "1", "3000", "300")
    order = replace(resting("ETH", "1", "2900"), mode=aside.mode)
    assert available(aside) - available(aside, orders=[order]) == 290


def test_available_margin_stops_at_zero():
    assert available(orders=[resting("BTC", "1", "54000", 1)], wallet="100") == 0
