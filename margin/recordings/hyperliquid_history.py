"""What Hyperliquid computed differently before, by the date of the record.

Each rule was seen in recorded states: the liquidation formula of 2023 in one account of 12 positions, floors
of isolated requirements in 31 positions of 2024, withdrawals without the 10 % rule in states before 2025.
The days in between are not recorded; each change is placed where nothing recorded contradicts it.
"""

from datetime import date
from decimal import Decimal

from margin.engine.hyperliquid import price_where
from margin.engine.money import floor6, half_up10, quotient
from margin.recordings.hyperliquid_state import RecordedPosition

TIERED_LIQUIDATION = date(2024, 1, 1)
UNFLOORED_ISOLATED = TRANSFER_RULE = date(2025, 1, 1)
FLAT_MAINTENANCE = Decimal("0.01")


def is_before(on: date | None, change: date) -> bool:
    """True when the record is dated before the change; an undated one counts as of today."""
    return on is not None and on < change


def flat_liquidation_price(
    equity: Decimal, total_notional: Decimal, position: RecordedPosition
) -> Decimal | None:
    """2023: mark − side × (account value − 1 % of all notional, floored to the micro-dollar) / size."""
    left = equity - floor6(FLAT_MAINTENANCE * total_notional)
    price = half_up10(position.mark - quotient(left, position.size))
    return price if price > 0 else None


def isolated_liquidation_price(
    equity: Decimal, position: RecordedPosition, on: date | None
) -> Decimal | None:
    """Of an isolated position; until 2025 its requirement was floored to the micro-dollar."""
    tiers = position.tiers
    requirement = tiers.maintenance(position.value)
    if is_before(on, UNFLOORED_ISOLATED):
        requirement = floor6(requirement)
    return price_where(equity, requirement, position.size, position.mark, tiers.schedule)
