"""The language of a reading page: the reader's own, or the one that its address asks for."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from operators.accounts import preferences
from operators.education.texts import LANGUAGES, SOURCE

type View = Callable[..., HttpResponse]


def in_readers_language(view: View) -> View:
    """Renders the page in the language of `?lang=`, which is then kept, or in the reader's own."""

    @wraps(view)
    def spoken(request: HttpRequest, **parts: str) -> HttpResponse:
        asked = request.GET.get("lang")
        language = asked if asked in LANGUAGES else translation.get_language()
        language = language if language in LANGUAGES else SOURCE
        with translation.override(language):
            response = view(request, **parts)
        response["Content-Language"] = language
        if asked in LANGUAGES:
            preferences.keep(request, response, {"language": asked})
        return response

    return spoken


def in_query(language: str) -> str:
    """What a page's address says of its language: nothing of ours."""
    return "" if language == SOURCE else f"?lang={language}"


def alternates(address: str) -> list[dict[str, str]]:
    """The same page in every language."""
    return [{"language": one, "url": address + in_query(one)} for one in LANGUAGES]
