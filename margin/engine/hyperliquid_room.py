"""How much more can be traded on each side of a Hyperliquid market: its `activeAssetData`, from the account.

Closing needs no margin and frees what the position holds, which the other side may use again. Source:
recorded `activeAssetData` and `maxTradeSzs` of cross and isolated positions, see docs/margin.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from margin.engine import checks
from margin.engine.accounts import Account
from margin.engine.assess import assess
from margin.engine.assessment import Assessment, Indeterminate, PositionFigures
from margin.engine.hyperliquid import initial_margin, order_margin
from margin.engine.market import Market
from margin.engine.money import ZERO, exactly, floored_to, quotient


@dataclass(frozen=True, slots=True)
class Room:
    """What can still be bought or sold in one market.

    `available`: margin for it, as the venue prints it (`availableToTrade`: that of a whole size, before the
    tier limit). `max_size`: the largest order (`maxTradeSzs`). `is_tier_limited`: the tier of the resulting
    position stops it, not the margin.
    """

    available: Decimal
    max_size: Decimal
    is_tier_limited: bool


@exactly
def room(
    account: Account, marks: Mapping[str, Decimal], market: Market, is_buy: bool
) -> Room | Indeterminate:
    """The room on one side of `market`, at the leverage of its open position or else the market's own."""
    if market.name not in marks:
        return Indeterminate((f"{market.name} mark",))
    assessment = assess(account, marks)
    if isinstance(assessment, Indeterminate):
        return assessment
    mark = checks.positive(f"{market.name} mark", marks[market.name])
    held = next((figures for figures in assessment.positions if figures.market == market.name), None)
    leverage = held.leverage if held else market.leverage
    free = free_margin(account, assessment, held, is_buy)
    closing = held.notional if held and (held.size > 0) is not is_buy else ZERO
    size = floored_to(market.size_decimals, quotient(free * leverage + closing, mark))
    limit = _tier_limit(market, leverage, mark, held, is_buy)
    return Room(
        available=initial_margin(size * mark, leverage),
        max_size=size if limit is None else min(size, limit),
        is_tier_limited=limit is not None and limit < size,
    )


@exactly
def free_margin(
    account: Account, assessment: Assessment, held: PositionFigures | None, is_buy: bool
) -> Decimal:
    """Margin that orders of one side may take, beyond what closes an open position; never below 0.

    Same side or flat: equity − initial margin − order margin. Against an open position: that, plus what this
    market's orders on the other side hold, plus what closing frees (cross: initial margin; isolated: equity).
    """
    free = assessment.equity - assessment.initial_margin - assessment.order_margin
    if held is None or (held.size > 0) is is_buy:
        return max(ZERO, free)
    increasing = [
        order for order in account.orders if order.market == held.market and (order.size > 0) is not is_buy
    ]
    reused = order_margin(increasing, account.positions)
    return max(ZERO, free + reused + held.margin)


def _tier_limit(
    market: Market, leverage: int, mark: Decimal, held: PositionFigures | None, is_buy: bool
) -> Decimal | None:
    """The largest order after which the position still fits the tier that its leverage allows."""
    largest = market.tiers.max_notional(leverage)
    if largest is None:
        return None
    side = 1 if is_buy else -1
    already = held.size * side if held else ZERO
    return max(ZERO, floored_to(market.size_decimals, quotient(largest, mark)) - already)
