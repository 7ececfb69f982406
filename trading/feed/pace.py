"""When a topic is published: at most four times a second, at least once while someone looks."""

from collections.abc import Iterable
from dataclasses import dataclass, field

SOONEST = 0.25
HEARTBEAT = 1.0
UNSEEN = 2.0


@dataclass
class Pace:
    """Which topics changed and when each was last published, in seconds of any one clock."""

    changed: set[str] = field(default_factory=set)
    published: dict[str, float] = field(default_factory=dict)

    def due(self, known: Iterable[str], on_screen: frozenset[str], now: float) -> tuple[list[str], list[str]]:
        """The topics to publish now, those on a screen and the others; the longest unpublished first."""
        seen, unseen = [], []
        for topic in known:
            age = now - self.published.get(topic, float("-inf"))
            if topic in on_screen:
                if age >= HEARTBEAT or (age >= SOONEST and topic in self.changed):
                    seen.append(topic)
            elif age >= UNSEEN:
                unseen.append(topic)
        for topics in (seen, unseen):
            topics.sort(key=lambda topic: self.published.get(topic, float("-inf")))
        return seen, unseen

    def done(self, topics: Iterable[str], now: float) -> None:
        """These were published."""
        for topic in topics:
            self.published[topic] = now
            self.changed.discard(topic)

    def prune(self, known: frozenset[str]) -> None:
        """Forgets topics that exist no longer."""
        self.changed &= known
        self.published = {topic: at for topic, at in self.published.items() if topic in known}
