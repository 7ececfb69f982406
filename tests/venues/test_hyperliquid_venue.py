"""Reading an account: its mode first, no weight wasted, and frames only of whom is followed."""

import json
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from redis.asyncio import Redis

from margin.engine.tiers import TierSchedule
from tests.venues.loopback import a_venue
from tests.venues.recorded import account, files
from trading.feed.parity import agreement
from trading.venues.contract import AccountKey, AccountSeen, Line, MarketSeen
from trading.venues.errors import Refused, Unreadable
from trading.venues.gateway import Gateway
from trading.venues.hyperliquid import wire
from trading.venues.hyperliquid.venue import (
    BLIND_ORDERS_MS,
    ORDERS_MS,
    Hyperliquid,
    orders_kept,
    read_instruments,
)

D = Decimal
ADA = AccountKey("0x852b1bc8613a32aee1ce143032529b824fcb1e74")
COINS = {"ETH": 25, "TRUMP": 10, "MELANIA": 5}
SELL = {"coin": "SOL", "side": "A", "limitPx": "200.0", "sz": "1.0", "oid": 1, "timestamp": 1}


def recorded_state() -> dict[str, Any]:
    return json.loads(account(files("accounts/01_cross_3pos_2025-09-22.json")[0]))


def answers(**changed: Any) -> dict[str, Any]:
    """What the venue answers by type of request."""
    usual = {
        "userAbstraction": "default",
        "clearinghouseState": recorded_state(),
        "frontendOpenOrders": [],
        "activeAssetData": {
            "user": ADA.address,
            "coin": "SOL",
            "leverage": {"type": "cross", "value": 20},
            "maxTradeSzs": ["1.0", "1.0"],
            "availableToTrade": ["10.0", "10.0"],
        },
    }
    return {**usual, **changed}


@asynccontextmanager
async def adapter(known: dict[str, Any]) -> AsyncIterator[tuple[Hyperliquid, list[str], list]]:
    """An adapter on a venue that knows `known`; the types it was asked, and the events it told."""
    asked, events = [], []

    def answer(request: bytes) -> tuple[int, str, str]:
        asked.append(json.loads(request)["type"])
        if asked[-1] not in known:
            return 422, "", ""
        value = known[asked[-1]]
        return 200, "", json.dumps(value() if callable(value) else value)

    line = Line("hyperliquid", uuid.uuid4().hex[:8])
    async with a_venue(answer) as server, Redis.from_url(os.environ["REDIS_URL"]) as valkey:
        gateway = Gateway(line, server.url, 1200, valkey)
        venue = Hyperliquid(line, gateway, events.append, lambda: None)
        venue.know({coin: TierSchedule.of_leverages([(D(0), lev)]) for coin, lev in COINS.items()})
        yield venue, asked, events
        await gateway.close()


async def test_the_mode_is_read_first_and_orders_only_once_while_nothing_speaks_against_them():
    async with adapter(answers()) as (venue, asked, _):
        seen = await venue.read(ADA)
        assert agreement(seen.snapshot) is True
        await venue.read(ADA)
        assert asked == ["userAbstraction", "clearinghouseState", "frontendOpenOrders", "clearinghouseState"]


def test_orders_are_read_sooner_where_the_state_cannot_show_that_they_changed():
    state = recorded_state()
    assert orders_kept(msgspec.convert(state, wire.ClearinghouseState)) == ORDERS_MS
    state["withdrawable"] = "0.0"
    assert orders_kept(msgspec.convert(state, wire.ClearinghouseState)) == BLIND_ORDERS_MS < ORDERS_MS


async def test_a_thorough_read_takes_nothing_for_granted():
    known = answers(frontendOpenOrders=[SELL])
    async with adapter(known) as (venue, asked, _):
        await venue.read(ADA)
        known["activeAssetData"]["leverage"]["value"] = 5
        del asked[:]
        seen = await venue.read(ADA, thorough=True)
        assert asked == ["userAbstraction", "clearinghouseState", "frontendOpenOrders", "activeAssetData"]
        assert seen.snapshot.account.orders[0].leverage == 5


async def test_a_leverage_that_cannot_be_read_is_missing_and_asked_for_again():
    known = answers(frontendOpenOrders=[SELL])
    data = known.pop("activeAssetData")
    async with adapter(known) as (venue, asked, _):
        first = await venue.read(ADA)
        assert first.snapshot.account.orders[0].leverage is None
        known["activeAssetData"] = data
        second = await venue.read(ADA)
        assert second.snapshot.account.orders[0].leverage == 20
        assert asked.count("activeAssetData") == 2


async def test_a_unified_account_is_read_with_its_spot_wallet():
    wallet = {
        "balances": [{"coin": "USDC", "token": 0, "total": "10000.0", "hold": "0.0", "entryNtl": "0.0"}],
        "tokenToAvailableAfterMaintenance": [[0, "9466.842802"]],
    }
    known = answers(userAbstraction="unifiedAccount", spotClearinghouseState=wallet)
    async with adapter(known) as (venue, asked, events):
        seen = await venue.read(ADA)
        assert seen.snapshot.account.pool == "Hyperliquid · USDC unified"
        assert asked[:3] == ["userAbstraction", "clearinghouseState", "spotClearinghouseState"]
        venue.follow([], [ADA])
        venue.stream._deliver(frame(recorded_state()))
        assert events == []


async def test_what_the_stream_brings_during_a_read_stands_above_the_read():
    known = answers(frontendOpenOrders=[SELL])
    async with adapter(known) as (venue, _, _):
        venue.follow([], [ADA])
        newer = recorded_state()
        newer["time"] += 1
        newer["withdrawable"] = "1.0"

        def overtaken() -> list:
            venue.stream._deliver(frame(newer))
            return [SELL]

        known["frontendOpenOrders"] = overtaken
        seen = await venue.read(ADA)
        assert seen.snapshot.reported.withdrawable == D(1)
        assert len(seen.snapshot.account.orders) == 1


async def test_an_account_forgotten_while_it_is_read_harms_nobody():
    known = answers()
    async with adapter(known) as (venue, _, _):
        await venue.read(ADA)
        known["clearinghouseState"] = lambda: venue.forget(ADA) or recorded_state()
        assert (await venue.read(ADA, thorough=True)).snapshot.account is not None


async def test_a_mode_that_changed_counts_at_once_though_the_rest_cannot_be_read():
    known = answers()
    async with adapter(known) as (venue, _, events):
        await venue.read(ADA)
        known["userAbstraction"] = "portfolioMargin"
        del known["clearinghouseState"]
        with pytest.raises(Refused):
            await venue.read(ADA, thorough=True)
        assert events[-1].snapshot.missing == ("portfolio margin is not computed here",)


async def test_without_the_mode_nothing_is_believed():
    known = answers()
    del known["userAbstraction"]
    async with adapter(known) as (venue, asked, _):
        with pytest.raises(Refused):
            await venue.read(ADA)
        assert asked == ["userAbstraction"]


@pytest.mark.parametrize("nonsense", [None, [], {}, "x", {"assetPositions": []}, 7])
async def test_an_answer_of_another_shape_is_unreadable_not_empty(nonsense):
    async with adapter(answers(clearinghouseState=nonsense)) as (venue, _, _):
        with pytest.raises(Unreadable):
            await venue.read(ADA)


async def test_a_state_that_cannot_be_right_is_unreadable():
    state = recorded_state()
    state["assetPositions"][0]["position"]["positionValue"] = "9e19"
    state["assetPositions"][0]["position"]["szi"] = "1e-25"
    async with adapter(answers(clearinghouseState=state)) as (venue, _, _):
        with pytest.raises(Unreadable, match="cannot be right"):
            await venue.read(ADA)


def frame(state: dict[str, Any], user: str = ADA.address) -> bytes:
    data = {"user": user, "dex": "", "clearinghouseState": state}
    return json.dumps({"channel": "clearinghouseState", "data": data}).encode()


async def test_frames_of_a_followed_account_are_told_and_of_a_stranger_are_not():
    async with adapter(answers()) as (venue, _, events):
        await venue.read(ADA)
        venue.stream._deliver(frame(recorded_state()))
        assert events == []
        venue.follow([], [ADA])
        venue.stream._deliver(frame(recorded_state(), user="0x" + "9" * 40))
        assert events == []
        venue.stream._deliver(frame(recorded_state(), user=ADA.address.upper().replace("X", "x")))
        orders = {"channel": "openOrders", "data": {"user": ADA.address, "dex": "", "orders": [SELL]}}
        venue.stream._deliver(json.dumps(orders).encode())
        assert [type(event) for event in events] == [AccountSeen, AccountSeen]
        assert [len(event.snapshot.account.orders) for event in events] == [0, 1]


async def test_a_frame_that_was_overtaken_changes_nothing():
    async with adapter(answers()) as (venue, _, events):
        await venue.read(ADA)
        venue.follow([], [ADA])
        late = recorded_state()
        late["time"] -= 1
        late["assetPositions"] = []
        venue.stream._deliver(frame(late))
        assert events == []
        assert venue.stream.counts["malformed"] == 0


async def test_new_tiers_are_used_at_once_for_what_was_read_before():
    async with adapter(answers()) as (venue, _, events):
        await venue.read(ADA)
        venue.know({coin: TierSchedule.of_leverages([(D(0), 3)]) for coin in COINS})
        (event,) = events
        own = [position.tiers.max_leverage for position in event.snapshot.account.positions]
        assert own == [25, 10, 5]  # the venue's word on this account's first tier stands above the market's
        venue.know({})
        assert not events[-1].snapshot.account.positions[0].tiers.is_known


async def test_a_poisoned_frame_is_counted_and_what_is_held_stays():
    async with adapter(answers()) as (venue, _, events):
        await venue.read(ADA)
        venue.follow([], [ADA])
        poisoned = recorded_state()
        poisoned["assetPositions"][0]["position"]["szi"] = "NaN"
        venue.stream._deliver(frame(poisoned))
        venue.stream._deliver(b'{"channel":"activeAssetCtx","data":{"coin":"BTC","ctx":{"markPx":"x"}}}')
        assert (events, venue.stream.counts["malformed"]) == ([], 2)


async def test_a_market_frame_becomes_values_and_a_spot_one_is_ignored():
    text = files("ws/roq_active_asset_ctx__simple.json")[0].read_text()
    async with adapter(answers()) as (venue, _, events):
        venue.stream._deliver(text.encode())
        venue.stream._deliver(text.replace('"SOL"', '"@107"').encode())
        (event,) = events
        assert isinstance(event, MarketSeen)
        assert (event.values.symbol, event.values.mark) == ("SOL", D("128.45"))


async def test_instruments_of_a_dex_are_read_with_its_place_in_the_list():
    meta = {"universe": [{"name": "BTC", "szDecimals": 5, "maxLeverage": 40, "marginTableId": 40}]}
    async with adapter({"meta": meta, "perpDexs": [None, {"name": "abc"}, {"name": "xyz"}]}) as (
        venue,
        asked,
        _,
    ):
        rows = await read_instruments(venue.raw.gateway, {"", "xyz"})
        assert [(row.dex, row.asset) for row in rows] == [("", 0), ("xyz", 120_000)]
        assert asked == ["perpDexs", "meta", "meta"]
        del asked[:]
        await read_instruments(venue.raw.gateway, {""})
        assert asked == ["meta"]


async def test_no_more_users_are_streamed_than_the_venue_allows():
    keys = [AccountKey(f"0x{number:040x}", dex) for number in range(12) for dex in ("", "xyz")]
    async with adapter(answers()) as (venue, _, _):
        venue.follow(["BTC", "ETH"], keys)
        wanted = venue.stream._wanted
        assert len({subscription.user for subscription in wanted if subscription.user}) == 10
        assert len([subscription for subscription in wanted if subscription.coin]) == 2
        venue.follow([f"C{number}" for number in range(2_000)], keys)
        assert len(venue.stream._wanted) == 1_000
