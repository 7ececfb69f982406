"""Recorded accounts move in: each gets a dex of its own, whose marks begin where they were recorded.

Two recordings never agree on a price, so no two share a market. A recorded account's coins are listed as a
builder-deployed dex lists them: "r3f9a1:BTC". One that was recorded on such a dex keeps its names when free.
"""

from dataclasses import replace

from trading.sandbox.accounts import Account, Holding, RestingOrder
from trading.sandbox.recorded import Recorded
from trading.sandbox.world import Dex, World

DIGITS = 5


def name_of(world: World, recorded: Recorded) -> str:
    """The dex's name: the recorded one when nobody else has it, else one from the content."""
    wanted = recorded.account.dex
    taken = world.dexes.get(wanted)
    if wanted and (taken is None or (recorded.account.address, wanted) in world.accounts):
        return wanted
    return f"r{recorded.digest[:DIGITS]}"


def settle(world: World, recorded: Recorded, title: str) -> Account:
    """Opens the account in its dex; when it lives here already, it is left as it has become."""
    name = name_of(world, recorded)
    here = world.accounts.get((recorded.account.address, name))
    if here:
        return here
    listed = [replace(market, coin=_named(market.coin, name)) for market in recorded.instruments]
    world.add_dex(Dex(name, title, {}), listed)
    account = _moved(recorded.account, name)
    world.add_account(account)
    return account


def _moved(account: Account, dex: str) -> Account:
    holdings = [_renamed_holding(holding, dex) for holding in account.holdings.values()]
    orders = [_renamed_order(order, dex) for order in account.orders.values()]
    return Account(
        address=account.address,
        dex=dex,
        cash=account.cash,
        holdings={holding.coin: holding for holding in holdings},
        orders={order.id: order for order in orders},
    )


def _renamed_holding(holding: Holding, dex: str) -> Holding:
    return replace(holding, coin=_named(holding.coin, dex))


def _renamed_order(order: RestingOrder, dex: str) -> RestingOrder:
    return replace(order, coin=_named(order.coin, dex))


def _named(coin: str, dex: str) -> str:
    return f"{dex}:{coin.rpartition(':')[2]}"
