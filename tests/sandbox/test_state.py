"""The venue remembers: marks, accounts, orders and candles go on after a restart, also after a kill."""

import os
import signal
import sqlite3
from decimal import Decimal

import pytest

from tests.sandbox.recordings import path
from tests.sandbox.running import running
from tests.sandbox.situations import a_fresh_world
from trading.demo import MAIN
from trading.sandbox import settlers
from trading.sandbox.clock import tick
from trading.sandbox.hyperliquid import info
from trading.sandbox.recorded import read
from trading.sandbox.store import FILE, StateError, Store
from trading.sandbox.venue import Venue


def everything(world):
    """What the venue would answer, wherever it answers."""
    asked = [
        {"type": "metaAndAssetCtxs"},
        {"type": "perpDexs"},
        {"type": "fundingHistory", "coin": "BTC", "startTime": 0},
        {"type": "candleSnapshot", "req": {"coin": "ETH", "interval": "1m", "startTime": 0}},
        {"type": "candleSnapshot", "req": {"coin": "ETH", "interval": "1d", "startTime": 0}},
    ]
    for address, dex in sorted(world.accounts):
        asked.append({"type": "clearinghouseState", "user": address, "dex": dex})
        asked.append({"type": "frontendOpenOrders", "user": address, "dex": dex})
    return [info.answer(world, request) for request in asked]


def test_a_world_read_back_answers_as_it_did(tmp_path):
    world = a_fresh_world()
    settlers.settle(world, read(path("accounts/01_cross_3pos_2025-09-22.json")), "recorded")
    store = Store(tmp_path)
    store.save_all(world)
    for _ in range(90):
        store.save(world, tick(world, world.now + 1000, 1.0))
    store.close()
    again = Store(tmp_path).load()
    assert everything(again) == everything(world)


def test_after_a_restart_the_market_goes_on_as_it_would_have(tmp_path):
    world = a_fresh_world()
    store = Store(tmp_path)
    store.save_all(world)
    store.save(world, tick(world, world.now + 1000, 1.0))
    store.close()
    again = Store(tmp_path).load()
    for lived in (world, again):
        for _ in range(5):
            tick(lived, lived.now + 1000, 1.0)
    assert again.dexes[""].marks == world.dexes[""].marks


def test_what_liquidation_did_is_remembered(tmp_path):
    venue = Venue(a_fresh_world(), Store(tmp_path))
    venue.store.save_all(venue.world)
    venue.world.put_mark("BTC", Decimal("58900"))
    venue.step(1)
    venue.store.close()
    again = Store(tmp_path).load()
    assert again.accounts == venue.world.accounts
    assert again.journals == venue.world.journals
    assert "BTC" not in again.account(MAIN.address, "").holdings
    assert again.journals[MAIN.address, ""].fills


def test_a_killed_venue_goes_on_from_its_last_tick(tmp_path):
    arguments = ("--state", str(tmp_path / "state"), "--paused")
    with running(tmp_path, *arguments) as sandbox:
        sandbox.control(step=7)
        sandbox.control(mark={"BTC": "63000.5"})
        before = sandbox.info("allMids")
        orders = sandbox.info("frontendOpenOrders", user=MAIN.address)
        candles = sandbox.info("candleSnapshot", req={"coin": "BTC", "interval": "1h", "startTime": 0})
        os.kill(sandbox.process.pid, signal.SIGKILL)
        sandbox.process.wait(10)
    with running(tmp_path, *arguments) as sandbox:
        assert sandbox.info("allMids") == before
        assert sandbox.info("metaAndAssetCtxs")[1][0]["markPx"] == "63000.5"
        assert sandbox.info("frontendOpenOrders", user=MAIN.address) == orders
        kept = sandbox.info("candleSnapshot", req={"coin": "BTC", "interval": "1h", "startTime": 0})
        assert kept[: len(candles) - 1] == candles[:-1]
        assert sandbox.control()["ticks"] == 7


def test_two_venues_never_live_in_one_state(tmp_path):
    first = Store(tmp_path)
    first.save_all(a_fresh_world())
    with pytest.raises(StateError, match="another sandbox"):
        Store(tmp_path)


def test_a_damaged_state_is_said_with_the_way_out(tmp_path):
    (tmp_path / FILE).write_bytes(b"not a database, but long enough to look at" * 40)
    with pytest.raises(StateError, match="Delete the folder"):
        Store(tmp_path)


def test_a_state_of_another_version_is_not_guessed_at(tmp_path):
    store = Store(tmp_path)
    store.save_all(a_fresh_world())
    store.close()
    with sqlite3.connect(tmp_path / FILE) as db:
        (state,) = db.execute("SELECT state FROM world").fetchone()
        other = state.replace(b'"version":1', b'"version":0')
        db.execute("UPDATE world SET state = ?", (other,))
    db.close()
    with pytest.raises(StateError, match="another version"):
        Store(tmp_path).load()
