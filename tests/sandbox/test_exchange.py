"""`/exchange`: signatures, agents, nonces, and what orders become."""

from decimal import Decimal

import pytest
from eth_account import Account as WalletAccount

from tests.sandbox.recordings import load
from tests.sandbox.signing import ADA, BEN, l1_request, limit
from tests.sandbox.situations import a_fresh_world
from trading.sandbox.clock import put_marks, tick
from trading.sandbox.hyperliquid import exchange, info
from trading.sandbox.hyperliquid.requests import Undeserializable
from trading.sandbox.hyperliquid.signing import USER_SIGNED, l1_signers, user_signer

NO_MATCH = "Order could not immediately match against any resting orders."


@pytest.fixture
def world():
    return a_fresh_world()


def act(world, key, action, source="b", expires=None, nonce=None):
    world.now += 1
    return exchange.answer(world, l1_request(key, action, nonce or world.now, source, expires))


def order(*wires, grouping="na"):
    return {"type": "order", "orders": list(wires), "grouping": grouping}


def first(answer):
    assert answer["status"] == "ok", answer
    return answer["response"]["data"]["statuses"][0]


def trigger(asset, is_buy, size, at, kind, price):
    wire = limit(asset, is_buy, size, price, r=True)
    return {**wire, "r": True, "t": {"trigger": {"isMarket": True, "triggerPx": at, "tpsl": kind}}}


def size_of(world, key, coin):
    return world.account(key.address.lower(), "").size_of(coin)


@pytest.mark.parametrize("file", ["vectors_official.json", "vectors_generated_with_official_sdk.json"])
def test_published_signatures_recover_to_their_signers(file):
    checked = 0
    for row in load(f"signing/{file}"):
        if row["scheme"] == "l1":
            source = "a" if row["network"] == "Mainnet" else "b"
            sent = (row["action"], row["nonce"], row["vaultAddress"], row["expiresAfter"], row["signature"])
            found = l1_signers(*sent)[source]
        elif row["scheme"] == "user-signed":
            found = user_signer({"type": row["name"], **row["message"]}, row["signature"])
        else:
            continue
        assert found == WalletAccount.from_key(row["privateKey"]).address.lower(), row["name"]
        checked += 1
    assert checked >= 8


def test_real_requests_recover_to_the_wallets_that_sent_them():
    for sent in load("exchange/testnet_agent_experiment_2026-09-07.json")["signed_requests"]:
        request = sent["request"]
        if request["action"]["type"] in USER_SIGNED:
            assert user_signer(request["action"], request["signature"]) == sent["signer"]
        else:
            signers = l1_signers(
                request["action"], request["nonce"], None, request.get("expiresAfter"), request["signature"]
            )
            assert signers["b"] == sent["signer"]


def test_who_signs_for_the_first_time_has_ten_thousand(world):
    act(world, ADA, {"type": "noop"})
    assert world.account(ADA.address.lower(), "").cash == 10_000
    act(world, ADA, {"type": "noop"})
    assert world.account(ADA.address.lower(), "").cash == 10_000


def test_a_nonce_works_once_and_only_near_its_time(world):
    at = world.now
    assert act(world, ADA, {"type": "noop"}, nonce=at)["status"] == "ok"
    assert "duplicate nonce" in act(world, ADA, {"type": "noop"}, nonce=at)["response"]
    assert "Invalid nonce" in act(world, ADA, {"type": "noop"}, nonce=at - 3 * 86_400_000)["response"]
    assert act(world, ADA, {"type": "noop"}, expires=at - 1)["response"] == "Action already expired"


def test_a_changed_action_is_somebody_elses(world):
    act(world, ADA, {"type": "noop"})
    request = l1_request(ADA, order(limit(0, True, "0.01", "60000")), world.now)
    request["action"]["orders"][0]["s"] = "0.02"
    exchange.answer(world, request)
    assert info.answer(world, {"type": "openOrders", "user": ADA.address}) == []


def test_a_market_order_fills_at_the_book_and_pays_the_takers_fee(world):
    said = first(act(world, ADA, order(limit(0, True, "0.01", "68000", "Ioc"))))
    assert said["filled"]["totalSz"] == "0.01"
    fill = info.answer(world, {"type": "userFills", "user": ADA.address})[0]
    assert (fill["dir"], fill["crossed"], fill["startPosition"]) == ("Open Long", True, "0.0")
    fee = (Decimal(fill["px"]) * Decimal("0.01") * Decimal("0.00045")).quantize(
        Decimal("1e-6"), "ROUND_FLOOR"
    )
    assert Decimal(fill["fee"]) == fee


def test_two_traders_meet_at_the_price_of_whoever_was_first(world):
    first(act(world, ADA, order(limit(0, True, "0.01", "64811.5"))))
    bid = info.answer(world, {"type": "l2Book", "coin": "BTC"})["levels"][0][0]["px"]
    resting = first(act(world, BEN, order(limit(0, False, "0.01", bid.removesuffix(".0"), "Ioc"))))
    assert "filled" in resting
    assert size_of(world, BEN, "BTC") == Decimal("-0.01")


def test_a_resting_bid_fills_when_the_market_comes_to_it(world):
    first(act(world, ADA, order(limit(1, True, "0.5", "3300"))))
    world.put_mark("ETH", Decimal("3299"))
    put_marks(world, ["ETH"])
    assert size_of(world, ADA, "ETH") == Decimal("0.5")
    fill = info.answer(world, {"type": "userFills", "user": ADA.address})[0]
    assert (fill["px"], fill["crossed"]) == ("3300.0", False)


def test_an_order_larger_than_the_book_fills_in_part(world):
    world.account(ADA.address.lower(), "")
    act(world, ADA, {"type": "noop"})
    world.transfer(world.account(ADA.address.lower(), ""), "deposit", Decimal(10_000_000))
    said = first(act(world, ADA, order(limit(12, True, "40000", "9.9", "Ioc"))))
    assert 0 < Decimal(said["filled"]["totalSz"]) < 40_000


def test_a_self_trade_cancels_the_resting_order_and_fills_nothing(world):
    oid = first(act(world, ADA, order(limit(12, True, "10", "9.8418"))))["resting"]["oid"]
    first(act(world, ADA, order(limit(12, False, "5", "9.8418"))))
    status = info.answer(world, {"type": "orderStatus", "user": ADA.address, "oid": oid})
    assert status["order"]["status"] == "selfTradeCanceled"


def test_take_profit_and_stop_wait_for_the_whole_parent(world):
    family = order(
        limit(1, True, "0.5", "3300"),
        trigger(1, False, "0.5", "3500", "tp", "3200"),
        trigger(1, False, "0.5", "3200", "sl", "2900"),
        grouping="normalTpsl",
    )
    said = act(world, ADA, family)["response"]["data"]["statuses"]
    assert said[1:] == ["waitingForFill"] * 2
    world.put_mark("ETH", Decimal("3299"))
    put_marks(world, ["ETH"])
    waiting = info.answer(world, {"type": "frontendOpenOrders", "user": ADA.address})
    assert [one["isTrigger"] for one in waiting] == [True, True]
    world.put_mark("ETH", Decimal("3190"))
    put_marks(world, ["ETH"])
    assert size_of(world, ADA, "ETH") == 0
    ended = {one["status"] for one in info.answer(world, {"type": "historicalOrders", "user": ADA.address})}
    assert ended == {"filled", "siblingFilledCanceled"}


def test_cancelling_a_parent_cancels_its_children(world):
    family = order(
        limit(1, True, "0.5", "3000"), trigger(1, False, "0.5", "2900", "sl", "2700"), grouping="normalTpsl"
    )
    oid = act(world, ADA, family)["response"]["data"]["statuses"][0]["resting"]["oid"]
    act(world, ADA, {"type": "cancel", "cancels": [{"a": 1, "o": oid}]})
    assert info.answer(world, {"type": "openOrders", "user": ADA.address}) == []


def test_a_stop_of_the_position_follows_its_size(world):
    first(act(world, ADA, order(limit(1, True, "0.5", "3500", "Ioc"))))
    stop = order(trigger(1, False, "0", "3200", "sl", "2900"), grouping="positionTpsl")
    assert first(act(world, ADA, stop)) == "waitingForTrigger"
    first(act(world, ADA, order(limit(1, True, "0.3", "3500", "Ioc"))))
    world.put_mark("ETH", Decimal("3150"))
    put_marks(world, ["ETH"])
    assert size_of(world, ADA, "ETH") == 0


@pytest.mark.parametrize(
    ("wire", "text"),
    [
        (limit(0, True, "0.0001", "60000"), "Order must have minimum value of $10. asset=0"),
        (limit(0, True, "50", "60000"), "Insufficient margin to place order. asset=0"),
        (limit(1, True, "1", "3000", "Ioc"), f"{NO_MATCH} asset=1"),
        (limit(0, True, "0.01", "60000", r=True), "Reduce only order would increase position. asset=0"),
        (limit(0, True, "0.01", "1000"), "Order price cannot be more than 95% away from the reference price"),
        (limit(0, True, "0.01", "60000.12"), "Price must be divisible by tick size. asset=0"),
        (limit(0, True, "0.0000001", "60000"), "Order has invalid size. asset=0"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_the_venue_says(world, wire, text):
    assert first(act(world, ADA, order(wire))) == {"error": text}


def test_adding_isolated_margin_and_taking_it_back(world):
    act(world, ADA, {"type": "updateLeverage", "asset": 1, "isCross": False, "leverage": 10})
    first(act(world, ADA, order(limit(1, True, "1", "3500", "Ioc"))))
    cash = world.account(ADA.address.lower(), "").cash
    move = {"type": "updateIsolatedMargin", "asset": 1, "isBuy": True, "ntli": 50_000_000}
    assert act(world, ADA, move)["status"] == "ok"
    assert world.account(ADA.address.lower(), "").cash == cash - 50
    assert act(world, ADA, {**move, "ntli": -40_000_000})["status"] == "ok"
    assert act(world, ADA, {**move, "ntli": -400_000_000})["status"] == "err"
    switch = {"type": "updateLeverage", "asset": 1, "isCross": True, "leverage": 10}
    assert act(world, ADA, switch)["response"] == "Cannot switch leverage type with open position."


def test_a_twap_is_sliced_over_its_minutes(world):
    twap = {"a": 1, "b": True, "s": "1.1", "r": False, "m": 5, "t": False}
    said = act(world, ADA, {"type": "twapOrder", "twap": twap})
    assert said["response"]["data"]["status"]["running"]["twapId"]
    for _ in range(330):
        tick(world, world.now + 1000, 1.0)
    assert size_of(world, ADA, "ETH") == Decimal("1.1")
    slices = info.answer(world, {"type": "userTwapSliceFills", "user": ADA.address})
    assert len(slices) >= 11
    assert (
        info.answer(world, {"type": "twapHistory", "user": ADA.address})[0]["status"]["status"] == "finished"
    )


def test_funding_goes_from_longs_to_the_others_at_the_full_hour(world):
    first(act(world, ADA, order(limit(1, True, "1", "3500", "Ioc"))))
    tick(world, world.now + 3_600_000, 1.0)
    paid = info.answer(world, {"type": "userFunding", "user": ADA.address, "startTime": 0})
    rate = world.listed("ETH").fundings[-1].rate
    expected = (world.listed("ETH").oracle * rate).quantize(Decimal("1e-6"), "ROUND_HALF_UP")
    assert Decimal(paid[0]["delta"]["usdc"]) == -expected


def test_what_cannot_be_read_is_refused_whole(world):
    for action in ({"type": "dance"}, {"type": "order", "orders": [], "grouping": "na"}, {"type": "order"}):
        with pytest.raises(Undeserializable):
            act(world, ADA, action)
    with pytest.raises(Undeserializable):
        exchange.answer(
            world, {"action": {"type": "noop"}, "nonce": 1, "signature": {"r": "0x0", "s": "0x0", "v": 27}}
        )
