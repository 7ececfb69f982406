"""Links in mails: signed, of one site, for a while, and dead once used (SECURITY T4).

A link is bound to the person's password hash, e-mail and last sign-in, so that using it, or any later
sign-in, ends it. A used one is also written down, so that of parallel tries one counts.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from operators.accounts.sessions import site_id
from operators.models import Exchange, UsedLink, User

Purpose = Literal["open", "email", "reset"]
LIVES = {"open": timedelta(days=1), "email": timedelta(days=1), "reset": timedelta(hours=1)}
SALT = "operators.accounts.links"


@dataclass(frozen=True, slots=True)
class MailLink:
    """What a link allows: open an account for `email`, make it `user`'s, or give `user` a new password."""

    purpose: Purpose
    email: str
    user: User | None


def write(purpose: Purpose, exchange: Exchange | None, email: str, user: User | None = None) -> str:
    """A link's token."""
    return signing.dumps(
        {
            "purpose": purpose,
            "site": site_id(exchange),
            "email": email,
            "user": user.pk if user else 0,
            "state": _state(user),
        },
        salt=SALT,
    )


def read(token: str, exchange: Exchange | None) -> MailLink | None:
    """What the token allows on this site; None when it is another's, too old, used or no token at all."""
    try:
        told: dict[str, Any] = signing.loads(token, salt=SALT, max_age=max(LIVES.values()))
        signing.loads(token, salt=SALT, max_age=LIVES[told["purpose"]])
    except signing.BadSignature:
        return None
    if told["site"] != site_id(exchange) or UsedLink.objects.filter(digest=_digest(token)).exists():
        return None
    people = User.objects.filter(exchange=exchange, is_active=True)
    user = people.filter(pk=told["user"]).first()
    if bool(told["user"]) != bool(user) or not constant_time_compare(told["state"], _state(user)):
        return None
    if told["purpose"] != "reset" and people.filter(email__iexact=told["email"]).exists():
        return None
    return MailLink(told["purpose"], told["email"], user)


def use_up(token: str) -> None:
    """Spends the link; IntegrityError when it is spent. In the transaction of what the link does."""
    UsedLink.objects.create(digest=_digest(token))


def _digest(token: str) -> str:
    return salted_hmac(SALT, token, algorithm="sha256").hexdigest()


def _state(user: User | None) -> str:
    if user is None:
        return ""
    told = f"{user.pk}|{user.password}|{user.email}|{user.last_login}"
    return salted_hmac(SALT, told, algorithm="sha256").hexdigest()


def address(request: HttpRequest, name: str, *arguments: str) -> str:
    """A page's whole address on the host that was asked, which the tenancy middleware has vouched for."""
    if settings.PRODUCTION:
        return f"https://{request.get_host().rsplit(':', 1)[0]}{reverse(name, args=arguments)}"
    return request.build_absolute_uri(reverse(name, args=arguments))


def signed_number(number: int, salt: str) -> str:
    """A row's number as a token."""
    return signing.dumps(number, salt=salt)


def number_of(token: str, salt: str, life: timedelta) -> int | None:
    """The number again, None when the token is too old or no token of ours."""
    try:
        return int(signing.loads(token, salt=salt, max_age=life))
    except signing.BadSignature:
        return None
