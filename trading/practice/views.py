"""The practice account: open it, add paper money, start over."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from operators.accounts import attempts
from operators.accounts.returning import next_of
from operators.accounts.visitor import address_of
from trading.models import AccountLink
from trading.practice import venue
from trading.practice.accounts import OPENING, open_practice, practice_of


@never_cache
@require_http_methods(["GET", "POST"])
def practice(request: HttpRequest) -> HttpResponse:
    """What a practice account is; POST opens one, in one click."""
    if request.method == "GET":
        return _page(request)
    key = attempts.key_of("practice from", request.exchange, address_of(request))
    if practice_of(request.user) is None and attempts.take(key, attempts.MAILS_OF_AN_ADDRESS) is None:
        messages.error(
            request, _("Many practice accounts were opened from this network. Try again in an hour.")
        )
        return redirect("practice")
    try:
        open_practice(request)
    except venue.VenueAway:
        return _away(request)
    return redirect(next_of(request, "/"))


@require_POST
def practice_funds(request: HttpRequest) -> HttpResponse:
    """Adds paper money."""
    return _change(request, lambda link: venue.fund(link.account.address, OPENING))


@require_POST
def practice_reset(request: HttpRequest) -> HttpResponse:
    """Closes everything and starts over with the opening sum."""
    return _change(request, lambda link: venue.start_over(link.account.address, OPENING))


def _change(request: HttpRequest, change: Callable[[AccountLink], None]) -> HttpResponse:
    link = practice_of(request.user)
    if link is None:
        return redirect("practice")
    key = attempts.key_of("practice money", request.exchange, request.user.pk)
    if attempts.take(key, attempts.MAILS_OF_AN_ADDRESS) is None:
        messages.error(request, _("Paper money was added many times. Try again in an hour."))
        return redirect("practice")
    try:
        change(link)
    except venue.VenueAway:
        return _away(request)
    return redirect(next_of(request, "/"))


def _away(request: HttpRequest) -> HttpResponse:
    messages.error(
        request, _("The practice venue does not answer. Nothing was changed: try again in a minute.")
    )
    return _page(request, 503)


def _page(request: HttpRequest, status: int = 200) -> HttpResponse:
    values = {"link": practice_of(request.user), "opening": "10,000.00"}
    return render(request, "account/practice.html", values, status=status)
