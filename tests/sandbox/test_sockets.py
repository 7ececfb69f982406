"""Streams over real sockets."""

import json
import subprocess
import sys

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.sandbox.recordings import load, path
from tests.sandbox.running import ROOT, receive, running
from trading.demo import MAIN


def say(socket, method, **subscription):
    socket.send(json.dumps({"method": method, "subscription": subscription}))


def hear(socket):
    return json.loads(socket.recv(timeout=10))


def test_a_ping_is_answered_as_recorded(sandbox):
    with sandbox.socket() as socket:
        socket.send('{"method":"ping"}')
        assert hear(socket) == load("ws/roq_pong__simple.json")


def test_a_subscription_is_acknowledged_then_sent_at_once_and_again_when_marks_move(sandbox):
    with sandbox.socket() as socket:
        say(socket, "subscribe", type="activeAssetCtx", coin="BTC")
        subscription = {"type": "activeAssetCtx", "coin": "BTC"}
        said = {
            "channel": "subscriptionResponse",
            "data": {"method": "subscribe", "subscription": subscription},
        }
        assert hear(socket) == said
        seen = {hear(socket)["data"]["ctx"]["markPx"] for _ in range(4)}
        assert len(seen) > 1


def test_mids_come_for_every_market(sandbox):
    with sandbox.socket() as socket:
        say(socket, "subscribe", type="allMids")
        mids = receive(socket, "allMids")["mids"]
        assert mids.keys() == sandbox.info("allMids").keys()


def test_an_accounts_state_streams_with_the_marks(sandbox):
    with sandbox.socket() as socket:
        say(socket, "subscribe", type="clearinghouseState", user=MAIN.address.upper().replace("0X", "0x"))
        first, second = receive(socket, "clearinghouseState"), receive(socket, "clearinghouseState")
        assert first["user"] == MAIN.address
        assert second["clearinghouseState"]["time"] > first["clearinghouseState"]["time"]
        assert second["clearinghouseState"]["marginSummary"] != first["clearinghouseState"]["marginSummary"]


def test_an_unsubscribed_stream_falls_silent_and_the_others_go_on(sandbox):
    with sandbox.socket() as socket:
        say(socket, "subscribe", type="bbo", coin="SOL")
        say(socket, "subscribe", type="allMids")
        receive(socket, "bbo")
        say(socket, "unsubscribe", type="bbo", coin="SOL")
        while hear(socket).get("data", {}).get("method") != "unsubscribe":
            pass
        heard = [hear(socket)["channel"] for _ in range(3)]
        assert heard == ["allMids"] * 3


def test_subscribing_twice_and_leaving_twice_are_errors(sandbox):
    with sandbox.socket() as socket:
        say(socket, "unsubscribe", type="trades", coin="ETH")
        assert hear(socket) == {
            "channel": "error",
            "data": 'Already unsubscribed: {"type":"trades","coin":"ETH"}',
        }
        say(socket, "subscribe", type="trades", coin="ETH")
        say(socket, "subscribe", type="trades", coin="ETH")
        assert receive(socket, "error") == 'Already subscribed: {"type":"trades","coin":"ETH"}'


@pytest.mark.parametrize(
    "frame",
    [
        "{",
        "7",
        "null",
        '{"method":"subscribe"}',
        '{"method":"subscribe","xsubscription":{"type":"bbo","coin":"SOL"}}',
        '{"method":"subscribe","subscription":{"type":"webData2","user":"0x1"}}',
        '{"method":"dance"}',
        "[" * 5000,
    ],
)
def test_a_frame_that_cannot_be_read_is_repeated_in_the_error(sandbox, frame):
    with sandbox.socket() as socket:
        socket.send(frame)
        said = f"Error parsing JSON into valid websocket request: {frame}"
        assert hear(socket) == {"channel": "error", "data": said}
        socket.send('{"method":"ping"}')
        assert hear(socket) == {"channel": "pong"}


def test_a_market_that_is_not_listed_is_an_error(sandbox):
    with sandbox.socket() as socket:
        say(socket, "subscribe", type="bbo", coin="NOPE")
        assert hear(socket)["data"] == 'Invalid subscription {"type":"bbo","coin":"NOPE"}'


def test_info_requests_travel_over_the_socket_too(sandbox):
    recorded = load("ws/roq_spot_meta__simple.json")
    with sandbox.socket() as socket:
        request = {"type": "info", "payload": {"type": "spotMeta"}}
        socket.send(json.dumps({"method": "post", "id": 2000001, "request": request}))
        answer = hear(socket)
        assert answer.keys() == recorded.keys()
        assert answer["data"]["id"] == recorded["data"]["id"]
        assert answer["data"]["response"]["payload"]["data"] == sandbox.info("spotMeta")
        request["payload"] = {"type": "nonsense"}
        socket.send(json.dumps({"method": "post", "id": 3, "request": request}))
        assert hear(socket)["data"]["response"]["type"] == "error"


def test_a_socket_elsewhere_is_refused(sandbox):
    with pytest.raises(InvalidStatus):
        connect(f"ws://127.0.0.1:{sandbox.port}/elsewhere", proxy=None)


def test_control_sets_marks_steps_and_falls_silent(tmp_path):
    with running(tmp_path, "--paused") as sandbox, sandbox.socket() as socket:
        assert sandbox.info("metaAndAssetCtxs")[1][0]["markPx"] == "64812.0"
        say(socket, "subscribe", type="activeAssetCtx", coin="BTC")
        assert receive(socket, "activeAssetCtx")["ctx"]["markPx"] == "64812.0"
        sandbox.control(mark={"BTC": "64000.5"})
        assert receive(socket, "activeAssetCtx")["ctx"]["markPx"] == "64000.5"
        assert sandbox.control(step=3)["ticks"] == 3
        sandbox.control(mute=True)
        say(socket, "unsubscribe", type="activeAssetCtx", coin="BTC")
        while hear(socket)["channel"] != "subscriptionResponse":
            pass
        sandbox.control(mark={"BTC": "63000"}, unmute=True, resume=True)
        assert sandbox.post("/control", {"mark": {"NOPE": "1"}}).text == "There is no market NOPE."
        assert sandbox.post("/control", {"mark": {"BTC": "-1"}}).status_code == 422
        assert sandbox.post("/control", {"dance": True}).text == "Unknown: dance."
        assert sandbox.post("/control", b"[").status_code == 422


def test_a_foreign_page_cannot_call_control(sandbox):
    url = f"http://127.0.0.1:{sandbox.port}/control"
    answer = httpx.post(
        url, content='{"pause":true}', headers={"content-type": "text/plain"}, trust_env=False
    )
    assert answer.status_code == 403
    assert sandbox.control()["paused"] is False


def test_what_was_given_to_start_with_is_said(tmp_path):
    with running(tmp_path, "--paused", "--accounts", str(path("accounts"))) as sandbox:
        assert (
            "08_cross_resolv_partial_fields_2026-06-22.json: refused, RESOLV lacks cumFunding" in sandbox.said
        )
        line = next(line for line in sandbox.said.splitlines() if "02_cross_btc_long" in line)
        address, _, dex = line.split()[:3]
        state = sandbox.info("clearinghouseState", user=address, dex=dex)
        assert state["assetPositions"][0]["position"]["liquidationPx"] == "18751.694365047"
        assert dex in [row["name"] for row in sandbox.info("perpDexs")[1:]]
        with sandbox.socket() as socket:
            say(socket, "subscribe", type="activeAssetCtx", coin=f"{dex}:BTC")
            assert receive(socket, "activeAssetCtx")["ctx"]["markPx"] == "111836.0"


def test_a_port_that_is_taken_and_a_path_that_is_not_there_end_with_one_sentence(sandbox, tmp_path):
    command = [sys.executable, "manage.py", "sandbox", "--port", "1", "--accounts", str(tmp_path / "nowhere")]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "The local venue cannot start:" in ended.stderr
    assert "nowhere does not exist" in ended.stderr
    assert "Traceback" not in ended.stderr
