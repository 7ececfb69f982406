"""Pages that belong to the site itself: its stylesheet and the visitor's theme."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

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
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    if request.POST.get("theme") in {"dark", "light"}:
        response.set_cookie(
            "theme", request.POST["theme"], max_age=31_536_000, samesite="Lax", secure=request.is_secure()
        )
    return response
