"""Step-up (SECURITY K14): changes to how one signs in need a proof that is at most ten minutes old."""

import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from operators.accounts import second_factor
from operators.accounts.sessions import DEMO_LINK, PROVEN_AT
from operators.accounts.visitor import is_local_demo
from operators.models import User

FRESH = 600

View = Callable[..., HttpResponse]


def ways_of(user: User) -> list[str]:
    """How this person can prove to be there: "code", "password", "wallet"; empty for a practice visitor."""
    has_code = second_factor.has(user)
    if has_code:
        return ["code"]
    return [
        way
        for way, possible in (("password", user.has_usable_password()), ("wallet", user.wallets.exists()))
        if possible
    ]


def is_fresh(request: HttpRequest) -> bool:
    """True when the person proved to be there in the last ten minutes, or has nothing to prove it with."""
    if time.time() - request.session.get(PROVEN_AT, 0) < FRESH:
        return True
    if request.session.get(DEMO_LINK) and is_local_demo(request):
        return True
    return not ways_of(request.user)


def mark(request: HttpRequest) -> None:
    """The person has just proven to be there."""
    request.session[PROVEN_AT] = int(time.time())


def address(back: str) -> str:
    """The proof page, which leads back."""
    return f"{reverse('proof')}?{urlencode({'next': back})}"


def needs_proof(view: View) -> View:
    """Sends a person whose proof is old to the proof page first; what was posted is asked for again."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        back = request.path if request.method == "GET" else reverse("account")
        if request.method != "GET":
            messages.info(request, _("Confirm that it is you, then make the change again."))
        return redirect(address(back))

    return guarded
