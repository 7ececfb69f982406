"""A figure: what is printed, and the exact value it stands for."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from margin.engine.assessment import Assessment
from margin.presenters.numbers import grouped, plain, signed, tone

Figure = dict[str, str]

NOTHING: Figure = {"text": "—", "value": ""}
CENT = Decimal("0.01")


def money(value: Decimal | None, rounding: str = ROUND_HALF_EVEN) -> Figure:
    """An amount of the pool's collateral, two places."""
    if value is None:
        return NOTHING
    return {"text": grouped(value.quantize(CENT, rounding), 2), "value": plain(value)}


def holding(value: Decimal | None) -> Figure:
    """What a trader may count on: printed never above what there is."""
    return money(value, ROUND_FLOOR)


def requirement(value: Decimal | None) -> Figure:
    """What is demanded of a trader: printed never below what is asked."""
    return money(value, ROUND_CEILING)


def signed_money(value: Decimal | None) -> Figure:
    """A gain or a loss, with its sign and its tone."""
    if value is None:
        return NOTHING | {"tone": "flat"}
    text = signed(value, 2)
    return {"text": text, "value": plain(value), "tone": tone(text)}


def percent(value: Decimal | None) -> Figure:
    """A share in percent, one place."""
    return NOTHING if value is None else {"text": grouped(value, 1), "value": plain(value)}


def signed_percent(value: Decimal | None) -> Figure:
    """A move in percent, with its sign and its tone, one place."""
    if value is None:
        return NOTHING | {"tone": "flat"}
    text = signed(value, 1)
    return {"text": text, "value": plain(value), "tone": tone(text)}


def ratio(value: Decimal | None, is_liquidatable: bool) -> Figure:
    """A margin ratio. Alive is never printed as 100.0."""
    if value is None:
        return {"text": "", "value": ""}
    shown = percent(value)
    if not is_liquidatable and round(value, 1) >= 100:
        return shown | {"text": ">99.9"}
    return shown


def utilization(assessment: Assessment) -> Figure:
    """Initial margin / equity, one place; not printed where nothing is held."""
    shown = percent(assessment.margin_utilization)
    return shown if assessment.initial_margin else shown | {"text": ""}


def multiple(value: Decimal | None) -> Figure:
    """A leverage, one place."""
    return NOTHING if value is None else {"text": grouped(value, 1), "value": plain(value)}
