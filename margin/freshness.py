"""How old figures may be before they must not look alive (SECURITY F1)."""

from dataclasses import dataclass

# Five seconds is what a screen may show; one of them is kept for the way there.
MARKS_STALE_MS = 4_000
# An account on a screen is read once a minute: dimmed past that, grey past twice.
SNAPSHOT_PROMISE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Freshness:
    """Ages in milliseconds of the oldest mark used and of the account's snapshot; None is without one."""

    marks: int | None
    snapshot: int | None = None

    @property
    def is_late(self) -> bool:
        """True when the snapshot is older than promised: shown dimmed."""
        return self.snapshot is not None and self.snapshot > SNAPSHOT_PROMISE_MS

    @property
    def is_stale(self) -> bool:
        """True when nothing may be green: old marks, or a snapshot past twice its promise."""
        return self._marks_are_stale or (
            self.snapshot is not None and self.snapshot > 2 * SNAPSHOT_PROMISE_MS
        )

    @property
    def age(self) -> int:
        """The age to tell: of the marks where they are stale, else of the snapshot, else of the marks."""
        if self._marks_are_stale or self.snapshot is None:
            return self.marks or 0
        return self.snapshot

    @property
    def _marks_are_stale(self) -> bool:
        return self.marks is not None and self.marks > MARKS_STALE_MS


def aged(now_ms: int, marked_at: int | None, snapshot_at: int | None = None) -> Freshness:
    """Freshness of figures made of marks and a snapshot of these times (Unix milliseconds)."""
    return Freshness(
        marks=None if marked_at is None else max(0, now_ms - marked_at),
        snapshot=None if snapshot_at is None else max(0, now_ms - snapshot_at),
    )
