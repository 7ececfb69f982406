"""The desk: the latest truths as a value, how old they are, and what is published from them."""

from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.feed.situations import ADA, BEN, LINE, NOON, D, long_one, market, snapshot
from trading.feed.desk import QUIET_MS, Desk
from trading.feed.values import AccountValues, Reported
from trading.venues.contract import AccountSeen, MarketSeen


def desk() -> Desk:
    return Desk(LINE).with_market(market()).with_account(ADA, snapshot(long_one()))


def test_an_account_is_assessed_at_the_latest_mark():
    values = desk().with_market(market(mark="59000", at=NOON + 500)).account_values(ADA)
    assert values.assessment.equity == D(9_000)
    assert values.assessment.maintenance_margin == D("737.5")
    assert values.marks == {"BTC": D(59_000)}
    assert (values.marked_at, values.snapshot_at, values.missing) == (NOON + 500, NOON, ())


def test_an_account_that_was_never_read_says_so_and_has_no_figures():
    values = desk().account_values(BEN, "The venue cannot be reached.")
    assert (values.assessment, values.account, values.snapshot_at) == (None, None, None)
    assert values.missing == ("account snapshot",)
    assert values.problem == "The venue cannot be reached."


def test_a_position_whose_mark_is_unknown_leaves_no_figure_to_be_misread():
    values = Desk(LINE).with_account(ADA, snapshot(long_one())).account_values(ADA)
    assert (values.assessment, values.missing, values.marked_at) == (None, ("BTC mark",), None)
    unpriced = desk().with_market(market(mark=None, at=NOON + 1)).account_values(ADA)
    assert (unpriced.assessment, unpriced.missing) == (None, ("BTC mark",))


def test_an_account_that_cannot_be_computed_tells_why():
    closed = snapshot(
        account=None, missing=("portfolio margin is not computed here",), abstraction="portfolioMargin"
    )
    values = desk().with_account(ADA, closed).account_values(ADA)
    assert values.assessment is None
    assert values.missing == ("portfolio margin is not computed here",)
    assert values.abstraction == "portfolioMargin"


def test_an_impossible_mark_is_a_reason_not_a_crash():
    values = desk().with_market(market(mark="0", at=NOON + 1)).account_values(ADA)
    assert values.assessment is None
    assert "BTC mark" in values.missing[0]


def test_the_oldest_mark_of_an_account_is_its_age():
    both = desk().with_account(ADA, snapshot(long_one(), long_one("ETH")))
    both = both.connected(NOON + 1).with_market(market("ETH", "3000", NOON + 700))
    assert both.account_values(ADA).marked_at == NOON


def test_a_quiet_market_is_confirmed_by_others_on_its_connection_but_not_for_ever():
    quiet = desk().with_market(market("ETH", "3000", NOON + 9_000))
    assert quiet.confirmed_at("BTC") == NOON + 9_000
    long_quiet = quiet.with_market(market("ETH", "3000", NOON + QUIET_MS + 60_000))
    assert long_quiet.confirmed_at("BTC") == NOON + QUIET_MS
    assert long_quiet.market_values("BTC").marked_at == NOON + QUIET_MS
    assert long_quiet.market_values("BTC").mark == D(60_000)


def test_a_silent_feed_grows_old_whatever_its_socket_does():
    assert desk().confirmed_at("BTC") == NOON


def test_after_a_reconnect_a_mark_waits_for_its_own_frame():
    again = desk().connected(NOON + 5_000).with_market(market("ETH", "3000", NOON + 6_000))
    assert again.confirmed_at("BTC") == NOON
    assert again.with_market(market(at=NOON + 7_000)).confirmed_at("BTC") == NOON + 7_000


def test_an_account_with_nothing_open_is_as_fresh_as_the_feed():
    empty = desk().with_account(BEN, snapshot())
    assert empty.account_values(BEN).marked_at == NOON
    assert empty.account_values(BEN).assessment.margin_ratio is None
    assert Desk(LINE).with_account(BEN, snapshot()).account_values(BEN).marked_at is None


def test_a_market_that_never_spoke_has_no_values():
    assert desk().market_values("DOGE") is None
    assert desk().confirmed_at("DOGE") is None


def test_dropped_accounts_leave_nothing_behind():
    assert desk().without({ADA}).accounts == {}


def test_the_venues_own_figures_travel_along_and_are_judged():
    agreed = Reported(liquidation_prices={"BTC": D("50632.9113924051")}, maintenance_margin=D(750))
    values = desk().with_account(ADA, snapshot(long_one(), reported=agreed)).account_values(ADA)
    assert values.reported.agreed is True
    wrong = msgspec.structs.replace(agreed, maintenance_margin=D(751))
    assert (
        desk().with_account(ADA, snapshot(long_one(), reported=wrong)).account_values(ADA).reported.agreed
        is False
    )


def test_what_is_published_is_read_back_equal():
    values = desk().account_values(ADA)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(values), type=AccountValues) == values


MARKS = st.tuples(st.sampled_from(["BTC", "ETH", "SOL"]), st.integers(1, 10**7))
HELD = st.tuples(st.sampled_from([ADA, BEN]), st.lists(st.sampled_from(["BTC", "ETH", "SOL"]), unique=True))


@given(st.lists(st.one_of(MARKS, HELD), max_size=40))
def test_after_any_stream_of_events_the_desk_equals_one_built_fresh_from_the_end(events):
    streamed, marks, accounts = Desk(LINE), {}, {}
    for step, (what, value) in enumerate(events):
        if isinstance(what, str):
            marks[what] = market(what, str(Decimal(value) / 100), NOON + step)
            streamed = streamed.seen(MarketSeen(marks[what]))
        else:
            accounts[what] = snapshot(*(long_one(symbol) for symbol in value), at=NOON + step)
            streamed = streamed.seen(AccountSeen(what, accounts[what]))
    fresh = Desk(LINE)
    for key, taken in accounts.items():
        fresh = fresh.with_account(key, taken)
    for values in sorted(marks.values(), key=lambda values: values.marked_at):
        fresh = fresh.with_market(values)
    assert fresh == streamed
    for key in (ADA, BEN):
        assert fresh.account_values(key) == streamed.account_values(key)
