"""What the reading pages know of the exchange that they are read on."""

from django.http import HttpRequest

from operators.education.figures import Figures
from operators.education.spoken import spoken as _


def figures_of(request: HttpRequest) -> Figures:
    """The figures of a page, with this exchange's name and policy among them."""
    exchange, policy = request.exchange, request.exchange.margin_policy
    return Figures(
        {
            "name": exchange.name,
            "venue": exchange.get_venue_display(),
            "default_mode": _(policy.get_default_mode_display()).lower(),
            "default_leverage": f"{policy.default_leverage}×",
            "caution": policy.caution,
            "critical": policy.critical,
        }
    )


def canonical(request: HttpRequest, path: str) -> str:
    """The one address of a page: on the exchange's primary domain, without a query."""
    primary = request.exchange.domains.filter(is_primary=True).first()
    if primary is None:
        return request.build_absolute_uri(path)
    port = request.get_port()
    usual = port == ("443" if request.is_secure() else "80")
    return f"{request.scheme}://{primary.host}{'' if usual else f':{port}'}{path}"
