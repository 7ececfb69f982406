"""Practice accounts: paper money at the local venue for a visitor, without sign-up."""

import secrets

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from margin.models import VenueAccount
from operators.accounts import audit, sessions
from operators.models import AuditEntry, User
from trading.models import AccountLink
from trading.practice import venue

OPENING = "10000"
SLUG = "practice"
NETWORK = "sandbox"


def practice_of(user: User) -> AccountLink | None:
    """The visitor's practice account."""
    if not user.is_authenticated:
        return None
    return AccountLink.objects.select_related("account").filter(user=user, slug=SLUG).first()


def open_practice(request: HttpRequest) -> AccountLink:
    """The visitor's practice account, made on the first call: for somebody not signed in with a new visitor.

    VenueAway when the local venue cannot make it; nothing is kept then.
    """
    if link := practice_of(request.user):
        return link
    address = "0x" + secrets.token_hex(20)
    venue.fund(address, OPENING)
    try:
        user, link = _keep(request, address)
    except IntegrityError:
        if kept := practice_of(request.user):  # another tab was first
            return kept
        raise
    if not request.user.is_authenticated:
        sessions.sign_in(request, user, "practice")
    return link


@transaction.atomic
def _keep(request: HttpRequest, address: str) -> tuple[User, AccountLink]:
    user = request.user if request.user.is_authenticated else _visitor(request)
    account = VenueAccount.objects.create(venue=request.exchange.venue, network=NETWORK, address=address)
    link = AccountLink.objects.create(
        exchange=request.exchange, user=user, account=account, slug=SLUG, label="Practice account"
    )
    return user, link


def _visitor(request: HttpRequest) -> User:
    user = User(exchange=request.exchange, is_practice=True)
    user.set_unusable_password()
    user.save()
    audit.record(request, AuditEntry.Kind.ACCOUNT_OPENED, actor=user, person=user, after={"by": "practice"})
    return user


def hand_over(sender: type[User], visitor: User, user: User, **others: object) -> None:
    """The visitor's practice account goes to the person they turned out to be, if that one has none."""
    if practice_of(user) is None:
        AccountLink.objects.filter(user=visitor, slug=SLUG).update(user=user)


def unlink(sender: type[User], user: User, **others: object) -> None:
    """A deleted person's links to venue accounts go; the accounts stay at the venue."""
    AccountLink.objects.filter(user=user).delete()
