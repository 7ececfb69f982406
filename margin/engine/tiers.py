"""Margin tiers of both venues as one schedule: maintenance = notional × rate − deduction, by notional."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from margin.engine import checks
from margin.engine.errors import MarginError
from margin.engine.money import ZERO, exactly, quotient_up

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier: from `floor` (notional, inclusive or exclusive as the venue says) up to the next one's."""

    floor: Decimal
    rate: Decimal
    deduction: Decimal
    max_leverage: int


@dataclass(frozen=True, slots=True)
class TierSchedule:
    """The tiers of one market, lowest first; no tiers at all means that they are not known.

    `floor_is_inside`: a notional exactly on a floor belongs to the higher tier (Hyperliquid) or to the lower
    one (Aster: floor < notional ≤ cap). Money does not depend on it, since schedules are continuous; the
    maximum leverage does. `cap`: the largest notional the last tier allows, where the venue has one.
    """

    tiers: tuple[Tier, ...]
    floor_is_inside: bool = True
    cap: Decimal | None = None

    def __post_init__(self) -> None:
        _check(self.tiers, self.cap)

    @classmethod
    def unknown(cls) -> "TierSchedule":
        """The schedule of a market whose tiers are not known: nothing is computed from it."""
        return cls(())

    @classmethod
    def of_leverages(cls, rows: Iterable[tuple[Decimal, int]]) -> "TierSchedule":
        """Hyperliquid: rows (lower bound of notional, maximum leverage), lowest first.

        rate = 1 / (2 × maximum leverage); deductions make the schedule continuous. Source: Hyperliquid docs,
        trading/margin-tiers.
        """
        return cls(_with_deductions(tuple(rows)))

    @classmethod
    def of_brackets(cls, rows: Iterable[tuple[Decimal, Decimal, Decimal, Decimal, int]]) -> "TierSchedule":
        """Aster: rows (notionalFloor, notionalCap, maintMarginRatio, cum, initialLeverage), lowest first.

        Source: Aster docs, leverageBracket. Each cap must be the next floor.
        """
        rows = tuple(rows)
        for index, (floor, cap, *_) in enumerate(rows, start=1):
            checks.amount(f"tier {index} floor", floor)
            checks.amount(f"tier {index} cap", cap)
        for index, (below, above) in enumerate(pairwise(rows), start=2):
            if above[0] != below[1]:
                raise MarginError(
                    f"tier {index} floor", f"must be the cap before, {below[1]}, not {above[0]}"
                )
        tiers = tuple(Tier(floor, rate, cum, leverage) for floor, _, rate, cum, leverage in rows)
        return cls(tiers, floor_is_inside=False, cap=rows[-1][1] if rows else None)

    @property
    def is_known(self) -> bool:
        """False when the venue's tiers for this market could not be read."""
        return bool(self.tiers)

    def at(self, notional: Decimal) -> Tier:
        """The tier of a position worth `notional` (≥ 0); beyond the cap it is the last one."""
        if not self.tiers:
            raise MarginError("tiers", "are not known")
        if checks.finite("notional", notional) < 0:
            raise MarginError("notional", f"must not be negative, not {notional}")
        floors = [tier.floor for tier in self.tiers]
        index = (bisect_right if self.floor_is_inside else bisect_left)(floors, notional)
        return self.tiers[max(index - 1, 0)]

    @exactly
    def maintenance(self, notional: Decimal) -> Decimal:
        """Maintenance margin of a position worth `notional`, not rounded."""
        tier = self.at(notional)
        return notional * tier.rate - tier.deduction

    @property
    def max_leverage(self) -> int:
        """The largest leverage of the market: its first tier's."""
        return self.at(ZERO).max_leverage

    def max_notional(self, leverage: int) -> Decimal | None:
        """The largest notional allowed at `leverage`; None when there is no limit, 0 when none is allowed."""
        checks.whole_leverage("leverage", leverage)
        if not self.tiers:
            raise MarginError("tiers", "are not known")
        for tier in self.tiers:
            if tier.max_leverage < leverage:
                return tier.floor
        return self.cap


def schedule(field: str, tiers: TierSchedule) -> TierSchedule:
    """`tiers`, a schedule; `TierSchedule.unknown()`, never None, stands for one that is not known."""
    if not isinstance(tiers, TierSchedule):
        raise MarginError(field, f"must be a TierSchedule, not {type(tiers).__name__}")
    return tiers


@exactly
def _with_deductions(rows: tuple[tuple[Decimal, int], ...]) -> tuple[Tier, ...]:
    tiers: list[Tier] = []
    for index, (floor, leverage) in enumerate(rows, start=1):
        checks.amount(f"tier {index} floor", floor)
        rate = quotient_up(ONE, Decimal(2 * checks.whole_leverage(f"tier {index} max leverage", leverage)))
        below = tiers[-1] if tiers else Tier(ZERO, rate, ZERO, leverage)
        tiers.append(Tier(floor, rate, below.deduction + floor * (rate - below.rate), leverage))
    return tuple(tiers)


@exactly
def _check(tiers: tuple[Tier, ...], cap: Decimal | None) -> None:
    for index, tier in enumerate(tiers, start=1):
        checks.whole_leverage(f"tier {index} max leverage", tier.max_leverage)
        checks.amount(f"tier {index} floor", tier.floor)
        if not ZERO < checks.finite(f"tier {index} rate", tier.rate) < ONE:
            raise MarginError(f"tier {index} rate", f"must be above 0 and below 1, not {tier.rate}")
        checks.finite(f"tier {index} deduction", tier.deduction)
    if tiers and tiers[0].floor != 0:
        raise MarginError("tier 1 floor", f"must be 0, not {tiers[0].floor}")
    if tiers and tiers[0].deduction != 0:
        raise MarginError("tier 1 deduction", f"must be 0, not {tiers[0].deduction}")
    for index, (below, above) in enumerate(pairwise(tiers), start=2):
        _check_step(f"tier {index}", below, above)
    if tiers and cap is not None and checks.amount("last tier cap", cap) <= tiers[-1].floor:
        raise MarginError("last tier cap", f"must be above its floor {tiers[-1].floor}, not {cap}")


def _check_step(name: str, below: Tier, above: Tier) -> None:
    if above.floor <= below.floor:
        raise MarginError(f"{name} floor", f"must be above {below.floor}, not {above.floor}")
    if above.rate <= below.rate:
        raise MarginError(f"{name} rate", f"must be above {below.rate}, not {above.rate}")
    if above.max_leverage > below.max_leverage:
        raise MarginError(f"{name} max leverage", f"must not be above {below.max_leverage}")
    if above.deduction != below.deduction + above.floor * (above.rate - below.rate):
        raise MarginError(f"{name} deduction", f"must continue the tier before, not {above.deduction}")
