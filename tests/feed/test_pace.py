"""Pace: at most four times a second when something changed, at least once while somebody looks."""

from trading.feed.pace import HEARTBEAT, SOONEST, UNSEEN, Pace

SCREEN = frozenset({"a"})


def test_a_new_topic_is_published_at_once_seen_or_not():
    assert Pace().due(["a", "b"], SCREEN, 0.0) == (["a"], ["b"])


def test_a_change_is_published_no_sooner_than_a_quarter_second_after_the_last():
    pace = Pace()
    pace.done(["a"], 10.0)
    pace.changed.add("a")
    assert pace.due(["a"], SCREEN, 10.0 + SOONEST - 0.01) == ([], [])
    assert pace.due(["a"], SCREEN, 10.0 + SOONEST) == (["a"], [])


def test_without_a_change_a_topic_on_a_screen_still_beats_once_a_second():
    pace = Pace()
    pace.done(["a"], 10.0)
    assert pace.due(["a"], SCREEN, 10.0 + HEARTBEAT - 0.01) == ([], [])
    assert pace.due(["a"], SCREEN, 10.0 + HEARTBEAT) == (["a"], [])


def test_what_nobody_looks_at_waits_longer_and_the_longest_waiting_comes_first():
    pace = Pace()
    pace.done(["b"], 10.0)
    pace.done(["c"], 9.0)
    pace.changed.update("bc")
    assert pace.due(["b", "c"], SCREEN, 10.0 + SOONEST) == ([], [])
    assert pace.due(["b", "c"], SCREEN, 10.0 + UNSEEN) == ([], ["c", "b"])


def test_a_published_change_is_no_change_any_more():
    pace = Pace()
    pace.changed.add("a")
    pace.done(["a"], 1.0)
    assert pace.due(["a"], SCREEN, 1.0 + SOONEST) == ([], [])


def test_topics_that_exist_no_longer_are_forgotten():
    pace = Pace(changed={"a", "b"}, published={"a": 1.0, "b": 1.0})
    pace.prune(frozenset({"a"}))
    assert pace == Pace(changed={"a"}, published={"a": 1.0})
