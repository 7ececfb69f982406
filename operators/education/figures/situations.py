"""The accounts that the texts speak of, and how they are assessed."""

from dataclasses import replace
from decimal import Decimal

from margin.engine.accounts import Account, Leg, Mode, RuleSet
from margin.engine.assessment import Assessment, PositionFigures
from margin.engine.scenarios.cash import known_assessment
from margin.engine.scenarios.drafts import Draft
from margin.engine.scenarios.fills import filled
from margin.engine.tiers import TierSchedule

D = Decimal
ZERO = D(0)
# One tier each, so that every step can be followed by hand.
BTC_LEVERAGE, ETH_LEVERAGE, SOL_LEVERAGE = 40, 25, 20
PRICES = {"BTC": D(60_000), "ETH": D(3_000), "SOL": D(150)}
ASTER_EXAMPLE = (
    (D(0), D(50_000), D("0.004"), D(0), 125),
    (D(50_000), D(250_000), D("0.005"), D(50), 100),
    (D(250_000), D(1_000_000), D("0.01"), D(1_300), 50),
)


def tiers_of(market: str, rules: RuleSet = RuleSet.HYPERLIQUID) -> TierSchedule:
    """The schedule that the examples give a market."""
    if rules is RuleSet.ASTER:
        return TierSchedule.of_brackets(ASTER_EXAMPLE)
    leverage = {"BTC": BTC_LEVERAGE, "ETH": ETH_LEVERAGE, "SOL": SOL_LEVERAGE}[market]
    return TierSchedule.of_leverages([(D(0), leverage)])


def empty(wallet: Decimal, rules: RuleSet = RuleSet.HYPERLIQUID) -> Account:
    """A pool with cash and nothing open."""
    return Account("example", rules, wallet)


def order(
    market: str,
    size: Decimal,
    leverage: int = 10,
    mode: Mode = Mode.CROSS,
    rules: RuleSet = RuleSet.HYPERLIQUID,
    fee_rate: Decimal = ZERO,
    leg: Leg = Leg.BOTH,
    price: Decimal | None = None,
) -> Draft:
    """An order at the example's price of its market."""
    at = price or PRICES[market]
    return Draft(market, size, at, mode, leverage, tiers_of(market, rules), leg, "", False, fee_rate)


def holding(wallet: Decimal, *orders: Draft, rules: RuleSet = RuleSet.HYPERLIQUID) -> Account:
    """The account after the orders have filled."""
    account = empty(wallet, rules)
    for one in orders:
        account = filled(account, one)
    return account


def assessed(account: Account, **moved: Decimal) -> Assessment:
    """The account at the example's prices, those in `moved` elsewhere; last prices equal marks."""
    prices = PRICES | moved
    return known_assessment(account, prices, prices)


def position(account: Account, market: str, **moved: Decimal) -> PositionFigures:
    """One position's figures."""
    return next(one for one in assessed(account, **moved).positions if one.market == market)


def at_leverage(account: Account, leverage: int) -> Account:
    """The account with its only cross position at another leverage."""
    (held,) = account.positions
    return replace(account, positions=(replace(held, leverage=leverage),))


def one(mode: Mode = Mode.CROSS, leverage: int = 10, rules: RuleSet = RuleSet.HYPERLIQUID) -> Account:
    """The small example: 0.05 BTC at 60,000 with 1,000."""
    return holding(D(1_000), order("BTC", D("0.05"), leverage, mode, rules), rules=rules)


def large(leverage: int = 40, rules: RuleSet = RuleSet.HYPERLIQUID) -> Account:
    """The large example: 1 BTC at 60,000 with 10,000."""
    return holding(D(10_000), order("BTC", D(1), leverage, rules=rules), rules=rules)
