"""`activeAssetData`: an account's setting in one market and what it can still trade there."""

from typing import Any

from margin.engine.assessment import Indeterminate
from margin.engine.hyperliquid_room import room
from margin.engine.market import Market as EngineMarket
from trading.sandbox.accounts import Account
from trading.sandbox.market import Market
from trading.sandbox.numbers import wire
from trading.sandbox.world import World


def active_asset_data(world: World, account: Account, market: Market) -> dict[str, Any]:
    """The setting of `market` and, for buying and selling, the largest size and the margin for it."""
    tiers = market.instrument.tiers
    mode, leverage = account.leverage_of(market.instrument)
    asked = EngineMarket(market.coin, tiers, leverage, market.instrument.size_decimals)
    held, marks = world.engine_account(account), world.dexes[account.dex].marks
    sides = [room(held, marks, asked, is_buy) for is_buy in (True, False)]
    known = [side for side in sides if not isinstance(side, Indeterminate)]
    setting: dict[str, Any] = {"type": mode.value, "value": leverage}
    holding = account.holdings.get(market.coin)
    if holding and holding.cash is not None:
        setting["rawUsd"] = wire(holding.cash)
    return {
        "user": account.address,
        "coin": market.coin,
        "leverage": setting,
        "maxTradeSzs": [wire(side.max_size) for side in known],
        "availableToTrade": [wire(side.available) for side in known],
        "markPx": wire(market.mark),
    }
