"""Isolated Hyperliquid positions as flat rows, each with the cash set aside and the price reported.

The mark of the moment is not in them: the requirement is floored at the entry price, as these were read just
after they were opened. It matters by at most a micro-dollar.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from margin.engine.hyperliquid import price_where
from margin.engine.money import exactly, floor6
from margin.recordings.findings import Finding
from margin.recordings.hyperliquid_judge import Derived, finding, unreadable
from margin.recordings.hyperliquid_tiers import tiers_of
from margin.recordings.numbers import NotRecorded, number, whole

OF_ROW = {"collateralAtEntry", "maxLeverageAtThatDate"}
INPUTS = ("collateralAtEntry", "sz", "side", "entryPx", "maxLeverageAtThatDate")


def recognizes(document: Any) -> bool:
    """True of a list under `data` that holds such rows."""
    rows = document.get("data") if isinstance(document, dict) else None
    return isinstance(rows, list) and any(isinstance(row, dict) and row.keys() & OF_ROW for row in rows)


def findings(document: Any) -> Iterator[Finding]:
    """One liquidation price for each row that reports one; null is a price of its own."""
    for number_of_row, row in enumerate(document["data"], start=1):
        if not isinstance(row, dict):
            yield unreadable(f"row {number_of_row}", "row", "it is not an object")
        elif "liquidationPx" in row:
            subject = f"{row.get('coin')} row {number_of_row}"
            yield finding(subject, row, "liquidationPx", partial(_price, row), decimals=8)


@exactly
def _price(row: Mapping[str, Any]) -> Derived:
    if row.get("side") not in ("long", "short"):
        raise NotRecorded("side is not recorded")
    size = number(row, "sz") * (1 if row["side"] == "long" else -1)
    entry, cash = number(row, "entryPx"), number(row, "collateralAtEntry")
    if size == 0:
        raise NotRecorded("sz is 0: no position")
    tiers = tiers_of(str(row.get("coin")), "", None, whole(row, "maxLeverageAtThatDate"))
    requirement = floor6(tiers.maintenance(abs(size) * entry))
    price = price_where(cash, requirement, size, entry, tiers.schedule)
    tiers.require(abs(size) * (price or Decimal(0)))
    return Derived(price, INPUTS)
