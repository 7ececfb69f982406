"""The table of streamed widgets, and the one function that renders them for page, htmx and hub.

A widget is a row here, a presenter (values → dict of strings) and a MiniJinja template with one root that
begins with its id.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import minijinja
from django.conf import settings as django_settings
from django.templatetags.static import static

from margin.presenters.help import LINKS
from trading.feed.values import AccountValues, MarketValues
from trading.stream import account, instrument
from trading.stream.showing import WidgetSettings

Values = MarketValues | AccountValues
Presenter = Callable[[Any, WidgetSettings, int], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Widget:
    """One streamed piece of the page; `id` is its root's id and its template's name."""

    id: str
    kind: Literal["market", "account"]
    present: Presenter


WIDGETS: dict[str, Widget] = {
    widget.id: widget
    for widget in (
        Widget("instrument", "market", instrument.instrument_line),
        Widget("live", "market", instrument.live),
        Widget("margin", "account", account.margin_panel),
        Widget("positions", "account", account.positions_panel),
        Widget("distances", "account", account.distance_panel),
        Widget("alarm", "account", account.alarm),
    )
}


def render(widget_id: str, values: Values | None, settings: WidgetSettings, now_ms: int) -> str:
    """One widget's HTML from its topic's latest value (None: nothing has arrived yet) at this time."""
    shown = WIDGETS[widget_id].present(values, settings, now_ms)
    return environment().render_template(f"{widget_id}.html", words=settings.words, **shown)


@cache
def environment() -> minijinja.Environment:
    """The widgets' templates: strict, so that a figure a presenter forgot is an error and not a blank."""
    folder = django_settings.WIDGET_TEMPLATES
    return minijinja.Environment(
        loader=lambda name: (folder / name).read_text(encoding="utf-8"),
        undefined_behavior="strict",
        trim_blocks=True,
        lstrip_blocks=True,
        globals={"icons": minijinja.safe(static("icons.svg")), "help_links": LINKS},
    )
