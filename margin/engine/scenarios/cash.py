"""Money in and out: deposits, withdrawals, isolated margin, funding."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from margin.engine import checks
from margin.engine.accounts import Account, Leg, Mode
from margin.engine.assess import assess
from margin.engine.assessment import Assessment, Indeterminate, PositionFigures
from margin.engine.errors import MarginError
from margin.engine.money import ZERO, exactly
from margin.engine.rule_sets import rules_of
from margin.engine.scenarios.holding import credited, open_position, with_position
from margin.engine.scenarios.locks import Lock, Locked, Restriction, Why
from margin.engine.scenarios.rule_sets import change_rules_of

type Prices = Mapping[str, Decimal]


def deposited(account: Account, amount: Decimal, collateral: str = "") -> Account:
    """`account` after a deposit; `collateral` names the asset where the pool counts several."""
    return credited(account, checks.positive("deposit", amount), collateral)


def withdrawn(
    account: Account, amount: Decimal, marks: Prices, lasts: Prices | None = None, collateral: str = ""
) -> Account:
    """`account` after a withdrawal of `amount` of `collateral`, in its own units.

    MarginError when it is more than is withdrawable of it at these prices.
    """
    checks.positive("withdrawal", amount)
    assessment = known_assessment(account, marks, lasts)
    withdrawable = change_rules_of(account.rules).withdrawable(account, assessment, collateral)
    if amount > withdrawable:
        raise MarginError("withdrawal", f"must be at most the withdrawable {withdrawable}, not {amount}")
    return credited(account, -amount, collateral)


def addable_margin(
    account: Account, market: str, marks: Prices, lasts: Prices | None = None, leg: Leg = Leg.BOTH
) -> Decimal:
    """The most that can be added to an isolated position now."""
    isolated_figures(account, market, marks, lasts, leg)
    holdings = [rules_of(account.rules).hold(held, marks[held.market]) for held in account.positions]
    addable = change_rules_of(account.rules).addable
    return exactly(addable)(account, holdings, known_assessment(account, marks, lasts))


def removable_margin(
    account: Account,
    market: str,
    marks: Prices,
    leg: Leg = Leg.BOTH,
    restriction: Restriction = Restriction.NONE,
) -> Decimal:
    """The most that can be taken back from an isolated position now; 0 in a strictly isolated market."""
    figures = isolated_figures(account, market, marks, None, leg)
    if restriction is Restriction.STRICT_ISOLATED:
        return ZERO
    return change_rules_of(account.rules).removable(open_position(account, market, leg), figures)


def margin_added(
    account: Account,
    market: str,
    amount: Decimal,
    marks: Prices,
    lasts: Prices | None = None,
    leg: Leg = Leg.BOTH,
) -> Account:
    """`account` after `amount` went from the pool to an isolated position, within `addable_margin`."""
    checks.positive("added margin", amount)
    limit = addable_margin(account, market, marks, lasts, leg)
    if amount > limit:
        raise MarginError("added margin", f"must be at most {limit}, not {amount}")
    return _transferred(account, market, leg, amount)


def margin_removed(
    account: Account,
    market: str,
    amount: Decimal,
    marks: Prices,
    leg: Leg = Leg.BOTH,
    restriction: Restriction = Restriction.NONE,
) -> Account:
    """`account` after `amount` came back from an isolated position to the pool, within `removable_margin`."""
    checks.positive("removed margin", amount)
    if restriction is Restriction.STRICT_ISOLATED:
        raise Locked(f"{market} isolated margin", (Lock(Why.MARGIN_STAYS),))
    limit = removable_margin(account, market, marks, leg)
    if amount > limit:
        raise MarginError("removed margin", f"must be at most {limit}, not {amount}")
    return _transferred(account, market, leg, -amount)


@exactly
def funding_payment(account: Account, market: str, price: Decimal, rate: Decimal) -> Decimal:
    """What the position in `market` pays (negative: receives) for one interval: size × price × rate, booked.

    `price` is the one the venue charges on (Hyperliquid: oracle; Aster: mark); `rate` a share, 0.0000125.
    In hedge mode both legs count.
    """
    checks.positive(f"{market} price", price)
    checks.amount(f"{market} funding rate", rate)
    payment = change_rules_of(account.rules).payment
    return sum(
        (payment(held.size * price * rate) for held in account.positions if held.market == market), ZERO
    )


@exactly
def funded(account: Account, market: str, price: Decimal, rate: Decimal) -> Account:
    """`account` after one funding payment: from the pool in cross, from its own margin in isolated."""
    checks.positive(f"{market} price", price)
    checks.amount(f"{market} funding rate", rate)
    payment = change_rules_of(account.rules).payment
    for held in account.positions:
        if held.market != market:
            continue
        paid = payment(held.size * price * rate)
        if held.mode is Mode.CROSS:
            account = credited(account, -paid, held.collateral)
        elif held.wallet is None:
            raise MarginError(f"{market} isolated margin", "must be known")
        else:
            account = with_position(account, held, replace(held, wallet=held.wallet - paid))
    return account


def known_assessment(account: Account, marks: Prices, lasts: Prices | None = None) -> Assessment:
    """`assess`, for questions that make no sense of an account not wholly known: then MarginError."""
    assessment = assess(account, marks, lasts)
    if isinstance(assessment, Indeterminate):
        raise MarginError(", ".join(assessment.missing), "must be known")
    return assessment


def isolated_figures(
    account: Account, market: str, marks: Prices, lasts: Prices | None, leg: Leg
) -> PositionFigures:
    """The figures of an isolated position; MarginError when it is not open or not isolated."""
    held = open_position(account, market, leg)
    if held.wallet is None:
        raise MarginError(f"{market} position", "must be isolated with a known margin")
    positions = known_assessment(account, marks, lasts).positions
    return next(figures for figures in positions if (figures.market, figures.leg) == (market, leg))


@exactly
def _transferred(account: Account, market: str, leg: Leg, amount: Decimal) -> Account:
    held = open_position(account, market, leg)
    assert held.wallet is not None
    moved = with_position(account, held, replace(held, wallet=held.wallet + amount))
    return credited(moved, -amount, held.collateral)
