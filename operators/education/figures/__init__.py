"""Numbers of the texts by name: `{hedge.ratio_after}` is computed by the margin engine when it is printed."""

from collections.abc import Callable
from decimal import Decimal

from margin.presenters.numbers import grouped, signed
from operators.education.figures import (
    aster,
    backing,
    costs,
    example,
    hedge,
    ladders,
    modes,
    money,
    stops,
    tiers,
)

type Values = dict[str, Decimal | str]

GROUPS: dict[str, Callable[[], Values]] = {
    "example": example.values,
    "cross": backing.cross,
    "isolated": backing.isolated,
    "two": backing.two_ways,
    "moved": backing.moved,
    "aster": aster.values,
    "tiers": tiers.values,
    "money": money.values,
    "hedge": hedge.values,
    "legs": aster.legs,
    "ladder": ladders.hyperliquid,
    "aster_ladder": ladders.aster,
    "funding": costs.funding,
    "fees": costs.fees,
    "rank": costs.rank,
    "stop": stops.values,
    "multi": modes.multi_assets,
    "unified": modes.unified,
}


def printed(value: Decimal | str, style: str = "") -> str:
    """A value in text. `style`: places, with a leading + where the sign is always shown.

    Without one, whole amounts have no places and others two.
    """
    if isinstance(value, str):
        return value
    places = int(style.lstrip("+")) if style.lstrip("+") else 0 if value == value.to_integral_value() else 2
    return (signed if style.startswith("+") else grouped)(value, places)


class Figures:
    """The named values of one page, each group computed once, when the first of it is asked for."""

    def __init__(self, site: Values) -> None:
        self._known: dict[str, Values] = {"site": site}

    def text(self, group: str, name: str, style: str = "") -> str:
        """The printed value; KeyError for a name that nothing computes."""
        return printed(self.value(group, name), style)

    def value(self, group: str, name: str) -> Decimal | str:
        """The value itself."""
        if group not in self._known:
            self._known[group] = GROUPS[group]()
        return self._known[group][name]
