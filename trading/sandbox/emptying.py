"""An account starts over: everything closed with the crowd at mark, orders canceled, money gone."""

from trading.sandbox import house, orders
from trading.sandbox.accounts import Account
from trading.sandbox.house import CROWD
from trading.sandbox.numbers import ZERO
from trading.sandbox.world import World


def empty(world: World, account: Account) -> None:
    """Leaves the account with nothing, as if it had closed at mark without fees and withdrawn."""
    orders.cancel_all(world, account)
    for held in account.holdings.values():
        market = world.listed(held.coin)
        house.take(world.house(held.coin, CROWD), held.coin, held.size, market.mark)
        account.cash += (held.cash or ZERO) + held.size * market.mark
        world.news.accounts.add((CROWD, account.dex))
    account.holdings.clear()
    account.modes.clear()
    world.transfer(account, "withdraw", -account.cash)
