"""The user's own stream: orders, balances and positions, settings, margin calls."""

from typing import Any

from margin.engine.accounts import Leg, Mode
from trading.sandbox.accounts import Account, slot
from trading.sandbox.aster.instruments import DEX, symbol_of
from trading.sandbox.aster.told import (
    amount,
    average,
    cross_wallet,
    isolated_wallet,
    plain,
    status_of,
    stop_price,
    wallet,
)
from trading.sandbox.journal import Entry, Fill, FundingPayment, OrderEvent, Setting, Transfer
from trading.sandbox.numbers import ZERO
from trading.sandbox.world import Tick, World

CALL_AT = 80
REASONS = {
    "deposit": "DEPOSIT",
    "withdraw": "WITHDRAW",
    "isolated": "MARGIN_TRANSFER",
    "insurance": "INSURANCE_CLEAR",
}
EXECUTIONS = {"NEW": "NEW", "FILLED": "TRADE", "PARTIALLY_FILLED": "TRADE", "CANCELED": "CANCELED"}


def messages(world: World, user: str, tick: Tick) -> list[dict[str, Any]]:
    """What a change says to its user."""
    said: list[dict[str, Any]] = []
    for key, entry in tick.entries:
        if key == (user, DEX):
            said.extend(_said(world, world.account(user, DEX), entry))
    if tick.moved:
        said.extend(_margin_call(world, world.account(user, DEX)))
    return said


def _said(world: World, account: Account, entry: Entry) -> list[dict[str, Any]]:
    match entry:
        case OrderEvent():
            return [_order(world, entry)]
        case Fill():
            return [_account(world, account, "ORDER", entry.coin, entry.leg)]
        case FundingPayment():
            held = [one for one in account.holdings.values() if one.coin == entry.coin]
            isolated = any(one.cash is not None for one in held)
            return [_account(world, account, "FUNDING_FEE", entry.coin if isolated else "")]
        case Transfer():
            return [_account(world, account, REASONS.get(entry.kind, "ADJUSTMENT"), entry.coin, _leg(entry))]
        case Setting(name="leverage"):
            part = {"ac": {"s": symbol_of(entry.coin), "l": int(entry.value)}}
            return [{"e": "ACCOUNT_CONFIG_UPDATE", "E": world.now, "T": entry.time, **part}]
        case Setting():
            part = {"ai": {"j": False, "f": True, "d": entry.value == "True"}}
            return [{"e": "ACCOUNT_CONFIG_UPDATE", "E": world.now, "T": entry.time, **part}]


def _leg(entry: Transfer) -> Leg:
    return Leg(entry.other) if entry.kind == "isolated" else Leg.BOTH


def _account(
    world: World, account: Account, reason: str, coin: str = "", leg: Leg = Leg.BOTH
) -> dict[str, Any]:
    positions = [_position(world, account, coin, leg)] if coin else []
    balances = [{"a": "USDT", "wb": amount(wallet(account)), "cw": amount(cross_wallet(account)), "bc": "0"}]
    part = {"m": reason, "B": balances, "P": positions}
    return {"e": "ACCOUNT_UPDATE", "E": world.now, "T": world.now, "a": part}


def _position(world: World, account: Account, coin: str, leg: Leg) -> dict[str, Any]:
    held = account.holdings.get(slot(coin, leg))
    mode, _ = account.leverage_of(world.listed(coin).instrument)
    entry = held.cost / held.size if held else ZERO
    pnl = held.size * world.listed(coin).mark - held.cost if held else ZERO
    return {
        "s": symbol_of(coin),
        "pa": plain(held.size if held else ZERO),
        "ep": f"{entry:.8f}",
        "cr": "0",
        "up": amount(pnl),
        "mt": "cross" if mode is Mode.CROSS else "isolated",
        "iw": amount(isolated_wallet(held) if held else ZERO),
        "ps": leg.upper(),
    }


def _order(world: World, event: OrderEvent) -> dict[str, Any]:
    order, fill = event.order, event.fill
    status = status_of(order, event.status)
    execution = "TRADE" if fill else EXECUTIONS.get(status, "EXPIRED")
    if event.status == "liquidated":
        execution = "CALCULATED"
    trigger = order.trigger
    said = {
        "s": symbol_of(order.coin),
        "c": order.client_id or "",
        "S": "BUY" if order.is_buy else "SELL",
        "o": order.kind if trigger else "MARKET" if order.kind.endswith("MARKET") else "LIMIT",
        "f": order.tif or "GTC",
        "q": plain(order.first_size),
        "p": plain(ZERO if order.kind.endswith("MARKET") else order.price),
        "ap": plain(average(order)),
        "sp": plain(stop_price(order)),
        "x": execution,
        "X": status,
        "i": order.id,
        "l": plain(fill.size if fill else ZERO),
        "z": plain(order.filled_size),
        "L": plain(fill.price if fill else ZERO),
        "N": "USDT",
        "n": plain(fill.fee if fill else ZERO),
        "T": event.time,
        "t": fill.id if fill else 0,
        "b": "0",
        "a": "0",
        "m": bool(fill and not fill.is_taker),
        "R": order.reduce_only,
        "wt": "CONTRACT_PRICE" if not trigger or trigger.on_last else "MARK_PRICE",
        "ot": order.kind or "LIMIT",
        "ps": order.leg.upper(),
        "cp": order.close_position,
        "rp": plain(round(fill.closed_pnl, 8) if fill else ZERO),
    }
    if trigger and trigger.callback is not None:
        said |= {"AP": plain(trigger.price), "cr": plain(trigger.callback * 100)}
    return {"e": "ORDER_TRADE_UPDATE", "E": world.now, "T": event.time, "o": said}


def _margin_call(world: World, account: Account) -> list[dict[str, Any]]:
    """Once a minute while the cross ratio is at 80 % or more."""
    if not account.holdings or world.ticks % 60:
        return []
    figures = world.assess(account)
    if figures.margin_ratio is None or figures.margin_ratio < CALL_AT:
        return []
    rows = [
        {"s": symbol_of(one.market), "ps": one.leg.upper(), "pa": plain(one.size), "mt": "CROSSED", "iw": "0",
         "mp": plain(one.mark), "up": amount(one.unrealized_pnl), "mm": amount(one.maintenance_margin)}
        for one in figures.positions
        if one.mode is Mode.CROSS
    ]  # fmt: skip
    return [{"e": "MARGIN_CALL", "E": world.now, "cw": amount(cross_wallet(account)), "p": rows}]
