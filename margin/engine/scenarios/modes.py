"""The mode selector's facts, computed for this account and the order in hand (PRODUCT S10)."""

from dataclasses import dataclass, replace
from decimal import Decimal

from margin.engine.accounts import Account, Mode
from margin.engine.assessment import Assessment, PositionFigures
from margin.engine.money import ZERO, exactly
from margin.engine.scenarios.cash import known_assessment
from margin.engine.scenarios.differences import Difference, LiquidationMove
from margin.engine.scenarios.drafts import Draft
from margin.engine.scenarios.holding import position_in
from margin.engine.scenarios.locks import Lock, Restriction
from margin.engine.scenarios.previews import preview
from margin.engine.scenarios.prices import Prices
from margin.engine.scenarios.settings import mode_locks


@dataclass(frozen=True, slots=True)
class ModeFacts:
    """What the order means in one mode.

    `backing`: what stands behind the position after the fill (cross: the pool's equity; isolated: its own),
    which is also `at_risk`, the most that can be lost now, never below 0. `set_aside`: what the order takes
    out of the pool, 0 in cross. `others`: how the other positions' liquidation prices move. `locked_after`:
    why the mode can then not be changed while the position is open.
    """

    backing: Decimal
    at_risk: Decimal
    set_aside: Decimal
    position: PositionFigures
    difference: Difference
    others: tuple[LiquidationMove, ...]
    needed: Decimal
    is_affordable: bool
    locked_after: tuple[Lock, ...]


@dataclass(frozen=True, slots=True)
class ModeChoice:
    """One side of the selector. `locks`: why it cannot be chosen now; `facts` None when it cannot be traded.

    The mode in force has no locks and is `is_current`.
    """

    mode: Mode
    is_current: bool
    locks: tuple[Lock, ...]
    facts: ModeFacts | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands behind an open position as it is, for the locked selector."""

    backing: Decimal
    at_risk: Decimal
    position: PositionFigures


@exactly
def mode_choices(
    account: Account,
    marks: Prices,
    draft: Draft,
    current: Mode,
    restriction: Restriction = Restriction.NONE,
    lasts: Prices | None = None,
) -> tuple[ModeChoice, ModeChoice]:
    """Cross and isolated for the order in hand; `current` is the mode that the venue has for its market."""
    cross, isolated = (
        _choice(account, marks, replace(draft, mode=mode), current, restriction, lasts) for mode in Mode
    )
    return cross, isolated


@exactly
def standing(account: Account, marks: Prices, draft: Draft, lasts: Prices | None = None) -> Standing | None:
    """What backs the open position that the draft would change; None when nothing is open there."""
    if position_in(account, draft.market, draft.leg) is None:
        return None
    assessment = known_assessment(account, marks, lasts)
    figures = _figures(assessment, draft)
    assert figures is not None
    backing = _backing(assessment, figures)
    return Standing(backing, max(ZERO, backing), figures)


def _choice(
    account: Account,
    marks: Prices,
    draft: Draft,
    current: Mode,
    restriction: Restriction,
    lasts: Prices | None,
) -> ModeChoice:
    is_current = draft.mode is current
    locks = () if is_current else mode_locks(account, draft.market, draft.mode, restriction)
    facts = None if locks else _facts(account, marks, draft, restriction, lasts)
    return ModeChoice(draft.mode, is_current, locks, facts)


def _facts(
    account: Account, marks: Prices, draft: Draft, restriction: Restriction, lasts: Prices | None
) -> ModeFacts | None:
    seen = preview(account, marks, draft, lasts)
    before, after = seen.difference.before, seen.difference.after
    figures = _figures(after, draft)
    if figures is None:  # the order closes the position: nothing is left to back
        return None
    backing = _backing(after, figures)
    other = Mode.ISOLATED if draft.mode is Mode.CROSS else Mode.CROSS
    return ModeFacts(
        backing=backing,
        at_risk=max(ZERO, backing),
        set_aside=_aside(figures) - _aside(_figures(before, draft)),
        position=figures,
        difference=seen.difference,
        others=seen.difference.moves_of_others(draft.market),
        needed=seen.needed,
        is_affordable=seen.is_affordable,
        locked_after=mode_locks(seen.account, draft.market, other, restriction),
    )


def _figures(assessment: Assessment, draft: Draft) -> PositionFigures | None:
    for figures in assessment.positions:
        if (figures.market, figures.leg) == (draft.market, draft.leg):
            return figures
    return None


def _backing(assessment: Assessment, figures: PositionFigures) -> Decimal:
    return assessment.equity if figures.mode is Mode.CROSS else figures.margin


def _aside(figures: PositionFigures | None) -> Decimal:
    if figures is None or figures.mode is Mode.CROSS:
        return ZERO
    return figures.margin - figures.unrealized_pnl
