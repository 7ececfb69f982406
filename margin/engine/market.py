"""A market as questions about orders not placed yet need it."""

from dataclasses import dataclass

from margin.engine import checks
from margin.engine.tiers import TierSchedule


@dataclass(frozen=True, slots=True)
class Market:
    """`leverage`: the account's setting in this market; `size_decimals`: the places of a size."""

    name: str
    tiers: TierSchedule
    leverage: int
    size_decimals: int

    def __post_init__(self) -> None:
        checks.whole_leverage(f"{self.name} leverage", self.leverage)
        checks.places(f"{self.name} size decimals", self.size_decimals)
