"""What tiers do to maintenance margin."""

from decimal import Decimal

from margin.engine.tiers import TierSchedule

D = Decimal
TABLE_52 = ((D(0), 10), (D(20_000_000), 5))


def values() -> dict[str, Decimal | str]:
    """25 million in Hyperliquid's table 52."""
    table = TierSchedule.of_leverages(TABLE_52)
    notional = D(25_000_000)
    tier = table.at(notional)
    return {
        "maintenance": table.maintenance(notional),
        "without": notional * table.at(D(1)).rate,
        "rate": tier.rate * 100,
        "first_rate": table.at(D(1)).rate * 100,
        "deduction": tier.deduction,
    }
