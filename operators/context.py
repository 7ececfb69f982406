"""What every page knows about the site it is on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from operators.brand import stylesheet_version


def site(request: HttpRequest) -> dict[str, Any]:
    """The exchange, its theme for this visitor and the version of its stylesheet; little on the platform's host."""
    exchange = getattr(request, "exchange", None)
    if exchange is None:
        return {"exchange": None, "theme": "dark", "demo": settings.DEMO}
    return {
        "exchange": exchange,
        "theme": chosen_theme(request, exchange.brand.theme),
        "brand_version": stylesheet_version(exchange.brand),
        "demo": settings.DEMO,
    }


def chosen_theme(request: HttpRequest, default: str) -> str:
    """The visitor's theme from the cookie, else the brand's own."""
    theme = request.COOKIES.get("theme", "")
    return theme if theme in {"dark", "light"} else default
