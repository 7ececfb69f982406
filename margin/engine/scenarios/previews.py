"""The whole account before and after an order, at the order's own price or through the book."""

from dataclasses import dataclass
from decimal import Decimal

from margin.engine.accounts import Account
from margin.engine.assessment import Assessment
from margin.engine.money import ZERO, exactly
from margin.engine.scenarios.books import Execution
from margin.engine.scenarios.cash import known_assessment
from margin.engine.scenarios.differences import Difference, compare
from margin.engine.scenarios.drafts import Draft
from margin.engine.scenarios.fills import executed, filled
from margin.engine.scenarios.holding import position_in, positions_in
from margin.engine.scenarios.prices import Prices, price_of, repriced
from margin.engine.scenarios.settings import with_leverage, with_mode
from margin.engine.tiers import Tier


@dataclass(frozen=True, slots=True)
class Preview:
    """What an order does to the whole account.

    `account` and `marks` are those after the fill: an order that must wait for its price fills when the mark
    is there, so `marks` then differ from now. `needed`: what it takes from available margin, immediate loss
    and fee included; `available`: what there is at that moment. `tier`: the one the position then stands in,
    None when nothing is open; `exceeds_tier`: its leverage is more than the venue allows there.
    """

    difference: Difference
    account: Account
    marks: dict[str, Decimal]
    needed: Decimal
    available: Decimal
    tier: Tier | None
    exceeds_tier: bool

    @property
    def is_affordable(self) -> bool:
        """True when available margin covers what is needed."""
        return self.needed <= self.available


@exactly
def preview(
    account: Account,
    marks: Prices,
    draft: Draft,
    lasts: Prices | None = None,
    execution: Execution | None = None,
) -> Preview:
    """`account` now and after `draft`: at its own price, or as `execution` fills it through a book.

    Another leverage than the market's is set first, for both legs and every resting order. Locked when the
    venue would refuse that or the draft's mode; MarginError when a mark is not known.
    """
    before = known_assessment(account, marks, lasts)
    price_of(marks, draft.market)
    ready = set_up(account, draft)
    at_fill = marks_at_fill(marks, draft) if execution is None else dict(marks)
    after = filled(ready, draft) if execution is None else executed(ready, draft, execution)
    assessed = known_assessment(after, at_fill, lasts)
    held = position_in(after, draft.market, draft.leg)
    earlier = known_assessment(account, at_fill, lasts)
    tier, exceeds = None, False
    if held is not None:
        notional = abs(held.size) * at_fill[draft.market]
        tier = held.tiers.at(notional)
        limit = held.tiers.max_notional(held.leverage)
        was = position_in(account, draft.market, draft.leg)
        # Of the other side, or smaller before: this order opens, and what opens must be within the tier.
        opens = was is None or abs(held.size) > max(ZERO, was.size.copy_sign(was.size * held.size))
        exceeds = limit is not None and notional > limit and opens
    return Preview(
        difference=compare(before, assessed),
        account=after,
        marks=at_fill,
        needed=_needed(earlier, assessed),
        available=earlier.available_margin,
        tier=tier,
        exceeds_tier=exceeds,
    )


def set_up(account: Account, draft: Draft) -> Account:
    """`account` with the mode and leverage that the draft asks for; Locked when the venue would refuse.

    A market has one of each: both legs and every resting order take them. The mode is an open position's,
    or of a flat market its resting orders'.
    """
    held = positions_in(account, draft.market)
    orders = tuple(order for order in account.orders if order.market == draft.market)
    if any(one.mode is not draft.mode for one in held or orders):
        account = with_mode(account, draft.market, draft.mode)
    leverages = [*(one.leverage for one in held), *(one.leverage for one in orders)]
    if any(leverage != draft.leverage for leverage in leverages):
        account = with_leverage(account, draft.market, draft.leverage)
    return account


def marks_at_fill(marks: Prices, draft: Draft) -> dict[str, Decimal]:
    """The marks when the draft fills: a buy below mark or a sale above it waits until the mark is there."""
    mark = price_of(marks, draft.market)
    waits = draft.price < mark if draft.size > 0 else draft.price > mark
    return repriced(marks, {draft.market: draft.price}) if waits else dict(marks)


@exactly
def _needed(before: Assessment, after: Assessment) -> Decimal:
    return max(ZERO, _free(before) - _free(after))


def _free(assessment: Assessment) -> Decimal:
    return assessment.equity - assessment.initial_margin - assessment.order_margin
