"""Accounts as the venue writes them: clearinghouse state and open orders."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from margin.engine.assessment import PositionFigures
from trading.sandbox.accounts import Account, Holding, RestingOrder
from trading.sandbox.hyperliquid import markets
from trading.sandbox.market import Market
from trading.sandbox.numbers import ZERO, cut_entry, wire
from trading.sandbox.twap import Twap
from trading.sandbox.world import World

RATIO_STEP = Decimal("1e-10")


def clearinghouse_state(world: World, account: Account) -> dict[str, Any]:
    """`clearinghouseState`: summaries, and every position with its figures, at the present marks."""
    figures = world.assess(account)
    listed = world.dexes[account.dex].markets
    pairs = [(account.holdings[found.market], found) for found in figures.positions]
    isolated = [(holding, found) for holding, found in pairs if holding.cash is not None]
    cross = [found for holding, found in pairs if holding.cash is None]
    isolated_cash = sum((holding.cash or ZERO for holding, _ in isolated), ZERO)
    isolated_margin = sum((found.margin for _, found in isolated), ZERO)
    cross_notional = sum((found.notional for found in cross), ZERO)
    notional = cross_notional + sum((found.notional for _, found in isolated), ZERO)
    margin = figures.initial_margin
    return {
        "marginSummary": _summary(
            figures.account_value, notional, account.cash + isolated_cash, margin + isolated_margin
        ),
        "crossMarginSummary": _summary(figures.equity, cross_notional, account.cash, margin),
        "crossMaintenanceMarginUsed": wire(figures.maintenance_margin),
        "withdrawable": wire(figures.withdrawable),
        "assetPositions": [_asset_position(listed[found.market], holding, found) for holding, found in pairs],
        "time": world.now,
    }


def _summary(value: Decimal, notional: Decimal, cash: Decimal, margin: Decimal) -> dict[str, str]:
    return {
        "accountValue": wire(value),
        "totalNtlPos": wire(notional),
        "totalRawUsd": wire(cash),
        "totalMarginUsed": wire(margin),
    }


def _asset_position(market: Market, holding: Holding, found: PositionFigures) -> dict[str, Any]:
    leverage: dict[str, Any] = {"type": holding.mode.value, "value": holding.leverage}
    if holding.cash is not None:
        leverage["rawUsd"] = wire(holding.cash)
    position = {
        "coin": holding.coin,
        "szi": wire(holding.size),
        "leverage": leverage,
        "entryPx": wire(cut_entry(holding.cost, holding.size, market.instrument.size_decimals)),
        "positionValue": wire(found.notional),
        "unrealizedPnl": wire(found.unrealized_pnl),
        "returnOnEquity": wire((found.return_on_equity / 100).quantize(RATIO_STEP)),
        "liquidationPx": None if found.liquidation_price is None else wire(found.liquidation_price),
        "marginUsed": wire(found.margin),
        "maxLeverage": market.instrument.max_leverage,
        "cumFunding": {
            "allTime": wire(holding.funding_all_time),
            "sinceOpen": wire(holding.funding_since_open),
            "sinceChange": wire(holding.funding_since_change),
        },
    }
    return {"type": "oneWay", "position": position}


def web_data(world: World, account: Account) -> dict[str, Any]:
    """`webData2`: what the venue's own page once lived on."""
    dex = world.dexes[account.dex]
    return {
        "clearinghouseState": clearinghouse_state(world, account),
        "leadingVaults": [],
        "totalVaultEquity": "0.0",
        "openOrders": frontend_open_orders(account),
        "agentAddress": None,
        "agentValidUntil": None,
        "cumLedger": wire(sum((one.amount for one in world.journals[_key(account)].transfers), ZERO)),
        "meta": markets.meta(dex),
        "assetCtxs": markets.asset_contexts(world, dex),
        "serverTime": world.now,
        "isVault": False,
        "user": account.address,
        "twapStates": twap_states(world, account),
        "spotState": {"balances": []},
        "perpsAtOpenInterestCap": [],
    }


def _key(account: Account) -> tuple[str, str]:
    return account.address, account.dex


def twap_states(world: World, account: Account) -> list[list[Any]]:
    """Running TWAPs, by their ids."""
    mine = (twap for twap in world.twaps.values() if (twap.address, twap.dex) == _key(account))
    return [[twap.id, twap_state(twap)] for twap in mine if twap.status == "activated"]


def twap_state(twap: Twap) -> dict[str, Any]:
    """One TWAP and how far it is."""
    return {
        "coin": twap.coin,
        "user": twap.address,
        "side": "B" if twap.is_buy else "A",
        "sz": wire(twap.size),
        "executedSz": wire(twap.done),
        "executedNtl": wire(twap.cost),
        "minutes": twap.minutes,
        "reduceOnly": twap.reduce_only,
        "randomize": twap.randomize,
        "timestamp": twap.time,
    }


def twap_history(world: World, user: str) -> list[dict[str, Any]]:
    """`twapHistory`: every TWAP of a user with its status, newest first."""
    mine = sorted((twap for twap in world.twaps.values() if twap.address == user), key=lambda twap: -twap.id)
    return [
        {"time": twap.time // 1000, "state": twap_state(twap), "status": {"status": twap.status}}
        for twap in mine
    ]


def open_orders(account: Account) -> list[dict[str, Any]]:
    """`openOrders`, newest first; children of a parent are listed too."""
    return [basic_order(order) for order in _listed(account)]


def frontend_open_orders(account: Account) -> list[dict[str, Any]]:
    """`frontendOpenOrders`, newest first: triggers, children and time in force as well."""
    return [frontend_order(order) for order in _listed(account)]


def _listed(account: Account) -> Iterator[RestingOrder]:
    family = [order for parent in account.orders.values() for order in (parent, *parent.children)]
    return iter(sorted(family, key=lambda order: -order.id))


def basic_order(order: RestingOrder) -> dict[str, Any]:
    """One order with what every stream says of it."""
    basic = {
        "coin": order.coin,
        "side": "B" if order.is_buy else "A",
        "limitPx": wire(order.price),
        "sz": wire(order.size),
        "oid": order.id,
        "timestamp": order.time,
        "origSz": wire(order.first_size),
    }
    if order.reduce_only:
        basic["reduceOnly"] = True
    if order.client_id:
        basic["cloid"] = order.client_id
    return basic


def frontend_order(order: RestingOrder) -> dict[str, Any]:
    """One order with everything a front end shows."""
    trigger = order.trigger
    return {
        "coin": order.coin,
        "side": "B" if order.is_buy else "A",
        "limitPx": wire(order.price),
        "sz": wire(order.size),
        "oid": order.id,
        "timestamp": order.time,
        "triggerCondition": _condition(order),
        "isTrigger": trigger is not None,
        "triggerPx": wire(trigger.price) if trigger else "0.0",
        "children": [frontend_order(child) for child in order.children],
        "isPositionTpsl": trigger is not None and trigger.is_position,
        "reduceOnly": order.reduce_only,
        "orderType": _order_type(order),
        "origSz": wire(order.first_size),
        "tif": order.tif,
        "cloid": order.client_id,
    }


def _condition(order: RestingOrder) -> str:
    if order.trigger is None:
        return "N/A"
    above = order.is_buy == (order.trigger.kind == "sl")
    return f"Price {'above' if above else 'below'} {order.trigger.price:f}"


def _order_type(order: RestingOrder) -> str:
    if order.trigger is None:
        return "Limit"
    kind = "Take Profit" if order.trigger.kind == "tp" else "Stop"
    return f"{kind} {'Market' if order.trigger.is_market else 'Limit'}"
