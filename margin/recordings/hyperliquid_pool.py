"""What a recorded state's cross pool is worth and requires: computed where all of it is there.

Reported totals stand in only where the file leaves positions out, for figures that they do not contain.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from margin.engine.hyperliquid import initial_margin, order_margin, transfer_requirement
from margin.engine.money import ZERO, floor6
from margin.recordings.findings import Finding, text
from margin.recordings.hyperliquid_history import TRANSFER_RULE, is_before
from margin.recordings.hyperliquid_state import RecordedPosition, RecordedState

VENUE = "hyperliquid"
MICRO = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Derived:
    """An amount and the fields it comes from; or None and the reason why it cannot be had."""

    amount: Decimal | None
    inputs: tuple[str, ...] = ()
    reason: str = ""


def equity(state: RecordedState) -> Derived:
    """The cross pool's equity, from cash and values, else as reported."""
    computed = _value(state.cross, state.cross_name, state.cross_positions)
    if computed.amount is not None:
        return computed
    if "accountValue" not in state.cross:
        return Derived(None, reason="the account's cash and value are not recorded")
    return Derived(state.cross["accountValue"], (f"{state.cross_name}.accountValue",))


def maintenance(state: RecordedState) -> Derived:
    """The cross pool's maintenance margin: the sum of floors, else as reported."""
    computed = _summed_maintenance(state)
    if computed.amount is not None or not _omission(state.cross, state.cross_name, state.cross_positions):
        return computed
    reported = state.reported.get("crossMaintenanceMarginUsed")
    if reported is None:
        return Derived(None, reason="crossMaintenanceMarginUsed is not recorded and positions are left out")
    return Derived(reported, ("crossMaintenanceMarginUsed",))


def account_findings(state: RecordedState) -> Iterator[Finding]:
    """The account's own figures."""
    if "crossMaintenanceMarginUsed" in state.reported:
        reported = state.reported["crossMaintenanceMarginUsed"]
        yield _finding("crossMaintenanceMarginUsed", reported, _summed_maintenance(state))
    summaries = {state.cross_name: (state.cross, state.cross_positions)}
    summaries["marginSummary"] = (state.whole, state.positions)
    for name, (summary, positions) in summaries.items():
        if "accountValue" in summary:
            yield _finding(f"{name}.accountValue", summary["accountValue"], _value(summary, name, positions))
    reported = state.reported.get("withdrawable")
    if reported is not None:
        yield _finding("withdrawable", reported, _withdrawable(state, reported))


def _summed_maintenance(state: RecordedState) -> Derived:
    omission = _omission(state.cross, state.cross_name, state.cross_positions)
    if omission:
        return Derived(None, reason=omission)
    unknown = [position.coin for position in state.cross_positions if not position.tiers.is_known]
    if unknown:
        return Derived(None, reason=f"the maximum leverage of {', '.join(unknown)} is not known")
    floored = (floor6(position.tiers.maintenance(position.value)) for position in state.cross_positions)
    tiers = dict.fromkeys(position.tiers_input for position in state.cross_positions)
    return Derived(sum(floored, ZERO), ("positionValue", *tiers))


def _value(summary: Mapping[str, Decimal], name: str, positions: tuple[RecordedPosition, ...]) -> Derived:
    omission = _omission(summary, name, positions)
    if omission:
        return Derived(None, reason=omission)
    if "totalRawUsd" not in summary:
        return Derived(None, reason=f"{name}.totalRawUsd is not recorded")
    values = sum((position.side * position.value for position in positions), ZERO)
    return Derived(summary["totalRawUsd"] + values, (f"{name}.totalRawUsd", "szi", "positionValue"))


def _omission(summary: Mapping[str, Decimal], name: str, positions: tuple[RecordedPosition, ...]) -> str:
    """Why the file's positions are not all that the summary counts; "" when they are."""
    if "totalNtlPos" not in summary:
        return f"{name}.totalNtlPos is not recorded"
    there = sum((position.value for position in positions), ZERO)
    if abs(there - summary["totalNtlPos"]) <= MICRO:
        return ""
    return f"{name} counts {text(summary['totalNtlPos'])} of positions, the file holds {text(there)}"


def _withdrawable(state: RecordedState, reported: Decimal) -> Derived:
    omission = _omission(state.cross, state.cross_name, state.cross_positions)
    pool = equity(state)
    if omission or pool.amount is None:
        return Derived(None, reason=omission or pool.reason)
    orders = state.orders or ()
    if any(order.leverage is None and not order.reduce_only for order in orders):
        return Derived(None, reason="the leverage of a resting order is not recorded")
    rule = initial_margin if is_before(state.on, TRANSFER_RULE) else transfer_requirement
    staying = sum((rule(position.value, position.leverage) for position in state.cross_positions), ZERO)
    computed = max(ZERO, pool.amount - staying - order_margin(orders, []))
    inputs = (*pool.inputs, "positionValue", "leverage.value", *(["openOrders"] if orders else []))
    if state.orders is None and reported < computed:
        missing = text(computed - reported)
        return Derived(computed, inputs, f"resting orders are not recorded; {missing} would be theirs")
    return Derived(computed, inputs)


def _finding(figure: str, reported: Decimal | None, derived: Derived) -> Finding:
    inputs = tuple(dict.fromkeys(derived.inputs))
    return Finding(VENUE, "account", figure, reported, derived.amount, inputs, reason=derived.reason)
