"""Do our figures equal the venue's? Judged at each snapshot, at the marks the venue itself used in it."""

from decimal import Decimal

from margin.engine.assess import assess
from margin.engine.assessment import Indeterminate
from margin.engine.errors import MarginError
from trading.venues.contract import Snapshot

MONEY = Decimal("0.000001")
PRICE = Decimal("0.00000005")
# Some of the venue's texts are printed binary floats: beyond this share of a price they say nothing.
SHARE = Decimal("1e-9")
# Orders are read apart from the state; within this time both are taken for one moment.
SAME_MOMENT_MS = 10_000


def agreement(snapshot: Snapshot) -> bool | None:
    """True when every figure the venue reported equals ours; None when that cannot be judged."""
    account, reported = snapshot.account, snapshot.reported
    if account is None or reported is None:
        return None
    try:
        ours = assess(account, snapshot.marks)
    except MarginError:
        return None
    if isinstance(ours, Indeterminate):
        return None
    if (
        reported.maintenance_margin is not None
        and abs(ours.maintenance_margin - reported.maintenance_margin) > MONEY
    ):
        return False
    for position in ours.positions:
        theirs = reported.liquidation_prices.get(position.market)
        if not same_price(position.liquidation_price, theirs):
            return False
    if reported.withdrawable is not None and abs(ours.withdrawable - reported.withdrawable) > MONEY:
        # The orders may have changed since they were read.
        fresh = snapshot.orders_at is not None and snapshot.orders_at >= snapshot.at - SAME_MOMENT_MS
        return False if fresh else None
    return True


def same_price(ours: Decimal | None, theirs: Decimal | None) -> bool:
    """True when two liquidation prices are the same to the printed digits; two missing ones are the same."""
    if ours is None or theirs is None:
        return ours is theirs
    return abs(ours - theirs) <= max(PRICE, SHARE * theirs)
