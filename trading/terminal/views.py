"""The terminal's pages."""

import time
from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from margin.models import Instrument
from trading.stream.latest import latest_values
from trading.terminal.screen import Screen, screen


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The exchange's terminal on its default market, on the first market while that one is not listed."""
    exchange = request.exchange
    listed = Instrument.objects.filter(venue=exchange.venue, network=exchange.network, is_delisted=False)
    symbols = list(listed.values_list("symbol", flat=True))
    if not symbols:
        waiting = render(request, "no_markets.html", status=503)
        waiting["Retry-After"] = "5"
        return waiting
    symbol = exchange.default_market if exchange.default_market in symbols else symbols[0]
    return terminal(request, symbol)


@require_safe
def trade(request: HttpRequest, symbol: str) -> HttpResponse:
    """The terminal on one market."""
    return terminal(request, symbol)


def terminal(request: HttpRequest, symbol: str) -> HttpResponse:
    """The whole page, complete without script: figures as they are now, then the stream goes on."""
    shown = screen(request.exchange, request.user, symbol, request.GET.get("account", ""))
    if shown is None:
        raise Http404
    context = {
        "screen": shown,
        "market": symbol,
        "markets": [
            {"symbol": one.symbol, "url": address(one.symbol, shown), "is_current": one.symbol == symbol}
            for one in shown.instruments
        ],
        "account": shown.link,
        "accounts": [
            {
                "label": link.label,
                "slug": link.slug,
                "url": address(symbol, shown, link.slug),
                "is_current": link == shown.link,
            }
            for link in shown.links
        ],
        "opening": opening(shown),
        "stream_url": stream_address(shown),
        "widget_settings": shown.settings,
        "values": latest_values(shown.audiences),
        "now_ms": int(time.time() * 1000),
    }
    response = render(request, "terminal.html", context)
    response["Cache-Control"] = "no-store"
    return response


def opening(shown: Screen) -> dict[str, str]:
    """How a new position opens here: the exchange's default, within what the market allows."""
    policy, instrument = shown.exchange.margin_policy, shown.instrument
    mode = policy.Mode.ISOLATED if instrument.margin_mode else policy.Mode(policy.default_mode)
    leverage = min(policy.default_leverage, instrument.max_leverage)
    return {"mode": mode.value, "label": str(mode.label), "leverage": str(leverage)}


def address(symbol: str, shown: Screen, slug: str | None = None) -> str:
    """A terminal's address, keeping the account unless another is named."""
    slug = slug or (shown.link.slug if shown.link else "")
    return reverse("trade", args=[symbol]) + (f"?{urlencode({'account': slug})}" if slug else "")


def stream_address(shown: Screen) -> str:
    """Where the page's socket connects to."""
    account = f"?{urlencode({'account': shown.link.slug})}" if shown.link else ""
    return f"/stream/trade/{quote(shown.instrument.symbol, safe='')}/{account}"
