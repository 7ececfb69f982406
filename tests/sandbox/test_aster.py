"""Aster V3: signatures, shapes, modes, refusals, liquidation, streams."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest
from eth_account import Account as WalletAccount
from eth_account.messages import encode_typed_data

from margin.engine.accounts import Mode
from tests.recordings import recorded
from tests.sandbox.situations import a_fresh_world
from trading.sandbox.aster import rest, user_stream
from trading.sandbox.aster.signing import management_digest, message_digest, recovered
from trading.sandbox.clock import put_marks, take_news, tick
from trading.sandbox.funding import pay

ADA = WalletAccount.from_key("0x" + "a1" * 32)
USER = ADA.address.lower()


@pytest.fixture
def world():
    return a_fresh_world()


def signed(world, key=ADA, **params):
    """The text of a signed request, as clients send it."""
    world.now += 1
    text = urlencode({**params, "nonce": world.now * 1000, "user": ADA.address, "signer": key.address})
    domain = {
        "name": "AsterSignTransaction",
        "version": "1",
        "chainId": 1666,
        "verifyingContract": "0x" + "0" * 40,
    }
    message = encode_typed_data(domain, {"Message": [{"name": "msg", "type": "string"}]}, {"msg": text})
    return f"{text}&signature=0x{key.sign_message(message).signature.hex().removeprefix('0x')}"


def call(world, method, path, **params):
    text = signed(world, **params)
    query, body = (text, "") if method == "GET" else ("", text)
    return rest.answer(world, method, f"/fapi/v3/{path}", query, body)


def good(world, method, path, **params):
    status, said = call(world, method, path, **params)
    assert status == 200, said
    return said


def code(world, method, path, **params):
    status, said = call(world, method, path, **params)
    assert status == 400, said
    return said["code"]


def market_order(world, side="BUY", size="0.5", symbol="ETHUSDT", **more):
    return good(world, "POST", "order", symbol=symbol, side=side, type="MARKET", quantity=size, **more)


def sample(name, endpoint, number=0):
    found = [one["sample"] for one in recorded(f"aster/{name}")["samples"] if one["endpoint"] == endpoint]
    return found[number]


def held(world, symbol="ETHUSDT"):
    return world.account(USER, "aster").size_of(f"aster:{symbol}")


def test_published_signatures_recover_to_their_signers():
    vectors = recorded("aster/signing_vectors.json")
    checked = 0
    for row in vectors if isinstance(vectors, list) else vectors["vectors"]:
        if row["scheme"] == "eip712-message":
            found = recovered(message_digest(row["msg"], row["chainId"]), row["signature"])
            assert found == row["signer"].lower(), row["name"]
            checked += 1
        if row["scheme"] == "eip712-management":
            values = {
                name: str(value).lower() if isinstance(value, bool) else str(value)
                for name, value in row["params"].items()
            }
            found = recovered(management_digest(row["primaryType"], values, row["chainId"]), row["signature"])
            assert found == row["user"].lower(), row["name"]
            checked += 1
    assert checked >= 12


def test_a_changed_parameter_breaks_the_signature(world):
    text = signed(world, symbol="BTCUSDT", side="BUY", type="MARKET", quantity="0.01")
    status, said = rest.answer(world, "POST", "/fapi/v3/order", "", text.replace("0.01", "0.02", 1))
    assert (status, said["code"]) == (400, -1022)


def test_a_nonce_works_once(world):
    text = signed(world)
    assert rest.answer(world, "GET", "/fapi/v3/balance", text, "")[0] == 200
    assert rest.answer(world, "GET", "/fapi/v3/balance", text, "")[0] == 400


MARKET = [
    ("time", {}, 0), ("exchangeInfo", {}, 0), ("depth", {"symbol": "BTCUSDT"}, 0),
    ("premiumIndex", {"symbol": "BTCUSDT"}, 0), ("fundingRate", {"symbol": "BTCUSDT"}, 0),
    ("fundingInfo", {}, 0),
    ("ticker/24hr", {"symbol": "BTCUSDT"}, 0), ("ticker/price", {"symbol": "BTCUSDT"}, 0),
    ("ticker/bookTicker", {"symbol": "BTCUSDT"}, 0), ("klines", {"symbol": "BTCUSDT", "interval": "1h"}, 0),
    ("trades", {"symbol": "BTCUSDT"}, 0), ("aggTrades", {"symbol": "BTCUSDT"}, 0),
    ("indexreferences", {"symbol": "BTCUSDT"}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("path", "params", "number"), MARKET)
def test_market_data_carries_the_documented_names(world, path, params, number):
    for _ in range(5):
        tick(world, world.now + 1000, 1.0)
    status, said = rest.answer(world, "GET", f"/fapi/v3/{path}", urlencode(params), "")
    documented = sample("docs_v3_market_data.json", f"GET /fapi/v3/{path}", number)
    assert status == 200, said
    if path == "exchangeInfo":
        documented = recorded("aster/exchangeInfo_v3_trimmed.json")
        assert said.keys() == documented.keys() - {"about"}
        said, documented = said["symbols"][0], documented["symbols"][1]
        extra = {
            "symbolType",
            "tradingMode",
            "name",
            "channel",
            "sequenceNo",
            "twapMinNotional",
            "createTime",
        }
        assert said.keys() == documented.keys() - extra
        return
    row, row_documented = (said[0], documented[0]) if isinstance(said, list) else (said, documented)
    if isinstance(row, dict):
        assert row.keys() == row_documented.keys()
    else:
        assert [type(one) for one in row] == [type(one) for one in row_documented]


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("balance", {}), ("accountWithJoinMargin", {}), ("positionRisk", {}), ("positionSide/dual", {}),
        ("multiAssetsMargin", {}), ("stpMode", {}), ("commissionRate", {"symbol": "BTCUSDT"}),
        ("leverageBracket", {}),
        ("income", {}), ("userTrades", {"symbol": "ETHUSDT"}),
    ],
)  # fmt: skip
def test_account_calls_carry_the_documented_names(world, path, params):
    market_order(world)
    said, documented = (
        good(world, "GET", path, **params),
        sample("docs_v3_account_and_trades.json", f"GET /fapi/v3/{path}"),
    )
    ours, theirs = (said[0], documented[0]) if isinstance(said, list) else (said, documented)
    assert ours.keys() == theirs.keys()
    for name in ("positions", "assets", "brackets"):
        if name in theirs:
            assert ours[name][0].keys() == theirs[name][0].keys()


def test_an_order_is_told_as_documented(world):
    said = good(
        world, "POST", "order", symbol="BTCUSDT", side="SELL", type="TRAILING_STOP_MARKET", quantity="0.01",
        callbackRate="0.3", activationPrice="66000",
    )  # fmt: skip
    documented = sample("docs_v3_account_and_trades.json", "POST /fapi/v3/order")
    assert said.keys() == documented.keys() | {"time"}


def test_who_signs_for_the_first_time_has_ten_thousand_and_trades(world):
    said = market_order(world)
    assert (said["status"], said["executedQty"]) == ("FILLED", "0.5")
    row = next(one for one in good(world, "GET", "positionRisk") if one["symbol"] == "ETHUSDT")
    assert row["positionAmt"] == "0.500"
    fee = Decimal(said["cumQuote"]) * Decimal("0.00035")
    assert Decimal(good(world, "GET", "balance")[0]["balance"]) == 10_000 - fee.quantize(
        Decimal("1e-8"), "ROUND_FLOOR"
    )


def test_hedge_mode_keeps_two_legs(world):
    good(world, "POST", "positionSide/dual", dualSidePosition="true")
    assert code(world, "POST", "order", symbol="ETHUSDT", side="BUY", type="MARKET", quantity="1") == -4061
    market_order(world, "BUY", "1", positionSide="LONG")
    market_order(world, "SELL", "2", positionSide="SHORT")
    legs = {
        one["positionSide"]: one["positionAmt"]
        for one in good(world, "GET", "positionRisk", symbol="ETHUSDT")
    }
    assert legs == {"LONG": "1.000", "SHORT": "-2.000"}
    too_much = {
        "symbol": "ETHUSDT",
        "side": "SELL",
        "type": "MARKET",
        "quantity": "3",
        "positionSide": "LONG",
    }
    assert code(world, "POST", "order", **too_much) == -2022
    assert code(world, "POST", "positionSide/dual", dualSidePosition="false") == -4068


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"symbol": "NOPEUSDT", "side": "BUY", "type": "MARKET", "quantity": "1"}, -1121),
        ({"symbol": "BTCUSDT", "side": "UP", "type": "MARKET", "quantity": "1"}, -1117),
        ({"symbol": "BTCUSDT", "side": "BUY", "type": "MAGIC", "quantity": "1"}, -1116),
        ({"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "quantity": "1", "price": "60000"}, -1102),
        ({"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.0001"}, -1111),
        ({"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "50"}, -2019),
        ({"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "500"}, -2027),
        ({"symbol": "SOLUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}, -4164),
        ({"symbol": "BTCUSDT", "side": "SELL", "type": "MARKET", "quantity": "1", "reduceOnly": "true"},
         -2022),
        ({"symbol": "BTCUSDT", "side": "BUY", "type": "STOP_MARKET", "quantity": "1", "stopPrice": "60000"},
         -2021),
        ({"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01",
          "price": "60000.05"}, -4014),
        ({"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01",
          "price": "90000"}, -4016),
    ],
)  # fmt: skip
def test_a_refusal_has_the_venues_code(world, params, expected):
    assert code(world, "POST", "order", **params) == expected
    assert any(row["code"] == expected for row in recorded("aster/error_codes_v3.json")["codes"])


def test_a_stop_that_closes_the_position_wakes_at_its_price(world):
    market_order(world)
    stop = {
        "symbol": "ETHUSDT",
        "side": "SELL",
        "type": "STOP_MARKET",
        "stopPrice": "3300",
        "closePosition": "true",
    }
    waiting = good(world, "POST", "order", workingType="MARK_PRICE", **stop)
    assert waiting["status"] == "NEW"
    world.put_mark("aster:ETHUSDT", Decimal("3299"))
    put_marks(world, ["aster:ETHUSDT"])
    assert held(world) == 0
    assert good(world, "GET", "order", symbol="ETHUSDT", orderId=waiting["orderId"])["status"] == "FILLED"


def test_a_trailing_stop_follows_the_best_price(world):
    market_order(world)
    trail = {"symbol": "ETHUSDT", "side": "SELL", "type": "TRAILING_STOP_MARKET", "callbackRate": "1"}
    good(world, "POST", "order", quantity="0.5", workingType="MARK_PRICE", **trail)
    for mark, open_after in (("3400", True), ("3380", True), ("3360", False)):
        world.put_mark("aster:ETHUSDT", Decimal(mark))
        put_marks(world, ["aster:ETHUSDT"])
        assert bool(held(world)) is open_after, mark


def test_isolated_margin_is_added_and_taken_back(world):
    good(world, "POST", "marginType", symbol="ETHUSDT", marginType="ISOLATED")
    assert code(world, "POST", "marginType", symbol="ETHUSDT", marginType="ISOLATED") == -4046
    market_order(world)
    assert code(world, "POST", "marginType", symbol="ETHUSDT", marginType="CROSSED") == -4048
    before = good(world, "GET", "balance")[0]["crossWalletBalance"]
    good(world, "POST", "positionMargin", symbol="ETHUSDT", amount="40", type="1")
    after = good(world, "GET", "balance")[0]["crossWalletBalance"]
    assert Decimal(before) - Decimal(after) == 40
    assert code(world, "POST", "positionMargin", symbol="ETHUSDT", amount="4000", type="2") == -4051


def test_a_fall_cancels_orders_and_the_insurance_takes_the_position(world):
    good(world, "POST", "leverage", symbol="ETHUSDT", leverage="100")
    market_order(world, size="50")
    bid = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
    good(world, "POST", "order", quantity="0.01", price="63000", **bid)
    before = world.money("aster")
    world.put_mark("aster:ETHUSDT", Decimal("3150"))
    put_marks(world, ["aster:ETHUSDT"])
    assert held(world) == 0
    assert good(world, "GET", "openOrders") == []
    assert world.money("aster") == before
    assert 0 <= Decimal(good(world, "GET", "balance")[0]["balance"]) < 1
    forced = good(world, "GET", "forceOrders")
    assert forced[0]["clientOrderId"].startswith("autoclose-")


def test_funding_of_an_isolated_position_comes_from_its_own_margin(world):
    good(world, "POST", "marginType", symbol="ETHUSDT", marginType="ISOLATED")
    market_order(world)
    account = world.account(USER, "aster")
    cash, inside = account.cash, account.holdings["aster:ETHUSDT"].cash
    pay(world, world.listed("aster:ETHUSDT"), Decimal("0.001"))
    paid = (Decimal("0.5") * world.listed("aster:ETHUSDT").mark * Decimal("0.001")).quantize(Decimal("1e-8"))
    assert account.cash == cash
    assert account.holdings["aster:ETHUSDT"].cash == inside - paid
    assert account.holdings["aster:ETHUSDT"].mode is Mode.ISOLATED


def test_the_users_stream_tells_of_orders_and_balances_as_documented(world):
    good(world, "GET", "balance")
    take_news(world)
    market_order(world)
    told = {one["e"]: one for one in user_stream.messages(world, USER, take_news(world))}
    samples = {
        one["sample"]["e"]: one["sample"]
        for one in recorded("aster/docs_v3_user_streams.json")["samples"]
        if "e" in one["sample"]
    }
    assert told["ACCOUNT_UPDATE"]["a"].keys() == samples["ACCOUNT_UPDATE"]["a"].keys()
    assert told["ACCOUNT_UPDATE"]["a"]["P"][0].keys() == samples["ACCOUNT_UPDATE"]["a"]["P"][0].keys()
    documented = samples["ORDER_TRADE_UPDATE"]["o"].keys() - {"AP", "cr"}
    assert told["ORDER_TRADE_UPDATE"]["o"].keys() == documented


def test_books_balance_on_aster_too(world):
    before = world.money("aster")
    market_order(world, "BUY", "1.5")
    market_order(world, "SELL", "2.5")
    for _ in range(20):
        tick(world, world.now + 600_000, 600.0)
    moved = sum(one.amount for one in world.journals[USER, "aster"].transfers)
    assert world.money("aster") == before + moved
    for market in world.dexes["aster"].markets.values():
        assert sum(account.size_of(market.coin) for account in world.accounts.values()) == 0
