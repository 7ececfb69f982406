"""Every answer has the names and types that the venue's had when they were recorded."""

from typing import Any

import pytest

from tests.sandbox.recordings import load
from tests.sandbox.shape import differences, shape
from trading.demo import EMPTY, HEDGED, ISOLATED, MAIN
from trading.sandbox.hyperliquid import info, streams
from trading.sandbox.hyperliquid.sockets import encode
from trading.sandbox.world import Tick, World

SIX_COINS = "market/metaAndAssetCtxs_mainnet_6coins_2026-09-30.json"


def ask(world: World, kind: str, **fields: Any) -> Any:
    return info.answer(world, {"type": kind, **fields})


def stream(world: World, **subscription: Any) -> dict[str, Any]:
    [message] = streams.messages(world, streams.read(world, subscription), None)
    return message


def test_meta_is_shaped_like_mainnets(a_minute_later):
    isolated_only = [
        row for row in load("market/meta_testnet_full_2026.json")["universe"] if "marginMode" in row
    ]
    recorded = shape(load(SIX_COINS)[0])
    recorded.members["universe"].see(isolated_only, frozenset())
    assert differences(shape(ask(a_minute_later, "meta")), recorded) == []


def test_asset_contexts_are_shaped_like_mainnets(a_minute_later):
    meta, contexts = ask(a_minute_later, "metaAndAssetCtxs")
    assert differences(shape(contexts), shape(load(SIX_COINS)[1])) == []
    assert len(contexts) == len(meta["universe"])
    everywhere = shape(stream(a_minute_later, type="allDexsAssetCtxs"))
    assert differences(everywhere, shape(load("ws/allDexsAssetCtxs_mainnet_2026-05.json"))) == []


def test_mids_are_shaped_like_the_venues(a_minute_later):
    recorded = shape(load("market/cassette_get_all_mids_allMids.json"), free=("",))
    assert differences(shape(ask(a_minute_later, "allMids"), free=("",)), recorded) == []


@pytest.mark.parametrize("demo", [MAIN, HEDGED, ISOLATED, EMPTY], ids=lambda demo: demo.slug)
def test_clearinghouse_states_are_shaped_like_mainnets(a_minute_later, demo):
    recorded = shape(
        load("accounts/02_cross_btc_long_2025-10-21.json"),
        load("accounts/04_isolated_eth_docs_2024-02-22.json"),
        load("accounts/06_cross_btc_null_liq_2026-02-03.json"),
        load("accounts/10_isolated_hype_long_2025-08-06.json"),
    )
    state = ask(a_minute_later, "clearinghouseState", user=demo.address)
    assert differences(shape(state), recorded) == []


def test_a_streamed_state_is_wrapped_as_recorded(a_minute_later):
    message = stream(a_minute_later, type="clearinghouseState", user=HEDGED.address)
    recorded = shape(load("accounts/01_cross_3pos_2025-09-22.json"))
    assert [line for line in differences(shape(message), recorded) if "dex" not in line] == []
    assert message["data"]["dex"] == ""


@pytest.mark.parametrize("demo", [MAIN, HEDGED], ids=lambda demo: demo.slug)
def test_open_orders_are_shaped_like_mainnets(a_minute_later, demo):
    recorded = shape(
        load("orders/cassette_get_frontend_open_orders_frontendOpenOrders.json"),
        load("orders/open_orders_flx_2025-11-28.json"),
    )
    recorded.items.members["children"].items = recorded.items  # children are orders like any other
    detailed = ask(a_minute_later, "frontendOpenOrders", user=demo.address)
    assert differences(shape(detailed), recorded) == []
    recorded_basic = shape(load("orders/live_fills_orders_2026-07-19.json")["selection"]["openOrders"])
    basic = ask(a_minute_later, "openOrders", user=demo.address)
    assert set(differences(shape(basic), recorded_basic)) <= {"[].reduceOnly was never recorded"}
    assert {order["oid"] for order in basic} == {order["oid"] for order in detailed}


def test_spot_answers_are_shaped_like_mainnets(a_minute_later):
    recorded = shape(load("orders/roq_get_spot_clearing_house_state_ack__empty.json"))
    assert (
        differences(shape(ask(a_minute_later, "spotClearinghouseState", user=MAIN.address)), recorded) == []
    )
    assert (
        differences(shape(ask(a_minute_later, "spotMeta")), shape(load("market/spotMeta_mainnet_2026.json")))
        == []
    )


def test_books_are_shaped_like_mainnets(a_minute_later):
    message = stream(a_minute_later, type="l2Book", coin="BTC")
    assert differences(shape(message), shape(load("ws/roq_l2_book__simple.json"))) == []
    bids, asks = message["data"]["levels"]
    assert (len(bids), len(asks)) == (20, 20)
    best = stream(a_minute_later, type="bbo", coin="SOL")
    assert differences(shape(best), shape(load("ws/roq_bbo__simple.json"))) == []


@pytest.mark.parametrize("interval", ["1m", "15m", "1h", "1d"])
def test_candles_are_shaped_like_mainnets(a_minute_later, interval):
    recorded = shape(load("market/cassette_get_candles_snapshot_1_candleSnapshot.json"))
    wanted = {"coin": "kPEPE", "interval": interval, "startTime": a_minute_later.now - 86_400_000}
    candles = info.answer(a_minute_later, {"type": "candleSnapshot", "req": wanted})
    assert len(candles) >= 1
    assert differences(shape(candles), recorded) == []
    message = stream(a_minute_later, type="candle", coin="HYPE", interval=interval)
    assert differences(shape(message), shape(load("ws/session_Klines_jkorf.json")["message"])) == []


def test_trades_are_shaped_like_mainnets(a_minute_later):
    recorded = shape(load("ws/roq_trades__simple.json"))
    assert differences(shape(stream(a_minute_later, type="trades", coin="SOL")), recorded) == []
    assert differences(shape(ask(a_minute_later, "recentTrades", coin="SOL")), recorded.members["data"]) == []


def test_funding_history_is_shaped_like_mainnets(a_minute_later):
    recorded = shape(load("market/cassette_get_funding_history_None_1_fundingHistory.json"))
    hours = ask(a_minute_later, "fundingHistory", coin="BTC", startTime=a_minute_later.now - 86_400_000)
    assert len(hours) == 24
    assert differences(shape(hours), recorded) == []


def test_other_dexes_are_listed_after_null(a_minute_later):
    assert ask(a_minute_later, "perpDexs") == [None]


def test_roles_and_fees_carry_the_recorded_names(a_minute_later):
    assert ask(a_minute_later, "userRole", user=MAIN.address) == {"role": "user"}
    assert ask(a_minute_later, "userRole", user="0x" + "9" * 40) == {"role": "missing"}
    recorded = load("orders/live_funding_fees_2026-07-19.json")["selection"]["userFees"]
    fees = ask(a_minute_later, "userFees", user=MAIN.address)
    assert recorded.keys() - {"feeSchedule"} <= fees.keys()
    assert fees["feeSchedule"]["tiers"]["vip"] == recorded["feeSchedule"]["vip"]
    assert fees["feeSchedule"]["tiers"]["mm"] == recorded["feeSchedule"]["mm"]


def test_an_asset_context_streams_as_recorded(a_minute_later):
    message = stream(a_minute_later, type="activeAssetCtx", coin="SOL")
    assert differences(shape(message), shape(load("ws/roq_active_asset_ctx__simple.json"))) == []


def test_a_quiet_market_streams_no_empty_trades(a_minute_later):
    subscription = streams.read(a_minute_later, {"type": "trades", "coin": "SOL"})
    assert streams.messages(a_minute_later, subscription, Tick({})) == []


def test_acknowledgements_repeat_subscriptions_as_recorded(a_minute_later):
    for name in ("OrderBook", "Klines", "BookTicker", "Prices", "Trades"):
        session = load(f"ws/session_{name}_jkorf.json")
        said = streams.read(a_minute_later, session["send"]["subscription"]).wire
        assert encode(said) == encode(session["ack"]["data"]["subscription"])
