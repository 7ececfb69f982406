"""Where to go after signing in."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def next_of(request: HttpRequest, default: str = "/") -> str:
    """The page that the request names as `next`, if it is one of this host's; else `default`."""
    return inside(request.POST.get("next") or request.GET.get("next") or "", default)


def inside(wanted: str, default: str) -> str:
    """`wanted` if it is a path on the same host, else `default`."""
    is_path = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_path and wanted.isprintable() else default
