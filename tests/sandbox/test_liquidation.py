"""What happens to an account whose equity falls below its maintenance margin."""

from decimal import Decimal

from tests.sandbox.situations import a_fresh_world
from trading.demo import ISOLATED, MAIN


def test_below_maintenance_the_pool_is_closed_at_mark_and_isolated_positions_stay():
    world = a_fresh_world()
    world.put_mark("BTC", Decimal("59600"))
    assert world.settle() == {(MAIN.address, "")}
    account = world.account(MAIN.address, "")
    assert list(account.holdings) == ["ETH"]
    assert account.orders == {}
    equity = Decimal("3346.47") - Decimal("0.5") * (64812 - 59600)
    fees = (Decimal("29800") + Decimal("15120")) * Decimal("0.00045")
    assert account.cash == equity - fees


def test_just_above_maintenance_nothing_happens():
    world = a_fresh_world()
    world.put_mark("BTC", Decimal("59621"))
    assert world.settle() == frozenset()


def test_below_two_thirds_the_backstop_takes_the_pool_with_its_margin():
    world = a_fresh_world()
    world.put_mark("BTC", Decimal("59000"))
    world.settle()
    account = world.account(MAIN.address, "")
    assert (list(account.holdings), account.cash) == (["ETH"], 0)


def test_an_isolated_liquidation_leaves_the_pool_untouched():
    world = a_fresh_world()
    world.put_mark("BTC", Decimal("58200"))
    assert (ISOLATED.address, "") in world.settle()
    account = world.account(ISOLATED.address, "")
    assert list(account.holdings) == ["SOL"]
    left = Decimal("-8633.25") + Decimal("0.15") * 58200 * (1 - Decimal("0.00045"))
    assert account.cash == 4000 + left.quantize(Decimal("0.000001"))


def test_an_isolated_backstop_takes_only_what_was_set_aside():
    world = a_fresh_world()
    world.put_mark("BTC", Decimal("57800"))
    world.settle()
    account = world.account(ISOLATED.address, "")
    assert (list(account.holdings), account.cash) == (["SOL"], 4000)


def test_nobody_is_liquidated_twice():
    world = a_fresh_world()
    world.put_mark("BTC", Decimal("59600"))
    world.settle()
    assert world.settle() == frozenset()
