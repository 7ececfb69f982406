"""The table of streamed widgets, and the one function that renders them for page, htmx and hub.

A widget is a row here, a presenter (values → dict of strings) and a MiniJinja template with one root that
begins with its id.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

import minijinja
from django.conf import settings as django_settings
from django.templatetags.static import static

from margin.freshness import Freshness, aged
from margin.levels import Thresholds
from margin.presenters.words import words
from trading.feed.values import AccountValues, MarketValues
from trading.stream import account, instrument

Values = MarketValues | AccountValues


@dataclass(frozen=True, slots=True)
class WidgetSettings:
    """How one exchange shows figures: the ratios from which it warns, its venue's names, the language.

    `market_url` is a market's address on this screen, with `{market}` for its symbol.
    """

    caution: Decimal
    critical: Decimal
    venue: str
    network: str
    collateral: str = "USDC"
    market_url: str = "/trade/{market}/"
    language: str = "en"

    @property
    def thresholds(self) -> Thresholds:
        """The ratios from which this exchange warns."""
        return Thresholds(self.caution, self.critical)


Presenter = Callable[[Values | None, WidgetSettings, int], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Widget:
    """One streamed piece of the page; `id` is its root's id and its template's name."""

    id: str
    kind: Literal["market", "account"]
    present: Presenter


def _instrument(values: MarketValues | None, shown: WidgetSettings, now_ms: int) -> dict[str, object]:
    fresh = aged(now_ms, values.marked_at if values else None)
    return instrument.instrument_line(values, fresh, now_ms, words(shown.language)) | {
        "unit": shown.collateral
    }


def _link(values: MarketValues | None, shown: WidgetSettings, now_ms: int) -> dict[str, object]:
    fresh = aged(now_ms, values.marked_at if values else None)
    return dict(instrument.link(values, fresh, words(shown.language)))


def _age(values: AccountValues | None, now_ms: int) -> Freshness:
    return aged(now_ms, values.marked_at if values else None, values.snapshot_at if values else None)


def _margin(values: AccountValues | None, shown: WidgetSettings, now_ms: int) -> dict[str, object]:
    return account.margin_panel(
        values, shown.thresholds, _age(values, now_ms), shown.venue, words(shown.language)
    )


def _positions(values: AccountValues | None, shown: WidgetSettings, now_ms: int) -> dict[str, object]:
    return account.positions_panel(
        values,
        shown.thresholds,
        _age(values, now_ms),
        shown.venue,
        shown.collateral,
        shown.market_url,
        words(shown.language),
    )


def _distances(values: AccountValues | None, shown: WidgetSettings, now_ms: int) -> dict[str, object]:
    return account.distance_panel(values, shown.thresholds, _age(values, now_ms), words(shown.language))


def _alarm(values: AccountValues | None, shown: WidgetSettings, now_ms: int) -> dict[str, object]:
    return account.alarm(values, shown.thresholds, _age(values, now_ms), words(shown.language))


WIDGETS: dict[str, Widget] = {
    widget.id: widget
    for widget in (
        Widget("instrument", "market", _instrument),
        Widget("live", "market", _link),
        Widget("margin", "account", _margin),
        Widget("positions", "account", _positions),
        Widget("distances", "account", _distances),
        Widget("alarm", "account", _alarm),
    )
}


def render(widget_id: str, values: Values | None, settings: WidgetSettings, now_ms: int) -> str:
    """One widget's HTML from its topic's latest value (None: nothing has arrived yet) at this time."""
    widget = WIDGETS[widget_id]
    return environment().render_template(f"{widget_id}.html", **widget.present(values, settings, now_ms))


@cache
def environment() -> minijinja.Environment:
    """The widgets' templates: strict, so that a figure a presenter forgot is an error and not a blank."""
    folder = django_settings.WIDGET_TEMPLATES
    return minijinja.Environment(
        loader=lambda name: (folder / name).read_text(encoding="utf-8"),
        undefined_behavior="strict",
        trim_blocks=True,
        lstrip_blocks=True,
        globals={"icons": minijinja.safe(static("icons.svg"))},
    )
