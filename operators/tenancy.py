"""Host → exchange, decided once per request or socket (SECURITY T1)."""

from dataclasses import dataclass

from django.conf import settings
from django.http.request import split_domain_port

from operators.models import Exchange


@dataclass(frozen=True, slots=True)
class Site:
    """What a host serves: an exchange, or the platform when `exchange` is None."""

    exchange: Exchange | None


def site_of(host_header: str) -> Site | None:
    """The site that a Host header names, or None for a host that is nobody's."""
    host, _ = split_domain_port(host_header)
    if not host:
        return None
    if host in settings.PLATFORM_HOSTS:
        return Site(exchange=None)
    exchange = Exchange.objects.select_related("brand", "margin_policy").filter(domains__host=host).first()
    return Site(exchange=exchange) if exchange else None


def same_host(origin: str, host_header: str) -> bool:
    """True when a socket's Origin is the page's own host and port (SECURITY T6)."""
    scheme, separator, rest = origin.partition("://")
    return bool(separator) and scheme in {"http", "https"} and rest.lower() == host_header.lower()
