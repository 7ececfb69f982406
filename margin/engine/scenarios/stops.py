"""The account at a stop: filled at its trigger, and at the worst price a triggered order may take."""

from dataclasses import dataclass
from decimal import Decimal

from margin.engine import checks
from margin.engine.accounts import Account, Leg
from margin.engine.assessment import Assessment
from margin.engine.errors import MarginError
from margin.engine.money import ZERO, exactly, half_even30, quotient
from margin.engine.scenarios.cash import known_assessment
from margin.engine.scenarios.drafts import Draft
from margin.engine.scenarios.fills import filled
from margin.engine.scenarios.holding import open_position, position_in
from margin.engine.scenarios.prices import HUNDRED, Prices, repriced
from margin.engine.scenarios.rule_sets import change_rules_of


@dataclass(frozen=True, slots=True)
class StopFill:
    """The stop filled at `price`: `result` against entry, `change` of the account value from now.

    An isolated position loses at most what was set aside for what the stop closes.
    """

    price: Decimal
    result: Decimal
    change: Decimal
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class AtStop:
    """A stop that protects `size` of a position; `unprotected` is the rest of it (≥ 0).

    `is_beyond_liquidation`: with only this market moving, the venue liquidates before the trigger.
    """

    size: Decimal
    unprotected: Decimal
    liquidation_price: Decimal | None
    is_beyond_liquidation: bool
    at_trigger: StopFill
    at_worst: StopFill


@exactly
def at_stop(
    account: Account,
    marks: Prices,
    market: str,
    trigger: Decimal,
    size: Decimal | None = None,
    slippage: Decimal | None = None,
    leg: Leg = Leg.BOTH,
    fee_rate: Decimal = ZERO,
) -> AtStop:
    """The account when `market` trades at `trigger` and a stop closes `size` (> 0; None: all) of it there.

    `slippage`: how far, in percent, the fill may be beyond the trigger; None takes the venue's, and
    MarginError where each market has its own. Only this market moves.
    """
    checks.positive(f"{market} trigger", trigger)
    held = open_position(account, market, leg)
    if slippage is None:
        slippage = change_rules_of(account.rules).trigger_slippage
    if slippage is None:
        raise MarginError("slippage", "must be given: each market of this venue has its own")
    if not ZERO <= checks.amount("slippage", slippage) < HUNDRED:
        raise MarginError("slippage", f"must be from 0 to below 100 %, not {slippage}")
    whole = abs(held.size)
    closed = whole if size is None else min(checks.positive("stop size", size), whole)
    now = known_assessment(account, marks)
    at_trigger = repriced(marks, {market: trigger})
    side = -1 if held.size > 0 else 1
    entry = quotient(held.cost, held.size)

    def filled_at(price: Decimal) -> StopFill:
        draft = Draft(
            market,
            closed * side,
            price,
            held.mode,
            held.leverage,
            held.tiers,
            leg,
            held.collateral,
            reduce_only=True,
            fee_rate=fee_rate,
        )
        left = filled(account, draft)
        after = known_assessment(left, at_trigger)
        result = half_even30(closed * side * (entry - price))
        if held.wallet is not None:
            rest = position_in(left, market, leg)
            kept = ZERO if rest is None or rest.wallet is None else rest.wallet
            result = max(result, kept - held.wallet)
        return StopFill(price, result, after.account_value - now.account_value, after)

    figures = next(found for found in now.positions if (found.market, found.leg) == (market, leg))
    liquidation = figures.liquidation_price
    return AtStop(
        size=closed,
        unprotected=whole - closed,
        liquidation_price=liquidation,
        is_beyond_liquidation=liquidation is not None and _reached(figures.mark, liquidation, trigger),
        at_trigger=filled_at(trigger),
        at_worst=filled_at(half_even30(trigger * (HUNDRED + slippage * side) / HUNDRED)),
    )


def _reached(mark: Decimal, liquidation: Decimal, trigger: Decimal) -> bool:
    return min(mark, trigger) <= liquidation <= max(mark, trigger)
