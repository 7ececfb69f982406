"""An account's past as the venue writes it: fills, orders, fundings, money that moved."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from trading.sandbox.hyperliquid.accounts import basic_order, frontend_order
from trading.sandbox.journal import Fill, FundingPayment, Journal, OrderEvent, Transfer
from trading.sandbox.numbers import ZERO, wire
from trading.sandbox.world import World

NO_HASH = "0x" + "0" * 64


def journals(world: World, user: str) -> list[Journal]:
    """The journals of a user on every Hyperliquid dex."""
    names = [dex.name for dex in world.dexes.values() if dex.terms.venue == "hyperliquid"]
    return [world.journals[user, name] for name in names if (user, name) in world.journals]


def fill(one: Fill) -> dict[str, Any]:
    """One fill."""
    said: dict[str, Any] = {
        "coin": one.coin,
        "px": wire(one.price),
        "sz": wire(one.size),
        "side": "B" if one.is_buy else "A",
        "time": one.time,
        "startPosition": wire(one.start),
        "dir": direction(one),
        "closedPnl": wire(round(one.closed_pnl, 6)),
        "hash": one.hash,
        "oid": one.order_id,
        "crossed": one.is_taker,
        "fee": wire(one.fee),
        "tid": one.id,
    }
    if one.builder_fee:
        said["builderFee"] = wire(one.builder_fee)
    if one.client_id and one.client_id.startswith("0x"):
        said["cloid"] = one.client_id
    if one.liquidation:
        said["liquidation"] = {
            "liquidatedUser": one.liquidation.user,
            "markPx": wire(one.liquidation.mark),
            "method": one.liquidation.method,
        }
    return {**said, "feeToken": "USDC", "twapId": one.twap}


def direction(one: Fill) -> str:
    """What a fill did to the position, in the venue's words."""
    after = one.start + (one.size if one.is_buy else -one.size)
    if one.start > 0 > after:
        return "Long > Short"
    if one.start < 0 < after:
        return "Short > Long"
    opens = one.start == 0 or (one.start > 0) is one.is_buy
    side = "Long" if one.is_buy is opens else "Short"
    return f"{'Open' if opens else 'Close'} {side}"


def fills(world: World, user: str) -> list[Fill]:
    """A user's fills on every dex, newest first."""
    found = (one for journal in journals(world, user) for one in journal.fills)
    return sorted(found, key=lambda one: (one.time, one.id), reverse=True)


def aggregated(found: Iterable[Fill]) -> Iterator[dict[str, Any]]:
    """Fills of one order at one time and price together, as `aggregateByTime` asks."""
    groups: dict[tuple[int, int], list[Fill]] = {}
    for one in found:
        groups.setdefault((one.time, one.order_id), []).append(one)
    for parts in groups.values():
        first = min(parts, key=lambda one: one.id)
        size = sum((one.size for one in parts), ZERO)
        cost = sum((one.size * one.price for one in parts), ZERO)
        yield {
            **fill(first),
            "px": wire((cost / size).quantize(Decimal("1e-6")).normalize()),
            "sz": wire(size),
            "closedPnl": wire(round(sum((one.closed_pnl for one in parts), ZERO), 6)),
            "fee": wire(sum((one.fee for one in parts), ZERO)),
        }


def order_events(world: World, user: str) -> list[OrderEvent]:
    """The last status of every order a user ever placed, newest first."""
    latest: dict[int, OrderEvent] = {}
    for journal in journals(world, user):
        for event in journal.orders:
            latest[event.order.id] = event
    return sorted(latest.values(), key=lambda event: (event.time, event.order.id), reverse=True)


def told_order(event: OrderEvent) -> dict[str, Any]:
    """One order of `historicalOrders` or `orderStatus`."""
    return {"order": frontend_order(event.order), "status": event.status, "statusTimestamp": event.time}


def order_status(world: World, user: str, named: int | str) -> dict[str, Any]:
    """`orderStatus`, by the venue's id or the client's."""
    for event in order_events(world, user):
        if named in (event.order.id, event.order.client_id):
            return {"status": "order", "order": told_order(event)}
    return {"status": "unknownOid"}


def order_update(event: OrderEvent) -> dict[str, Any]:
    """One order of the `orderUpdates` stream."""
    return {"order": basic_order(event.order), "status": event.status, "statusTimestamp": event.time}


def funding(one: FundingPayment) -> dict[str, Any]:
    """One payment; money received is positive."""
    return {
        "coin": one.coin,
        "usdc": wire(one.paid),
        "szi": wire(one.size),
        "fundingRate": wire(one.rate),
        "nSamples": None,
    }


def fundings(world: World, user: str) -> list[FundingPayment]:
    """A user's payments on every dex, oldest first."""
    return sorted(
        (one for journal in journals(world, user) for one in journal.fundings), key=lambda one: one.id
    )


def told_funding(one: FundingPayment) -> dict[str, Any]:
    """One payment of `userFunding`."""
    return {"time": one.time, "hash": NO_HASH, "delta": {"type": "funding", **funding(one)}}


def transfers(world: World, user: str) -> list[Transfer]:
    """What moved besides fills and funding, oldest first."""
    found = (one for journal in journals(world, user) for one in journal.transfers)
    return sorted(found, key=lambda one: one.id)


def told_transfer(world: World, user: str, one: Transfer) -> dict[str, Any]:
    """One row of `userNonFundingLedgerUpdates`."""
    usdc = wire(abs(one.amount))
    match one.kind:
        case "send":
            sender, receiver = (user, one.other) if one.amount < 0 else (one.other, user)
            delta = {
                "type": "internalTransfer",
                "usdc": usdc,
                "user": sender,
                "destination": receiver,
                "fee": "0.0",
            }
        case "accountClassTransfer":
            delta = {"type": one.kind, "usdc": usdc, "toPerp": one.amount > 0}
        case "withdraw":
            delta = {"type": "withdraw", "usdc": usdc, "nonce": one.time, "fee": "1.0"}
        case "rewardsClaim":
            delta = {"type": "rewardsClaim", "amount": usdc}
        case _:
            delta = (
                {"type": "deposit", "usdc": usdc} if one.amount > 0 else {"type": "withdraw", "usdc": usdc}
            )
    return {"time": one.time, "hash": world.stamp(one.id), "delta": delta}
