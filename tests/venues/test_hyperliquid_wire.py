"""Every recorded answer fits our shapes, every field we declare was recorded, and bad numbers are refused."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.venues.recorded import account, data, files, typed
from trading.venues.hyperliquid import wire

# States whose recorder left out the summaries or parts of them.
PARTIAL = {
    "08_cross_resolv_partial_fields_2026-06-22",
    "09_isolated_btc_short_2025-03-18",
    "16_isolated_eth_long_2024-01-03",
    "17_isolated_eth_max_leverage_2025-11-04",
    "18_isolated_btc_long_40x_2026-08-03",
}
METAS = ["market/meta_testnet_full_2026.json", "market/cassette_get_info_meta.json"]
CONTEXTS = [
    "market/metaAndAssetCtxs_mainnet_6coins_2026-09-30.json",
    "market/metaAndAssetCtxs_jkorf_sample.json",
]
ORDERS = [
    "orders/open_orders_flx_2025-11-28.json",
    "orders/frontendOpenOrders_jkorf.json",
    "orders/roq_get_open_orders_ack__simple.json",
    "orders/cassette_get_open_orders_openOrders.json",
    "orders/cassette_get_frontend_open_orders_frontendOpenOrders.json",
]
SPOT = [
    "orders/roq_get_spot_clearing_house_state_ack__simple.json",
    "orders/roq_get_spot_clearing_house_state_ack__empty.json",
]


def states() -> list[Path]:
    return [path for path in files("accounts/[01]*.json") if path.stem not in PARTIAL]


def one(name: str) -> Path:
    return files(name)[0]


def frames(channel: str) -> list[dict[str, Any]]:
    found = []
    for path in files("ws/*.json"):
        content = json.loads(path.read_text())
        listed = (
            content.get("data")
            if isinstance(content.get("data"), list) and "channel" not in content
            else [content]
        )
        found += [frame for frame in listed if frame.get("channel") == channel]
    return found


def test_every_whole_account_state_is_read():
    read = [msgspec.json.decode(account(path), type=wire.ClearinghouseState) for path in states()]
    assert len(read) == 13
    assert sum(len(state.asset_positions) for state in read) == 26


@pytest.mark.parametrize("name", sorted(PARTIAL))
def test_a_state_without_its_summaries_is_refused_not_filled_with_zeros(name):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(account(one(f"accounts/{name}.json")), type=wire.ClearinghouseState)


def test_universes_contexts_orders_and_spot_wallets_are_read_whole():
    assert [len(typed(one(name), wire.Meta).universe) for name in METAS] == [201, 28]
    for name in CONTEXTS:
        meta, contexts = typed(one(name), wire.MetaAndContexts)
        assert len(meta.universe) == len(contexts)
    assert [len(typed(one(name), list[wire.Order])) for name in ORDERS] == [1, 1, 2, 60, 3]
    assert [len(typed(one(name), wire.SpotState).balances) for name in SPOT] == [2, 0]
    dexes = typed(one("market/perpDexs_testnet_2026.json"), list[wire.PerpDex | None])
    assert len(dexes) == 138
    assert dexes[0] is None


def test_every_context_of_every_dex_in_the_recorded_stream_is_read():
    content = data(one("ws/allDexsAssetCtxs_mainnet_2026-05.json"))
    dexes = msgspec.convert(content["data"]["ctxs"], list[tuple[str, list[wire.AssetContext]]])
    assert sum(len(contexts) for _, contexts in dexes) > 400


def test_frames_of_the_stream_are_read():
    for frame in frames("activeAssetCtx"):
        assert msgspec.convert(frame["data"], wire.ActiveAssetCtx).ctx.mark_px > 0
    for frame in frames("activeAssetData"):
        assert msgspec.convert(frame["data"], wire.ActiveAssetData).leverage.value == 10
    state = data(one("accounts/01_cross_3pos_2025-09-22.json"))
    assert msgspec.convert(state["data"], wire.AccountFrame).user.startswith("0x852b")


SEEN_IN = {
    wire.ClearinghouseState: lambda: [json.loads(account(path)) for path in states()],
    wire.MarginSummary: lambda: [json.loads(account(path))["marginSummary"] for path in states()],
    wire.Position: lambda: [
        p["position"] for path in states() for p in json.loads(account(path))["assetPositions"]
    ],
    wire.AssetPosition: lambda: [p for path in states() for p in json.loads(account(path))["assetPositions"]],
    wire.Order: lambda: [order for name in ORDERS for order in data(one(name))],
    wire.SpotBalance: lambda: [balance for name in SPOT for balance in data(one(name))["balances"]],
    wire.SpotState: lambda: [frame["data"]["spotState"] for frame in frames("spotState")],
    wire.AssetContext: lambda: data(one(CONTEXTS[0]))[1],
    wire.Asset: lambda: data(one(METAS[0]))["universe"],
    wire.Meta: lambda: [data(one(METAS[0]))],
    wire.MarginTable: lambda: [table for _, table in data(one(METAS[0]))["marginTables"]],
    wire.MarginTier: lambda: [
        t for _, table in data(one(METAS[0]))["marginTables"] for t in table["marginTiers"]
    ],
    wire.PerpDex: lambda: data(one("market/perpDexs_testnet_2026.json"))[1:],
    wire.ActiveAssetData: lambda: [frame["data"] for frame in frames("activeAssetData")],
    wire.ActiveAssetCtx: lambda: [frame["data"] for frame in frames("activeAssetCtx")],
    wire.AccountFrame: lambda: [data(one("accounts/01_cross_3pos_2025-09-22.json"))["data"]],
    wire.Leverage: lambda: [
        p["position"]["leverage"] for path in states() for p in json.loads(account(path))["assetPositions"]
    ],
    wire.CumFunding: lambda: [
        p["position"].get("cumFunding") or {}
        for path in states()
        for p in json.loads(account(path))["assetPositions"]
    ],
}


@pytest.mark.parametrize("shape", SEEN_IN, ids=lambda shape: shape.__name__)
def test_every_field_we_declare_was_recorded_at_least_once(shape):
    seen = {name for item in SEEN_IN[shape]() for name, value in item.items() if value is not None}
    assert set(shape.__struct_encode_fields__) - seen == set()


POSITION = {
    "coin": "BTC",
    "szi": "0.1",
    "leverage": {"type": "cross", "value": 10},
    "positionValue": "6000.0",
    "unrealizedPnl": "1.0",
    "marginUsed": "600.0",
    "liquidationPx": None,
}


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e25", "1e999999", "1e-60", "abc", "", None, True, []]
)
def test_a_number_that_cannot_be_one_is_refused(number):
    with pytest.raises(msgspec.MsgspecError):
        msgspec.json.decode(msgspec.json.encode({**POSITION, "szi": number}), type=wire.Position)


@pytest.mark.parametrize("leverage", [0, -1, 1001, "10", 2.5])
def test_a_leverage_that_cannot_be_one_is_refused(leverage):
    changed = {**POSITION, "leverage": {"type": "cross", "value": leverage}}
    with pytest.raises(msgspec.MsgspecError):
        msgspec.json.decode(msgspec.json.encode(changed), type=wire.Position)


def test_a_number_given_as_json_keeps_every_digit():
    text = msgspec.json.encode(POSITION).replace(b'"6000.0"', b"4398175.3896000003123456789")
    position = msgspec.json.decode(text, type=wire.Position)
    assert str(position.position_value) == "4398175.3896000003123456789"


def test_fields_we_do_not_know_are_tolerated():
    assert msgspec.convert({**POSITION, "newWord": {"a": 1}}, wire.Position).coin == "BTC"
