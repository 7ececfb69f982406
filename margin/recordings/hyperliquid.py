"""Hyperliquid account states: every figure reported, beside ours.

No figure is computed from itself, nor from one that contains it: prices come from value / size, equity from
cash and values, and reported totals are used only where the file leaves positions out, for figures that
those totals do not contain.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from margin.engine.hyperliquid import initial_margin, order_margin, price_where, transfer_requirement
from margin.engine.money import ZERO, exactly, floor6, half_up10, quotient
from margin.recordings.findings import Finding, decimals_of, text
from margin.recordings.hyperliquid_history import (
    TIERED_LIQUIDATION,
    TRANSFER_RULE,
    flat_liquidation_price,
    is_before,
    isolated_liquidation_price,
)
from margin.recordings.hyperliquid_state import RecordedPosition, RecordedState, read_state, state_in

VENUE = "hyperliquid"
MICRO = Decimal("0.000001")


def recognizes(document: Any) -> bool:
    """True of a `clearinghouseState`, bare or wrapped."""
    return state_in(document) is not None


def findings(document: Any) -> Iterator[Finding]:
    """Every figure of the state."""
    yield from findings_of(read_state(document))


@exactly
def findings_of(state: RecordedState) -> list[Finding]:
    """Every figure of the state: positions first, then the account."""
    found = [finding for position in state.positions for finding in _of_position(state, position)]
    return [*found, *_of_account(state)]


def _of_position(state: RecordedState, position: RecordedPosition) -> Iterator[Finding]:
    reported = position.reported
    if "liquidationPx" in reported:
        yield _liquidation(state, position)
    if "marginUsed" in reported:
        yield _margin_used(position)
    if "unrealizedPnl" in reported:
        yield _unrealized(position)
    if reported.get("returnOnEquity") is not None:
        yield _return_on_equity(state, position)


def _margin_used(position: RecordedPosition) -> Finding:
    if position.is_cross:
        computed, inputs = (
            initial_margin(position.value, position.leverage),
            ("positionValue", "leverage.value"),
        )
    elif position.cash is None:
        return _position(position, "marginUsed", None, (), reason="leverage.rawUsd is not recorded")
    else:
        computed = position.cash + position.side * position.value
        inputs = ("leverage.rawUsd", "szi", "positionValue")
    return _position(position, "marginUsed", computed, inputs)


def _unrealized(position: RecordedPosition) -> Finding:
    """From the printed entry price, which the venue cuts: what lies inside the cut cannot be decided."""
    computed = position.side * position.value - position.size * position.entry
    finding = _position(position, "unrealizedPnl", computed, ("szi", "positionValue", "entryPx"))
    reported = position.reported["unrealizedPnl"]
    if not finding.differs or reported is None:
        return finding
    unit = Decimal(1).scaleb(-decimals_of(position.entry))
    other = computed - position.size * unit
    if not min(computed, other) <= reported <= max(computed, other) or _contradicted(position, reported):
        return finding
    return _position(
        position,
        "unrealizedPnl",
        computed,
        finding.inputs,
        reason=f"entryPx is cut to {text(position.entry)}, which leaves {text(other)} to {text(computed)}",
    )


def _contradicted(position: RecordedPosition, unrealized: Decimal) -> bool:
    """True when the reported return on equity belongs to another PnL than the reported one."""
    reported = position.reported.get("returnOnEquity")
    if reported is None:
        return False
    implied = quotient(unrealized * position.leverage, position.value - position.side * unrealized)
    return abs(implied - reported) > abs(reported) * Decimal("0.0001")


def _return_on_equity(state: RecordedState, position: RecordedPosition) -> Finding:
    unrealized = position.reported.get("unrealizedPnl")
    if unrealized is None:
        return _position(position, "returnOnEquity", None, (), reason="unrealizedPnl is not recorded")
    if is_before(state.on, TIERED_LIQUIDATION):
        staked = initial_margin(position.value, position.leverage)
    else:
        staked = quotient(position.value - position.side * unrealized, Decimal(position.leverage))
    inputs = ("unrealizedPnl", "szi", "positionValue", "leverage.value")
    return _position(position, "returnOnEquity", half_up10(quotient(unrealized, staked)), inputs, decimals=8)


def _liquidation(state: RecordedState, position: RecordedPosition) -> Finding:
    if is_before(state.on, TIERED_LIQUIDATION) and position.is_cross:
        equity, inputs = _equity(state)
        if equity is None:
            return _position(position, "liquidationPx", None, (), reason="the account's cash is not recorded")
        notional = sum((other.value for other in state.cross_positions), ZERO)
        price = flat_liquidation_price(equity, notional, position)
        return _position(position, "liquidationPx", price, (*inputs, "rule of 2023"), decimals=8)
    if not position.tiers.is_known:
        reason = f"maxLeverage is not recorded, and {position.tiers_input} are not known"
        return _position(position, "liquidationPx", None, (), reason=reason)
    own = ("szi", "positionValue", position.tiers_input)
    if not position.is_cross:
        if position.cash is None:
            return _position(position, "liquidationPx", None, (), reason="leverage.rawUsd is not recorded")
        backing = position.cash + position.side * position.value
        price = isolated_liquidation_price(backing, position, state.on)
        return _position(position, "liquidationPx", price, ("leverage.rawUsd", *own), decimals=8)
    equity, equity_inputs = _equity(state)
    maintenance, maintenance_inputs = _maintenance(state)
    if equity is None or maintenance is None:
        reason = "the account's cash and value are not recorded" if equity is None else maintenance_inputs[0]
        return _position(position, "liquidationPx", None, (), reason=reason)
    price = price_where(equity, maintenance, position.size, position.mark, position.tiers)
    inputs = (*own, *equity_inputs, *maintenance_inputs)
    return _position(position, "liquidationPx", price, inputs, decimals=8)


def _equity(state: RecordedState) -> tuple[Decimal | None, tuple[str, ...]]:
    """The cross pool's equity: from cash and values where all is there, else as the venue reports it."""
    computed, inputs, _ = _value_from_cash(state.cross, state.cross_name, state.cross_positions)
    if computed is not None:
        return computed, inputs
    return state.cross.get("accountValue"), (f"{state.cross_name}.accountValue",)


def _maintenance(state: RecordedState) -> tuple[Decimal | None, tuple[str, ...]]:
    """The cross pool's maintenance: the floored sum where all is there, else as the venue reports it."""
    if not _omission(state.cross, state.cross_name, state.cross_positions):
        return _summed_maintenance(state)
    reported = state.reported.get("crossMaintenanceMarginUsed")
    if reported is None:
        return None, ("crossMaintenanceMarginUsed is not recorded and positions are left out",)
    return reported, ("crossMaintenanceMarginUsed",)


def _summed_maintenance(state: RecordedState) -> tuple[Decimal | None, tuple[str, ...]]:
    unknown = [position.coin for position in state.cross_positions if not position.tiers.is_known]
    if unknown:
        return None, (f"the maximum leverage of {', '.join(unknown)} is not known",)
    floored = (floor6(position.tiers.maintenance(position.value)) for position in state.cross_positions)
    tiers = dict.fromkeys(position.tiers_input for position in state.cross_positions)
    return sum(floored, ZERO), ("positionValue", *tiers)


def _value_from_cash(
    summary: Mapping[str, Decimal], name: str, positions: tuple[RecordedPosition, ...]
) -> tuple[Decimal | None, tuple[str, ...], str]:
    omission = _omission(summary, name, positions)
    if omission:
        return None, (), omission
    if "totalRawUsd" not in summary:
        return None, (), f"{name}.totalRawUsd is not recorded"
    values = sum((position.side * position.value for position in positions), ZERO)
    return summary["totalRawUsd"] + values, (f"{name}.totalRawUsd", "szi", "positionValue"), ""


def _omission(summary: Mapping[str, Decimal], name: str, positions: tuple[RecordedPosition, ...]) -> str:
    """Why the file's positions are not all that the summary counts; "" when they are."""
    if "totalNtlPos" not in summary:
        return f"{name}.totalNtlPos is not recorded"
    there = sum((position.value for position in positions), ZERO)
    if abs(there - summary["totalNtlPos"]) <= MICRO:
        return ""
    return f"{name} counts {text(summary['totalNtlPos'])} of positions, the file holds {text(there)}"


def _of_account(state: RecordedState) -> Iterator[Finding]:
    if "crossMaintenanceMarginUsed" in state.reported:
        omission = _omission(state.cross, state.cross_name, state.cross_positions)
        computed, inputs = (None, (omission,)) if omission else _summed_maintenance(state)
        reason = inputs[0] if computed is None else ""
        reported = state.reported["crossMaintenanceMarginUsed"]
        yield _account("crossMaintenanceMarginUsed", reported, computed, () if reason else inputs, reason)
    named = {
        state.cross_name: (state.cross, state.cross_positions),
        "marginSummary": (state.whole, state.positions),
    }
    for name, (summary, positions) in named.items():
        if "accountValue" in summary:
            computed, inputs, reason = _value_from_cash(summary, name, positions)
            yield _account(f"{name}.accountValue", summary["accountValue"], computed, inputs, reason)
    if state.reported.get("withdrawable") is not None:
        yield _withdrawable(state)


def _withdrawable(state: RecordedState) -> Finding:
    reported = state.reported["withdrawable"]
    assert reported is not None
    omission = _omission(state.cross, state.cross_name, state.cross_positions)
    equity, inputs = _equity(state)
    if omission or equity is None:
        return _account("withdrawable", reported, None, (), omission or "the account's cash is not recorded")
    rule = initial_margin if is_before(state.on, TRANSFER_RULE) else transfer_requirement
    staying = sum((rule(position.value, position.leverage) for position in state.cross_positions), ZERO)
    inputs = (*inputs, "positionValue", "leverage.value")
    orders = state.orders or ()
    if any(order.leverage is None and not order.reduce_only for order in orders):
        return _account("withdrawable", reported, None, (), "the leverage of a resting order is not recorded")
    if orders:
        inputs = (*inputs, "openOrders")
    held = order_margin(orders, [])
    computed = max(ZERO, equity - staying - held)
    reason = ""
    if state.orders is None and reported < computed:
        reason = f"resting orders are not recorded; {text(computed - reported)} would be theirs"
    return _account("withdrawable", reported, computed, tuple(dict.fromkeys(inputs)), reason)


def _position(
    position: RecordedPosition,
    figure: str,
    computed: Decimal | None,
    inputs: tuple[str, ...],
    reason: str = "",
    decimals: int = 6,
) -> Finding:
    reported = position.reported[figure]
    if decimals > 6 and reported is not None:
        decimals = max(decimals, decimals_of(reported))
    inputs = tuple(dict.fromkeys(inputs))
    return Finding(VENUE, position.coin, figure, reported, computed, inputs, decimals, reason)


def _account(
    figure: str, reported: Decimal | None, computed: Decimal | None, inputs: tuple[str, ...], reason: str
) -> Finding:
    return Finding(VENUE, "account", figure, reported, computed, inputs, 6, reason)
