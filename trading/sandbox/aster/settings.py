"""The account itself: balances, positions, leverage, modes, margin, rights, listen keys."""

from collections.abc import Callable
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from margin.engine.accounts import Leg, Mode
from trading.sandbox.accounts import slot
from trading.sandbox.aster.errors import AsterError
from trading.sandbox.aster.instruments import DEX, TERMS, coin_of, symbol_of
from trading.sandbox.aster.market_data import markets
from trading.sandbox.aster.params import Params
from trading.sandbox.aster.signing import manager, person_of
from trading.sandbox.aster.told import (
    account_row,
    amount,
    cross_wallet,
    isolated_wallet,
    plain,
    position_rows,
    wallet,
)
from trading.sandbox.aster.trading import DONE, SELF_TRADES
from trading.sandbox.checks import spendable, standing
from trading.sandbox.journal import Fill, FundingPayment, Setting, Transfer
from trading.sandbox.ledger import move_isolated, set_mode
from trading.sandbox.market import Market
from trading.sandbox.numbers import ZERO
from trading.sandbox.people import Agent
from trading.sandbox.world import World

LISTEN_FOR = 3_600_000
MOST_BUILDER_RATE = Decimal("0.001")
type Call = Callable[[World, str, Params], Any]


def balance(world: World, user: str, params: Params) -> Any:
    """`balance`."""
    account = world.opened(user, DEX)
    figures = world.assess(account)
    pnl = sum((one.unrealized_pnl for one in figures.positions if one.mode is Mode.CROSS), ZERO)
    return [{
        "accountAlias": blake2b(user.encode(), digest_size=2).hexdigest(),
        "asset": "USDT",
        "balance": amount(wallet(account)),
        "crossWalletBalance": amount(cross_wallet(account)),
        "crossUnPnl": amount(pnl),
        "availableBalance": amount(figures.available_margin),
        "maxWithdrawAmount": amount(figures.withdrawable),
        "marginAvailable": True,
        "updateTime": world.now,
    }]  # fmt: skip


def positions(world: World, user: str, params: Params) -> Any:
    """`positionRisk`."""
    symbol = symbol_of(params.market(world).coin) if params.get("symbol") else ""
    return position_rows(world, world.opened(user, DEX), symbol)


def leverage(world: World, user: str, params: Params) -> Any:
    """`POST leverage`."""
    market, wanted = params.market(world), params.whole("leverage")
    account = world.opened(user, DEX)
    instrument = market.instrument
    if not 1 <= wanted <= instrument.max_leverage:
        raise AsterError(-4028, f"Leverage {wanted} is not valid")
    mode, before = account.leverage_of(instrument)
    held = [one for one in account.holdings.values() if one.coin == market.coin]
    if mode is Mode.ISOLATED and held and wanted < before:
        raise AsterError(
            -4161, "Leverage reduction is not supported in Isolated Margin Mode with open positions"
        )
    largest = instrument.tiers.max_notional(wanted) or ZERO
    if any(abs(one.size) * market.mark > largest for one in held):
        raise AsterError(-2027, "Exceeded the maximum allowable position at current leverage.")
    set_mode(account, market.coin, mode, wanted)
    if wanted < before and standing(world, account).pool.available <= 0 and (held or account.orders):
        set_mode(account, market.coin, mode, before)
        raise AsterError(-2028, "Leverage is smaller than permitted: insufficient margin balance.")
    world.write((user, DEX), Setting(world.now, "leverage", market.coin, str(wanted)))
    return {"leverage": wanted, "maxNotionalValue": plain(largest), "symbol": symbol_of(market.coin)}


def margin_type(world: World, user: str, params: Params) -> Any:
    """`POST marginType`."""
    market = params.market(world)
    invalid = AsterError(-1130, "Invalid data sent for a parameter.")
    wanted = (
        Mode.ISOLATED
        if params.one_of("marginType", ("ISOLATED", "CROSSED"), invalid) == "ISOLATED"
        else Mode.CROSS
    )
    account = world.opened(user, DEX)
    mode, chosen = account.leverage_of(market.instrument)
    if mode is wanted:
        raise AsterError(-4046, "No need to change margin type.")
    if any(one.coin == market.coin for one in account.holdings.values()):
        raise AsterError(-4048, "Margin type cannot be changed if there exists position.")
    if any(one.coin == market.coin for one in account.orders.values()):
        raise AsterError(-4047, "Margin type cannot be changed if there exists open orders.")
    account.modes[market.coin] = (wanted, chosen)
    world.news.accounts.add((user, DEX))
    return DONE


def position_margin(world: World, user: str, params: Params) -> Any:
    """`POST positionMargin`: 1 adds, 2 takes away."""
    market, value, way = params.market(world), params.number("amount"), params.whole("type")
    leg = Leg(params.get("positionSide", "BOTH").lower())
    account = world.opened(user, DEX)
    held = account.holdings.get(slot(market.coin, leg))
    if way not in (1, 2):
        raise AsterError(-1130, "Invalid data sent for a parameter.")
    if value <= 0:
        raise AsterError(-4055, "Amount must be positive.")
    if held is None:
        raise AsterError(-4054, "Cannot add position margin: position is 0.")
    if held.cash is None:
        raise AsterError(-4049, "Add margin only support for isolated position.")
    value = value.quantize(TERMS.quantum)
    if way == 1 and value > spendable(world, account):
        raise AsterError(-4050, "Cross balance insufficient.")
    if way == 2 and value > _removable(world, user, held.slot):
        raise AsterError(-4051, "Isolated balance insufficient.")
    moved = value if way == 1 else -value
    move_isolated(account, held.slot, moved)
    world.write((user, DEX), Transfer(world.now, "isolated", moved, leg, market.coin, world.next_trade()))
    return {"amount": float(value), "code": 200, "msg": "Successfully modify position margin.", "type": way}


def _removable(world: World, user: str, key: str) -> Decimal:
    """max(0, min(wallet − maintenance, wallet + PnL − initial margin)), the venue's rule."""
    account = world.account(user, DEX)
    valued, held = standing(world, account).valued[key], account.holdings[key]
    inside = isolated_wallet(held)
    return max(ZERO, min(inside - valued.maintenance, inside + valued.unrealized - valued.initial))


def margin_history(world: World, user: str, params: Params) -> Any:
    """`GET positionMargin/history`."""
    coin = params.market(world).coin
    found = [
        one for one in world.journals[user, DEX].transfers if one.kind == "isolated" and one.coin == coin
    ]
    return [
        {"amount": plain(abs(one.amount)), "asset": "USDT", "symbol": symbol_of(coin), "time": one.time,
         "type": 1 if one.amount > 0 else 2, "positionSide": one.other.upper()}
        for one in found
    ]  # fmt: skip


def position_mode(world: World, user: str, params: Params) -> Any:
    """`POST positionSide/dual`: one-way or hedge mode."""
    wanted = params.text_of("dualSidePosition").lower() == "true"
    account = world.opened(user, DEX)
    if account.hedged is wanted:
        raise AsterError(-4059, "No need to change position side.")
    if account.holdings:
        raise AsterError(-4068, "Position side cannot be changed if there exists position.")
    if account.orders:
        raise AsterError(-4067, "Position side cannot be changed if there exists open orders.")
    account.hedged = wanted
    world.write((user, DEX), Setting(world.now, "hedged", "", str(wanted)))
    return DONE


def multi_assets(world: World, user: str, params: Params) -> Any:
    """`POST multiAssetsMargin`: one collateral is kept here, so there is nothing to join."""
    if params.flag("multiAssetsMargin"):
        raise AsterError(-1020, "Unsupported operation.")
    return DONE


def self_trade_mode(world: World, user: str, params: Params) -> Any:
    """`POST stpMode`."""
    invalid = AsterError(-1130, "Invalid data sent for a parameter.")
    world.opened(user, DEX).self_trade = SELF_TRADES[params.one_of("stpMode", tuple(SELF_TRADES), invalid)]
    world.news.accounts.add((user, DEX))
    return DONE


def self_trade(world: World, user: str, params: Params) -> Any:
    """`GET stpMode`."""
    mode = world.opened(user, DEX).self_trade
    return {"stpMode": next(name for name, kept in SELF_TRADES.items() if kept == mode)}


def leverage_brackets(world: World, user: str, params: Params) -> Any:
    """`leverageBracket`: of one symbol, or all."""
    if params.get("symbol"):
        return [_brackets(params.market(world))]
    return [_brackets(market) for market in markets(world)]


def _brackets(market: Market) -> dict[str, Any]:
    rows = enumerate(market.instrument.brackets, start=1)
    return {
        "symbol": symbol_of(market.coin),
        "brackets": [
            {"bracket": number, "initialLeverage": most, "notionalCap": int(cap), "notionalFloor": int(floor),
             "maintMarginRatio": float(rate), "cum": float(cum)}
            for number, (floor, cap, rate, cum, most) in rows
        ],
    }  # fmt: skip


def adl_quantile(world: World, user: str, params: Params) -> Any:
    """`adlQuantile`: of what is open; nobody is deleveraged here while the insurance lasts."""
    account = world.opened(user, DEX)
    said: dict[str, dict[str, int]] = {}
    for held in account.holdings.values():
        said.setdefault(symbol_of(held.coin), {})[held.leg.upper()] = 0
    return [{"symbol": symbol, "adlQuantile": legs} for symbol, legs in said.items()]


def commission(world: World, user: str, params: Params) -> Any:
    """`commissionRate`."""
    return {
        "symbol": symbol_of(params.market(world).coin),
        "makerCommissionRate": plain(TERMS.maker),
        "takerCommissionRate": plain(TERMS.taker),
    }


def income(world: World, user: str, params: Params) -> Any:
    """`income`: what made the wallet grow or shrink, oldest first."""
    journal = world.journals[user, DEX]
    rows = [row for one in (*journal.fills, *journal.fundings, *journal.transfers) for row in _income(one)]
    wanted, coin = params.get("incomeType"), coin_of(params.get("symbol")) if params.get("symbol") else ""
    begin, end, limit = (
        params.whole("startTime", 0),
        params.whole("endTime", world.now),
        params.whole("limit", 100),
    )
    found = [
        row for row in sorted(rows, key=lambda row: row["time"])
        if begin <= row["time"] <= end and (not wanted or row["incomeType"] == wanted)
        and (not coin or row["symbol"] == symbol_of(coin))
    ]  # fmt: skip
    return found[-limit:]


def _income(one: Fill | FundingPayment | Transfer) -> list[dict[str, Any]]:
    match one:
        case Fill():
            parts = [("COMMISSION", -one.fee)] + (
                [("REALIZED_PNL", one.closed_pnl)] if one.closed_pnl else []
            )
            trade = str(one.id)
        case FundingPayment():
            parts, trade = [("FUNDING_FEE", one.paid)], ""
        case Transfer(kind="isolated"):
            return []
        case _:
            parts, trade = [("INSURANCE_CLEAR" if one.kind == "insurance" else "TRANSFER", one.amount)], ""
    return [
        {"symbol": symbol_of(one.coin), "incomeType": kind, "income": amount(value), "asset": "USDT",
         "info": kind, "time": one.time, "tranId": str(one.id), "tradeId": trade}
        for kind, value in parts
    ]  # fmt: skip


def listen(world: World, user: str, params: Params) -> Any:
    """`POST listenKey`: a key for the user's stream; asked again it is the same, for another hour."""
    person = person_of(world, user)
    if not person.listen_key or person.listen_until < world.now:
        person.listen_key = world.stamp(world.next_trade())[2:]
    person.listen_until = world.now + LISTEN_FOR
    return {"listenKey": person.listen_key}


def keep_listening(world: World, user: str, params: Params) -> Any:
    """`PUT listenKey`."""
    person = person_of(world, user)
    if not person.listen_key:
        raise AsterError(-1125, "This listenKey does not exist.")
    person.listen_until = world.now + LISTEN_FOR
    return {}


def stop_listening(world: World, user: str, params: Params) -> Any:
    """`DELETE listenKey`."""
    person_of(world, user).listen_key = ""
    return {}


def agents(world: World, user: str, params: Params) -> Any:
    """`GET agent`."""
    return [
        {"agentAddress": one.address, "agentName": one.name, "ipWhitelist": "", "expired": one.valid_until,
         "source": "api", "canRead": True, "canSpotTrade": False, "canPerpTrade": True, "canWithdraw": False}
        for one in person_of(world, user).agents
    ]  # fmt: skip


def builders(world: World, user: str, params: Params) -> Any:
    """`GET builder`."""
    return [
        {"userAddress": user, "builderAddress": builder, "maxFeeRate": float(rate), "builderName": ""}
        for builder, rate in person_of(world, user).fee_rates.items()
    ]


def approve_agent(world: World, user: str, params: Params) -> Any:
    """`approveAgent`, `updateAgent`: a key that may trade, and with `builder` its fee as well."""
    address = params.text_of("agentAddress").lower()
    person = person_of(world, user)
    others = [one for one in person.agents if one.address != address]
    person.agents = [*others, Agent(params.text_of("agentName"), address, params.whole("expired"))]
    person_of(world, address).master = user
    if params.get("builder"):
        approve_builder(world, user, params)
    return DONE


def delete_agent(world: World, user: str, params: Params) -> Any:
    """`DELETE agent`."""
    address = params.text_of("agentAddress").lower()
    person = person_of(world, user)
    person.agents = [one for one in person.agents if one.address != address]
    person_of(world, address).master = ""
    return DONE


def approve_builder(world: World, user: str, params: Params) -> Any:
    """`approveBuilder`, `updateBuilder`: the most a builder may take."""
    rate = params.number("maxFeeRate")
    if not 0 <= rate <= MOST_BUILDER_RATE:
        raise AsterError(-1130, "Invalid data sent for a parameter.")
    person_of(world, user).fee_rates[params.text_of("builder").lower()] = rate
    return DONE


def delete_builder(world: World, user: str, params: Params) -> Any:
    """`DELETE builder`."""
    person_of(world, user).fee_rates.pop(params.text_of("builder").lower(), None)
    return DONE


ROUTES: dict[tuple[str, str], Call] = {
    ("GET", "balance"): balance,
    ("GET", "accountWithJoinMargin"): lambda world, user, params: account_row(world, world.opened(user, DEX)),
    ("GET", "account"): lambda world, user, params: account_row(world, world.opened(user, DEX)),
    ("GET", "positionRisk"): positions,
    ("POST", "leverage"): leverage,
    ("POST", "marginType"): margin_type,
    ("POST", "positionMargin"): position_margin,
    ("GET", "positionMargin/history"): margin_history,
    ("POST", "positionSide/dual"): position_mode,
    ("GET", "positionSide/dual"): lambda world, user, params: {
        "dualSidePosition": world.opened(user, DEX).hedged
    },
    ("POST", "multiAssetsMargin"): multi_assets,
    ("GET", "multiAssetsMargin"): lambda world, user, params: {"multiAssetsMargin": False},
    ("POST", "stpMode"): self_trade_mode,
    ("GET", "stpMode"): self_trade,
    ("GET", "leverageBracket"): leverage_brackets,
    ("GET", "adlQuantile"): adl_quantile,
    ("GET", "commissionRate"): commission,
    ("GET", "income"): income,
    ("POST", "listenKey"): listen,
    ("PUT", "listenKey"): keep_listening,
    ("DELETE", "listenKey"): stop_listening,
    ("GET", "agent"): agents,
    ("GET", "builder"): builders,
}

# Signed by the main wallet over their own fields, under this name.
MANAGEMENT: dict[tuple[str, str], tuple[str, Call]] = {
    ("POST", "approveAgent"): ("ApproveAgent", approve_agent),
    ("POST", "updateAgent"): ("UpdateAgent", approve_agent),
    ("DELETE", "agent"): ("DelAgent", delete_agent),
    ("POST", "approveBuilder"): ("ApproveBuilder", approve_builder),
    ("POST", "updateBuilder"): ("UpdateBuilder", approve_builder),
    ("DELETE", "builder"): ("DelBuilder", delete_builder),
}


def manage(world: World, params: Params, route: tuple[str, str]) -> Any:
    """Changes a right, signed by the main wallet."""
    primary, call = MANAGEMENT[route]
    return call(world, manager(world, params, primary), params)
