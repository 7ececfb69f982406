"""The way down, step by step: 1 BTC at 60,000 with 10,000, in cross, on each venue."""

from decimal import Decimal

from margin.engine.accounts import Account, RuleSet
from margin.engine.scenarios.paths import price_at_ratio
from margin.engine.scenarios.rule_sets import change_rules_of
from operators.education.figures import situations as s

D = Decimal
TAKER = D("0.00045")
LARGEST_LIQUIDATION_FEE = D("0.025")
LOWER_FILL = D(50_550)


def hyperliquid() -> dict[str, Decimal | str]:
    """Prices of each step, what is left there, and the fee of a fill there."""
    account = s.large(10)
    held = s.position(account, "BTC")
    fee = change_rules_of(RuleSet.HYPERLIQUID).fee
    liquidation, backstop = held.liquidation_price, held.backstop_price
    at_line, lower = s.assessed(account, BTC=liquidation), s.assessed(account, BTC=LOWER_FILL)
    return _steps(account) | {
        "liquidation": liquidation,
        "distance": held.liquidation_distance,
        "backstop": backstop,
        "room": liquidation - backstop,
        "equity": at_line.equity,
        "fee": fee(liquidation, TAKER),
        "kept": at_line.equity - fee(liquidation, TAKER),
        "lower": LOWER_FILL,
        "lower_equity": lower.equity,
        "lower_fee": fee(LOWER_FILL, TAKER),
        "lower_kept": lower.equity - fee(LOWER_FILL, TAKER),
        "backstop_equity": s.assessed(account, BTC=backstop).equity,
        "taker": TAKER * 100,
        "first_part": D(200_000) * D("0.2"),
    }


def aster() -> dict[str, Decimal | str]:
    """The same position with the example table; the bankruptcy price is where equity is 0."""
    account = s.large(10, RuleSet.ASTER)
    held = s.position(account, "BTC")
    liquidation = held.liquidation_price
    return _steps(account) | {
        "liquidation": liquidation,
        "distance": held.liquidation_distance,
        "equity": s.assessed(account, BTC=liquidation).equity,
        "notional": liquidation,
        "highest_fee": liquidation * LARGEST_LIQUIDATION_FEE,
    }


def _steps(account: Account) -> dict[str, Decimal | str]:
    (held,) = account.positions
    caution, liquidation = (
        price_at_ratio(account, s.PRICES, "BTC", D(50)),
        s.position(account, "BTC").liquidation_price,
    )
    return {
        "caution": caution,
        "last_room": (caution - liquidation) / caution * 100,
        "critical": price_at_ratio(account, s.PRICES, "BTC", D(80)),
        "zero": (held.cost - account.wallet) / held.size,
    }
