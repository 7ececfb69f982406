"""How a person likes the site: language, theme, density, colors of profit and loss.

A signed-in person's choices are kept with the person, a visitor's in cookies.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

YEAR = 31_536_000
CHOICES = {
    "language": tuple(code for code, _ in settings.LANGUAGES),
    "theme": ("dark", "light"),
    "density": ("dense", "roomy"),
    "pnl_colors": ("green-up", "red-up"),
}
COOKIES = {
    "language": settings.LANGUAGE_COOKIE_NAME,
    "theme": "theme",
    "density": "density",
    "pnl_colors": "pnl_colors",
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """Each is one of CHOICES, or empty: as the exchange has it."""

    language: str
    theme: str
    density: str
    pnl_colors: str


def of(request: HttpRequest) -> Preferences:
    """This visitor's preferences."""
    return Preferences(**{name: _chosen(request, name) for name in CHOICES})


def _chosen(request: HttpRequest, name: str) -> str:
    user = getattr(request, "user", None)
    kept = getattr(user, name) if user is not None and user.is_authenticated else ""
    value = kept or request.COOKIES.get(COOKIES[name], "")
    return value if value in CHOICES[name] else ""


def keep(request: HttpRequest, response: HttpResponse, chosen: dict[str, str]) -> None:
    """Keeps these choices; an empty text goes back to the exchange's own, an unknown one is left out."""
    known = {name: value for name, value in chosen.items() if value in ("", *CHOICES[name])}
    if request.user.is_authenticated:
        for name, value in known.items():
            setattr(request.user, name, value)
        request.user.save(update_fields=list(known))
    for name, value in known.items():
        if value:
            response.set_cookie(
                COOKIES[name], value, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
            )
        else:
            response.delete_cookie(COOKIES[name], samesite="Lax")
