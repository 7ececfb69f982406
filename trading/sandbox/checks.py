"""Whether an account may open more, by the margin engine's pool."""

from dataclasses import dataclass
from decimal import Decimal

from margin.engine.accounts import Account as EngineAccount
from margin.engine.accounts import Leg, Mode, Order, RuleSet
from margin.engine.hyperliquid import initial_margin, order_margin
from margin.engine.rule_sets import rules_of
from margin.engine.rules import Holding as Valued
from margin.engine.rules import Pool
from trading.sandbox.accounts import Account, slot
from trading.sandbox.market import Market
from trading.sandbox.numbers import ZERO
from trading.sandbox.world import Dex, World


@dataclass(frozen=True, slots=True)
class Standing:
    """An account at the present marks without liquidation prices, which cost most of an assessment."""

    engine: EngineAccount
    pool: Pool
    valued: dict[str, Valued]


def standing(world: World, account: Account, without: int | None = None) -> Standing:
    """Where the account stands, looking away from the order `without`."""
    dex = world.dexes[account.dex]
    return stand(dex, world.engine_account(account, without))


def stand(dex: Dex, engine: EngineAccount) -> Standing:
    """The same of an account in the engine's words."""
    rules = rules_of(engine.rules)
    valued = [rules.hold(held, dex.markets[held.market].mark) for held in engine.positions]
    lasts = {held.market: dex.markets[held.market].last_price for held in engine.positions}
    pool = rules.pool(engine, valued, lasts)
    return Standing(engine, pool, {slot(one.position.market, one.position.leg): one for one in valued})


def has_margin(
    world: World,
    account: Account,
    market: Market,
    size: Decimal,
    price: Decimal,
    leg: Leg = Leg.BOTH,
    without: int | None = None,
) -> bool:
    """True when signed `size` at `price` can be opened with what is free. What only closes always can."""
    start = account.size_of(market.coin, leg)
    against = bool(start) and (start > 0) is not (size > 0)
    if against and abs(size) <= abs(start):
        return True
    if world.dexes[account.dex].terms.rules is not RuleSet.HYPERLIQUID:
        return _fits_aster(world, account, market, size, price, leg, without)
    now = standing(world, account, without)
    free = now.pool.equity - now.pool.initial - now.pool.order_margin
    opening = abs(size)
    if against:
        opening -= abs(start)
        held = now.valued[market.coin]
        free += held.initial if held.is_cross else held.isolated_equity
        others = [o for o in now.engine.orders if o.market == market.coin and (o.size > 0) is (start > 0)]
        free += order_margin(others, now.engine.positions)
    _, leverage = account.leverage_of(market.instrument)
    return free >= initial_margin(opening * price, leverage)


def _fits_aster(
    world: World,
    account: Account,
    market: Market,
    size: Decimal,
    price: Decimal,
    leg: Leg,
    without: int | None,
) -> bool:
    """True when what is available (at the worse of mark and last) pays for this order at rest."""
    dex = world.dexes[account.dex]
    engine = world.engine_account(account, without)
    mode, leverage = account.leverage_of(market.instrument)
    more = Order(market.coin, size, price, mode, leverage, leg=leg)
    with_it = EngineAccount(
        engine.pool, engine.rules, engine.wallet, engine.positions, (*engine.orders, more), engine.assets
    )
    now, then = stand(dex, engine).pool, stand(dex, with_it).pool
    loss = max(ZERO, size * (price - market.mark))
    held = then.initial + then.order_margin - now.initial - now.order_margin
    return held + loss <= now.available or (held <= 0 and loss == 0)


def fits_tier(account: Account, market: Market, size: Decimal, leg: Leg = Leg.BOTH) -> bool:
    """True when the position after signed `size` stays in the tier that its leverage allows."""
    resting = sum(
        (
            order.size
            for order in account.orders.values()
            if order.coin == market.coin and order.leg is leg and not order.trigger and not order.reduce_only
            and order.is_buy is (size > 0)
        ),
        ZERO,
    )  # fmt: skip
    _, leverage = account.leverage_of(market.instrument)
    largest = market.instrument.tiers.max_notional(leverage)
    start = account.size_of(market.coin, leg)
    side = 1 if size > 0 else -1
    after = abs(size) + resting + start * side
    return largest is None or after * market.mark <= largest or after <= abs(start)


def removable(world: World, account: Account, key: str) -> Decimal:
    """What may be taken from an isolated position's margin: what its own transfer rule leaves over."""
    valued = standing(world, account).valued[key]
    need = max(valued.initial, valued.notional / 10)
    return max(ZERO, valued.isolated_equity - need)


def spendable(world: World, account: Account) -> Decimal:
    """What the pool can give away."""
    return standing(world, account).pool.withdrawable


def is_isolated(account: Account, market: Market) -> bool:
    """True when the market is set to isolated."""
    return account.leverage_of(market.instrument)[0] is Mode.ISOLATED
