"""Hyperliquid account states: every figure reported, beside ours.

No figure is computed from itself, nor from one that contains it: marks come from value / size, equity from
cash and values, requirements from leverage tables.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from margin.engine.hyperliquid import initial_margin, price_where
from margin.engine.money import exactly, half_up10, quotient
from margin.recordings.findings import CLOSE, Finding, decimals_of, text
from margin.recordings.hyperliquid_history import (
    TIERED_LIQUIDATION,
    flat_liquidation_price,
    is_before,
    isolated_liquidation_price,
)
from margin.recordings.hyperliquid_pool import VENUE, Derived, account_findings, equity, maintenance
from margin.recordings.hyperliquid_state import RecordedPosition, RecordedState, read_state, state_in


def recognizes(document: Any) -> bool:
    """True of a `clearinghouseState`, bare or wrapped."""
    return state_in(document) is not None


def findings(document: Any) -> Iterator[Finding]:
    """Every figure of the state: positions first, then the account."""
    yield from _findings(read_state(document))


@exactly
def _findings(state: RecordedState) -> list[Finding]:
    found = [finding for position in state.positions for finding in _of_position(state, position)]
    return [*found, *account_findings(state)]


def _of_position(state: RecordedState, position: RecordedPosition) -> Iterator[Finding]:
    reported = position.reported
    if "liquidationPx" in reported:
        yield _finding(position, "liquidationPx", _liquidation(state, position), decimals=8)
    if "marginUsed" in reported:
        yield _finding(position, "marginUsed", _margin_used(position))
    if "unrealizedPnl" in reported:
        yield _unrealized(position)
    if reported.get("returnOnEquity") is not None:
        yield _finding(position, "returnOnEquity", _return_on_equity(state, position), decimals=8)


def _margin_used(position: RecordedPosition) -> Derived:
    if position.is_cross:
        return Derived(initial_margin(position.value, position.leverage), ("positionValue", "leverage.value"))
    return _isolated_equity(position)


def _isolated_equity(position: RecordedPosition) -> Derived:
    if position.cash is None:
        return Derived(None, reason="leverage.rawUsd is not recorded")
    amount = position.cash + position.side * position.value
    return Derived(amount, ("leverage.rawUsd", "szi", "positionValue"))


def _unrealized(position: RecordedPosition) -> Finding:
    """From the printed entry price, which the venue cuts: what lies inside the cut cannot be decided."""
    computed = position.side * position.value - position.size * position.entry
    derived = Derived(computed, ("szi", "positionValue", "entryPx"))
    finding = _finding(position, "unrealizedPnl", derived)
    reported = position.reported["unrealizedPnl"]
    if not finding.differs or reported is None:
        return finding
    other = computed - position.size * Decimal(1).scaleb(-decimals_of(position.entry))
    if not min(computed, other) <= reported <= max(computed, other) or _is_contradicted(position, reported):
        return finding
    reason = f"entryPx is cut to {text(position.entry)}, which leaves {text(other)} to {text(computed)}"
    return _finding(position, "unrealizedPnl", Derived(computed, derived.inputs, reason))


def _is_contradicted(position: RecordedPosition, unrealized: Decimal) -> bool:
    """True when the reported return on equity belongs to another PnL than the reported one."""
    reported = position.reported.get("returnOnEquity")
    if reported is None:
        return False
    implied = quotient(unrealized * position.leverage, position.value - position.side * unrealized)
    return abs(implied - reported) > abs(reported) * CLOSE


def _return_on_equity(state: RecordedState, position: RecordedPosition) -> Derived:
    unrealized = position.reported.get("unrealizedPnl")
    if unrealized is None:
        return Derived(None, reason="unrealizedPnl is not recorded")
    if is_before(state.on, TIERED_LIQUIDATION):
        staked = initial_margin(position.value, position.leverage)
    else:
        staked = quotient(position.value - position.side * unrealized, Decimal(position.leverage))
    inputs = ("unrealizedPnl", "szi", "positionValue", "leverage.value")
    return Derived(half_up10(quotient(unrealized, staked)), inputs)


def _liquidation(state: RecordedState, position: RecordedPosition) -> Derived:
    if position.is_cross and is_before(state.on, TIERED_LIQUIDATION):
        pool = equity(state)
        if pool.amount is None:
            return pool
        notional = sum(other.value for other in state.cross_positions)
        price = flat_liquidation_price(pool.amount, Decimal(notional), position)
        return Derived(price, (*pool.inputs, "rule of 2023"))
    if not position.tiers.is_known:
        return Derived(None, reason=f"maxLeverage is not recorded, and {position.tiers_input} are not known")
    own = ("szi", "positionValue", position.tiers_input)
    if not position.is_cross:
        backing = _isolated_equity(position)
        if backing.amount is None:
            return backing
        price = isolated_liquidation_price(backing.amount, position, state.on)
        return Derived(price, ("leverage.rawUsd", *own))
    pool, required = equity(state), maintenance(state)
    if pool.amount is None or required.amount is None:
        return pool if pool.amount is None else required
    price = price_where(pool.amount, required.amount, position.size, position.mark, position.tiers)
    return Derived(price, (*own, *pool.inputs, *required.inputs))


def _finding(position: RecordedPosition, figure: str, derived: Derived, decimals: int = 6) -> Finding:
    """`decimals`: 6 of money; 8 of prices and ratios, or as many as are printed."""
    reported = position.reported[figure]
    if decimals > 6 and reported is not None:
        decimals = max(decimals, decimals_of(reported))
    inputs = tuple(dict.fromkeys(derived.inputs))
    return Finding(VENUE, position.coin, figure, reported, derived.amount, inputs, decimals, derived.reason)
