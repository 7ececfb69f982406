"""Orders meet: price-time priority among the crowd's quotes and everybody's resting orders."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from trading.sandbox import house, orders
from trading.sandbox.accounts import Account, RestingOrder
from trading.sandbox.checks import has_margin
from trading.sandbox.house import CROWD, FEES, HOUSE
from trading.sandbox.journal import Fill, Key, Liquidation
from trading.sandbox.ledger import book_fill, fee_of
from trading.sandbox.market import Market, Trade
from trading.sandbox.numbers import ZERO
from trading.sandbox.world import World


class Side(Enum):
    """Which part of a trade an order is."""

    TAKER = "taker"
    MAKER = "maker"


@dataclass(frozen=True, slots=True)
class Offer:
    """What an order can trade with next: a row of the books, or a quote of the crowd (`key` None)."""

    price: Decimal
    size: Decimal
    order_id: int
    key: Key | None


def best_offer(world: World, market: Market, to_buy: bool) -> Offer | None:
    """The best price a taker meets; at equal prices whoever was there first."""
    quote = next(market.crowd(not to_buy), None)
    rows = market.resting.side(not to_buy)
    if rows:
        rank, order_id, key = rows[0]
        price = abs(rank)
        if (
            quote is None
            or (price == quote.price and order_id < market.quoted)
            or _better(price, quote.price, to_buy)
        ):
            return Offer(price, world.accounts[key].orders[order_id].size, order_id, key)
    return Offer(quote.price, quote.size, 0, None) if quote else None


def _better(price: Decimal, than: Decimal, to_buy: bool) -> bool:
    return price < than if to_buy else price > than


def reaches(order_price: Decimal, price: Decimal, is_buy: bool) -> bool:
    """True when a limit allows a price."""
    return order_price >= price if is_buy else order_price <= price


def cross(
    world: World, account: Account, order: RestingOrder, liquidation: Liquidation | None = None
) -> RestingOrder:
    """Trades an order against the books as far as its limit, size and position allow; what is left of it.

    An order that met its own account has `tif` "SelfTrade" afterwards when it is the one that goes.
    """
    market = world.listed(order.coin)
    while order.size:
        offer = best_offer(world, market, order.is_buy)
        if offer is None or not reaches(order.price, offer.price, order.is_buy):
            break
        if offer.key == (account.address, account.dex):
            mine = account.orders[offer.order_id]
            if order.self_trade in ("maker", "both"):
                orders.cancel(world, account, mine, "selfTradeCanceled")
            if order.self_trade in ("taker", "both"):
                return replace(order, tif="SelfTrade")
            continue
        size = min(order.size, offer.size, _allowed(account, order))
        if offer.key:
            size = _maker_ready(world, offer, size)
            if not size:
                continue
        if not size:
            break
        order = trade(world, market, account, order, offer, size, liquidation)
    return order


def _allowed(account: Account, order: RestingOrder) -> Decimal:
    """How much a reduce-only order may still trade."""
    if not (order.reduce_only or order.close_position):
        return order.size
    held = account.size_of(order.coin, order.leg)
    return abs(held) if held and (held > 0) is not order.is_buy else ZERO


def _maker_ready(world: World, offer: Offer, size: Decimal) -> Decimal:
    """How much a resting order can really trade; one that cannot at all is canceled."""
    assert offer.key
    account = world.accounts[offer.key]
    resting = account.orders[offer.order_id]
    size = min(size, _allowed(account, resting))
    if not size:
        orders.cancel(world, account, resting, "reduceOnlyCanceled")
        return ZERO
    signed = size if resting.is_buy else -size
    market = world.listed(resting.coin)
    if resting.reduce_only or has_margin(
        world, account, market, signed, resting.price, resting.leg, resting.id
    ):
        return size
    orders.cancel(world, account, resting, "marginCanceled")
    return ZERO


def trade(
    world: World,
    market: Market,
    account: Account,
    order: RestingOrder,
    offer: Offer,
    size: Decimal,
    liquidation: Liquidation | None = None,
) -> RestingOrder:
    """One trade of a taker with an offer; the taker's order after it."""
    trade_id = world.next_trade()
    stamp = world.stamp(trade_id)
    signed = size if order.is_buy else -size
    order = _book(world, market, account, order, size, offer.price, Side.TAKER, trade_id, liquidation)
    if offer.key:
        other = world.accounts[offer.key]
        resting = other.orders[offer.order_id]
        _settle_maker(world, market, other, resting, size, trade_id, liquidation)
        partner = offer.key[0]
    else:
        house.take(world.house(market.coin, CROWD), market.coin, -signed, offer.price)
        market.take_quote(offer.price, size)
        partner = CROWD
    users = (account.address, partner) if order.is_buy else (partner, account.address)
    market.tape(Trade(offer.price, size, order.is_buy, world.now, trade_id, stamp, users))
    world.news.coins.add(market.coin)
    world.news.accounts.add((CROWD, account.dex))
    orders.after_fill(world, account, order)
    return order


def fill_resting(world: World, market: Market, row_size: Decimal, order_id: int, key: Key) -> None:
    """The crowd takes `row_size` of a resting order."""
    account = world.accounts[key]
    resting = account.orders[order_id]
    size = _maker_ready(world, Offer(resting.price, resting.size, order_id, key), min(row_size, resting.size))
    if not size:
        return
    trade_id = world.next_trade()
    _settle_maker(world, market, account, resting, size, trade_id)
    house.take(world.house(market.coin, CROWD), market.coin, -size if resting.is_buy else size, resting.price)
    users = (account.address, CROWD) if resting.is_buy else (CROWD, account.address)
    market.tape(
        Trade(resting.price, size, not resting.is_buy, world.now, trade_id, world.stamp(trade_id), users)
    )
    world.news.accounts.add((CROWD, account.dex))


def _settle_maker(
    world: World,
    market: Market,
    account: Account,
    resting: RestingOrder,
    size: Decimal,
    trade_id: int,
    liquidation: Liquidation | None = None,
) -> None:
    after = _book(world, market, account, resting, size, resting.price, Side.MAKER, trade_id, liquidation)
    if after.size:
        orders.rest(world, account, after)
    else:
        orders.forget(world, account, after)
        orders.wake_children(world, account, after)
    orders.after_fill(world, account, after)


def _book(
    world: World,
    market: Market,
    account: Account,
    order: RestingOrder,
    size: Decimal,
    price: Decimal,
    side: Side,
    trade_id: int,
    liquidation: Liquidation | None,
) -> RestingOrder:
    """Books one side of a trade and says so; the order after it."""
    terms = world.dexes[account.dex].terms
    notional = size * price
    own = fee_of(terms, notional, terms.taker if side is Side.TAKER else terms.maker)
    builders = fee_of(terms, notional, order.builder.rate) if order.builder else ZERO
    signed = size if order.is_buy else -size
    booked = book_fill(
        account, market.instrument, terms, order.leg, signed, price, market.mark, own + builders, world.now
    )
    world.house(market.coin, FEES).cash += own + builders
    world.news.accounts.add((FEES, account.dex))
    if order.builder and builders:
        world.reward(order.builder.address, builders)
    fill = Fill(
        trade_id, world.now, order.coin, order.is_buy, price, size, booked.start, booked.closed_pnl,
        own + builders, side is Side.TAKER, order.id, world.stamp(trade_id), order.client_id, builders,
        liquidation, order.twap, order.leg, order.kind,
    )  # fmt: skip
    after = replace(
        order, size=order.size - size, filled_cost=order.filled_cost + notional, updated=world.now
    )
    key = (account.address, account.dex)
    world.write(key, fill)
    orders.tell(world, account, after, "open" if after.size else "filled", fill)
    if account.address not in HOUSE:
        world.count_volume(account, notional)
    return after


def meet_quotes(world: World, market: Market) -> None:
    """After the crowd quoted anew, its quotes that cross resting orders trade with them, at their prices."""
    for is_buy in (True, False):
        rows = market.resting.side(is_buy)
        while rows:
            rank, order_id, key = rows[0]
            price = abs(rank)
            quote = next(market.crowd(not is_buy), None)
            if quote is None or not reaches(price, quote.price, is_buy):
                break
            size = min(quote.size, world.accounts[key].orders[order_id].size)
            market.take_quote(quote.price, size)
            fill_resting(world, market, size, order_id, key)


def crowd_trades(world: World, market: Market, is_buy: bool, size: Decimal) -> None:
    """The crowd trades at the best price: with resting orders that are there first, the rest with itself."""
    price = market.ask if is_buy else market.bid
    rows = market.resting.side(not is_buy)
    while rows and size and abs(rows[0][0]) == price and rows[0][1] < market.quoted:
        _, order_id, key = rows[0]
        taken = min(size, world.accounts[key].orders[order_id].size)
        fill_resting(world, market, taken, order_id, key)
        size -= taken
    if size:
        trade_id = world.next_trade()
        market.tape(Trade(price, size, is_buy, world.now, trade_id, world.stamp(trade_id), (CROWD, CROWD)))
