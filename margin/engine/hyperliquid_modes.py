"""Which pools a Hyperliquid address has: standard (one a dex), unified (one a token), or neither.

Source: Hyperliquid docs, trading/account-abstraction-modes; a unified account recorded on 2026-09-22 whose
spot total contains its isolated position's equity, PnL included.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from margin.engine.accounts import Account, Order, Position, RuleSet
from margin.engine.assess import unknowns
from margin.engine.assessment import Assessment, Indeterminate, NotApplicable
from margin.engine.hyperliquid import hold
from margin.engine.money import ZERO, exactly

STANDARD = {"disabled", "default"}
UNIFIED = "unifiedAccount"
NOT_COMPUTED = {
    "portfolioMargin": "Portfolio margin lends against spot assets; its figures are the venue's own.",
    "dexAbstraction": "DEX abstraction moves collateral between dexes; its pools are not computed.",
}


def rules_of_abstraction(abstraction: str | None) -> RuleSet | NotApplicable:
    """The rules for the venue's answer to `userAbstraction`; never the standard ones by default."""
    if abstraction in STANDARD:
        return RuleSet.HYPERLIQUID
    if abstraction == UNIFIED:
        return RuleSet.HYPERLIQUID_UNIFIED
    reason = NOT_COMPUTED.get(abstraction or "", "The account's mode is not known, so neither are its pools.")
    return NotApplicable(reason)


@exactly
def unified_account(
    pool: str,
    spot_total: Decimal,
    positions: Sequence[Position],
    orders: Sequence[Order],
    marks: Mapping[str, Decimal],
) -> Account | Indeterminate:
    """The pool of one token of a unified account, from the token's spot total read at `marks`.

    `positions` and `orders` are those of every dex with this collateral. The spot total contains all equity,
    so the cash is what is left of it: spot total − Σ isolated equity − Σ unrealized PnL in cross. Assessed at
    the same marks: equity = spot total − Σ isolated margin used, the official ratio's denominator.
    """
    account = Account(pool, RuleSet.HYPERLIQUID_UNIFIED, spot_total, tuple(positions), tuple(orders))
    missing = unknowns(replace(account, orders=()), marks)
    if missing:
        return Indeterminate(missing)
    holdings = [hold(position, marks[position.market]) for position in positions]
    aside = sum((h.unrealized if h.is_cross else h.isolated_equity for h in holdings), ZERO)
    return replace(account, wallet=spot_total - aside)


def unified_ratio(pools: Iterable[Assessment]) -> Decimal | None:
    """The account's ratio in percent: the highest of its tokens' pools; None when none has one."""
    ratios = [pool.margin_ratio for pool in pools if pool.margin_ratio is not None]
    return max(ratios, default=None)
