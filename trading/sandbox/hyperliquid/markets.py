"""Markets as the venue writes them: meta, asset contexts, books, candles, trades, fundings."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from trading.sandbox.book import Level
from trading.sandbox.candles import INTERVALS, Candle
from trading.sandbox.instruments import MARGIN_TABLES, Instrument
from trading.sandbox.market import FundingRate, Market, Trade
from trading.sandbox.numbers import from_float, step_of, to_step, wire
from trading.sandbox.world import Dex, World

IMPACT_NOTIONAL = {"BTC": Decimal(20_000), "ETH": Decimal(20_000)}
OTHER_IMPACT_NOTIONAL = Decimal(6_000)


def meta(dex: Dex) -> dict[str, Any]:
    """`meta`: the universe and the margin tables it names; tables below 50 are not listed."""
    instruments = [market.instrument for market in dex.markets.values()]
    tables = sorted({item.margin_table for item in instruments} & set(MARGIN_TABLES))
    return {
        "universe": [_listing(instrument) for instrument in instruments],
        "marginTables": [[table, _margin_table(table)] for table in tables],
        "collateralToken": 0,
    }


def _listing(instrument: Instrument) -> dict[str, Any]:
    listing = {
        "szDecimals": instrument.size_decimals,
        "name": instrument.coin,
        "maxLeverage": instrument.max_leverage,
        "marginTableId": instrument.margin_table,
    }
    if instrument.margin_mode:
        listing |= {"onlyIsolated": True, "marginMode": instrument.margin_mode}
    return listing


def _margin_table(table: int) -> dict[str, Any]:
    description, rows = MARGIN_TABLES[table]
    tiers = [{"lowerBound": wire(floor), "maxLeverage": leverage} for floor, leverage in rows]
    return {"description": description, "marginTiers": tiers}


def asset_context(world: World, market: Market) -> dict[str, Any]:
    """One market's context: prices, funding, interest and volumes."""
    previous, dollars, coins = market.day(world.now)
    notional = IMPACT_NOTIONAL.get(market.coin.rpartition(":")[2], OTHER_IMPACT_NOTIONAL)
    sell, buy = market.book(world.size_resting).impact(notional)
    return {
        "funding": wire(market.funding),
        "openInterest": wire(market.open_interest),
        "prevDayPx": wire(previous),
        "dayNtlVlm": wire(dollars),
        "premium": wire(market.premium),
        "oraclePx": wire(market.oracle),
        "markPx": wire(market.mark),
        "midPx": wire(market.mid),
        "impactPxs": [
            wire(to_step(sell, step_of(sell, market.instrument.size_decimals, 6), ROUND_FLOOR)),
            wire(to_step(buy, step_of(buy, market.instrument.size_decimals, 6), ROUND_CEILING)),
        ],
        "dayBaseVlm": wire(coins),
    }


def asset_contexts(world: World, dex: Dex) -> list[dict[str, Any]]:
    """Every context of a dex, in the order of its universe."""
    return [asset_context(world, market) for market in dex.markets.values()]


def mids(dex: Dex) -> dict[str, str]:
    """`allMids`."""
    return {coin: wire(market.mid) for coin, market in dex.markets.items()}


def l2_book(
    world: World, market: Market, figures: int | None = None, mantissa: int | None = None
) -> dict[str, Any]:
    """`l2Book`: twenty levels a side, summed to `figures` significant digits (2 to 5) when given."""
    book = market.book(world.size_resting)
    bids, asks = book.bids, book.asks
    if figures:
        step = step_of(market.mark, market.instrument.size_decimals, figures) * (mantissa or 1)
        bids, asks = _summed(bids, step, ROUND_FLOOR), _summed(asks, step, ROUND_CEILING)
    return {
        "coin": market.coin,
        "time": world.now,
        "levels": [[_level(level) for level in bids], [_level(level) for level in asks]],
    }


def best(world: World, market: Market) -> dict[str, Any]:
    """`bbo`."""
    book = market.book(world.size_resting)
    return {"coin": market.coin, "time": world.now, "bbo": [_level(book.bids[0]), _level(book.asks[0])]}


def _summed(levels: tuple[Level, ...], step: Decimal, rounding: str) -> tuple[Level, ...]:
    sums: dict[Decimal, Level] = {}
    for level in levels:
        price = (level.price / step).quantize(Decimal(1), rounding) * step
        before = sums.get(price, Level(price, Decimal(0), 0))
        sums[price] = Level(price, before.size + level.size, before.orders + level.orders)
    return tuple(sums.values())


def _level(level: Level) -> dict[str, Any]:
    return {"px": wire(level.price), "sz": wire(level.size), "n": level.orders}


def candle(coin: str, interval: str, row: Candle) -> dict[str, Any]:
    """One candle."""
    return {
        "t": row.start,
        "T": row.start + INTERVALS[interval] - 1,
        "s": coin,
        "i": interval,
        "o": wire(from_float(row.open)),
        "c": wire(from_float(row.close)),
        "h": wire(from_float(row.high)),
        "l": wire(from_float(row.low)),
        "v": wire(from_float(round(row.volume, 8))),
        "n": row.trades,
    }


def trade(coin: str, made: Trade) -> dict[str, Any]:
    """One trade of the tape."""
    return {
        "coin": coin,
        "side": "B" if made.is_buy else "A",
        "px": wire(made.price),
        "sz": wire(made.size),
        "time": made.time,
        "hash": made.hash,
        "tid": made.id,
        "users": list(made.users),
    }


def funding(coin: str, rate: FundingRate) -> dict[str, Any]:
    """One hour of `fundingHistory`."""
    return {"coin": coin, "fundingRate": wire(rate.rate), "premium": wire(rate.premium), "time": rate.time}


def perp_dexs(world: World) -> list[dict[str, Any] | None]:
    """`perpDexs`: null for the first dex, then the others."""
    return [None if not dex.name else _perp_dex(dex) for dex in hyperliquid_dexes(world)]


def hyperliquid_dexes(world: World) -> list[Dex]:
    """The dexes of this venue, the first one first."""
    return [dex for dex in world.dexes.values() if dex.terms.venue == "hyperliquid"]


def _perp_dex(dex: Dex) -> dict[str, Any]:
    return {
        "name": dex.name,
        "fullName": dex.title,
        "deployer": "0x" + "0" * 40,
        "oracleUpdater": None,
        "feeRecipient": None,
        "assetToStreamingOiCap": [],
        "subDeployers": [],
        "deployerFeeScale": "1.0",
        "lastDeployerFeeScaleChangeTime": "1970-01-01T00:00:00",
        "assetToFundingMultiplier": [],
    }
