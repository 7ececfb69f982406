"""Funding: every hour, or when asked, longs pay shorts (or the other way) at the oracle price."""

from decimal import Decimal

from trading.sandbox.house import CROWD, HOUSE
from trading.sandbox.journal import FundingPayment
from trading.sandbox.ledger import book_funding, funding_of
from trading.sandbox.market import Market
from trading.sandbox.world import World


def pay(world: World, market: Market, rate: Decimal) -> None:
    """Pays one market's funding to and from everybody; the crowd is the other side of them all."""
    crowd = world.house(market.coin, CROWD)
    terms = world.dexes[crowd.dex].terms
    price = market.oracle if terms.venue == "hyperliquid" else market.mark
    for account in world.holders():
        for held in [one for one in account.holdings.values() if one.coin == market.coin]:
            paid = funding_of(held.size, price, rate, terms)
            book_funding(account, held.slot, paid)
            crowd.cash += paid
            world.write(
                (account.address, account.dex),
                FundingPayment(world.now, market.coin, -paid, held.size, rate, world.next_trade()),
            )
    world.news.accounts.add((CROWD, crowd.dex))
    for who in sorted(HOUSE - {CROWD}):
        account = world.accounts.get((who, crowd.dex))
        if account and market.coin in account.holdings:
            paid = funding_of(account.holdings[market.coin].size, price, rate, terms)
            account.cash -= paid
            crowd.cash += paid
            world.news.accounts.add((who, crowd.dex))
