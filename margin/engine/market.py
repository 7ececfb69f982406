"""A market as questions about orders not placed yet need it."""

from dataclasses import dataclass

from margin.engine import checks
from margin.engine.tiers import TierSchedule, schedule


@dataclass(frozen=True, slots=True)
class Market:
    """`leverage`: the account's setting in this market; `size_decimals`: the places of a size."""

    name: str
    tiers: TierSchedule
    leverage: int
    size_decimals: int

    def __post_init__(self) -> None:
        schedule(f"{self.name} tiers", self.tiers)
        checks.whole_leverage(f"{self.name} leverage", self.leverage)
        checks.places(f"{self.name} size decimals", self.size_decimals)
