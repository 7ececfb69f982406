"""Pages that belong to the site itself: its stylesheet and the visitor's theme."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from operators.accounts import preferences
from operators.accounts.returning import next_of
from operators.brand import stylesheet, stylesheet_version


@require_safe
def brand_stylesheet(request: HttpRequest) -> HttpResponse:
    """The brand's colors, fonts and measures as custom properties."""
    etag = f'"{stylesheet_version(request.exchange.brand)}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified()
    response = HttpResponse(stylesheet(request.exchange.brand), content_type="text/css; charset=utf-8")
    response["ETag"] = etag
    patch_cache_control(response, no_cache=True)
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remembers the visitor's theme for a year and returns to the page."""
    response = HttpResponseRedirect(next_of(request))
    if chosen := request.POST.get("theme"):
        preferences.keep(request, response, {"theme": chosen})
    return response
