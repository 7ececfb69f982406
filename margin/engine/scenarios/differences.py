"""What differs between two assessments of one account, and why liquidation prices moved.

In cross, a position's liquidation price depends on its own size and cost and on its cushion: the pool's cash
plus the others' PnL minus the others' maintenance. The reasons are the parts of the cushion's change; they
add up to it exactly.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum

from margin.engine.accounts import Leg, Mode
from margin.engine.assessment import Assessment, PositionFigures
from margin.engine.errors import MarginError
from margin.engine.money import ZERO, exactly

type Key = tuple[str, Leg]


class Cause(StrEnum):
    """Why a liquidation price moved."""

    POOL = "pool"
    SET_ASIDE = "set-aside"
    RESULT = "result"
    MAINTENANCE = "maintenance"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a move, in money: positive is room gained, negative room lost.

    POOL: the pool's own cash (deposits, withdrawals, fees, funding, results of trades). SET_ASIDE: margin
    that went to `market`'s isolated position or came back. RESULT: unrealized PnL of `market`, shared by
    all. MAINTENANCE: what `market` requires. OWN: the position itself changed; `amount` is its isolated
    margin's change, None where size, cost or mode changed.
    """

    cause: Cause
    market: str | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and after; None: not there."""

    figure: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class PositionChange:
    """One position's changed figures; `before` None: opened, `after` None: closed."""

    market: str
    leg: Leg
    before: PositionFigures | None
    after: PositionFigures | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class LiquidationMove:
    """The liquidation price of a position that was and is open.

    `by`: after − before, None when either does not exist. `nearer`: the room to it shrank, in percent of the
    mark of each moment.
    """

    market: str
    leg: Leg
    before: Decimal | None
    after: Decimal | None
    by: Decimal | None
    nearer: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs; the two assessments hold all figures, also those that do not."""

    before: Assessment
    after: Assessment
    changes: tuple[Change, ...]
    positions: tuple[PositionChange, ...]
    moves: tuple[LiquidationMove, ...]

    @property
    def is_empty(self) -> bool:
        """True when nothing differs."""
        return not (self.changes or self.positions or self.moves)

    def moves_of_others(self, market: str) -> tuple[LiquidationMove, ...]:
        """The moved liquidation prices outside `market`."""
        return tuple(move for move in self.moves if move.market != market)


@exactly
def compare(before: Assessment, after: Assessment) -> Difference:
    """What differs from `before` to `after`, two assessments of the same pool.

    In a pool of several assets RESULT and MAINTENANCE are in each position's collateral, and POOL is what
    remains of the change in USD, conversion included.
    """
    if before.pool != after.pool:
        raise MarginError("pool", f"must be the same, not {before.pool} and {after.pool}")
    old, new = _by_key(before), _by_key(after)
    keys = dict.fromkeys((*old, *new))
    return Difference(
        before=before,
        after=after,
        changes=tuple(_changes(before, after)),
        positions=tuple(
            PositionChange(*key, old.get(key), new.get(key), changes)
            for key in keys
            if (changes := tuple(_changes(old.get(key), new.get(key))))
        ),
        moves=tuple(
            _move(before, after, old[key], new[key])
            for key in old
            if key in new and old[key].liquidation_price != new[key].liquidation_price
        ),
    )


def _by_key(assessment: Assessment) -> dict[Key, PositionFigures]:
    return {(figures.market, figures.leg): figures for figures in assessment.positions}


def _changes(
    before: Assessment | PositionFigures | None, after: Assessment | PositionFigures | None
) -> Iterator[Change]:
    shape = before or after
    assert shape is not None
    for field in fields(shape):
        old, new = (None if side is None else getattr(side, field.name) for side in (before, after))
        if old == new or not all(isinstance(value, Decimal | int | None) for value in (old, new)):
            continue
        yield Change(field.name, _decimal(old), _decimal(new))


def _decimal(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _move(
    before: Assessment, after: Assessment, old: PositionFigures, new: PositionFigures
) -> LiquidationMove:
    was, now = old.liquidation_price, new.liquidation_price
    reasons = list(_own_reasons(old, new))
    if old.mode is new.mode is Mode.CROSS:
        reasons += _pool_reasons(before, after, (old.market, old.leg))
    return LiquidationMove(
        market=old.market,
        leg=old.leg,
        before=was,
        after=now,
        by=None if was is None or now is None else now - was,
        nearer=_room(new) < _room(old),
        reasons=tuple(reasons),
    )


def _room(figures: PositionFigures) -> Decimal:
    distance = figures.liquidation_distance
    return Decimal("Infinity") if distance is None else abs(distance)


def _own_reasons(old: PositionFigures, new: PositionFigures) -> Iterator[Reason]:
    if (old.size, old.entry_price, old.mode) != (new.size, new.entry_price, new.mode):
        yield Reason(Cause.OWN, old.market, None)
    elif _aside(old) != _aside(new):
        yield Reason(Cause.OWN, old.market, _aside(new) - _aside(old))


def _aside(figures: PositionFigures | None) -> Decimal:
    """Margin set aside for an isolated position; 0 in cross and where nothing is open."""
    if figures is None or figures.mode is Mode.CROSS:
        return ZERO
    return figures.margin - figures.unrealized_pnl


def _cross(figures: PositionFigures | None, name: str) -> Decimal:
    """A cross position's part in the pool; 0 for an isolated one and where nothing is open."""
    if figures is None or figures.mode is Mode.ISOLATED:
        return ZERO
    value = getattr(figures, name)
    assert isinstance(value, Decimal)
    return value


def _pool_reasons(before: Assessment, after: Assessment, target: Key) -> Iterator[Reason]:
    """The parts of the cushion's change, seen from `target`.

    The PnL of a position whose size changed became cash in part: it counts with the pool's cash.
    """
    old, new = _by_key(before), _by_key(after)
    keys = dict.fromkeys((*old, *new))
    pool = after.equity - before.equity
    results: dict[str, Decimal] = {}
    maintenance: dict[str, Decimal] = {}
    aside: dict[str, Decimal] = {}
    for key in keys:
        was, now = old.get(key), new.get(key)
        pnl = _cross(now, "unrealized_pnl") - _cross(was, "unrealized_pnl")
        if was and now and was.size == now.size:
            pool -= pnl
            if key != target:
                _add(results, key[0], pnl)
        if key != target:
            _add(maintenance, key[0], _cross(was, "maintenance_margin") - _cross(now, "maintenance_margin"))
        _add(aside, key[0], _aside(was) - _aside(now))
    for market, amount in aside.items():
        # Only what the pool really gave or got: funding and fees of an isolated position are its own.
        moved = max(amount, min(pool, ZERO)) if amount < 0 else min(amount, max(pool, ZERO))
        if moved:
            pool -= moved
            yield Reason(Cause.SET_ASIDE, market, moved)
    if pool:
        yield Reason(Cause.POOL, None, pool)
    yield from (Reason(Cause.RESULT, market, amount) for market, amount in results.items() if amount)
    yield from (Reason(Cause.MAINTENANCE, market, amount) for market, amount in maintenance.items() if amount)


def _add(sums: dict[str, Decimal], market: str, amount: Decimal) -> None:
    sums[market] = sums.get(market, ZERO) + amount
