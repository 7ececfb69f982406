"""A stop at 55,000 for 1 BTC bought at 60,000 with 10,000."""

from decimal import Decimal

from operators.education.figures import situations as s

D = Decimal
TRIGGER, SLIPPAGE = D(55_000), D("0.10")


def values() -> dict[str, Decimal | str]:
    """What is left at the trigger, and at the worst price that a triggered market order may fill at."""
    account = s.large(10)
    worst = TRIGGER * (1 - SLIPPAGE)
    return {
        "trigger": TRIGGER,
        "at_trigger": s.assessed(account, BTC=TRIGGER).equity,
        "loss": s.assessed(account, BTC=TRIGGER).unrealized_pnl,
        "worst": worst,
        "worst_loss": s.assessed(account, BTC=worst).unrealized_pnl,
        "liquidation": s.position(account, "BTC").liquidation_price,
        "below_one": TRIGGER * D("0.99"),
        "below_one_loss": s.assessed(account, BTC=TRIGGER * D("0.99")).unrealized_pnl,
    }
