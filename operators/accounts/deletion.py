"""Deleting an account: what made it a person's goes, what the law and the books need stays under a number."""

from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest

from operators.accounts import audit, second_factor, sessions
from operators.models import AuditEntry, User
from operators.models.people import opaque_username

account_deleted = Signal()  # trading unlinks venue accounts; sent inside the transaction, with `user`


@transaction.atomic
def delete_account(request: HttpRequest, user: User) -> None:
    """Removes e-mail, name, password, wallets, second factor, roles and sessions; a number stays."""
    audit.record(request, AuditEntry.Kind.ACCOUNT_DELETED, person=user)
    second_factor.turn_off(user)
    user.wallets.all().delete()
    user.memberships.all().delete()
    sessions.end_all(user)
    user.username = opaque_username()
    user.email = user.first_name = user.last_name = ""
    user.language = user.theme = user.density = user.pnl_colors = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    account_deleted.send(sender=User, user=user)
