"""Orders as they come over the wire, read strictly, and the reasons for which they are refused."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from trading.sandbox.accounts import Account, BuilderFee, RestingOrder, Trigger
from trading.sandbox.checks import fits_tier, has_margin
from trading.sandbox.hyperliquid.requests import Undeserializable
from trading.sandbox.market import Market
from trading.sandbox.numbers import PERP_PRICE_DECIMALS, ZERO, wire
from trading.sandbox.placing import would_match
from trading.sandbox.world import World

TIFS = ("Alo", "Ioc", "Gtc", "FrontendMarket", "LiquidationMarket")
CLIENT_ID = re.compile(r"0x[0-9a-fA-F]{32}")
NUMBER = re.compile(r"\d{1,20}(\.\d{1,20})?")
OPEN_ORDERS = 1_000
LEAST_VALUE = Decimal(10)
FAR = Decimal("0.95")


@dataclass(frozen=True, slots=True)
class Asked:
    """One order as it was asked for; `asset` is the venue's number of the market."""

    asset: int
    is_buy: bool
    price: Decimal
    size: Decimal
    reduce_only: bool
    tif: str | None
    trigger: Trigger | None
    client_id: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an order is not taken: the error's text and the status it gets in its history."""

    text: str
    status: str


def number(value: Any) -> Decimal:
    """A number in quotes, ≥ 0."""
    if not isinstance(value, str) or not NUMBER.fullmatch(value):
        raise Undeserializable
    try:
        return Decimal(value)
    except InvalidOperation:
        raise Undeserializable from None


def whole(value: Any) -> int:
    """A whole number ≥ 0."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**64:
        raise Undeserializable
    return value


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Undeserializable
    return value


def read_order(asked: Any, for_position: bool = False) -> Asked:
    """One order of an action. Undeserializable when it cannot be read."""
    match asked:
        case {"a": a, "b": b, "p": p, "s": s, "r": r, "t": {"limit": {"tif": str(tif)}}} if tif in TIFS:
            trigger = None
        case {
            "a": a, "b": b, "p": p, "s": s, "r": r,
            "t": {"trigger": {"isMarket": bool(is_market), "triggerPx": at, "tpsl": "tp" | "sl" as kind}},
        }:  # fmt: skip
            tif, trigger = None, Trigger(number(at), is_market, kind, for_position)
        case _:
            raise Undeserializable
    return Asked(whole(a), flag(b), number(p), number(s), flag(r), tif, trigger, _client_id(asked.get("c")))


def _client_id(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not CLIENT_ID.fullmatch(value):
        raise Undeserializable
    return value.lower()


def to_order(
    world: World, asked: Asked, coin: str, builder: BuilderFee | None, order_id: int
) -> RestingOrder:
    """The order as the books keep it."""
    return RestingOrder(
        id=order_id,
        coin=coin,
        is_buy=asked.is_buy,
        price=asked.price,
        size=asked.size,
        first_size=asked.size,
        time=world.now,
        reduce_only=asked.reduce_only or (asked.trigger is not None and asked.trigger.is_position),
        tif=asked.tif,
        client_id=asked.client_id,
        trigger=asked.trigger,
        builder=builder,
        updated=world.now,
    )


def refusal(world: World, account: Account, market: Market, order: RestingOrder) -> Refusal | None:
    """Why the venue would not take this order now; None when it would."""
    return (
        _bad_numbers(market, order)
        or _bad_value(market, order)
        or (None if order.trigger else _bad_position(world, account, market, order))
    )


def is_on_tick(price: Decimal, size_decimals: int) -> bool:
    """Prices: whole numbers, or at most 5 digits and 6 − szDecimals decimals."""
    if price == price.to_integral_value():
        return True
    shortest = price.normalize()
    exponent = shortest.as_tuple().exponent
    assert isinstance(exponent, int)
    return len(shortest.as_tuple().digits) <= 5 and -exponent <= PERP_PRICE_DECIMALS - size_decimals


def _bad_numbers(market: Market, order: RestingOrder) -> Refusal | None:
    decimals = market.instrument.size_decimals
    is_whole_position = order.trigger is not None and order.trigger.is_position
    if not order.size and not is_whole_position:
        return Refusal("Order has zero size.", "rejected")
    if order.size != round(order.size, decimals):
        return Refusal("Order has invalid size.", "rejected")
    if not order.price or not is_on_tick(order.price, decimals):
        return Refusal("Price must be divisible by tick size.", "tickRejected")
    trigger = order.trigger
    if trigger and (not trigger.price or not is_on_tick(trigger.price, decimals)):
        return Refusal("Invalid TP/SL price.", "badTriggerPxRejected")
    if abs(order.price / market.mark - 1) > FAR:
        return Refusal("Order price cannot be more than 95% away from the reference price", "oracleRejected")
    return None


def _bad_value(market: Market, order: RestingOrder) -> Refusal | None:
    value = order.size * order.price
    if value < LEAST_VALUE and not order.reduce_only:
        return Refusal("Order must have minimum value of $10.", "minTradeNtlRejected")
    leverage = market.instrument.max_leverage
    most = (
        30_000_000
        if leverage >= 25
        else 5_000_000
        if leverage >= 20
        else 2_000_000
        if leverage >= 10
        else 500_000
    )
    if order.tif not in ("Ioc", "FrontendMarket"):
        most *= 10
    if order.size * market.mark > most:
        return Refusal(f"Order value too large. Max is ${most}.", "perpMaxPositionRejected")
    return None


def _bad_position(world: World, account: Account, market: Market, order: RestingOrder) -> Refusal | None:
    held = account.size_of(order.coin)
    if order.reduce_only and (not held or (held > 0) is order.is_buy):
        return Refusal("Reduce only order would increase position.", "reduceOnlyRejected")
    if order.tif == "Alo" and would_match(world, order):
        bbo = f"{wire(market.bid)}@{wire(market.ask)}"
        text = f"Post only order would have immediately matched, bbo was {bbo}."
        return Refusal(text, "badAloPxRejected")
    if order.reduce_only:
        return None
    if not fits_tier(account, market, order.signed_size):
        text = "Order would cause position to exceed margin tier limit at current leverage"
        return Refusal(text, "perpMaxPositionRejected")
    worst = max if not order.is_buy else min
    if not has_margin(world, account, market, order.signed_size, worst(order.price, market.mark)):
        return Refusal("Insufficient margin to place order.", "perpMarginRejected")
    if len(account.orders) >= OPEN_ORDERS + min(
        4_000, int(world.person(account.address).volume // 5_000_000)
    ):
        return Refusal("Too many open orders.", "rejected")
    return None


def total(order: RestingOrder) -> str:
    """The average price of what has filled, as the venue prints it."""
    average = order.filled_cost / order.filled_size if order.filled_size else ZERO
    return wire(average.quantize(Decimal("1e-6")).normalize())
