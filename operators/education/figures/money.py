"""Four money figures of one account, and what may leave it."""

from decimal import Decimal

from operators.education.figures import situations as s


def values() -> dict[str, Decimal | str]:
    """1 BTC at 60,000 with 10,000, at 40×; then with 6,000 of profit."""
    account = s.large()
    now, risen = s.assessed(account), s.assessed(account, BTC=Decimal(66_000))
    return {
        "equity": now.equity,
        "maintenance": now.maintenance_margin,
        "initial": now.initial_margin,
        "available": now.available_margin,
        "withdrawable": now.withdrawable,
        "ratio": now.margin_ratio,
        "buffer": now.equity - now.maintenance_margin,
        "utilization": now.margin_utilization,
        "staying": now.equity - now.withdrawable,
        "risen_equity": risen.equity,
        "risen_available": risen.available_margin,
        "risen_withdrawable": risen.withdrawable,
    }
