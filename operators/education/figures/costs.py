"""What is paid while a position is open: funding, fees; and the rank for auto-deleveraging."""

from decimal import Decimal

from margin.engine.accounts import Account, Mode, RuleSet
from margin.engine.scenarios.cash import funded, funding_payment
from margin.engine.scenarios.funding import FundingRate, funding_units
from margin.engine.scenarios.rule_sets import change_rules_of
from operators.education.figures import situations as s

D = Decimal
HOURLY = D("0.0000125")
MONTH_HOURS = 720


def funding() -> dict[str, Decimal | str]:
    """0.00125 % an hour on 1 BTC; a month of it on the small isolated example."""
    units = funding_units(FundingRate(HOURLY, D(1)))
    hour = abs(funding_payment(s.large(), "BTC", s.PRICES["BTC"], HOURLY))
    isolated = s.one(Mode.ISOLATED)
    month = funded(isolated, "BTC", s.PRICES["BTC"], HOURLY * MONTH_HOURS)
    return {
        "rate": units.interval,
        "eight_hours": units.eight_hours,
        "year": units.year,
        "hour": hour,
        "day": hour * 24,
        "day_share": hour * 24 / s.large().wallet * 100,
        "margin_40": s.assessed(s.large(40)).initial_margin,
        "day_share_40": hour * 24 / s.assessed(s.large(40)).initial_margin * 100,
        "margin_before": isolated.positions[0].wallet,
        "margin_after": month.positions[0].wallet,
        "price_before": s.position(isolated, "BTC").liquidation_price,
        "price_after": s.position(month, "BTC").liquidation_price,
    }


def fees() -> dict[str, Decimal | str]:
    """Fees in money on a trade of 10,000."""
    value, fee = D(10_000), change_rules_of(RuleSet.HYPERLIQUID).fee
    return {
        "value": value,
        "builder_least": fee(value, D("0.0001")),
        "builder_middle": fee(value, D("0.0005")),
        "builder_most": fee(value, D("0.001")),
        "taker": fee(value, D("0.00045")),
        "both": fee(value, D("0.00045")) + fee(value, D("0.0005")),
    }


def rank() -> dict[str, Decimal | str]:
    """Hyperliquid's rank of a winner: mark / entry × notional / account value."""
    mark = D(66_000)
    at_10, calm = s.large(10), s.holding(D(60_000), s.order("BTC", D(1)))
    return {
        "mark": mark,
        "bold": _rank(at_10, mark),
        "calm": _rank(calm, mark),
        "bold_value": s.assessed(at_10, BTC=mark).account_value,
        "calm_value": s.assessed(calm, BTC=mark).account_value,
    }


def _rank(account: Account, mark: Decimal) -> Decimal:
    assessment = s.assessed(account, BTC=mark)
    (held,) = assessment.positions
    return held.mark / held.entry_price * assessment.effective_leverage
