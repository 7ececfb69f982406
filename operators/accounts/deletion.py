"""Deleting an account: what made it a person's goes, what the law and the books need stays under a number."""

from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone

from operators.accounts import audit, second_factor, sessions
from operators.models import AuditEntry, Invitation, User
from operators.models.people import opaque_username

account_deleted = Signal()  # trading unlinks venue accounts; sent inside the transaction, with `user`


@transaction.atomic
def delete_account(request: HttpRequest, user: User) -> None:
    """Removes e-mail, name, password, wallets, second factor, roles and sessions; a number stays.

    The audit log cannot be changed: it goes on naming wallets, and whom somebody invited.
    """
    audit.record(request, AuditEntry.Kind.ACCOUNT_DELETED, person=user)
    second_factor.turn_off(user)
    user.wallets.all().delete()
    user.memberships.all().delete()
    if user.exchange is None and user.email:
        _forget_invitations(user.email)
    sessions.end_all(user)
    user.username = opaque_username()
    user.email = user.first_name = user.last_name = ""
    user.language = user.theme = user.density = user.pnl_colors = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    account_deleted.send(sender=User, user=user)


def _forget_invitations(email: str) -> None:
    """Invitations to this address stay as decided, without it; what is open is withdrawn."""
    mine = Invitation.objects.filter(email__iexact=email)
    mine.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    mine.update(email="")
