"""What every page knows about the site it is on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from operators.accounts import preferences
from operators.brand import stylesheet_version


def site(request: HttpRequest) -> dict[str, Any]:
    """The exchange, its theme for this visitor and its stylesheet's version; little on the platform."""
    exchange = getattr(request, "exchange", None)
    if exchange is None:
        return {"exchange": None, "theme": preferences.of(request).theme or "dark", "demo": settings.DEMO}
    chosen = preferences.of(request)
    return {
        "exchange": exchange,
        "theme": chosen.theme or exchange.brand.theme,
        "density": chosen.density or exchange.brand.density,
        "pnl_colors": chosen.pnl_colors,
        "brand_version": stylesheet_version(exchange.brand),
        "demo": settings.DEMO,
    }
