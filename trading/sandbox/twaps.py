"""TWAP orders: slices at the book, thirty seconds apart, three times the size when behind."""

from dataclasses import replace
from decimal import Decimal

from trading.sandbox.accounts import Account, RestingOrder
from trading.sandbox.numbers import ZERO, down_to_size, to_step
from trading.sandbox.placing import enter
from trading.sandbox.twap import APART, Twap
from trading.sandbox.world import World

SLIPPAGE = Decimal("0.03")
CATCH_UP = 3


def run(world: World) -> None:
    """Sends the slices that are due."""
    for twap in [
        one for one in world.twaps.values() if one.status == "activated" and one.next_at <= world.now
    ]:
        world.twaps[twap.id] = _slice(world, twap)
        world.news.twaps.add(twap.id)
        world.news.accounts.add((twap.address, twap.dex))


def _slice(world: World, twap: Twap) -> Twap:
    account = world.account(twap.address, twap.dex)
    market = world.listed(twap.coin)
    each = twap.size / twap.slices
    behind = each * (twap.sent + 1) - twap.done
    left = twap.size - twap.done
    decimals = market.instrument.size_decimals
    size = down_to_size(min(left, max(each, min(behind, each * CATCH_UP))), decimals)
    sent = twap.sent + 1
    is_last = sent >= twap.slices
    if is_last:
        size = min(left, down_to_size(each * CATCH_UP, decimals))
    done = _trade(world, account, twap, size) if size else (ZERO, ZERO)
    twap = replace(
        twap, done=twap.done + done[0], cost=twap.cost + done[1], sent=sent, next_at=twap.next_at + APART
    )
    if is_last or twap.done >= twap.size:
        twap = replace(twap, status="finished")
    return twap


def _trade(world: World, account: Account, twap: Twap, size: Decimal) -> tuple[Decimal, Decimal]:
    market = world.listed(twap.coin)
    limit = market.mark * (1 + SLIPPAGE if twap.is_buy else 1 - SLIPPAGE)
    order = RestingOrder(
        id=world.next_id(),
        coin=twap.coin,
        is_buy=twap.is_buy,
        price=to_step(limit, market.step),
        size=size,
        first_size=size,
        time=world.now,
        reduce_only=twap.reduce_only,
        tif="Ioc",
        twap=twap.id,
    )
    after = enter(world, account, order)
    return after.filled_size, after.filled_cost


def stop(world: World, twap_id: int, status: str = "terminated") -> bool:
    """Ends a running TWAP; False when it does not run."""
    twap = world.twaps.get(twap_id)
    if twap is None or twap.status != "activated":
        return False
    world.twaps[twap_id] = replace(twap, status=status)
    world.news.twaps.add(twap_id)
    world.news.accounts.add((twap.address, twap.dex))
    return True
