"""What the venue says of a person: limits, agents, builders, referral, the worth of its account over time."""

from decimal import Decimal
from typing import Any

from trading.sandbox.accounts import Account
from trading.sandbox.hyperliquid import history
from trading.sandbox.numbers import ZERO, wire
from trading.sandbox.people import Person
from trading.sandbox.world import World

FREE_REQUESTS = 10_000
PERIODS = {"day": 86_400_000, "week": 7 * 86_400_000, "month": 30 * 86_400_000, "allTime": 2**62}


def person_of(world: World, user: str) -> Person:
    """Who this is; a stranger has done nothing."""
    return world.people.get(user) or Person(user)


def rate_limit(world: World, user: str) -> dict[str, Any]:
    """`userRateLimit`: 10,000 requests, and one for each dollar traded."""
    person = person_of(world, user)
    return {
        "cumVlm": wire(round(person.volume, 6)),
        "nRequestsUsed": person.requests,
        "nRequestsCap": FREE_REQUESTS + int(person.volume) + person.reserved,
        "nRequestsSurplus": 0,
    }


def extra_agents(world: World, user: str) -> list[dict[str, Any]]:
    """`extraAgents`: the named ones."""
    return [
        {"name": agent.name, "address": agent.address, "validUntil": agent.valid_until}
        for agent in person_of(world, user).agents
        if agent.name
    ]


def role(world: World, user: str) -> dict[str, Any]:
    """`userRole`."""
    master = person_of(world, user).master
    if master and world.people[master].agent(user):
        return {"role": "agent", "data": {"user": master}}
    return {"role": "user" if world.knows(user) else "missing"}


def referral(world: World, user: str) -> dict[str, Any]:
    """`referral`: nobody refers here; a builder's unclaimed fees."""
    person = person_of(world, user)
    return {
        "referredBy": None,
        "cumVlm": wire(round(person.volume, 6)),
        "unclaimedRewards": "0.0",
        "claimedRewards": "0.0",
        "builderRewards": wire(person.builder_rewards),
        "tokenToState": [],
        "referrerState": {"stage": "needToTrade", "data": {"required": "10000.0"}},
        "rewardHistory": [],
    }


def spot_state(world: World, user: str) -> dict[str, Any]:
    """`spotClearinghouseState`: dollars that are not with the perpetuals."""
    spot = person_of(world, user).spot
    usdc = {"coin": "USDC", "token": 0, "total": wire(spot), "hold": "0.0", "entryNtl": "0.0"}
    return {"balances": [usdc] if spot else []}


def portfolio(world: World, user: str) -> list[list[Any]]:
    """`portfolio`: worth and PnL where money came, and now."""
    account = world.account(user, "")
    worth = _worth(world, account) + person_of(world, user).spot
    moved = history.transfers(world, user)
    said = []
    for prefix in ("", "perp"):
        for period, span in PERIODS.items():
            name = f"{prefix}{period[0].upper() if prefix else period[0]}{period[1:]}"
            said.append([name, _period(world, moved, worth, person_of(world, user).volume, world.now - span)])
    return said


def _period(world: World, moved: list[Any], worth: Decimal, volume: Decimal, since: int) -> dict[str, Any]:
    put_in = ZERO
    points = []
    for one in moved:
        put_in += one.amount
        if one.time >= since:
            points.append([one.time, wire(put_in)])
    return {
        "accountValueHistory": [*points, [world.now, wire(worth)]],
        "pnlHistory": [*([time, "0.0"] for time, _ in points), [world.now, wire(worth - put_in)]],
        "vlm": wire(round(volume, 6)),
    }


def _worth(world: World, account: Account) -> Decimal:
    return world.assess(account).account_value
