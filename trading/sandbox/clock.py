"""Time passes: marks move, the crowd quotes anew, orders meet, triggers wake, funding is paid."""

from dataclasses import replace
from random import Random

from trading.sandbox import funding, liquidation, orders, twaps
from trading.sandbox.candles import HOUR
from trading.sandbox.journal import News
from trading.sandbox.market import FundingRate, Market, Trade
from trading.sandbox.matching import crowd_trades, meet_quotes
from trading.sandbox.scenarios import SCRIPTS, activity
from trading.sandbox.triggers import fire
from trading.sandbox.world import Dex, Tick, World

PREMIUM_HALF_LIFE = 120.0


def tick(world: World, now: int, seconds: float) -> Tick:
    """Moves every market `seconds` on and sets the clock to `now`. The news are in the world until taken."""
    world.ticks += 1
    new_hour = now // HOUR > (world.ticked or world.now) // HOUR
    world.now = world.ticked = now
    if world.scenario:
        name, elapsed = world.scenario
        over = elapsed > SCRIPTS[name].seconds
        world.scenario = None if over else (name, elapsed + seconds)
    for dex in world.dexes.values():
        _move(world, dex, seconds)
    if new_hour:
        for dex in world.dexes.values():
            for market in dex.markets.values():
                market.fundings.append(FundingRate(now - now % HOUR, market.funding, market.premium))
                if _is_due(dex, now):
                    funding.pay(world, market, market.funding * _hours(dex))
    react(world)
    return take_news(world, moved=True)


def _is_due(dex: Dex, now: int) -> bool:
    return (now // HOUR) % _hours(dex) == 0


def _hours(dex: Dex) -> int:
    return 1 if dex.terms.venue == "hyperliquid" else 8


def _move(world: World, dex: Dex, seconds: float) -> None:
    rng = Random(f"{world.seed}|{dex.name}|{world.ticks}")
    lived = seconds * activity(world.now)
    script = SCRIPTS[world.scenario[0]] if world.scenario else None
    dex.weather = dex.weather.step(lived, rng)
    if script and world.scenario:
        dex.weather = replace(dex.weather, shift=script.shift(world.scenario[1]))
    for market in dex.markets.values():
        path = market.path.step(lived, rng)
        if script and script.premium is not None:
            nearer = 1 - 0.5 ** (seconds / PREMIUM_HALF_LIFE)
            path = replace(path, premium=path.premium + (script.premium - path.premium) * nearer)
        market.move(dex.weather, path)
        market.seed, market.quoted = world.chance, world.next_order_id
        market.history.roll(world.now)
        meet_quotes(world, market)
        for is_buy, size in market.flow(lived, rng):
            crowd_trades(world, market, is_buy, size)


def react(world: World) -> None:
    """What new marks and a new time do: triggers, TWAPs, switches, liquidations."""
    for dex in world.dexes.values():
        for market in dex.markets.values():
            if market.resting.triggers:
                fire(world, market)
    twaps.run(world)
    _dead_mans_switches(world)
    liquidation.settle(world)


def put_marks(world: World, coins: list[str]) -> None:
    """After marks were set by hand: the crowd's new quotes meet resting orders, then everything reacts."""
    for coin in coins:
        meet_quotes(world, world.listed(coin))
    react(world)


def _dead_mans_switches(world: World) -> None:
    for person in world.people.values():
        if person.cancel_at and person.cancel_at <= world.now:
            person.cancel_at = 0
            person.cancels_fired += 1
            world.news.people.add(person.address)
            for (address, dex), account in world.accounts.items():
                if address == person.address and world.dexes[dex].terms.venue == "hyperliquid":
                    orders.cancel_all(world, account, status="scheduledCancel")
        for coin in [coin for coin, due in person.countdowns.items() if due <= world.now]:
            del person.countdowns[coin]
            world.news.people.add(person.address)
            orders.cancel_all(world, world.account(person.address.removeprefix("aster:"), "aster"), [coin])


def stand_still(world: World, now: int) -> Tick:
    """Sets the clock to `now`; marks stay, what is due by time happens."""
    world.now = now
    for dex in world.dexes.values():
        for market in dex.markets.values():
            market.history.roll(now)
    twaps.run(world)
    _dead_mans_switches(world)
    return take_news(world, moved=True)


def take_news(world: World, moved: bool = False) -> Tick:
    """What changed since news were last taken, as listeners and the store want it."""
    news, world.news = world.news, News()
    world.changes += 1
    coins = (market for dex in world.dexes.values() for market in dex.markets.values())
    trades = {market.coin: fresh for market in coins if (fresh := _fresh(market))}
    return Tick(trades, frozenset(news.accounts), frozenset(news.coins), tuple(news.entries), moved, news)


def _fresh(market: Market) -> list[Trade]:
    fresh, market.untold = market.untold, []
    return fresh
