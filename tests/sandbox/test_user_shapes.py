"""What an account's owner hears and asks, held against recorded answers."""

from decimal import Decimal

import pytest

from tests.sandbox.recordings import load
from tests.sandbox.shape import differences, shape
from tests.sandbox.signing import ADA, l1_request, limit
from tests.sandbox.situations import a_fresh_world
from trading.sandbox.clock import take_news, tick
from trading.sandbox.funding import pay
from trading.sandbox.hyperliquid import exchange, info, streams

USER = ADA.address


@pytest.fixture(scope="module")
def lived():
    """An account after a fill, a resting and a refused order and funding, and what was told of it."""
    world = a_fresh_world()
    take_news(world)
    wires = [limit(1, True, "0.5", "3600", "Ioc"), limit(1, True, "0.5", "3000", c="0x" + "1" * 32),
             limit(0, True, "50", "60000")]  # fmt: skip
    action = {"type": "order", "orders": wires, "grouping": "na"}
    exchange.answer(world, l1_request(ADA, action, world.now))
    pay(world, world.listed("ETH"), Decimal("0.0001"))
    return world, take_news(world)


def heard(lived, **asked):
    world, news = lived
    return streams.messages(world, streams.read(world, {"user": USER, **asked}), news)


def asked(lived, kind, **fields):
    return info.answer(lived[0], {"type": kind, "user": USER, **fields})


def test_order_updates_are_told_as_recorded(lived):
    told = heard(lived, type="orderUpdates")
    recorded = [
        load(f"ws/roq_order_updates__{name}.json") for name in ("create_resting", "create_filled", "cancel")
    ]
    assert [one for one in differences(shape(*told), shape(*recorded)) if "cloid" not in one] == []
    assert [one["status"] for one in told[0]["data"]] == ["filled", "open", "perpMarginRejected"]


def test_fills_and_funding_are_told_as_recorded(lived):
    fills, funding = heard(lived, type="userEvents")
    found = differences(shape(fills), shape(load("ws/roq_user__fills.json")))
    assert [one for one in found if "cloid" not in one] == []
    assert differences(shape(funding), shape(load("ws/roq_user__funding.json"))) == []
    snapshot = streams.messages(lived[0], streams.read(lived[0], {"type": "userFills", "user": USER}), None)
    found = differences(shape(*snapshot), shape(load("ws/roq_user_fills__simple.json")))
    assert [one for one in found if "cloid" not in one] == []
    snapshot = streams.messages(
        lived[0], streams.read(lived[0], {"type": "userFundings", "user": USER}), None
    )
    assert differences(shape(*snapshot), shape(load("ws/roq_user_fundings__simple.json"))) == []


def test_past_orders_fundings_and_transfers_are_answered_as_recorded(lived):
    recorded = load("orders/cassette_historical_orders_historicalOrders.json")
    assert differences(shape(asked(lived, "historicalOrders")), shape(recorded)) == []
    payments = asked(lived, "userFunding", startTime=0)
    assert differences(shape(payments), shape(load("orders/userFunding_jkorf.json"))) == []
    moved = asked(lived, "userNonFundingLedgerUpdates", startTime=0)
    assert moved[0]["delta"] == {"type": "deposit", "usdc": "10000.0"}
    assert moved[0].keys() == load("orders/nonFundingLedger_jkorf.json")[0].keys()


def test_a_portfolio_has_the_recorded_periods(lived):
    recorded = load("orders/cassette_portfolio_portfolio.json")
    ours = asked(lived, "portfolio")
    assert [name for name, _ in ours] == [name for name, _ in recorded]
    assert ours[0][1].keys() == recorded[0][1].keys()


def test_limits_of_an_account_carry_the_recorded_names(lived):
    assert (
        load("orders/cassette_user_rate_limit_userRateLimit.json").keys()
        <= asked(lived, "userRateLimit").keys()
    )


def test_web_data_tells_what_was_recorded(lived):
    frames = load("ws/frames_gocryptotrader_2026-10.json")
    recorded = next(one for one in frames if one["channel"] == "webData3")
    world, _ = lived
    (ours,) = streams.messages(world, streams.read(world, {"type": "webData3", "user": USER}), None)
    assert ours["data"].keys() == recorded["data"].keys()
    assert ours["data"]["userState"].keys() == recorded["data"]["userState"].keys()


def test_every_user_stream_survives_a_moved_market(lived):
    world, _ = lived
    news = tick(world, world.now + 1000, 1.0)
    for kind, needs in streams.NEEDS.items():
        if "user" in needs:
            asked_for = {"type": kind, "user": USER, **({"coin": "ETH"} if "coin" in needs else {})}
            subscription = streams.read(world, asked_for)
            for change in (None, news):
                for message in streams.messages(world, subscription, change):
                    assert message["channel"] == {"userEvents": "user"}.get(kind, kind)
