"""The façade: an account and prices in, every figure out."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from margin.engine.accounts import Account, Mode
from margin.engine.assessment import Assessment, Indeterminate, PositionFigures
from margin.engine.money import ZERO, exactly, half_up10, percent, quotient, ratio
from margin.engine.rule_sets import rules_of
from margin.engine.rules import Holding, Pool, Rules


@exactly
def assess(
    account: Account, marks: Mapping[str, Decimal], lasts: Mapping[str, Decimal] | None = None
) -> Assessment | Indeterminate:
    """Every figure of `account` at `marks` (and last prices, where its venue uses them), under its own rules.

    Indeterminate names everything that is not known. MarginError when a price cannot be one.
    """
    missing = unknowns(account, marks)
    if missing:
        return Indeterminate(missing)
    rules = rules_of(account.rules)
    holdings = [rules.hold(position, marks[position.market]) for position in account.positions]
    pool = rules.pool(account, holdings, lasts or {})
    isolated = [holding for holding in holdings if not holding.is_cross]
    account_value = pool.equity + sum((holding.isolated_equity for holding in isolated), ZERO)
    gross = sum((holding.notional for holding in holdings), ZERO)
    return Assessment(
        pool=account.pool,
        equity=pool.equity,
        maintenance_margin=pool.maintenance,
        initial_margin=pool.initial,
        order_margin=pool.order_margin,
        available_margin=pool.available,
        withdrawable=pool.withdrawable,
        account_value=account_value,
        unrealized_pnl=pool.unrealized + sum((holding.unrealized for holding in isolated), ZERO),
        net_exposure=sum((holding.position.size * holding.mark for holding in holdings), ZERO),
        gross_exposure=gross,
        margin_ratio=_share(pool.maintenance, pool.equity) if any(h.is_cross for h in holdings) else None,
        margin_utilization=_share(pool.initial, pool.equity),
        effective_leverage=ratio(gross, account_value) if account_value > 0 else None,
        positions=tuple(_figures(rules, account, pool, holdings, holding) for holding in holdings),
        unknown_lasts=pool.unknown_lasts,
        liquidates_at_maintenance=rules.liquidates_at_maintenance,
    )


def unknowns(account: Account, marks: Mapping[str, Decimal]) -> tuple[str, ...]:
    """What must be known before `account` can be assessed, in words: "ETH mark", "SOL leverage"."""
    missing: dict[str, None] = {}
    for position in account.positions:
        if position.market not in marks:
            missing[f"{position.market} mark"] = None
        if not position.tiers.is_known:
            missing[f"{position.market} tiers"] = None
        if position.mode is Mode.ISOLATED and position.wallet is None:
            missing[f"{position.market} isolated margin"] = None
    for order in account.orders:
        if order.leverage is None and not order.reduce_only:
            missing[f"{order.market} leverage"] = None
    return (*missing, *rules_of(account.rules).unknowns(account))


def _figures(
    rules: Rules, account: Account, pool: Pool, holdings: Sequence[Holding], holding: Holding
) -> PositionFigures:
    position, mark = holding.position, holding.mark
    liquidation = rules.liquidation_price(account, pool, holdings, holding)
    return PositionFigures(
        market=position.market,
        leg=position.leg,
        mode=position.mode,
        leverage=position.leverage,
        size=position.size,
        entry_price=half_up10(quotient(position.cost, position.size)),
        mark=mark,
        notional=holding.notional,
        unrealized_pnl=holding.unrealized,
        return_on_equity=percent(holding.unrealized * position.leverage, abs(position.cost)),
        margin=holding.initial if holding.is_cross else holding.isolated_equity,
        initial_margin=holding.initial,
        maintenance_margin=holding.maintenance,
        margin_ratio=None if holding.is_cross else _share(holding.maintenance, holding.isolated_equity),
        liquidation_price=liquidation,
        liquidation_distance=None if liquidation is None else percent(liquidation - mark, mark),
        backstop_price=rules.backstop_price(account, pool, holdings, holding),
        liquidates_at_maintenance=rules.liquidates_at_maintenance,
    )


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    """part / whole in percent; None where there is nothing to divide by."""
    return percent(part, whole) if whole > 0 else None
