"""Where a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The network address that asks, None where the server does not know one."""
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return None


def agent_of(request: HttpRequest) -> str:
    """What the browser calls itself, cut to what the tables hold."""
    return request.headers.get("User-Agent", "").replace("\0", "")[:200]


def is_local_demo(request: HttpRequest) -> bool:
    """True on a demo that is asked from this machine or a private network, not through a proxy."""
    address = address_of(request)
    if not settings.DEMO or address is None or "HTTP_X_FORWARDED_FOR" in request.META:
        return False
    origin = ipaddress.ip_address(address)
    return origin.is_loopback or origin.is_private
