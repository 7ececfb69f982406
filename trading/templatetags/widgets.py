"""`{% widget "margin" %}`: the streamed widgets inside a page, rendered by the stream's own function."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from trading.stream.widgets import WIDGETS, render

register = template.Library()


@register.simple_tag(takes_context=True)
def widget(context: dict[str, Any], widget_id: str) -> SafeString:
    """Renders a widget from the page's `values` (by kind), `widget_settings` and `now_ms`."""
    values = context["values"].get(WIDGETS[widget_id].kind)
    return mark_safe(render(widget_id, values, context["widget_settings"], context["now_ms"]))
