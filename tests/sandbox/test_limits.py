"""Rate limits: counted always, refusing when the venue is started with them."""

from tests.sandbox.running import running
from tests.sandbox.signing import ADA, l1_request
from tests.sandbox.situations import a_fresh_world
from trading.sandbox.hyperliquid import exchange
from trading.sandbox.limits import Weights, exchange_weight, info_weight


def test_requests_weigh_what_the_venue_says():
    assert info_weight({"type": "l2Book"}) == 2
    assert info_weight({"type": "userRole"}) == 60
    assert info_weight({"type": "meta"}) == 20
    assert exchange_weight({"action": {"type": "order", "orders": [{}] * 79}}) == 2


def test_a_new_minute_is_a_new_allowance():
    weights = Weights(100, enforced=True)
    assert weights.take("1", 100, 0)
    assert not weights.take("1", 1, 59_999)
    assert weights.take("2", 100, 59_999)
    assert weights.take("1", 100, 60_000)


def test_whoever_used_up_its_requests_is_told_how_to_get_more():
    world = a_fresh_world()
    exchange.answer(world, l1_request(ADA, {"type": "noop"}, world.now))
    world.person(ADA.address.lower()).requests = 10_000
    said = exchange.answer(world, l1_request(ADA, {"type": "noop"}, world.now + 1), limited=True)
    assert said["response"].startswith("Too many cumulative requests sent (10001 > 10000)")
    assert exchange.answer(world, l1_request(ADA, {"type": "noop"}, world.now + 2))["status"] == "ok"


def test_a_limited_venue_refuses_the_sixty_first_heavy_request_of_a_minute(tmp_path):
    with running(tmp_path, "--paused", "--limits") as sandbox:
        statuses = [sandbox.post("/hyperliquid/info", {"type": "perpDexs"}).status_code for _ in range(130)]
    assert 429 in statuses
    assert statuses[:60] == [200] * 60
