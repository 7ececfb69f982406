"""Scripted moves: how they look, and that the market finds back."""

import math

import pytest

from tests.sandbox.situations import NOON, a_fresh_world
from trading.sandbox.clock import tick
from trading.sandbox.scenarios import SCRIPTS, activity


def played(name, seconds, step=10):
    world = a_fresh_world()
    world.scenario = (name, 0.0)
    marks = [float(world.listed("BTC").mark)]
    for _ in range(seconds // step):
        tick(world, world.now + step * 1000, float(step))
        marks.append(float(world.listed("BTC").mark))
    return world, marks


def test_a_crash_falls_far_in_ten_minutes_and_bounces():
    world, marks = played("crash", 900)
    lowest = min(marks)
    assert math.log(lowest / marks[0]) < -0.11
    assert marks[-1] > lowest
    assert world.listed("ETH").mark < world.listed("ETH").instrument.price * 9 / 10


def test_in_a_crash_bids_are_thinner_than_asks():
    world, _ = played("crash", 600)
    thin = thick = 0
    for market in world.dexes[""].markets.values():
        book = market.quotes()
        thin += sum(float(level.size * level.price) for level in book.bids)
        thick += sum(float(level.size * level.price) for level in book.asks)
    assert thin < thick / 2


def test_a_squeeze_rises_and_longs_pay_in_a_funding_spell():
    assert math.log(max(played("squeeze", 900)[1]) / 64812) > 0.09
    world, _ = played("funding", 900)
    assert all(float(market.funding) > 0.0001 for market in world.dexes[""].markets.values())


def test_the_market_finds_back_after_a_scenario():
    world, _ = played("crash", 1900)
    assert world.scenario is None
    for _ in range(200):
        tick(world, world.now + 600_000, 600.0)
    assert abs(math.log(float(world.listed("BTC").mark) / 64812)) < 0.06


def test_the_night_is_quiet_and_a_day_is_worth_a_day():
    hours = [activity(NOON + hour * 3_600_000) for hour in range(24)]
    assert sum(hours) / 24 == pytest.approx(1.0)
    assert min(hours) < 0.4 < 1.6 < max(hours)


def test_every_script_begins_at_nothing():
    assert {script.shift(0.0) for script in SCRIPTS.values()} == {0.0}
