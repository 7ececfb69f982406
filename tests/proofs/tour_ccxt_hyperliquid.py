"""ccxt's hyperliquid class on the local venue, plain and websocket: python tour_ccxt_hyperliquid.py URL

Runs in the environment of the proofs. Ends with "done", or with the first thing that was not as expected.
"""

import asyncio
import sys

import ccxt
import ccxt.pro
from eth_account import Account

BASE = sys.argv[1]
BTC, ETH, SOL = "BTC/USDC:USDC", "ETH/USDC:USDC", "SOL/USDC:USDC"


def settings(wallet):
    return {
        "walletAddress": wallet.address,
        "privateKey": wallet.key.hex() if wallet.key.hex().startswith("0x") else "0x" + wallet.key.hex(),
        "urls": {"api": {"public": BASE, "private": BASE, "ws": {"public": "ws" + BASE[4:] + "/ws"}}},
        "options": {"fetchMarkets": {"types": ["swap", "spot"]}},
    }


def expect(error, call):
    try:
        call()
    except error:
        return
    raise AssertionError(f"{error.__name__} was expected")


def markets(venue):
    found = venue.load_markets()
    assert found[BTC]["swap"]
    assert found[BTC]["limits"]["leverage"]["max"] == 40
    book = venue.fetch_order_book(BTC)
    assert book["bids"][0][0] < book["asks"][0][0]
    assert venue.fetch_ticker(BTC)["last"] > 0
    assert venue.fetch_tickers()[ETH]["last"] > 0
    assert len(venue.fetch_ohlcv(BTC, "1h", limit=10)) == 10
    assert venue.fetch_funding_rates()[BTC]["fundingRate"] is not None
    assert venue.fetch_funding_rate_history(BTC)
    assert venue.fetch_open_interests([BTC])[BTC]["openInterestAmount"] > 0
    assert venue.fetch_time() > 0
    assert venue.fetch_status()["status"] == "ok"


def trading(venue):
    venue.create_order(BTC, "market", "buy", 0.01, venue.fetch_ticker(BTC)["last"])
    assert venue.fetch_balance()["USDC"]["total"] > 9_990
    position = venue.fetch_position(BTC)
    assert position["contracts"] == 0.01
    assert position["side"] == "long"
    assert venue.fetch_positions()
    resting = venue.create_order(ETH, "limit", "buy", 0.5, 2500)
    assert venue.fetch_open_orders(ETH)[0]["id"] == resting["id"]
    assert venue.fetch_order(resting["id"], ETH)["status"] == "open"
    moved = venue.edit_order(resting["id"], ETH, "limit", "buy", 0.6, 2400)
    assert venue.fetch_open_orders(ETH)[0]["amount"] == 0.6
    venue.cancel_order(moved["id"] or venue.fetch_open_orders(ETH)[0]["id"], ETH)
    named = "0x" + "1" * 32
    venue.create_order(ETH, "limit", "sell", 0.5, 4000, {"clientOrderId": named, "postOnly": True})
    venue.cancel_order(None, ETH, {"clientOrderId": named})
    venue.create_order(BTC, "market", "sell", 0.01, 60_000, {"stopLossPrice": 60_000, "reduceOnly": True})
    venue.create_order(BTC, "limit", "sell", 0.01, 70_000, {"takeProfitPrice": 70_000, "reduceOnly": True})
    waiting = venue.fetch_open_orders(BTC)
    assert len(waiting) == 2
    venue.cancel_orders([order["id"] for order in waiting], BTC)
    many = venue.create_orders([
        {"symbol": SOL, "type": "limit", "side": "buy", "amount": 1, "price": 120},
        {"symbol": SOL, "type": "limit", "side": "buy", "amount": 1, "price": 121},
    ])  # fmt: skip
    assert len(many) == 2
    venue.cancel_orders([one["id"] for one in many], SOL)
    with_stop = venue.create_order(
        SOL, "limit", "buy", 1, 100,
        params={"stopLoss": {"triggerPrice": 90, "type": "market"}, "takeProfit": {"triggerPrice": 200}},
    )  # fmt: skip
    venue.cancel_order(with_stop["id"], SOL)
    assert venue.fetch_canceled_orders(SOL)
    assert venue.fetch_closed_orders(BTC)
    assert venue.fetch_my_trades(BTC)[0]["fee"]["cost"] > 0
    twap = venue.create_twap_order(SOL, "buy", 5.0, 600_000)
    venue.cancel_twap_order(twap["id"], SOL) if hasattr(venue, "cancel_twap_order") else None
    venue.create_order(BTC, "market", "sell", 0.01, 60_000, {"reduceOnly": True})
    assert not [one for one in venue.fetch_positions([BTC]) if one["contracts"]]


def margin(venue):
    venue.set_margin_mode("isolated", ETH, {"leverage": 5})
    venue.create_order(ETH, "market", "buy", 0.5, 3_400)
    before = venue.fetch_position(ETH)
    assert (before["marginMode"], before["leverage"]) == ("isolated", 5)
    venue.add_margin(ETH, 40)
    assert venue.fetch_position(ETH)["collateral"] > before["collateral"] + 30
    venue.reduce_margin(ETH, 20)
    venue.set_leverage(10, BTC, {"marginMode": "cross"})
    expect(ccxt.ExchangeError, lambda: venue.set_margin_mode("cross", ETH, {"leverage": 5}))
    venue.create_order(ETH, "market", "sell", 0.5, 3_200, {"reduceOnly": True})
    assert venue.fetch_leverage(BTC) if venue.has["fetchLeverage"] else True
    assert venue.fetch_trading_fee(BTC)["taker"] == 0.00045
    assert venue.fetch_ledger()
    venue.fetch_funding_history(BTC)
    venue.fetch_deposits()
    venue.transfer("USDC", 10, "swap", "spot")


def errors(venue):
    expect(ccxt.InsufficientFunds, lambda: venue.create_order(BTC, "limit", "buy", 50, 60_000))
    expect(ccxt.InvalidOrder, lambda: venue.create_order(BTC, "limit", "buy", 0.0001, 60_000))
    expect(ccxt.OrderNotFound, lambda: venue.cancel_order("1", BTC))
    expect(ccxt.OrderNotFound, lambda: venue.fetch_order("1", BTC))


async def streams(wallet):
    venue = ccxt.pro.hyperliquid(settings(wallet))
    try:
        await venue.load_markets()
        assert (await venue.watch_order_book(BTC))["bids"]
        assert (await venue.watch_trades(BTC))[0]["price"] > 0
        assert (await venue.watch_ticker(BTC))["last"] > 0
        assert await venue.watch_ohlcv(BTC, "1m")
        orders = asyncio.ensure_future(venue.watch_orders())
        fills = asyncio.ensure_future(venue.watch_my_trades())
        await asyncio.sleep(0)
        await venue.watch_tickers([BTC, ETH])
        await venue.create_order_ws(ETH, "limit", "buy", 0.5, 3_900)
        assert (await asyncio.wait_for(fills, 20))[0]["price"] > 0
        assert (await asyncio.wait_for(orders, 20))[0]["symbol"] == ETH
        positions = await asyncio.wait_for(venue.watch_positions(), 20)
        assert any(one["symbol"] == ETH for one in positions)
        resting = await venue.create_order_ws(SOL, "limit", "buy", 1, 100)
        moved = await venue.edit_order_ws(resting["id"], SOL, "limit", "buy", 1, 101)
        await venue.cancel_order_ws(moved["id"] or (await venue.fetch_open_orders(SOL))[0]["id"], SOL)
    finally:
        await venue.close()


def main():
    wallet = Account.create()
    venue = ccxt.hyperliquid(settings(wallet))
    markets(venue)
    trading(venue)
    margin(venue)
    errors(venue)
    asyncio.run(streams(wallet))
    sys.stdout.write("done\n")


main()
