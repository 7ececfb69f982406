"""Whom to read next: nobody's promise is broken while there is budget, and the urgent come first."""

from collections import deque
from dataclasses import replace

import pytest

from tests.feed.situations import ADA, BEN, NOON
from trading.feed.reads import EARLY, LONGEST_DOUBT, PROMISES, Urgency, Wish, next_due, urgency
from trading.venues.budget import Purpose
from trading.venues.contract import AccountKey
from trading.venues.hyperliquid.endpoints import WEIGHT_PER_MINUTE
from trading.venues.hyperliquid.venue import SETTINGS_MS

CY = ADA._replace(address="0x" + "c" * 40)


def test_an_account_never_seen_comes_first_in_its_class_but_not_before_the_urgent():
    seen = NOON - 70_000
    wishes = [Wish(ADA, Urgency.ON_SCREEN, seen, seen), Wish(BEN, Urgency.ON_SCREEN, 0, 0)]
    assert next_due(wishes, NOON) == BEN
    assert next_due([*wishes, Wish(CY, Urgency.NEAR_LIQUIDATION, seen, seen)], NOON) == CY
    assert next_due([wishes[0], Wish(CY, Urgency.REST, 0, 0)], NOON) == ADA


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


def test_a_thousand_traders_on_one_address_keep_every_promise_within_the_budget():
    """10 streamed, 10 near liquidation, 80 on screens, 900 at rest; 2 a state, 40 more every eight hours."""
    budget = WEIGHT_PER_MINUTE * Purpose.READ.value
    wishes, heavy_at = {}, {}
    for number in range(1_000):
        kind = (
            Urgency.STREAMED
            if number < 10
            else Urgency.NEAR_LIQUIDATION
            if number < 20
            else Urgency.ON_SCREEN
        )
        kind = kind if number < 100 else Urgency.REST
        seen_at = NOON - (number * 7_919) % int(PROMISES[kind] * 1_000 * EARLY)
        key = AccountKey(f"0x{number:040x}")
        wishes[key] = Wish(key, kind, seen_at, seen_at)
        heavy_at[key] = NOON - (number * 104_729_000) % SETTINGS_MS
    spent: deque[tuple[int, int]] = deque()
    broken, most = [], 0
    for now in range(NOON, NOON + 300_000, 1_000):
        while spent and spent[0][0] <= now - 60_000:
            spent.popleft()
        used = sum(weight for _, weight in spent)
        while (key := next_due(wishes.values(), now)) is not None:
            is_heavy = now - heavy_at[key] > SETTINGS_MS
            weight = 42 if is_heavy else 2
            if used + weight > budget:
                break
            used += weight
            spent.append((now, weight))
            heavy_at[key] = now if is_heavy else heavy_at[key]
            wish = wishes[key]
            if now - wish.seen_at > PROMISES[wish.urgency] * 1_000:
                broken.append(wish)
            wishes[key] = replace(wish, seen_at=now, asked_at=now)
        most = max(most, used)
    assert broken == []
    assert most <= 960
    assert all(now - wish.seen_at <= PROMISES[wish.urgency] * 1_000 for wish in wishes.values())
