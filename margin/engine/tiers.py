"""Margin tiers of both venues as one schedule: from a notional `floor` on, maintenance = notional × rate − deduction."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier: from `floor` (notional, inclusive or exclusive as the venue says) up to the next one's."""

    floor: Decimal
    rate: Decimal
    deduction: Decimal
    max_leverage: int


@dataclass(frozen=True, slots=True)
class TierSchedule:
    """The tiers of one market, lowest first."""

    tiers: tuple[Tier, ...]
