"""What the venue refuses, and how: never a crash, always the recorded words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.recordings import load
from tests.sandbox.situations import a_fresh_world
from trading.demo import MAIN
from trading.sandbox.hyperliquid import info, streams
from trading.sandbox.hyperliquid.requests import Undeserializable
from trading.sandbox.hyperliquid.streams import UnknownMarket

NOT_READABLE = "Failed to deserialize the JSON body into the target type"

WRONG = [
    {"type": "nonsense"},
    {"type": 7},
    {},
    [],
    "meta",
    {"type": "clearinghouseState"},
    {"type": "clearinghouseState", "user": "0x12"},
    {"type": "clearinghouseState", "user": None},
    {"type": "openOrders", "user": MAIN.address[:-1] + "g"},
    {"type": "meta", "dex": "nowhere"},
    {"type": "meta", "dex": 5},
    {"type": "l2Book"},
    {"type": "l2Book", "coin": "BTC", "nSigFigs": 9},
    {"type": "l2Book", "coin": "BTC", "nSigFigs": True},
    {"type": "candleSnapshot", "coin": "BTC", "interval": "1m", "startTime": 0},
    {"type": "candleSnapshot", "req": {"coin": "BTC", "interval": "7m", "startTime": 0}},
    {"type": "candleSnapshot", "req": {"coin": "BTC", "interval": "1m", "startTime": -1}},
    {"type": "fundingHistory", "coin": "BTC"},
]


@pytest.mark.parametrize("request_", WRONG, ids=json.dumps)
def test_what_cannot_be_read_is_refused(first_instant, request_):
    with pytest.raises(Undeserializable):
        info.answer(first_instant, request_)


def test_over_http_it_is_a_422_with_the_venues_words(sandbox):
    for body in (
        b"",
        b"{",
        b"\xff",
        b'{"type":"nonsense"}',
        b"[" * 100_000,
        b'{"type":"meta"' + b" " * 2_000_000,
    ):
        answer = sandbox.post("/hyperliquid/info", body)
        assert (answer.status_code, answer.text) == (422, NOT_READABLE)
    assert sandbox.info("exchangeStatus")["specialStatuses"] is None


def test_paths_that_are_not_there_are_404(sandbox):
    assert sandbox.post("/hyperliquid/nothing", {}).status_code == 404
    assert sandbox.post("/info", {"type": "meta"}).status_code == 404


def test_coins_that_are_not_listed_are_null_or_empty(first_instant):
    assert info.answer(first_instant, {"type": "l2Book", "coin": "NOPE"}) is None
    assert info.answer(first_instant, {"type": "recentTrades", "coin": "xyz:NOPE"}) is None
    wanted = {"coin": "NOPE", "interval": "1m", "startTime": 0}
    assert info.answer(first_instant, {"type": "candleSnapshot", "req": wanted}) == []


WORLD = a_fresh_world()
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
fields = st.fixed_dictionaries(
    {"type": st.sampled_from([*info.ANSWERS, "other"])},
    optional={
        "user": json_values | st.just(MAIN.address),
        "coin": json_values | st.just("BTC"),
        "dex": json_values,
        "startTime": json_values,
        "endTime": json_values,
        "nSigFigs": json_values,
        "mantissa": json_values,
        "interval": json_values,
        "req": json_values,
    },
)


@given(json_values | fields)
def test_no_request_crashes_the_venue(request_):
    try:
        answer = info.answer(WORLD, request_)
    except Undeserializable:
        return
    assert json.loads(json.dumps(answer)) == answer


@given(json_values | fields)
def test_no_subscription_crashes_the_venue(asked):
    try:
        subscription = streams.read(WORLD, asked)
    except (Undeserializable, UnknownMarket):
        return
    assert subscription.kind == asked["type"]


def test_books_are_summed_to_the_figures_asked_for(first_instant):
    for figures, step in ((5, 1), (4, 10), (3, 100), (2, 1000)):
        asked = {"type": "l2Book", "coin": "BTC", "nSigFigs": figures}
        bids, asks = info.answer(first_instant, asked)["levels"]
        assert all(float(level["px"]) % step == 0 for level in bids + asks)
        assert float(bids[0]["px"]) <= 64812 <= float(asks[0]["px"])
    fine = info.answer(first_instant, {"type": "l2Book", "coin": "BTC"})["levels"]
    coarse = info.answer(first_instant, {"type": "l2Book", "coin": "BTC", "nSigFigs": 5, "mantissa": 5})[
        "levels"
    ]
    for before, after in zip(fine, coarse, strict=True):
        assert sum(float(row["sz"]) for row in before) == pytest.approx(
            sum(float(row["sz"]) for row in after)
        )


def test_the_venues_words_for_a_bad_frame_are_the_recorded_ones():
    assert load("ws/roq_error__simple.json")["data"].startswith(
        "Error parsing JSON into valid websocket request: "
    )
