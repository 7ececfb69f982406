"""A TWAP order as a value."""

from dataclasses import dataclass
from decimal import Decimal

from trading.sandbox.numbers import ZERO

APART = 30_000


@dataclass(frozen=True, slots=True)
class Twap:
    """One running TWAP. `minutes` long; `done` and `cost` of what has filled; `next_at` of the next slice."""

    id: int
    address: str
    dex: str
    coin: str
    is_buy: bool
    size: Decimal
    minutes: int
    reduce_only: bool
    randomize: bool
    time: int
    next_at: int
    done: Decimal = ZERO
    cost: Decimal = ZERO
    sent: int = 0
    status: str = "activated"

    @property
    def slices(self) -> int:
        """How many slices there are in all."""
        return self.minutes * 60_000 // APART + 1
