"""The last steps of every sign-in: the second factor where there is one, then the session."""

import time

from django.dispatch import Signal
from django.http import HttpRequest
from django.urls import reverse

from operators.accounts import second_factor, sessions
from operators.accounts.session_store import SITE
from operators.models import User

visitor_recognized = Signal()  # with `visitor` and `user`; trading hands the practice account over

PENDING = "pending_sign_in"
PENDING_LIFE = 600


def enter(request: HttpRequest, user: User, method: str, after: str) -> str:
    """Signs in a person whose first factor is proven, or asks for the second; returns where to go."""
    visitor = request.user if request.user.is_authenticated and request.user.is_practice else None
    if not second_factor.has(user):
        sessions.sign_in(request, user, method)
        _bring_along(visitor, user)
        return after
    if request.user.is_authenticated:
        sessions.leave(request)
    request.session.cycle_key()
    request.session[SITE] = sessions.site_id(request.exchange)
    request.session[PENDING] = {
        "user": user.pk,
        "method": method,
        "after": after,
        "at": int(time.time()),
        "visitor": visitor.pk if visitor else None,
    }
    return reverse("sign-in-second-factor")


def pending(request: HttpRequest) -> tuple[User, str, str] | None:
    """Who waits for the second factor here, by which method, going where; None after ten minutes."""
    kept = request.session.get(PENDING)
    if not kept or time.time() - kept["at"] > PENDING_LIFE:
        return None
    user = User.objects.filter(pk=kept["user"], exchange=request.exchange, is_active=True).first()
    return (user, kept["method"], kept["after"]) if user else None


def complete(request: HttpRequest, user: User, method: str) -> None:
    """Signs in after the right code."""
    kept = request.session.pop(PENDING, {})
    sessions.sign_in(request, user, method, second_factor=True)
    _bring_along(User.objects.filter(pk=kept.get("visitor"), is_practice=True).first(), user)


def _bring_along(visitor: User | None, user: User) -> None:
    """A practice visitor who signs in turns out to be this person: what the visitor had may come along."""
    if visitor is not None and visitor.pk != user.pk:
        visitor_recognized.send(sender=User, visitor=visitor, user=user)
