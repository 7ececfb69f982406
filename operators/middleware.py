"""Decides the tenant of a request by its host; after it, everything starts from `request.exchange`.

What no browser sends and no table can hold is turned away here too.
"""

import codecs
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.template.loader import render_to_string

from operators.tenancy import site_of

ANY_HOST = ("/healthz",)


def exchange_by_host(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sets `request.exchange` (None on the platform's host); any other host gets 404 without a brand."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.exchange = None
        if request.path in ANY_HOST:
            return get_response(request)
        site = site_of(request.META.get("HTTP_HOST", ""))
        if site is None:
            return HttpResponse(render_to_string("unknown_host.html"), status=404)
        request.exchange = site.exchange
        if site.exchange is None:
            request.urlconf = "perps_studio.urls_platform"
        return get_response(request)

    return middleware


def readable(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answers 400, in words, to text that is not UTF-8 or that holds a NUL, which PostgreSQL cannot keep."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if problem := _unreadable(request):
            return HttpResponse(
                f"{problem} Nothing was changed: go back, load the page again and try once more.\n",
                status=400,
                content_type="text/plain; charset=utf-8",
            )
        return get_response(request)

    return middleware


def _unreadable(request: HttpRequest) -> str:
    if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
        return "This request is not written in UTF-8."
    try:
        told = (request.GET, request.POST)
    except UnreadablePostError:
        return "This request broke off before its end."
    if "\0" in request.path or any(_has_nul(one) for one in told):
        return "This request holds a character that no text has (NUL)."
    return ""


def _has_nul(told: QueryDict) -> bool:
    return any("\0" in text for name, values in told.lists() for text in (name, *values))
