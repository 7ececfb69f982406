"""Isolated Hyperliquid positions as flat rows, each with the cash set aside and the price reported.

The mark of the moment is not in them: the requirement is floored at the entry price, as these were read just
after they were opened. It matters by at most a micro-dollar.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from margin.engine.hyperliquid import price_where
from margin.engine.money import exactly, floor6
from margin.engine.tiers import TierSchedule
from margin.recordings.findings import Finding, decimals_of

NEEDED = {"coin", "entryPx", "side", "sz", "collateralAtEntry", "liquidationPx", "maxLeverageAtThatDate"}
INPUTS = ("collateralAtEntry", "sz", "side", "entryPx", "maxLeverageAtThatDate")


def recognizes(document: Any) -> bool:
    """True of a list of such rows under `data`."""
    rows = document.get("data") if isinstance(document, dict) else None
    return (
        isinstance(rows, list)
        and bool(rows)
        and all(isinstance(row, dict) and row.keys() >= NEEDED for row in rows)
    )


def findings(document: Any) -> Iterator[Finding]:
    """One liquidation price for each row."""
    for number, row in enumerate(document["data"], start=1):
        reported = Decimal(row["liquidationPx"])
        subject = f"{row['coin']} row {number}"
        decimals = max(8, decimals_of(reported))
        yield Finding("hyperliquid", subject, "liquidationPx", reported, _price(row), INPUTS, decimals)


@exactly
def _price(row: dict[str, Any]) -> Decimal | None:
    size = Decimal(row["sz"]) * (1 if row["side"] == "long" else -1)
    entry = Decimal(row["entryPx"])
    tiers = TierSchedule.of_leverages([(Decimal(0), row["maxLeverageAtThatDate"])])
    requirement = floor6(tiers.maintenance(abs(size) * entry))
    return price_where(Decimal(row["collateralAtEntry"]), requirement, size, entry, tiers)
