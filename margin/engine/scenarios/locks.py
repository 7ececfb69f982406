"""Why a venue would refuse a change of mode, leverage or margin, and what unlocks it."""

from dataclasses import dataclass
from enum import StrEnum

from margin.engine.accounts import Mode
from margin.engine.errors import MarginError


class Restriction(StrEnum):
    """A market's own limit on modes, in Hyperliquid's words; other venues' markets have none."""

    NONE = ""
    NO_CROSS = "noCross"
    STRICT_ISOLATED = "strictIsolated"


class Why(StrEnum):
    """The reason of a lock."""

    POSITION_OPEN = "position-open"
    ORDERS_OPEN = "orders-open"
    ISOLATED_ONLY = "isolated-only"
    MARGIN_STAYS = "margin-stays"
    MULTI_ASSETS = "multi-assets"
    LEVERAGE_ONLY_RISES = "leverage-only-rises"
    LEVERAGE_ABOVE_TIER = "leverage-above-tier"
    NOTHING_TO_CHANGE = "nothing-to-change"


class Unlock(StrEnum):
    """What the trader can do about a lock."""

    CLOSE_POSITION = "close-position"
    CANCEL_ORDERS = "cancel-orders"
    LEAVE_MULTI_ASSETS = "leave-multi-assets"
    REDUCE_POSITION = "reduce-position"


@dataclass(frozen=True, slots=True)
class Lock:
    """One reason why a change is refused.

    `unlock` is None where nothing unlocks it; `code` is the venue's own error code where it has one; `orders`
    counts the orders in the way.
    """

    why: Why
    unlock: Unlock | None = None
    code: int | None = None
    orders: int = 0


class Locked(MarginError):
    """A change that the venue would refuse; `locks` says why."""

    def __init__(self, field: str, locks: tuple[Lock, ...]) -> None:
        super().__init__(field, "is locked: " + ", ".join(lock.why for lock in locks))
        self.locks = locks


def restriction_locks(restriction: Restriction, mode: Mode) -> tuple[Lock, ...]:
    """The lock of a market that has no cross margin."""
    if mode is Mode.CROSS and restriction is not Restriction.NONE:
        return (Lock(Why.ISOLATED_ONLY),)
    return ()
