"""Whom to read next: the promises about an account's age, and who is closest to breaking one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from trading.venues.contract import AccountKey


class Urgency(IntEnum):
    """Why an account is read, the most urgent first."""

    NEAR_LIQUIDATION = 0
    STREAMED = 1
    ON_SCREEN = 2
    REST = 3


# Seconds of age that each class promises (SECURITY F1).
PROMISES = {
    Urgency.NEAR_LIQUIDATION: 10,
    Urgency.STREAMED: 10,
    Urgency.ON_SCREEN: 60,
    Urgency.REST: 600,
}
# A read starts when this part of the promise has passed, so that it is kept.
EARLY = 0.8
NEAR_PERCENT = 80.0
# Milliseconds before an account that disagrees is read again, doubled each time it does not help.
FIRST_DOUBT, LONGEST_DOUBT = 2_000, 300_000


@dataclass(frozen=True, slots=True)
class Wish:
    """One account to be read: its class, when it was last seen and asked for (Unix ms; 0: never)."""

    key: AccountKey
    urgency: Urgency
    seen_at: int
    asked_at: int
    doubts: int | None = None

    def due_at(self) -> int:
        """When the next read should start. A failed one is repeated after a tenth of the promise.

        `doubts` counts reads after which our figures still differed from the venue's; None: they agree.
        """
        if self.doubts is not None:
            return self.asked_at + min(FIRST_DOUBT * 2**self.doubts, LONGEST_DOUBT)
        promise = PROMISES[self.urgency] * 1000
        if not self.seen_at:
            return self.asked_at + 1_000 if self.asked_at else 0
        return max(self.seen_at + int(promise * EARLY), self.asked_at + promise // 10)


def next_due(wishes: Iterable[Wish], now: int) -> AccountKey | None:
    """The account to read now: by class, then unseen ones, then the most overdue; None: nobody is due."""
    due = [wish for wish in wishes if wish.due_at() <= now]
    if not due:
        return None
    return min(due, key=lambda wish: (wish.urgency, bool(wish.seen_at), wish.due_at(), wish.key)).key


def urgency(
    key: AccountKey, streamed: frozenset[AccountKey], screens: Mapping, worst_ratio: float | None
) -> Urgency:
    """The class of an account by who looks at it and how close it is to liquidation."""
    if worst_ratio is not None and worst_ratio >= NEAR_PERCENT:
        return Urgency.NEAR_LIQUIDATION
    if key in streamed:
        return Urgency.STREAMED
    return Urgency.ON_SCREEN if key in screens else Urgency.REST
