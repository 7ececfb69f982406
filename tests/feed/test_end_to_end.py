"""From the local venue's socket to Valkey: what the feed publishes is the venue's truth, aged honestly."""

import time

import pytest

from margin.engine.assess import assess
from margin.models import Instrument, VenueAccount
from tests.feed.conftest import Sandbox, Watch
from tests.feed.situations import LINE
from trading.demo import AT_RISK, DEMO_ACCOUNTS, EMPTY, MAIN
from trading.feed import directory
from trading.feed.desk import Desk
from trading.stream import topics
from trading.venues.contract import AccountKey
from trading.venues.hyperliquid import wire
from trading.venues.hyperliquid.parse import parse_market
from trading.venues.hyperliquid.raw import Raw

STRANGER = "0x" + "e" * 40


def known(values) -> bool:
    return values is not None and values.assessment is not None


def now_ms() -> int:
    return time.time_ns() // 1_000_000


async def test_every_demo_account_is_assessed_and_agrees_with_the_venue(watch: Watch):
    for demo in DEMO_ACCOUNTS:

        async def agreed(address=demo.address):
            values = await watch.account(address)
            return known(values) and values.reported.agreed and values

        values = await watch.until(agreed)
        assert values.abstraction == "default"
        assert values.problem == ""
        assert values.assessment == assess(values.account, values.marks)


async def test_a_first_start_reads_the_instruments_itself_and_stores_them(watch: Watch):
    await watch.until(lambda: watch.market("BTC"))
    rows = await directory.ask(lambda: {row.symbol: row for row in Instrument.objects.all()})
    assert set(rows) == set(watch.line.listings)
    assert rows["BTC"].tiers == [["0.0", 40], ["150000000.0", 20]]
    assert rows["BTC"].max_leverage == 40
    assert (rows["BTC"].venue, rows["BTC"].network, rows["BTC"].asset) == ("hyperliquid", "sandbox", 0)


async def test_a_move_of_the_mark_reaches_every_figure(watch: Watch, sandbox: Sandbox):
    await watch.looks_at(topics.account(*LINE, MAIN.address), topics.market(*LINE, "BTC"))
    before = await watch.until(lambda: watch.account(MAIN.address))
    sandbox.say(pause=True, mark={"BTC": "61234.0"})

    async def moved():
        market, account = await watch.market("BTC"), await watch.account(MAIN.address)
        here = str(market and market.mark) == "61234.0" == str(account.marks.get("BTC"))
        return here and known(account) and account

    after = await watch.until(moved)
    assert after.marked_at > (before.marked_at or 0)
    assert after.assessment.equity != (before.assessment and before.assessment.equity)


async def test_after_a_wild_market_the_desk_equals_one_built_fresh_from_the_venue(
    watch: Watch, sandbox: Sandbox
):
    await watch.until(lambda: watch.account(MAIN.address))
    sandbox.say(pause=True)
    for step in range(15):
        sandbox.say(step=1, mark={"BTC": str(60_000 + 97 * step), "ETH": str(3_000 - 11 * step)})
    raw, line = Raw(watch.line.gateway), watch.line
    meta, contexts = await raw.meta_and_contexts()
    fresh = Desk(LINE)
    for asset, context in zip(meta.universe, contexts, strict=True):
        fresh = fresh.with_market(parse_market(LINE, asset.name, context, now_ms()))
    marks = {symbol: values.mark for symbol, values in fresh.markets.items()}

    async def caught_up():
        return marks == {symbol: values.mark for symbol, values in line.desk.markets.items()}

    await watch.until(caught_up)
    for demo in DEMO_ACCOUNTS:
        key = AccountKey(demo.address)

        async def same(key=key):
            seen = await line.venue.read(key, thorough=True)
            rebuilt = fresh.with_account(key, seen.snapshot).account_values(key)
            streamed = line.desk.account_values(key)
            return (rebuilt.account, rebuilt.assessment) == (streamed.account, streamed.assessment)

        assert await watch.until(same)


async def test_a_venue_that_falls_silent_grows_old_is_said_to_and_recovers(watch: Watch, sandbox: Sandbox):
    topic = topics.account(*LINE, MAIN.address)
    await watch.looks_at(topic, topics.market(*LINE, "BTC"))

    async def fresh():
        values = await watch.account(MAIN.address)
        return known(values) and now_ms() - values.marked_at < 2_000 and values

    await watch.until(fresh)
    sandbox.say(mute=True)

    async def old():
        market, values = await watch.market("BTC"), await watch.account(MAIN.address)
        return now_ms() - max(market.marked_at, values.marked_at) > 3_000 and values

    stale = await watch.until(old)
    assert known(stale)
    assert watch.line.venue.stream.is_up
    # A muted venue's socket still answers pings: it is replaced all the same.
    connections = watch.line.venue.stream.counts["lost"]

    async def replaced():
        return watch.line.venue.stream.counts["lost"] > connections

    await watch.until(replaced)
    sandbox.say(unmute=True)
    await watch.until(fresh)


async def test_a_stopped_venue_is_a_problem_with_words_and_comes_back_by_itself(
    watch: Watch, sandbox: Sandbox
):
    await watch.looks_at(topics.account(*LINE, AT_RISK.address))

    async def is_known():
        return known(await watch.account(AT_RISK.address))

    await watch.until(is_known)
    sandbox.child.stop()

    async def problem():
        values = await watch.account(AT_RISK.address)
        return values.problem and values

    troubled = await watch.until(problem)
    assert "cannot be reached" in troubled.problem
    assert known(troubled)
    stopped_at = now_ms()
    sandbox.start()

    async def recovered():
        values = await watch.account(AT_RISK.address)
        return values.problem == "" and min(values.marked_at, values.snapshot_at) > stopped_at

    await watch.until(recovered)


async def test_an_address_on_a_screen_is_read_though_no_row_knows_it_and_dropped_when_it_is_gone(
    watch: Watch,
):
    topic = topics.account(*LINE, STRANGER)
    await watch.looks_at(topic)

    async def read():
        values = await watch.account(STRANGER)
        return known(values) and values

    values = await watch.until(read)
    assert values.assessment.account_value == 0
    await watch.valkey.zrem(topics.SCREENS, topic)

    async def forgotten():
        return AccountKey(STRANGER) not in watch.line.accounts

    await watch.until(forgotten)
    assert AccountKey(STRANGER) not in watch.line.desk.accounts


async def test_a_new_venue_account_is_followed_within_seconds(watch: Watch):
    await watch.until(lambda: watch.account(EMPTY.address))
    new = VenueAccount(venue=LINE.venue, network=LINE.network, address=STRANGER)
    await directory.ask(new.save)

    async def read():
        return known(await watch.account(STRANGER))

    await watch.until(read, seconds=8)


async def test_what_nobody_looks_at_is_still_there_for_a_first_paint(watch: Watch):
    values = await watch.until(lambda: watch.account(MAIN.address))
    first = values.marked_at or 0

    async def refreshed():
        values = await watch.account(MAIN.address)
        return (values.marked_at or 0) > first

    await watch.until(refreshed)


async def test_the_budget_of_the_venue_is_drawn_from_by_every_read(watch: Watch):
    async def spent():
        fields = await watch.valkey.hgetall(watch.line.gateway.budget.key) if LINE in watch.feed.lines else {}
        return sum(int(weight) for weight in fields.values())

    # Mode and state of each account; orders come by the stream.
    instruments, reads = 20, len(DEMO_ACCOUNTS) * (20 + 2)

    async def all_spent():
        return await spent() >= instruments + reads

    await watch.until(all_spent)


@pytest.mark.parametrize("shape", [wire.Meta, wire.MetaAndContexts])
async def test_the_local_venue_speaks_the_shapes_that_were_recorded(watch: Watch, shape):
    raw = Raw(watch.line.gateway) if await watch.until(lambda: watch.market("BTC")) else None
    answer = await (raw.meta() if shape is wire.Meta else raw.meta_and_contexts())
    meta = answer if shape is wire.Meta else answer[0]
    assert {asset.name for asset in meta.universe} == set(watch.line.listings)
