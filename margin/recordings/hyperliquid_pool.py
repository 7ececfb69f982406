"""What a recorded state's cross pool is worth and requires: computed where all of it is there.

Reported totals stand in only where the file leaves positions out, or parts of them, for figures that they do
not contain.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial

from margin.engine.hyperliquid import initial_margin, order_margin, transfer_requirement
from margin.engine.money import ZERO, floor6, half_up6
from margin.recordings.findings import Finding, text
from margin.recordings.hyperliquid_history import TRANSFER_RULE, is_before
from margin.recordings.hyperliquid_judge import Derived, finding, unreadable
from margin.recordings.hyperliquid_state import RecordedPosition, RecordedState, of, orders_of
from margin.recordings.numbers import NotRecorded, mapping, number

MICRO = Decimal("0.000001")
SUMMARIES = ("crossMarginSummary", "marginSummary")


def equity(state: RecordedState) -> Derived:
    """The cross pool's equity, from cash and values, else as reported."""
    name = state.cross_name
    try:
        return _value(state, name)
    except NotRecorded:
        reported = half_up6(_amount(state, name, "accountValue"))
        return Derived(reported, (f"{name}.accountValue",))


def notional(state: RecordedState) -> Derived:
    """What all cross positions are worth, else as reported."""
    name = state.cross_name
    try:
        values = (of(position, "value") for position in _require_all(state, name))
        return Derived(sum(values, ZERO), ("positionValue",))
    except NotRecorded:
        return Derived(half_up6(_amount(state, name, "totalNtlPos")), (f"{name}.totalNtlPos",))


def maintenance(state: RecordedState) -> Derived:
    """The cross pool's maintenance margin: the sum of floors, else as reported."""
    try:
        _require_all(state, state.cross_name)
    except NotRecorded as problem:
        if state.raw.get("crossMaintenanceMarginUsed") is None:
            raise NotRecorded(f"{problem}, and crossMaintenanceMarginUsed is not recorded") from None
        reported = number(state.raw, "crossMaintenanceMarginUsed")
        return Derived(reported, ("crossMaintenanceMarginUsed",))
    return _summed_maintenance(state)


def account_findings(state: RecordedState) -> Iterator[Finding]:
    """The account's own figures; null there is "not reported"."""
    for field, of_account in OF_ACCOUNT.items():
        if state.raw.get(field) is not None:
            yield finding("account", state.raw, field, partial(of_account, state))
    for name in SUMMARIES:
        summary = state.raw.get(name)
        if summary is not None and not isinstance(summary, dict):
            yield unreadable("account", name, f"{name} is not an object")
        elif summary and summary.get("accountValue") is not None:
            compute = partial(_account_value, state, name)
            yield finding("account", summary, "accountValue", compute, f"{name}.accountValue")


def _account_value(state: RecordedState, name: str) -> Derived:
    state.require_standard()
    return _value(state, name)


def _maintenance_used(state: RecordedState) -> Derived:
    state.require_standard()
    _require_all(state, state.cross_name)
    return _summed_maintenance(state)


def _summed_maintenance(state: RecordedState) -> Derived:
    cross = state.cross_positions
    required = ZERO
    for position in cross:
        required += floor6(of(position, "tiers").maintenance(of(position, "value")))
    tiers = (source for position in cross for source in position.tiers.inputs)
    return Derived(required, ("positionValue", *tiers))


def _value(state: RecordedState, name: str) -> Derived:
    positions = _require_all(state, name)
    cash = half_up6(_amount(state, name, "totalRawUsd"))
    values = sum((of(position, "side") * of(position, "value") for position in positions), ZERO)
    return Derived(cash + values, (f"{name}.totalRawUsd", "szi", "positionValue"))


def _amount(state: RecordedState, name: str, field: str) -> Decimal:
    return number(mapping(state.raw, name), field, f"{name}.")


def _require_all(state: RecordedState, name: str) -> Sequence[RecordedPosition]:
    """The positions that a summary counts; NotRecorded when the file does not hold them all."""
    is_whole = name == "marginSummary" and name != state.cross_name
    positions = state.positions if is_whole else state.cross_positions
    counted = half_up6(_amount(state, name, "totalNtlPos"))
    there = sum((of(position, "value") for position in positions), ZERO)
    if abs(there - counted) > MICRO:
        raise NotRecorded(f"{name} counts {text(counted)} of positions, the file holds {text(there)}")
    return positions


def _withdrawable(state: RecordedState) -> Derived:
    state.require_standard()
    positions, pool, orders = _require_all(state, state.cross_name), equity(state), orders_of(state)
    if any(order.leverage is None and not order.reduce_only for order in orders or ()):
        raise NotRecorded("the leverage of a resting order is not recorded")
    rule = initial_margin if is_before(state.on, TRANSFER_RULE) else transfer_requirement
    staying = sum((rule(of(each, "value"), of(each, "leverage")) for each in positions), ZERO)
    assert pool.amount is not None
    computed = max(ZERO, pool.amount - staying - order_margin(orders or (), []))
    inputs = (*pool.inputs, "positionValue", "leverage.value", *(["openOrders"] if orders else []))
    reported = number(state.raw, "withdrawable")
    if orders is None and reported < computed:
        missing = text(computed - reported)
        return Derived(computed, inputs, f"resting orders are not recorded; {missing} would be theirs")
    return Derived(computed, inputs)


OF_ACCOUNT: dict[str, Callable[[RecordedState], Derived]] = {
    "crossMaintenanceMarginUsed": _maintenance_used,
    "withdrawable": _withdrawable,
}
