"""Liquidation, as each venue does it. Hyperliquid: the book first, then the backstop. Aster: taken over."""

from decimal import ROUND_FLOOR, Decimal

from margin.engine.accounts import Mode, RuleSet
from trading.sandbox import house, orders
from trading.sandbox.accounts import Account, Holding, RestingOrder
from trading.sandbox.checks import standing
from trading.sandbox.house import BACKSTOP, CROWD
from trading.sandbox.journal import Fill, Liquidation, Transfer
from trading.sandbox.market import Market
from trading.sandbox.numbers import ZERO, down_to_size, to_step
from trading.sandbox.placing import enter
from trading.sandbox.world import World

PARTIAL_ABOVE = Decimal(100_000)
PARTIAL = Decimal("0.2")
WHOLE_FOR = 30_000
ANY_PRICE = Decimal("0.5")


def settle(world: World) -> frozenset[tuple[str, str]]:
    """Liquidates whoever must be; the accounts that were touched."""
    touched = set()
    for account in world.holders():
        hyperliquid = world.dexes[account.dex].terms.rules is RuleSet.HYPERLIQUID
        if (liquidate if hyperliquid else take_over)(world, account):
            touched.add((account.address, account.dex))
            world.news.accounts.add((account.address, account.dex))
    return frozenset(touched)


def liquidate(world: World, account: Account) -> bool:
    """Hyperliquid's steps; True when something was done.

    Equity below maintenance: market orders to the book, a fifth of a position worth more than 100,000 at a
    time and whole ones for 30 s after that. Below ⅔ of maintenance: the backstop takes the positions and
    their margin (docs, trading/liquidations).
    """
    now = standing(world, account)
    isolated = [one for one in now.valued.values() if not one.is_cross]
    hit = [one for one in isolated if one.isolated_equity < one.maintenance]
    for one in hit:
        held = account.holdings[one.position.market]
        if 3 * one.isolated_equity < 2 * one.maintenance:
            _forfeit(world, account, [held])
        else:
            _sell(world, account, held)
    if not (now.pool.maintenance > 0 and now.pool.equity < now.pool.maintenance):
        return bool(hit)
    cross = [held for held in account.holdings.values() if held.mode is Mode.CROSS]
    orders.cancel_all(world, account, status="liquidatedCanceled")
    if 3 * now.pool.equity < 2 * now.pool.maintenance:
        _forfeit(world, account, cross)
        return True
    for held in cross:
        _sell(world, account, held)
        after = standing(world, account).pool
        if after.equity >= after.maintenance:
            break
    return True


def _sell(world: World, account: Account, held: Holding) -> None:
    """Sends a position, or a fifth of a large one, to the book."""
    market = world.listed(held.coin)
    size = abs(held.size)
    if size * market.mark > PARTIAL_ABOVE and world.now >= account.forced_until:
        size = max(down_to_size(size * PARTIAL, market.instrument.size_decimals), _smallest(market))
        account.forced_until = world.now + WHOLE_FOR
    is_buy = held.size < 0
    far = market.mark * (1 + ANY_PRICE if is_buy else 1 - ANY_PRICE)
    order = RestingOrder(
        id=world.next_id(),
        coin=held.coin,
        is_buy=is_buy,
        price=to_step(far, market.step),
        size=size,
        first_size=size,
        time=world.now,
        reduce_only=True,
        tif="LiquidationMarket",
    )
    orders.cancel_all(world, account, [held.coin], "liquidatedCanceled")
    enter(world, account, order, Liquidation(account.address, market.mark, "market"))


def _smallest(market: Market) -> Decimal:
    return Decimal(1).scaleb(-market.instrument.size_decimals)


def _forfeit(world: World, account: Account, holdings: list[Holding]) -> None:
    """The backstop takes positions: isolated ones with their margin, cross ones with all of the pool."""
    for held in holdings:
        market = world.listed(held.coin)
        taker = world.house(held.coin, BACKSTOP)
        del account.holdings[held.slot]
        account.modes[held.coin] = (held.mode, held.leverage)
        house.move(taker, held.coin, held.size, held.size * market.mark)
        taker.cash += held.cash or ZERO
        orders.cancel_all(world, account, [held.coin], "liquidatedCanceled")
        _tell_taken(world, account, held, market.mark, "backstop")
        world.news.accounts.add((BACKSTOP, account.dex))
    if any(held.mode is Mode.CROSS for held in holdings):
        taker = world.house(holdings[0].coin, BACKSTOP)
        taker.cash += account.cash
        account.cash = ZERO


def _tell_taken(world: World, account: Account, held: Holding, price: Decimal, method: str) -> None:
    trade_id = world.next_trade()
    size = abs(held.size)
    fill = Fill(
        trade_id, world.now, held.coin, held.size < 0, price, size, held.size,
        held.size * price - held.cost, ZERO, True, world.next_id(), world.stamp(trade_id),
        liquidation=Liquidation(account.address, world.listed(held.coin).mark, method), leg=held.leg,
    )  # fmt: skip
    world.write((account.address, account.dex), fill)
    order = RestingOrder(
        fill.order_id, held.coin, fill.is_buy, price, ZERO, size, world.now, True, "LiquidationMarket",
        client_id=f"autoclose-{trade_id}", leg=held.leg, kind="LIMIT", filled_cost=size * price,
        updated=world.now,
    )  # fmt: skip
    orders.tell(world, account, order, "liquidated", fill)


def take_over(world: World, account: Account) -> bool:
    """Aster's steps: cancel every order; if still short, close at the bankruptcy price through insurance.

    The crowd is the other side at mark; what the mark gives more or less than the bankruptcy price is the
    insurance's (docs/sandbox.md, assumptions).
    """
    now = standing(world, account)
    hit = {
        key for key, one in now.valued.items() if not one.is_cross and one.isolated_equity < one.maintenance
    }
    pool = now.pool
    pool_is_hit = pool.maintenance > 0 and pool.equity < pool.maintenance
    if pool_is_hit:
        orders.cancel_all(world, account, status="canceled")
        hit |= {key for key, one in now.valued.items() if one.is_cross}
    if not hit:
        return False
    cross = [now.valued[key] for key in hit if now.valued[key].is_cross]
    notional = sum((one.notional for one in cross), ZERO)
    for key in sorted(hit):
        one, held = now.valued[key], account.holdings.pop(key)
        equity = pool.equity * one.notional / notional if one.is_cross else one.isolated_equity
        orders.cancel_all(world, account, [held.coin], "canceled")
        _bankrupt(world, account, held, equity)
    return True


def _bankrupt(world: World, account: Account, held: Holding, equity: Decimal) -> None:
    """Closes a position where its equity is nothing; the insurance has what the mark gives more or less."""
    market = world.listed(held.coin)
    terms = world.dexes[account.dex].terms
    mark_value = held.size * market.mark
    left = equity.quantize(terms.quantum, ROUND_FLOOR)
    account.modes[held.coin] = (held.mode, held.leverage)
    insurance = world.house(held.coin, BACKSTOP)
    account.cash += (held.cash or ZERO) + mark_value - left
    insurance.cash += left
    house.take(world.house(held.coin, CROWD), held.coin, held.size, market.mark)
    bankruptcy = to_step((mark_value - left) / held.size, market.step)
    world.news.accounts |= {(BACKSTOP, account.dex), (CROWD, account.dex)}
    _tell_taken(world, account, held, bankruptcy, "insurance")
    world.write(
        (account.address, account.dex),
        Transfer(world.now, "insurance", -left, coin=held.coin, id=world.next_trade()),
    )
