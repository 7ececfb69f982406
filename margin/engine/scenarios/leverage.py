"""What another leverage does: what it frees or locks, what it moves, and how low it may go."""

from bisect import bisect_left
from dataclasses import dataclass, replace
from decimal import Decimal

from margin.engine.accounts import Account, Mode
from margin.engine.assessment import Assessment
from margin.engine.errors import MarginError
from margin.engine.money import ZERO, exactly
from margin.engine.scenarios.cash import known_assessment
from margin.engine.scenarios.differences import Difference, compare
from margin.engine.scenarios.drafts import Draft
from margin.engine.scenarios.fills import filled
from margin.engine.scenarios.locks import Lock, Unlock, Why
from margin.engine.scenarios.prices import Prices, price_of
from margin.engine.scenarios.settings import leverage_locks, with_leverage
from margin.engine.tiers import TierSchedule


@dataclass(frozen=True, slots=True)
class LeverageFacts:
    """A leverage beside the present one, for the whole position and the order in hand.

    `frees`: margin it sets free (negative: takes). `difference`: from the present leverage to the new one;
    in cross no liquidation price is in it. `lowest` and `highest`: what available margin and the tier reached
    allow; `lowest` is None when nothing does. `locks`: why the venue would refuse, empty when it would not.
    """

    leverage: int
    frees: Decimal
    difference: Difference | None
    lowest: int | None
    highest: int
    locks: tuple[Lock, ...]


@exactly
def leverage_facts(
    account: Account,
    marks: Prices,
    market: str,
    leverage: int,
    draft: Draft | None = None,
    lasts: Prices | None = None,
) -> LeverageFacts:
    """What `leverage` does in `market`: to what is open there, and to `draft` once it has filled.

    The draft has the present leverage. `difference` is None when the venue would refuse the change.
    """
    base = account if draft is None else filled(account, draft)
    highest = _highest(base, marks, market, draft)
    locks = leverage_locks(account, market, leverage)
    if leverage > highest:
        locks = (*locks, Lock(Why.LEVERAGE_ABOVE_TIER, Unlock.REDUCE_POSITION))
    lowest = lowest_leverage(account, marks, market, draft, lasts)
    if locks:
        return LeverageFacts(leverage, ZERO, None, lowest, highest, locks)
    before = known_assessment(base, marks, lasts)
    after = known_assessment(_at(account, market, leverage, draft), marks, lasts)
    return LeverageFacts(leverage, _free(after) - _free(before), compare(before, after), lowest, highest, ())


@exactly
def lowest_leverage(
    account: Account, marks: Prices, market: str, draft: Draft | None = None, lasts: Prices | None = None
) -> int | None:
    """The lowest leverage of `market` that available margin pays for, with the draft filled if there is one.

    An isolated position must then hold its initial margin; what lacks counts as taken from the pool. None
    when not even the highest does.
    """
    before = known_assessment(account, marks, lasts)
    base = account if draft is None else filled(account, draft)
    highest = _highest(base, marks, market, draft)

    def is_paid(leverage: int) -> bool:
        if leverage_locks(account, market, leverage):
            return False
        after = known_assessment(_at(account, market, leverage, draft), marks, lasts)
        needed = _free(before) - _free(after) + _lacking(account, marks, market, leverage)
        return needed <= before.available_margin

    paid = bisect_left(range(1, highest + 1), True, key=is_paid) + 1
    return paid if paid <= highest else None


def _at(account: Account, market: str, leverage: int, draft: Draft | None) -> Account:
    changed = with_leverage(account, market, leverage)
    return changed if draft is None else filled(changed, replace(draft, leverage=leverage))


def _lacking(account: Account, marks: Prices, market: str, leverage: int) -> Decimal:
    """What the isolated positions open now have less than their initial margin at `leverage`."""
    figures = known_assessment(with_leverage(account, market, leverage), marks).positions
    isolated = (held for held in figures if held.market == market and held.mode is Mode.ISOLATED)
    return sum((max(ZERO, held.initial_margin - held.margin) for held in isolated), ZERO)


def _free(assessment: Assessment) -> Decimal:
    return assessment.equity - assessment.initial_margin - assessment.order_margin


def _highest(account: Account, marks: Prices, market: str, draft: Draft | None) -> int:
    """The highest leverage that the larger leg of `market` may have, as `max_notional` allows."""
    held = [position for position in account.positions if position.market == market]
    if held:
        mark = price_of(marks, market)
        return min(_allowed(leg.tiers, abs(leg.size) * mark) for leg in held)
    if draft is None:
        raise MarginError(f"{market} position", "must be open, or an order in hand")
    return draft.tiers.max_leverage


def _allowed(tiers: TierSchedule, notional: Decimal) -> int:
    """The highest leverage whose largest notional holds `notional`; beyond the cap, the last tier's."""
    for tier in tiers.tiers:
        limit = tiers.max_notional(tier.max_leverage)
        if limit is None or notional <= limit:
            return tier.max_leverage
    return tiers.at(notional).max_leverage
