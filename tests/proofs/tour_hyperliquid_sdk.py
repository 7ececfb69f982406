"""The official hyperliquid-python-sdk on the local venue, unchanged: python tour_hyperliquid_sdk.py URL

Runs in the environment of the proofs. Ends with "done", or with the first thing that was not as expected.
"""

import json
import sys
import threading
import time
import urllib.request

from eth_account import Account
from hyperliquid.exchange import Exchange
from hyperliquid.info import Info
from hyperliquid.utils.types import Cloid

BASE = sys.argv[1]
BUILDER = "0x" + "b" * 40


class Heard:
    """Messages of subscriptions by channel."""

    def __init__(self):
        self.messages = []
        self.changed = threading.Condition()

    def __call__(self, message):
        with self.changed:
            self.messages.append(message)
            self.changed.notify_all()

    def wait(self, channel, fits=lambda data: True):
        def found():
            return next((m for m in self.messages if m["channel"] == channel and fits(m["data"])), None)

        with self.changed:
            assert self.changed.wait_for(found, 15), f"nothing on {channel}: {self.messages[-3:]}"
            return found()["data"]


def control(**asked):
    request = urllib.request.Request(
        BASE.removesuffix("/hyperliquid") + "/control",
        json.dumps(asked).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        return json.load(answer)


def status(answer):
    assert answer["status"] == "ok", answer
    return answer["response"]["data"]["statuses"][0]


def markets(info):
    meta, contexts = info.meta_and_asset_ctxs()
    assert [one["name"] for one in meta["universe"]][:2] == ["BTC", "ETH"]
    assert len(contexts) == len(meta["universe"])
    assert info.all_mids().keys() == {one["name"] for one in meta["universe"]}
    book = info.l2_snapshot("BTC")
    assert len(book["levels"][0]) == 20
    assert float(book["levels"][0][0]["px"]) < float(book["levels"][1][0]["px"])
    now = int(time.time() * 1000)
    assert len(info.candles_snapshot("ETH", "1h", now - 36_000_000, now)) >= 10
    assert info.funding_history("BTC", now - 36_000_000)
    assert info.perp_dexs()[0] is None
    assert info.spot_meta_and_asset_ctxs()[0]["tokens"]


def orders(info, exchange, address, heard):
    assert info.user_state(address)["withdrawable"] == "0.0"
    bought = status(exchange.market_open("BTC", True, 0.01))
    assert bought["filled"]["totalSz"] == "0.01", bought
    state = info.user_state(address)
    assert state["assetPositions"][0]["position"]["szi"] == "0.01"
    assert 9_995 < float(state["marginSummary"]["accountValue"]) < 10_001
    resting = status(exchange.order("ETH", True, 0.5, 2500.0, {"limit": {"tif": "Gtc"}}))["resting"]["oid"]
    assert [one["oid"] for one in info.open_orders(address)] == [resting]
    moved = status(exchange.modify_order(resting, "ETH", True, 0.6, 2400.0, {"limit": {"tif": "Gtc"}}))
    assert info.query_order_by_oid(address, resting)["order"]["status"] == "canceled"
    assert status(exchange.cancel("ETH", moved["resting"]["oid"])) == "success"
    named = Cloid.from_int(7)
    placed = status(exchange.order("ETH", False, 0.5, 4000.0, {"limit": {"tif": "Alo"}}, cloid=named))
    assert placed["resting"]["cloid"] == named.to_raw()
    assert info.query_order_by_cloid(address, named)["order"]["status"] == "open"
    assert status(exchange.cancel_by_cloid("ETH", named)) == "success"
    stop = {"trigger": {"triggerPx": 60000.0, "isMarket": True, "tpsl": "sl"}}
    placed = status(exchange.order("BTC", False, 0.01, 57000.0, stop, reduce_only=True))
    assert info.frontend_open_orders(address)[0]["triggerCondition"] == "Price below 60000"
    assert status(exchange.cancel("BTC", placed["resting"]["oid"])) == "success"
    family = [
        {"coin": "SOL", "is_buy": True, "sz": 1.0, "limit_px": 170.0, "order_type": {"limit": {"tif": "Gtc"}},
         "reduce_only": False},
        {"coin": "SOL", "is_buy": False, "sz": 1.0, "limit_px": 200.0, "reduce_only": True,
         "order_type": {"trigger": {"triggerPx": 200.0, "isMarket": True, "tpsl": "tp"}}},
        {"coin": "SOL", "is_buy": False, "sz": 1.0, "limit_px": 100.0, "reduce_only": True,
         "order_type": {"trigger": {"triggerPx": 120.0, "isMarket": True, "tpsl": "sl"}}},
    ]  # fmt: skip
    answer = exchange.bulk_orders(family, grouping="normalTpsl")["response"]["data"]["statuses"]
    assert "filled" in answer[0], answer
    assert answer[1:] == ["waitingForTrigger"] * 2
    control(mark={"SOL": "110"})
    heard.wait("userFills", lambda data: any(f["coin"] == "SOL" and f["side"] == "A" for f in data["fills"]))
    assert info.open_orders(address) == []
    assert {one["status"] for one in info.historical_orders(address)} >= {
        "filled", "canceled", "siblingFilledCanceled",
    }  # fmt: skip
    closed = status(exchange.market_close("BTC"))
    assert closed["filled"]["totalSz"] == "0.01"
    assert info.user_fills(address)[0]["dir"] == "Close Long"
    assert info.user_fills_by_time(address, 0)


def errors(info, exchange, address):
    far = exchange.order("BTC", True, 100.0, 60000.0, {"limit": {"tif": "Gtc"}})
    assert status(far)["error"] == "Insufficient margin to place order. asset=0", far
    small = exchange.order("BTC", True, 0.0001, 60000.0, {"limit": {"tif": "Gtc"}})
    assert status(small)["error"] == "Order must have minimum value of $10. asset=0", small
    ioc = exchange.order("ETH", True, 1.0, 3000.0, {"limit": {"tif": "Ioc"}})
    assert status(ioc)["error"].startswith("Order could not immediately match"), ioc
    post = exchange.order("ETH", True, 1.0, 3600.0, {"limit": {"tif": "Alo"}})
    assert status(post)["error"].startswith("Post only order would have immediately matched"), post
    shrink = exchange.order("ETH", True, 1.0, 3000.0, {"limit": {"tif": "Gtc"}}, reduce_only=True)
    assert status(shrink)["error"] == "Reduce only order would increase position. asset=1", shrink
    gone = exchange.cancel("BTC", 1)
    assert status(gone)["error"] == "Order was never placed, already canceled, or filled. asset=0", gone
    assert exchange.schedule_cancel(int(time.time() * 1000) + 10_000)["response"].startswith("Cannot set")
    assert exchange.set_referrer("ABC") == {"status": "err", "response": "Referral code not registered"}
    exchange.set_expires_after(int(time.time() * 1000) - 1)
    assert exchange.update_leverage(5, "BTC")["response"] == "Action already expired"
    exchange.set_expires_after(None)


def margin(info, exchange, address):
    assert exchange.update_leverage(10, "ETH", False)["status"] == "ok"
    assert "filled" in status(exchange.market_open("ETH", False, 0.3))
    position = info.user_state(address)["assetPositions"][0]["position"]
    assert position["leverage"]["type"] == "isolated"
    before = float(position["marginUsed"])
    assert exchange.update_isolated_margin(50, "ETH")["status"] == "ok"
    after = float(info.user_state(address)["assetPositions"][0]["position"]["marginUsed"])
    assert 45 < after - before < 55
    switched = exchange.update_leverage(10, "ETH", True)
    assert switched["response"] == "Cannot switch leverage type with open position."
    assert "filled" in status(exchange.market_close("ETH"))
    assert exchange.usd_class_transfer(100, False)["status"] == "ok"
    assert info.spot_user_state(address)["balances"][0]["total"] == "100.0"
    assert exchange.usd_class_transfer(100, True)["status"] == "ok"


def rights(info, exchange, address):
    approved, key = exchange.approve_agent("helper")
    assert approved["status"] == "ok", approved
    agent = Account.from_key(key)
    assert info.extra_agents(address)[0]["name"] == "helper"
    assert info.user_role(agent.address)["role"] == "agent"
    by_agent = Exchange(agent, BASE, account_address=address)
    assert "filled" in status(by_agent.market_open("BTC", True, 0.001))
    assert exchange.approve_builder_fee(BUILDER, "0.05%")["status"] == "ok"
    with_fee = exchange.market_open("BTC", True, 0.001, builder={"b": BUILDER, "f": 50})
    assert "filled" in status(with_fee)
    assert float(info.user_fills(address)[0]["builderFee"]) > 0
    too_much = exchange.market_open("BTC", True, 0.001, builder={"b": BUILDER, "f": 60})
    assert too_much["response"] == "Builder fee has not been approved."
    refused = by_agent.usd_transfer(1, BUILDER)
    assert refused["response"].startswith("Must deposit before performing actions."), refused
    assert "filled" in status(exchange.market_close("BTC"))
    assert info.user_rate_limit(address)["nRequestsUsed"] > 20
    assert info.portfolio(address)
    assert info.query_referral_state(BUILDER)["builderRewards"] != "0.0"


def main():
    info = Info(BASE)
    wallet = Account.create()
    address = wallet.address
    heard = Heard()
    for subscription in (
        {"type": "allMids"},
        {"type": "l2Book", "coin": "BTC"},
        {"type": "bbo", "coin": "BTC"},
        {"type": "trades", "coin": "BTC"},
        {"type": "candle", "coin": "BTC", "interval": "1m"},
        {"type": "activeAssetCtx", "coin": "BTC"},
        {"type": "userEvents", "user": address},
        {"type": "userFills", "user": address},
        {"type": "orderUpdates", "user": address},
        {"type": "userFundings", "user": address},
        {"type": "userNonFundingLedgerUpdates", "user": address},
        {"type": "webData2", "user": address},
        {"type": "activeAssetData", "user": address, "coin": "BTC"},
    ):
        info.subscribe(subscription, heard)
    markets(info)
    exchange = Exchange(wallet, BASE)
    orders(info, exchange, address, heard)
    control(mark={"SOL": "151.20"})
    margin(info, exchange, address)
    errors(info, exchange, address)
    rights(info, exchange, address)
    for channel in (
        "allMids",
        "l2Book",
        "bbo",
        "trades",
        "candle",
        "activeAssetCtx",
        "webData2",
        "activeAssetData",
    ):
        heard.wait(channel)
    heard.wait("user", lambda data: "fills" in data)
    heard.wait("orderUpdates", lambda data: any(one["status"] == "filled" for one in data))
    heard.wait("userNonFundingLedgerUpdates", lambda data: data["nonFundingLedgerUpdates"])
    exchange.market_open("ETH", True, 0.1)
    control(funding=True)
    heard.wait("userFundings", lambda data: data["fundings"])
    assert info.user_funding_history(address, 0)
    info.disconnect_websocket()
    sys.stdout.write("done\n")


main()
