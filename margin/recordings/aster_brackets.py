"""Recorded leverage brackets as a schedule of the engine, also where a record prints only some of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from margin.engine.money import ZERO, exactly, quotient
from margin.engine.tiers import Tier, TierSchedule
from margin.recordings.numbers import NotRecorded, number

# Binance writes the largest 64-bit integer, through a float, where a table has no last cap.
NO_CAP = Decimal("9e18")


@dataclass(frozen=True, slots=True)
class Table:
    """The brackets of one market; `known_from` is the notional below which the record has none."""

    tiers: TierSchedule
    known_from: Decimal

    def require(self, symbol: str, notional: Decimal) -> None:
        """NotRecorded when nothing may be concluded about a position worth `notional`."""
        if notional < self.known_from:
            raise NotRecorded(f"the brackets of {symbol} are recorded only from {self.known_from:f} on")


@exactly
def bracket_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """The recorded brackets, lowest first.

    Some published examples print the one bracket they use. A schedule starts at 0 and is continuous, so what
    lies below is filled with one flat rate that leads up to it.
    """
    tiers = [
        Tier(
            number(row, "notionalFloor"),
            number(row, "maintMarginRatio"),
            number(row, "cum"),
            int(number(row, "initialLeverage")),
        )
        for row in rows
    ]
    cap = number(rows[-1], "notionalCap")
    first, known_from = tiers[0], tiers[0].floor
    if first.deduction > 0:
        step = _filling_rate(first.rate)
        floor = quotient(first.deduction, step)
        known_from = max(known_from, floor)
        below = Tier(ZERO, first.rate - step, ZERO, first.max_leverage)
        tiers[:1] = [below, Tier(floor, first.rate, first.deduction, first.max_leverage)]
    return Table(TierSchedule(tuple(tiers), False, cap if cap < NO_CAP else None), known_from)


def _filling_rate(rate: Decimal) -> Decimal:
    """The largest of 1, 2 or 5 × 10ⁿ below `rate`: any amount divides by it without a remainder."""
    power = Decimal(1).scaleb(rate.adjusted())
    return max(part for part in (power / 2, power, power * 2, power * 5) if part < rate)
