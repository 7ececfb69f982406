"""What happens to an account whose equity falls below its maintenance margin."""

from decimal import Decimal

from margin.engine.accounts import Mode
from tests.sandbox.situations import a_fresh_world
from trading.demo import ISOLATED, MAIN
from trading.sandbox.accounts import RestingOrder
from trading.sandbox.liquidation import settle
from trading.sandbox.placing import enter


def test_below_maintenance_the_book_takes_positions_until_the_rest_is_safe():
    world = a_fresh_world()
    world.put_mark("BTC", Decimal("59600"))
    assert settle(world) == {(MAIN.address, "")}
    account = world.account(MAIN.address, "")
    assert list(account.holdings) == ["SOL", "ETH"]
    assert account.orders == {}
    fills = list(world.journals[MAIN.address, ""].fills)
    assert sum(fill.size for fill in fills) == Decimal("0.5")
    assert {(fill.liquidation.user, fill.liquidation.method) for fill in fills} == {(MAIN.address, "market")}
    proceeds = sum(fill.size * fill.price - fill.fee for fill in fills)
    assert account.cash == Decimal("-44179.53") + proceeds
    assert 59500 < proceeds / Decimal("0.5") < 59600


def test_a_large_position_is_sold_by_the_fifth_and_whole_within_thirty_seconds():
    world = a_fresh_world()
    account = world.opened("0x" + "7" * 40, "")
    world.transfer(account, "deposit", Decimal(3_300))
    buy = RestingOrder(1, "BTC", True, Decimal(70_000), Decimal(2), Decimal(2), world.now, tif="Ioc")
    account.modes["BTC"] = (Mode.CROSS, 40)
    assert enter(world, account, buy).size == 0
    world.put_mark("BTC", Decimal(63_900))
    settle(world)
    assert account.size_of("BTC") == Decimal("1.6")
    world.put_mark("BTC", Decimal(63_750))
    settle(world)
    assert account.size_of("BTC") == 0


def test_just_above_maintenance_nothing_happens():
    world = a_fresh_world()
    world.put_mark("BTC", Decimal("59621"))
    assert settle(world) == frozenset()


def test_below_two_thirds_the_backstop_takes_the_pool_with_its_margin():
    world = a_fresh_world()
    world.put_mark("BTC", Decimal("59000"))
    settle(world)
    account = world.account(MAIN.address, "")
    assert (list(account.holdings), account.cash) == (["ETH"], 0)


def test_an_isolated_liquidation_leaves_the_pool_untouched():
    world = a_fresh_world()
    world.put_mark("BTC", Decimal("58200"))
    assert (ISOLATED.address, "") in settle(world)
    account = world.account(ISOLATED.address, "")
    assert list(account.holdings) == ["SOL"]
    left = Decimal("-8633.25") + Decimal("0.15") * 58200 * (1 - Decimal("0.00045"))
    assert account.cash == 4000 + left.quantize(Decimal("0.000001"))


def test_an_isolated_backstop_takes_only_what_was_set_aside():
    world = a_fresh_world()
    world.put_mark("BTC", Decimal("57800"))
    settle(world)
    account = world.account(ISOLATED.address, "")
    assert (list(account.holdings), account.cash) == (["SOL"], 4000)


def test_nobody_is_liquidated_twice():
    world = a_fresh_world()
    world.put_mark("BTC", Decimal("59600"))
    settle(world)
    assert settle(world) == frozenset()
