"""The margin panel: one pool's figures, its level, and what must be said about them."""

from decimal import Decimal

from margin.engine.assessment import Assessment
from margin.freshness import Freshness
from margin.levels import Level, Thresholds, pool_level
from margin.presenters import figures
from margin.presenters.numbers import grouped

HUNDRED = Decimal(100)

ICONS = {
    Level.OK: "shield-check",
    Level.CAUTION: "triangle-alert",
    Level.CRITICAL: "circle-alert",
    Level.LIQUIDATION: "circle-x",
    Level.STALE: "clock-alert",
    Level.NONE: "minus",
}


def shown_level(assessment: Assessment, thresholds: Thresholds, fresh: Freshness) -> Level:
    """The level as it may be shown now: figures too old have none of their own."""
    return Level.STALE if fresh.is_stale else pool_level(assessment, thresholds)


def sign(level: Level, words: dict[str, str]) -> dict[str, str]:
    """A level as color, icon and word."""
    return {"level": level.value, "level_icon": ICONS[level], "word": words[f"level_{level}"]}


def pool_panel(
    assessment: Assessment, thresholds: Thresholds, fresh: Freshness, words: dict[str, str]
) -> dict[str, object]:
    """Everything the margin panel prints about a pool."""
    level = shown_level(assessment, thresholds, fresh)
    buffer = assessment.equity - assessment.maintenance_margin
    isolated = assessment.account_value - assessment.equity
    is_all_isolated = level is Level.NONE and bool(assessment.positions)
    return {
        **sign(level, words),
        "word": words["none_in_cross" if is_all_isolated else f"level_{level}"],
        "pool": assessment.pool,
        "ratio": figures.ratio(assessment.margin_ratio, assessment.is_liquidatable),
        "meter": meter(assessment, thresholds, words),
        "equity": figures.money(assessment.equity),
        "maintenance_margin": figures.requirement(assessment.maintenance_margin),
        "buffer": figures.holding(buffer),
        "buffer_share": _share_of_equity(buffer, assessment.equity, words),
        "used": part(assessment.maintenance_margin, assessment.equity),
        "initial_margin": figures.requirement(assessment.initial_margin),
        "margin_utilization": figures.utilization(assessment),
        "order_margin": figures.money(assessment.order_margin) if assessment.order_margin else None,
        "available_margin": figures.holding(assessment.available_margin),
        "withdrawable": figures.holding(assessment.withdrawable),
        "account_value": figures.money(assessment.account_value),
        "isolated": words["with_isolated"].format(amount=grouped(isolated, 2)) if isolated else "",
        "unrealized_pnl": figures.signed_money(assessment.unrealized_pnl),
        "net_exposure": figures.signed_money(assessment.net_exposure),
        "gross_exposure": figures.money(assessment.gross_exposure),
        "effective_leverage": figures.multiple(assessment.effective_leverage),
        "only_isolated": words["nothing_in_cross"] if is_all_isolated else "",
    }


def meter(assessment: Assessment, thresholds: Thresholds, words: dict[str, str]) -> dict[str, str]:
    """The ratio drawn from 0 to 100 with both thresholds; what is past 100, or past equity, fills it."""
    ratio = assessment.margin_ratio
    filled = (
        min(ratio, HUNDRED) if ratio is not None else HUNDRED if assessment.is_liquidatable else Decimal(0)
    )
    return {"filled": f"{filled:.2f}"} | scale(thresholds, words)


def scale(thresholds: Thresholds, words: dict[str, str]) -> dict[str, str]:
    """The meter's marks and labels; close together they lose their words, near the end one gives way."""
    caution, critical = (f"{level.normalize():f}" for level in (thresholds.caution, thresholds.critical))
    is_tight = thresholds.critical - thresholds.caution < 25
    return {
        "caution": caution,
        "critical": critical,
        "caution_label": caution if is_tight else words["caution_at"].format(ratio=caution),
        "critical_label": critical if is_tight else words["critical_at"].format(ratio=critical),
        "critical_anchor": "end" if thresholds.critical > 82 else "middle",
        "end_label": "" if thresholds.critical > 92 else "100",
    }


def part(amount: Decimal, whole: Decimal) -> str:
    """How much of a bar `amount` takes, in percent; all of it where the whole is gone."""
    if whole <= 0:
        return "100.00" if amount > 0 else "0.00"
    return f"{min(max(amount / whole * 100, Decimal(0)), HUNDRED):.2f}"


def _share_of_equity(buffer: Decimal, equity: Decimal, words: dict[str, str]) -> str:
    return words["of_equity"].format(share=grouped(buffer / equity * 100, 1)) if equity > 0 else ""
