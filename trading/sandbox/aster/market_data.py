"""Market data calls."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from trading.sandbox.aster.errors import AsterError
from trading.sandbox.aster.instruments import DEX, symbol_of
from trading.sandbox.aster.params import Params
from trading.sandbox.aster.told import plain
from trading.sandbox.book import Level
from trading.sandbox.candles import DAY, HOUR, INTERVALS, Candle
from trading.sandbox.market import Market
from trading.sandbox.numbers import from_float
from trading.sandbox.world import World

LIMITS = (5, 10, 20, 50, 100, 500, 1000)
FUNDING_EVERY = 8 * HOUR


def markets(world: World) -> list[Market]:
    """Every market of the venue."""
    return list(world.dexes[DEX].markets.values())


def exchange_info(world: World, params: Params) -> Any:
    """`exchangeInfo`: limits, assets, symbols with their filters."""
    return {
        "timezone": "UTC",
        "serverTime": world.now,
        "futuresType": "U_MARGINED",
        "rateLimits": [
            {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 2400},
            {"rateLimitType": "ORDERS", "interval": "MINUTE", "intervalNum": 1, "limit": 1200},
            {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 300},
        ],
        "exchangeFilters": [],
        "assets": [{"asset": "USDT", "marginAvailable": True, "autoAssetExchange": "-10000"}],
        "symbols": [_symbol(market) for market in markets(world)],
    }


def no_spot(world: World) -> dict[str, Any]:
    """The spot venue's `exchangeInfo`, which clients ask for at their start: nothing is traded there."""
    return {
        "timezone": "UTC", "serverTime": world.now, "rateLimits": [], "exchangeFilters": [], "assets": [],
        "symbols": [],
    }  # fmt: skip


def _symbol(market: Market) -> dict[str, Any]:
    instrument = market.instrument
    assert instrument.tick
    symbol = symbol_of(market.coin)
    step = plain(Decimal(1).scaleb(-instrument.size_decimals))
    lots = {"stepSize": step, "maxQty": "1000000", "minQty": step}
    return {
        "symbol": symbol, "pair": symbol, "contractType": "PERPETUAL", "deliveryDate": 4133404800000,
        "onboardDate": 1627628400000, "status": "TRADING", "maintMarginPercent": "2.5000",
        "requiredMarginPercent": "5.0000", "baseAsset": symbol.removesuffix("USDT"), "quoteAsset": "USDT",
        "marginAsset": "USDT", "pricePrecision": -instrument.tick.adjusted(),
        "quantityPrecision": instrument.size_decimals, "baseAssetPrecision": 8, "quotePrecision": 8,
        "underlyingType": "COIN", "underlyingSubType": [], "settlePlan": 0, "triggerProtect": "0.0500",
        "liquidationFee": "0.025000", "marketTakeBound": "0.05",
        "filters": [
            {"minPrice": plain(instrument.tick), "maxPrice": "1000000", "filterType": "PRICE_FILTER",
             "tickSize": plain(instrument.tick)},
            {**lots, "filterType": "LOT_SIZE"},
            {**lots, "filterType": "MARKET_LOT_SIZE"},
            {"limit": 200, "filterType": "MAX_NUM_ORDERS"},
            {"limit": 10, "filterType": "MAX_NUM_ALGO_ORDERS"},
            {"notional": "5", "filterType": "MIN_NOTIONAL"},
            {"multiplierDown": "0.9500", "multiplierUp": "1.0500", "multiplierDecimal": "4",
             "filterType": "PERCENT_PRICE"},
        ],
        "orderTypes": ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET",
                       "TRAILING_STOP_MARKET"],
        "timeInForce": ["GTC", "IOC", "FOK", "GTX"],
    }  # fmt: skip


def depth(world: World, params: Params) -> Any:
    """`depth`."""
    market, limit = params.market(world), params.whole("limit", 500)
    if limit not in LIMITS:
        raise AsterError(-4021, "Invalid depth limit.")
    book = market.book(world.size_resting)
    return {
        "lastUpdateId": sequence(world),
        "E": world.now,
        "T": world.now,
        "bids": levels(book.bids[:limit]),
        "asks": levels(book.asks[:limit]),
    }


def sequence(world: World) -> int:
    """A number that grows with everything that can change a book."""
    return world.changes


def levels(rows: tuple[Level, ...]) -> list[list[str]]:
    """Prices and sizes."""
    return [[plain(level.price), plain(level.size)] for level in rows]


def trades(world: World, params: Params) -> Any:
    """`trades`, oldest first."""
    market = params.market(world)
    return [
        {"id": one.id, "price": plain(one.price), "qty": plain(one.size),
         "quoteQty": plain(one.price * one.size), "time": one.time, "isBuyerMaker": not one.is_buy}
        for one in list(market.trades)[-params.whole("limit", 500):]
    ]  # fmt: skip


def aggregate_trades(world: World, params: Params) -> Any:
    """`aggTrades`."""
    market = params.market(world)
    return [
        {"a": one.id, "p": plain(one.price), "q": plain(one.size), "f": one.id, "l": one.id, "T": one.time,
         "m": not one.is_buy}
        for one in list(market.trades)[-params.whole("limit", 500):]
    ]  # fmt: skip


def _interval(params: Params) -> str:
    interval = params.text_of("interval")
    if interval == "6h" or interval not in INTERVALS:
        raise AsterError(-1120, "Invalid interval.")
    return interval


def klines(world: World, params: Params) -> Any:
    """`klines`, `indexPriceKlines`, `markPriceKlines`: oldest first."""
    if "pair" in params.values:
        params = Params({**params.values, "symbol": params.values["pair"]}, params.text)
    market, interval = params.market(world), _interval(params)
    limit = params.whole("limit", 500)
    if not 1 <= limit <= 1500:
        raise AsterError(-1130, "Invalid data sent for a parameter.")
    end = params.whole("endTime", world.now)
    begin = params.whole("startTime", max(0, end - limit * INTERVALS[interval]))
    found = [row for row in market.history.candles(interval, begin, end) if begin <= row.start <= end]
    rows = found[:limit] if "startTime" in params.values else found[-limit:]
    return [kline(row, interval) for row in rows]


def kline(row: Candle, interval: str) -> list[Any]:
    """One candle."""
    coins = from_float(round(row.volume, 6))
    dollars = from_float(round(row.volume * (row.high + row.low) / 2, 6))
    return [
        row.start, *(plain(from_float(value)) for value in (row.open, row.high, row.low, row.close)),
        plain(coins), row.start + INTERVALS[interval] - 1, plain(dollars), row.trades, plain(coins / 2),
        plain(dollars / 2), "0",
    ]  # fmt: skip


def _one_or_all(world: World, params: Params, say: Callable[[World, Market], Any]) -> Any:
    if params.get("symbol"):
        return say(world, params.market(world))
    return [say(world, market) for market in markets(world)]


def premium_row(world: World, market: Market) -> dict[str, Any]:
    """One symbol's mark, index and funding."""
    return {
        "symbol": symbol_of(market.coin),
        "markPrice": f"{market.mark:.8f}",
        "indexPrice": f"{market.oracle:.8f}",
        "estimatedSettlePrice": f"{market.oracle:.8f}",
        "lastFundingRate": f"{rate_of(market):.8f}",
        "nextFundingTime": next_funding(world),
        "interestRate": "0.00010000",
        "time": world.now,
    }


def rate_of(market: Market) -> Decimal:
    """The rate of a whole interval."""
    return market.funding * 8


def next_funding(world: World) -> int:
    """When funding is paid next."""
    return world.now - world.now % FUNDING_EVERY + FUNDING_EVERY


def funding_rates(world: World, params: Params) -> Any:
    """`fundingRate`: what was paid, oldest first."""
    market = params.market(world)
    begin, end = params.whole("startTime", 0), params.whole("endTime", world.now)
    rows = [
        {"symbol": symbol_of(market.coin), "fundingRate": f"{one.rate * 8:.8f}", "fundingTime": one.time}
        for one in market.fundings
        if one.time % FUNDING_EVERY == 0 and begin <= one.time <= end
    ]
    return rows[-params.whole("limit", 100) :]


def funding_info(world: World, params: Params) -> Any:
    """`fundingInfo`."""
    return [
        {"symbol": symbol_of(market.coin), "interestRate": "0.00010000", "time": world.now,
         "fundingIntervalHours": 8, "fundingFeeCap": 0.03, "fundingFeeFloor": -0.03}
        for market in markets(world)
    ]  # fmt: skip


def day_row(world: World, market: Market) -> dict[str, Any]:
    """`ticker/24hr` of one symbol."""
    before, dollars, coins = market.day(world.now)
    hours = list(market.history.hours.between(world.now - DAY, world.now))
    last = market.last_price
    made = list(market.trades)
    return {
        "symbol": symbol_of(market.coin),
        "priceChange": plain(last - before),
        "priceChangePercent": f"{(last / before - 1) * 100:.3f}",
        "weightedAvgPrice": plain((dollars / coins).quantize(Decimal("1e-8")) if coins else last),
        "prevClosePrice": plain(before),
        "lastPrice": plain(last),
        "lastQty": plain(made[-1].size) if made else "0",
        "openPrice": plain(before),
        "highPrice": plain(from_float(max(row.high for row in hours))),
        "lowPrice": plain(from_float(min(row.low for row in hours))),
        "volume": plain(coins),
        "quoteVolume": plain(dollars),
        "openTime": world.now - DAY,
        "closeTime": world.now,
        "firstId": made[0].id if made else 0,
        "lastId": made[-1].id if made else 0,
        "count": sum(row.trades for row in hours),
    }


def price_row(world: World, market: Market) -> dict[str, Any]:
    """`ticker/price` of one symbol."""
    return {"symbol": symbol_of(market.coin), "price": plain(market.last_price), "time": world.now}


def book_row(world: World, market: Market) -> dict[str, Any]:
    """`ticker/bookTicker` of one symbol."""
    book = market.book(world.size_resting)
    bid, ask = book.bids[0], book.asks[0]
    return {
        "symbol": symbol_of(market.coin), "bidPrice": plain(bid.price), "bidQty": plain(bid.size),
        "askPrice": plain(ask.price), "askQty": plain(ask.size), "time": world.now,
    }  # fmt: skip


def references(world: World, params: Params) -> Any:
    """`indexreferences`: the index here has one source, the venue's own."""
    market = params.market(world)
    only = {"exchange": "sandbox", "symbol": symbol_of(market.coin), "weight": "1.00000000"}
    return {"symbol": symbol_of(market.coin), "time": world.now, "references": [only]}


ROUTES: dict[tuple[str, str], Callable[[World, Params], Any]] = {
    ("GET", "ping"): lambda world, params: {},
    ("GET", "time"): lambda world, params: {"serverTime": world.now},
    ("GET", "exchangeInfo"): exchange_info,
    ("GET", "depth"): depth,
    ("GET", "trades"): trades,
    ("GET", "historicalTrades"): trades,
    ("GET", "aggTrades"): aggregate_trades,
    ("GET", "klines"): klines,
    ("GET", "indexPriceKlines"): klines,
    ("GET", "markPriceKlines"): klines,
    ("GET", "premiumIndex"): lambda world, params: _one_or_all(world, params, premium_row),
    ("GET", "fundingRate"): funding_rates,
    ("GET", "fundingInfo"): funding_info,
    ("GET", "ticker/24hr"): lambda world, params: _one_or_all(world, params, day_row),
    ("GET", "ticker/price"): lambda world, params: _one_or_all(world, params, price_row),
    ("GET", "ticker/bookTicker"): lambda world, params: _one_or_all(world, params, book_row),
    ("GET", "indexreferences"): references,
}
