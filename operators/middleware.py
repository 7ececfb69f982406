"""Decides the tenant of a request by its host; after it, everything starts from `request.exchange`."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
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
