"""Orders, trades, positions and accounts as Aster writes them: numbers as text, zeros by their field."""

from decimal import ROUND_DOWN, Decimal
from typing import Any

from margin.engine.accounts import Leg, Mode
from margin.engine.assessment import Assessment, PositionFigures
from trading.sandbox.accounts import Account, Holding, RestingOrder
from trading.sandbox.aster.instruments import DEX, symbol_of
from trading.sandbox.journal import Fill, OrderEvent
from trading.sandbox.market import Market
from trading.sandbox.numbers import ZERO
from trading.sandbox.world import World

CENT8 = Decimal("1e-8")
STATUSES = {"open": "NEW", "filled": "FILLED", "liquidated": "FILLED", "triggered": "NEW"}
EXPIRED = (
    "iocCancelRejected", "reduceOnlyCanceled", "siblingFilledCanceled", "marginCanceled", "selfTradeCanceled",
    "reduceOnlyRejected", "perpMarginRejected", "expired",
)  # fmt: skip


def amount(value: Decimal) -> str:
    """Money: eight decimals, cut."""
    return f"{value.quantize(CENT8, ROUND_DOWN) + 0:.8f}"


def plain(value: Decimal) -> str:
    """A number without superfluous zeros."""
    return f"{value.normalize() + 0:f}" if value else "0"


def status_of(order: RestingOrder, status: str) -> str:
    """The venue's word for an order's status."""
    if status in EXPIRED or (status == "canceled" and order.tif in ("IOC", "FOK", "Ioc")):
        return "EXPIRED"
    if status == "open" and order.filled_size:
        return "PARTIALLY_FILLED"
    return STATUSES.get(status, "CANCELED")


def average(order: RestingOrder) -> Decimal:
    """The average price of what has filled."""
    return order.filled_cost / order.filled_size if order.filled_size else ZERO


def order_row(order: RestingOrder, status: str) -> dict[str, Any]:
    """An order as every order call returns it."""
    trigger = order.trigger
    is_trailing = order.kind == "TRAILING_STOP_MARKET"
    row = {
        "orderId": order.id,
        "symbol": symbol_of(order.coin),
        "status": status_of(order, status),
        "clientOrderId": order.client_id or "",
        "price": plain(ZERO if _is_market(order) else order.price),
        "avgPrice": f"{average(order).quantize(Decimal('1e-5')):.5f}",
        "origQty": plain(order.first_size),
        "executedQty": plain(order.filled_size),
        "cumQty": plain(order.filled_size),
        "cumQuote": plain(order.filled_cost),
        "timeInForce": order.tif or "GTC",
        "type": order.kind if trigger or not order.kind else _live_kind(order),
        "reduceOnly": order.reduce_only,
        "closePosition": order.close_position,
        "side": "BUY" if order.is_buy else "SELL",
        "positionSide": order.leg.upper(),
        "stopPrice": plain(stop_price(order)),
        "workingType": "CONTRACT_PRICE"
        if trigger and trigger.on_last
        else "MARK_PRICE"
        if trigger
        else "CONTRACT_PRICE",
        "priceProtect": False,
        "origType": order.kind or "LIMIT",
        "time": order.time,
        "updateTime": order.updated or order.time,
    }
    if is_trailing and trigger and trigger.callback is not None:
        row |= {"activatePrice": plain(trigger.price), "priceRate": plain(trigger.callback * 100)}
    return row


def _is_market(order: RestingOrder) -> bool:
    return order.kind.endswith("MARKET")


def _live_kind(order: RestingOrder) -> str:
    """What a triggered order has become."""
    return "MARKET" if _is_market(order) else "LIMIT"


def stop_price(order: RestingOrder) -> Decimal:
    """The trigger of a waiting order."""
    return order.trigger.price if order.trigger and order.trigger.callback is None else ZERO


def trade_row(one: Fill) -> dict[str, Any]:
    """One of `userTrades`."""
    return {
        "buyer": one.is_buy,
        "commission": amount(-one.fee),
        "commissionAsset": "USDT",
        "id": one.id,
        "maker": not one.is_taker,
        "orderId": one.order_id,
        "price": plain(one.price),
        "qty": plain(one.size),
        "quoteQty": plain(one.price * one.size),
        "realizedPnl": amount(one.closed_pnl),
        "side": "BUY" if one.is_buy else "SELL",
        "positionSide": one.leg.upper(),
        "symbol": symbol_of(one.coin),
        "time": one.time,
    }


def legs_of(account: Account) -> tuple[Leg, ...]:
    """The rows of a symbol: one in one-way mode, two in hedge mode."""
    return (Leg.LONG, Leg.SHORT) if account.hedged else (Leg.BOTH,)


def entry_of(found: PositionFigures | None) -> str:
    """The entry price, cut to eight decimals."""
    return f"{found.entry_price.quantize(CENT8, ROUND_DOWN):f}" if found else "0.00000"


def isolated_margin(found: PositionFigures | None) -> Decimal:
    """An isolated position's margin with its PnL."""
    return found.margin if found and found.mode is Mode.ISOLATED else ZERO


def position_row(
    account: Account, market: Market, leg: Leg, held: Holding | None, found: PositionFigures | None
) -> dict[str, Any]:
    """One row of `positionRisk`."""
    mode, leverage = account.leverage_of(market.instrument)
    largest = market.instrument.tiers.max_notional(leverage) or ZERO
    return {
        "symbol": symbol_of(market.coin),
        "positionAmt": f"{held.size if held else ZERO:.{market.instrument.size_decimals}f}",
        "entryPrice": entry_of(found),
        "markPrice": f"{market.mark:.8f}",
        "unRealizedProfit": amount(found.unrealized_pnl if found else ZERO),
        "liquidationPrice": plain(found.liquidation_price) if found and found.liquidation_price else "0",
        "leverage": str(leverage),
        "maxNotionalValue": plain(largest),
        "marginType": "cross" if mode is Mode.CROSS else "isolated",
        "isolatedMargin": amount(isolated_margin(found)),
        "isAutoAddMargin": "false",
        "positionSide": leg.upper(),
        "updateTime": held.updated if held else 0,
    }


def position_rows(world: World, account: Account, symbol: str = "") -> list[dict[str, Any]]:
    """`positionRisk`: a row (in hedge mode two) for every symbol, or for one."""
    figures = {(one.market, one.leg): one for one in world.assess(account).positions}
    rows = []
    for market in world.dexes[DEX].markets.values():
        if symbol and symbol_of(market.coin) != symbol:
            continue
        for leg in legs_of(account):
            held = account.holdings.get(market.coin if leg is Leg.BOTH else f"{market.coin}|{leg}")
            rows.append(position_row(account, market, leg, held, figures.get((market.coin, leg))))
    return rows


def cross_wallet(account: Account) -> Decimal:
    """The cross pool's money without PnL."""
    return account.cash + sum((held.cost for held in account.holdings.values() if held.cash is None), ZERO)


def isolated_wallet(held: Holding) -> Decimal:
    """What is set aside for an isolated position, without its PnL."""
    return ZERO if held.cash is None else held.cash + held.cost


def wallet(account: Account) -> Decimal:
    """All of the money, without PnL."""
    return cross_wallet(account) + sum((isolated_wallet(held) for held in account.holdings.values()), ZERO)


def account_row(world: World, account: Account) -> dict[str, Any]:
    """`accountWithJoinMargin`."""
    figures = world.assess(account)
    totals = _totals(account, figures)
    asset = {
        "asset": "USDT",
        "walletBalance": totals["totalWalletBalance"],
        "unrealizedProfit": totals["totalUnrealizedProfit"],
        "marginBalance": totals["totalMarginBalance"],
        "maintMargin": totals["totalMaintMargin"],
        "initialMargin": totals["totalInitialMargin"],
        "positionInitialMargin": totals["totalPositionInitialMargin"],
        "openOrderInitialMargin": totals["totalOpenOrderInitialMargin"],
        "crossWalletBalance": totals["totalCrossWalletBalance"],
        "crossUnPnl": totals["totalCrossUnPnl"],
        "availableBalance": totals["availableBalance"],
        "maxWithdrawAmount": totals["maxWithdrawAmount"],
        "marginAvailable": True,
        "updateTime": world.now,
    }
    return {
        "feeTier": 0, "canTrade": True, "canDeposit": True, "canWithdraw": True, "updateTime": 0,
        **totals, "assets": [asset], "positions": _position_parts(world, account, figures),
    }  # fmt: skip


def _totals(account: Account, figures: Assessment) -> dict[str, str]:
    initial = sum((one.initial_margin for one in figures.positions), ZERO)
    maintenance = sum((one.maintenance_margin for one in figures.positions), ZERO)
    cross_pnl = sum((one.unrealized_pnl for one in figures.positions if one.mode is Mode.CROSS), ZERO)
    return {
        "totalInitialMargin": amount(initial + figures.order_margin),
        "totalMaintMargin": amount(maintenance),
        "totalWalletBalance": amount(wallet(account)),
        "totalUnrealizedProfit": amount(figures.unrealized_pnl),
        "totalMarginBalance": amount(wallet(account) + figures.unrealized_pnl),
        "totalPositionInitialMargin": amount(initial),
        "totalOpenOrderInitialMargin": amount(figures.order_margin),
        "totalCrossWalletBalance": amount(cross_wallet(account)),
        "totalCrossUnPnl": amount(cross_pnl),
        "availableBalance": amount(figures.available_margin),
        "maxWithdrawAmount": amount(figures.withdrawable),
    }


def _position_parts(world: World, account: Account, figures: Assessment) -> list[dict[str, Any]]:
    by_leg = {(one.market, one.leg): one for one in figures.positions}
    rows = []
    for market in world.dexes[DEX].markets.values():
        for leg in legs_of(account):
            found = by_leg.get((market.coin, leg))
            mode, leverage = account.leverage_of(market.instrument)
            initial = amount(found.initial_margin) if found else "0"
            rows.append({
                "symbol": symbol_of(market.coin),
                "initialMargin": initial,
                "maintMargin": amount(found.maintenance_margin) if found else "0",
                "unrealizedProfit": amount(found.unrealized_pnl if found else ZERO),
                "positionInitialMargin": initial,
                "openOrderInitialMargin": "0",
                "leverage": str(leverage),
                "isolated": mode is Mode.ISOLATED,
                "entryPrice": entry_of(found),
                "maxNotional": plain(market.instrument.tiers.max_notional(leverage) or ZERO),
                "positionSide": leg.upper(),
                "positionAmt": plain(found.size if found else ZERO),
                "updateTime": 0,
            })  # fmt: skip
    return rows


def force_row(event: OrderEvent) -> dict[str, Any]:
    """One of `forceOrders`."""
    return {
        **order_row(event.order, event.status),
        "timeInForce": "IOC",
        "type": "LIMIT",
        "origType": "LIMIT",
    }
