"""ccxt's aster class on the local venue, plain and websocket: python tour_ccxt_aster.py URL

Runs in the environment of the proofs. Ends with "done", or with the first thing that was not as expected.
"""

import asyncio
import sys

import ccxt
import ccxt.pro
from eth_account import Account

BASE = sys.argv[1]
BTC, ETH, SOL = "BTC/USDT:USDT", "ETH/USDT:USDT", "SOL/USDT:USDT"


def connected(kind, wallet):
    key = wallet.key.hex()
    venue = kind({
        "privateKey": key if key.startswith("0x") else "0x" + key,
        "options": {"defaultType": "swap", "fetchMarkets": {"types": ["swap"]}, "builderFee": True},
    })  # fmt: skip
    for name in ("fapiPublic", "fapiPrivate"):
        venue.urls["api"][name] = BASE + "/fapi"
    for name in ("sapiPublic", "sapiPrivate"):
        venue.urls["api"][name] = BASE + "/api"
    if "ws" in venue.urls["api"]:
        stream = "ws" + BASE[4:] + "/fstream"
        venue.urls["api"]["ws"]["public"]["swap"] = stream + "/stream"
        venue.urls["api"]["ws"]["private"]["swap"] = stream + "/ws"
    return venue


def expect(error, call):
    try:
        call()
    except error:
        return
    raise AssertionError(f"{error.__name__} was expected")


def markets(venue):
    found = venue.load_markets()
    assert found[BTC]["swap"]
    assert found[BTC]["precision"]["price"] == 0.1
    book = venue.fetch_order_book(BTC)
    assert book["bids"][0][0] < book["asks"][0][0]
    assert venue.fetch_ticker(BTC)["last"] > 0
    assert venue.fetch_tickers()[ETH]["last"] > 0
    assert venue.fetch_bids_asks()[ETH]["bid"] > 0
    assert len(venue.fetch_ohlcv(BTC, "1h", limit=10)) == 10
    assert venue.fetch_funding_rate(BTC)["fundingRate"] is not None
    assert venue.fetch_funding_rates()[ETH]["markPrice"] > 0
    assert venue.fetch_funding_rate_history(BTC)
    assert venue.fetch_funding_intervals()[BTC]["interval"] == "8h"
    assert venue.fetch_trades(BTC) is not None
    assert venue.fetch_time() > 0


def trading(venue):
    assert venue.fetch_balance()["USDT"]["total"] == 10_000
    bought = venue.create_order(BTC, "market", "buy", 0.01)
    assert bought["status"] == "closed", bought
    assert bought["filled"] == 0.01
    position = venue.fetch_positions([BTC])[0]
    assert (position["contracts"], position["marginMode"]) == (0.01, "cross"), position
    resting = venue.create_order(ETH, "limit", "buy", 0.5, 3200, {"clientOrderId": "first"})
    assert resting["status"] == "open"
    assert venue.fetch_open_orders(ETH)[0]["id"] == resting["id"]
    assert venue.fetch_open_order(resting["id"], ETH)["status"] == "open"
    assert venue.fetch_order(resting["id"], ETH)["clientOrderId"] == "first"
    assert venue.cancel_order(resting["id"], ETH)["status"] == "canceled"
    post_only = venue.create_order(ETH, "limit", "sell", 0.5, 3500, {"postOnly": True})
    venue.cancel_order(post_only["id"], ETH)
    for kind, params in (
        ("market", {"stopLossPrice": 62_000, "reduceOnly": True}),
        ("market", {"takeProfitPrice": 68_000, "closePosition": True}),
        ("limit", {"takeProfitPrice": 68_000, "reduceOnly": True}),
        ("market", {"trailingPercent": 1, "quantity": 0.01, "reduceOnly": True}),
    ):
        waiting = venue.create_order(BTC, kind, "sell", 0.01, 68_000 if kind == "limit" else None, params)
        assert waiting["status"] == "open", waiting
    assert len(venue.fetch_open_orders(BTC)) == 4
    venue.cancel_all_orders(BTC)
    assert venue.fetch_open_orders(BTC) == []
    many = venue.create_orders([
        {"symbol": SOL, "type": "limit", "side": "buy", "amount": 1, "price": 145},
        {"symbol": SOL, "type": "limit", "side": "buy", "amount": 1, "price": 146},
    ])  # fmt: skip
    venue.cancel_orders([order["id"] for order in many], SOL)
    assert {order["status"] for order in venue.fetch_orders(SOL)} == {"canceled"}
    assert venue.fetch_my_trades(BTC)[0]["fee"]["cost"] is not None
    closed = venue.create_order(BTC, "market", "sell", 0.01, None, {"reduceOnly": True})
    assert closed["status"] == "closed"


def margin(venue):
    venue.set_leverage(10, ETH)
    venue.set_margin_mode("isolated", ETH)
    venue.create_order(ETH, "market", "buy", 0.5)
    before = venue.fetch_positions([ETH])[0]
    assert before["marginMode"] == "isolated"
    assert before["liquidationPrice"] > 0
    venue.add_margin(ETH, 40)
    venue.reduce_margin(ETH, 20)
    assert len(venue.fetch_margin_adjustment_history(ETH)) == 2
    expect(ccxt.BaseError, lambda: venue.set_margin_mode("cross", ETH))
    venue.create_order(ETH, "market", "sell", 0.5, None, {"reduceOnly": True})
    assert venue.fetch_leverages()[ETH]["longLeverage"] == 10
    assert venue.fetch_margin_modes()[ETH]["marginMode"] == "isolated"
    assert (
        venue.fetch_leverage_tiers([BTC])[BTC][0]["maxLeverage"] == 125
        if venue.has.get("fetchLeverageTiers")
        else True
    )
    assert venue.fetch_trading_fee(BTC)["taker"] == 0.00035
    assert venue.fetch_ledger()
    venue.fetch_funding_history(BTC)


def hedged(venue):
    venue.set_position_mode(True)
    assert venue.fetch_position_mode()["hedged"] is True
    venue.create_order(SOL, "market", "buy", 1, None, {"positionSide": "LONG"})
    venue.create_order(SOL, "market", "sell", 2, None, {"positionSide": "SHORT"})
    legs = {one["info"]["positionSide"]: one["contracts"] for one in venue.fetch_positions([SOL])}
    assert legs == {"LONG": 1, "SHORT": 2}, legs
    venue.create_order(SOL, "market", "sell", 1, None, {"positionSide": "LONG"})
    venue.create_order(SOL, "market", "buy", 2, None, {"positionSide": "SHORT"})
    venue.set_position_mode(False)


def errors(venue):
    expect(ccxt.InsufficientFunds, lambda: venue.create_order(BTC, "limit", "buy", 50, 64_000))
    expect(
        ccxt.BaseError, lambda: venue.create_order(BTC, "limit", "sell", 0.01, 66_000, {"reduceOnly": True})
    )
    expect(ccxt.BaseError, lambda: venue.cancel_order("1", BTC))
    expect(ccxt.OrderNotFound, lambda: venue.fetch_order("1", BTC))
    expect(
        ccxt.BaseError,
        lambda: venue.create_order(BTC, "market", "buy", 0.01, None, {"stopLossPrice": 60_000}),
    )


async def streams(wallet):
    venue = connected(ccxt.pro.aster, wallet)
    try:
        await venue.load_markets()
        assert (await venue.watch_order_book(BTC))["bids"]
        assert (await venue.watch_trades(BTC))[0]["price"] > 0
        assert (await venue.watch_ticker(BTC))["last"] > 0
        assert (await venue.watch_mark_price(BTC))["symbol"] == BTC
        assert (await venue.watch_bids_asks([BTC]))[BTC]["bid"] > 0
        assert await venue.watch_ohlcv(BTC, "1m")
        await venue.authenticate("swap")
        private = venue.get_private_url(
            "swap"
        )  # watch_orders and its like refuse every market type in 4.5.90

        venue.set_balance_cache(venue.client(private), "swap")
        venue.set_positions_cache(venue.client(private))

        def told(what):
            return asyncio.ensure_future(venue.watch(private, what, None, what))

        orders, trades, balance = told("orders"), told("myTrades"), told("swap:balance")
        await venue.watch_ticker(ETH)
        await venue.create_order(ETH, "market", "buy", 0.1)
        assert (await asyncio.wait_for(orders, 20))[0]["symbol"] == ETH
        assert (await asyncio.wait_for(trades, 20))[0]["amount"] == 0.1
        assert (await asyncio.wait_for(balance, 20))["USDT"]["total"] > 9_900
        await venue.create_order(ETH, "market", "sell", 0.1, None, {"reduceOnly": True})
    finally:
        await venue.close()


def main():
    wallet = Account.create()
    venue = connected(ccxt.aster, wallet)
    markets(venue)
    trading(venue)
    margin(venue)
    hedged(venue)
    errors(venue)
    asyncio.run(streams(wallet))
    sys.stdout.write("done\n")


main()
