"""Whom to read next: nobody's promise is broken while there is budget, and the urgent come first."""

import pytest

from tests.feed.situations import ADA, BEN, NOON
from trading.feed.reads import LONGEST_DOUBT, PROMISES, Urgency, Wish, next_due, urgency

CY = ADA._replace(address="0x" + "c" * 40)


def test_an_account_never_seen_comes_before_every_other():
    wishes = [
        Wish(ADA, Urgency.NEAR_LIQUIDATION, NOON - 60_000, NOON - 60_000),
        Wish(BEN, Urgency.REST, 0, 0),
    ]
    assert next_due(wishes, NOON) == BEN


def test_the_urgent_come_before_the_more_overdue():
    wishes = [
        Wish(ADA, Urgency.REST, NOON - 10**7, NOON - 10**7),
        Wish(BEN, Urgency.ON_SCREEN, NOON - 70_000, NOON - 70_000),
        Wish(CY, Urgency.NEAR_LIQUIDATION, NOON - 8_000, NOON - 8_000),
    ]
    assert next_due(wishes, NOON) == CY
    assert next_due(wishes[:2], NOON) == BEN


def test_nobody_is_read_before_it_is_time():
    fresh = [Wish(ADA, kind, NOON - 1_000, NOON - 1_000) for kind in Urgency]
    assert next_due(fresh, NOON) is None
    assert next_due([], NOON) is None


@pytest.mark.parametrize("kind", Urgency)
def test_every_promise_is_kept_with_time_to_spare(kind):
    wish = Wish(ADA, kind, NOON, NOON)
    assert NOON < wish.due_at() < NOON + PROMISES[kind] * 1000


@pytest.mark.parametrize("kind", Urgency)
def test_a_failed_read_is_repeated_soon_but_not_at_once(kind):
    asked = NOON + PROMISES[kind] * 1000
    wish = Wish(ADA, kind, NOON, asked)
    assert wish.due_at() == asked + PROMISES[kind] * 100
    assert Wish(ADA, kind, 0, NOON).due_at() == NOON + 1_000


def test_a_doubt_is_settled_quickly_and_given_up_slowly():
    waits = [Wish(ADA, Urgency.REST, NOON, NOON, doubts).due_at() - NOON for doubts in range(12)]
    assert waits[:3] == [2_000, 4_000, 8_000]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_DOUBT


def test_who_looks_and_how_close_it_is_decide_the_class():
    streamed, screens = frozenset({ADA}), frozenset({ADA, BEN})
    assert urgency(ADA, streamed, screens, 12.0) is Urgency.STREAMED
    assert urgency(BEN, streamed, screens, None) is Urgency.ON_SCREEN
    assert urgency(CY, streamed, screens, 79.9) is Urgency.REST
    assert urgency(CY, streamed, screens, 80.0) is Urgency.NEAR_LIQUIDATION
    assert urgency(ADA, streamed, screens, float("inf")) is Urgency.NEAR_LIQUIDATION
