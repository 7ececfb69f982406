"""Hyperliquid account states: every figure reported, beside ours.

No figure is computed from itself, nor from one that contains it: marks come from value / size, equity from
cash and values, requirements from leverage tables.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from margin.engine.hyperliquid import initial_margin, price_where
from margin.engine.money import exactly, half_up10, quotient
from margin.recordings.findings import CLOSE, EXACT, Finding, decimals_of, text
from margin.recordings.hyperliquid_history import (
    TIERED_LIQUIDATION,
    TRANSFER_RULE,
    flat_liquidation_price,
    is_before,
    isolated_liquidation_price,
)
from margin.recordings.hyperliquid_judge import VENUE, Derived, finding, unreadable
from margin.recordings.hyperliquid_pool import account_findings, equity, maintenance, notional
from margin.recordings.hyperliquid_state import (
    RecordedPosition,
    RecordedState,
    as_of,
    read_state,
    state_in,
)
from margin.recordings.numbers import PROBLEMS, number

# A day in each of the times before the last change of a rule.
ERAS = tuple(change - timedelta(days=1) for change in (TIERED_LIQUIDATION, TRANSFER_RULE))


def recognizes(document: Any) -> bool:
    """True of a `clearinghouseState`, bare or wrapped, and of what is left of one."""
    return state_in(document) is not None


def findings(document: Any) -> Iterator[Finding]:
    """Every figure of the state: positions first, then the account.

    An undated state counts as of today; what then differs, but is exact by an older rule, is undecided.
    """
    state = read_state(document)
    found = _findings(state)
    if state.on is None and any(each.differs for each in found):
        older = zip(*(_findings(as_of(state, day)) for day in ERAS), strict=True)
        found = [_undated(each, then) for each, then in zip(found, older, strict=True)]
    yield from found


def _undated(found: Finding, older: Sequence[Finding]) -> Finding:
    if found.differs and any(each.verdict == EXACT for each in older):
        return replace(found, reason="the record is not dated; by an older rule it is exact")
    return found


@exactly
def _findings(state: RecordedState) -> list[Finding]:
    found = [] if state.listed is not None else [_no_list()]
    for position in state.listed or ():
        found.extend(_of_position(state, position))
    return [*found, *account_findings(state)]


def _no_list() -> Finding:
    return unreadable("account", "assetPositions", "assetPositions is not recorded as a list")


def _of_position(state: RecordedState, position: RecordedPosition) -> Iterator[Finding]:
    """null is an answer of the liquidation price only; elsewhere it is "not reported"."""
    raw = position.raw
    if not raw:
        yield unreadable(position.name, "position", "nothing of the position is recorded")
    for field, (compute, decimals) in OF_POSITION.items():
        if raw.get(field) is not None or (field == "liquidationPx" and field in raw):
            judged = partial(_standard, state, position, compute)
            yield finding(position.name, raw, field, judged, decimals=decimals)


def _standard(state: RecordedState, position: RecordedPosition, compute: "Compute") -> Derived:
    state.require_standard()
    return compute(state, position)


def _margin_used(state: RecordedState, position: RecordedPosition) -> Derived:
    if position.is_cross:
        return Derived(initial_margin(position.value, position.leverage), ("positionValue", "leverage.value"))
    return Derived(_isolated_equity(position), ("leverage.rawUsd", "szi", "positionValue"))


def _isolated_equity(position: RecordedPosition) -> Decimal:
    return position.cash + position.side * position.value


def _unrealized(state: RecordedState, position: RecordedPosition) -> Derived:
    """From the printed entry price, which the venue cuts: what lies inside the cut cannot be decided."""
    computed = position.side * position.value - position.size * position.entry
    inputs = ("szi", "positionValue", "entryPx")
    reported = number(position.raw, "unrealizedPnl")
    other = computed - position.size * Decimal(1).scaleb(-decimals_of(position.entry))
    is_inside = min(computed, other) <= reported <= max(computed, other)
    differs = Finding(VENUE, position.name, "unrealizedPnl", reported, computed).differs
    if not differs or not is_inside or _is_contradicted(position, reported):
        return Derived(computed, inputs)
    reason = f"entryPx is cut to {text(position.entry)}, which leaves {text(other)} to {text(computed)}"
    return Derived(computed, inputs, reason)


def _is_contradicted(position: RecordedPosition, unrealized: Decimal) -> bool:
    """True when the reported return on equity belongs to another PnL than the reported one."""
    try:
        reported = number(position.raw, "returnOnEquity")
        implied = quotient(unrealized * position.leverage, position.value - position.side * unrealized)
    except PROBLEMS:
        return False
    return abs(implied - reported) > abs(reported) * CLOSE


def _return_on_equity(state: RecordedState, position: RecordedPosition) -> Derived:
    unrealized = number(position.raw, "unrealizedPnl")
    if is_before(state.on, TIERED_LIQUIDATION):
        staked = initial_margin(position.value, position.leverage)
    else:
        staked = quotient(position.value - position.side * unrealized, Decimal(position.leverage))
    inputs = ("unrealizedPnl", "szi", "positionValue", "leverage.value")
    return Derived(half_up10(quotient(unrealized, staked)), inputs)


def _liquidation(state: RecordedState, position: RecordedPosition) -> Derived:
    if position.is_cross and is_before(state.on, TIERED_LIQUIDATION):
        pool, total = equity(state), notional(state)
        assert pool.amount is not None
        assert total.amount is not None
        price = flat_liquidation_price(pool.amount, total.amount, position)
        return Derived(price, ("szi", "positionValue", *pool.inputs, *total.inputs, "rule of 2023"))
    tiers = position.tiers
    tiers.require(position.value)
    own = ("szi", "positionValue", *tiers.inputs)
    if not position.is_cross:
        price = isolated_liquidation_price(_isolated_equity(position), position, state.on)
        inputs: tuple[str, ...] = ("leverage.rawUsd", *own)
    else:
        pool, required = equity(state), maintenance(state)
        assert pool.amount is not None
        assert required.amount is not None
        price = price_where(pool.amount, required.amount, position.size, position.mark, tiers.schedule)
        inputs = (*own, *pool.inputs, *required.inputs)
    tiers.require(_notional_there(position, price))
    return Derived(price, inputs)


def _notional_there(position: RecordedPosition, price: Decimal | None) -> Decimal:
    """What a position is worth at its liquidation price. Without one, a long's way ends at 0; a short has one
    beyond what the venue prints, and higher tiers could bring it nearer."""
    if price is not None:
        return abs(position.size) * price
    return Decimal(0) if position.size > 0 else Decimal("Infinity")


type Compute = Callable[[RecordedState, RecordedPosition], Derived]
OF_POSITION: dict[str, tuple[Compute, int]] = {
    "liquidationPx": (_liquidation, 8),
    "marginUsed": (_margin_used, 6),
    "unrealizedPnl": (_unrealized, 6),
    "returnOnEquity": (_return_on_equity, 8),
}
