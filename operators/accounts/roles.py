"""Roles at an operator: who may what, and how roles are given, changed and taken away."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from operators.accounts import audit
from operators.accounts.sessions import announce
from operators.models import AuditEntry, Invitation, Membership, Operator, User

Role = Membership.Role
INVITATION_LIFE = timedelta(days=7)


class LastOwner(Exception):
    """An operator keeps at least one owner."""


def operators_of(user: User) -> QuerySet[Operator]:
    """The companies that this person works for; all of them for platform staff."""
    everyone = Operator.objects.order_by("name")
    return everyone if user.is_superuser else everyone.filter(memberships__user=user)


def may_manage_people(user: User, operator: Operator) -> bool:
    """Owners and platform staff invite people and give roles."""
    return user.is_superuser or operator.memberships.filter(user=user, role=Role.OWNER).exists()


def may_edit(user: User, operator: Operator) -> bool:
    """Owners, editors and platform staff change an exchange; support reads."""
    editing = [Role.OWNER, Role.EDITOR]
    return user.is_superuser or operator.memberships.filter(user=user, role__in=editing).exists()


def invite(request: HttpRequest, operator: Operator, email: str, role: str) -> Invitation | None:
    """Writes an invitation down; None when one to this address is open or its person works here already."""
    _let_old_ones_lapse(operator)
    if operator.memberships.filter(user__email__iexact=email).exists():
        return None
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                operator=operator, email=email, role=role, invited_by=request.user
            )
    except IntegrityError:
        return None
    audit.record(request, AuditEntry.Kind.INVITED, operator=operator, target=email, after={"role": role})
    return invitation


def open_invitations(operator: Operator | None = None) -> QuerySet[Invitation]:
    """Invitations that can still be accepted."""
    living = Invitation.objects.filter(
        accepted_at=None, withdrawn_at=None, created_at__gt=timezone.now() - INVITATION_LIFE
    )
    return living.filter(operator=operator) if operator else living


def _let_old_ones_lapse(operator: Operator) -> None:
    now = timezone.now()
    Invitation.objects.filter(
        operator=operator, accepted_at=None, withdrawn_at=None, created_at__lte=now - INVITATION_LIFE
    ).update(withdrawn_at=now)


def withdraw(request: HttpRequest, invitation: Invitation) -> None:
    """Takes an open invitation back."""
    taken_back = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if taken_back.update(withdrawn_at=timezone.now()):
        audit.record(
            request,
            AuditEntry.Kind.INVITATION_WITHDRAWN,
            operator=invitation.operator,
            target=invitation.email,
            before={"role": invitation.role},
        )


@transaction.atomic
def accept(request: HttpRequest, invitation: Invitation, user: User) -> bool:
    """Gives the invited person the role; False when another hand was first."""
    if not open_invitations().filter(pk=invitation.pk).update(accepted_at=timezone.now()):
        return False
    Membership.objects.update_or_create(
        user=user, operator=invitation.operator, defaults={"role": invitation.role}
    )
    User.objects.filter(pk=user.pk).update(is_staff=True)
    audit.record(
        request,
        AuditEntry.Kind.ROLE_GIVEN,
        actor=user,
        person=user,
        operator=invitation.operator,
        after={"role": invitation.role},
    )
    announce([f"user:{user.pk}"])
    return True


@transaction.atomic
def change(request: HttpRequest, membership: Membership, role: str) -> None:
    """Gives another role, at once. LastOwner when nobody would be left to manage."""
    before = membership.role
    if before == role:
        return
    _keep_an_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    _tell(request, AuditEntry.Kind.ROLE_CHANGED, membership, {"role": before}, {"role": role})


@transaction.atomic
def remove(request: HttpRequest, membership: Membership) -> None:
    """Ends a person's work for the operator, at once. LastOwner when nobody would be left to manage."""
    _keep_an_owner(membership)
    _tell(request, AuditEntry.Kind.ROLE_REMOVED, membership, {"role": membership.role}, None)
    membership.delete()


def _keep_an_owner(membership: Membership) -> None:
    owners = membership.operator.memberships.select_for_update().filter(role=Role.OWNER)
    if membership.role == Role.OWNER and [one.pk for one in owners] == [membership.pk]:
        raise LastOwner


def _tell(
    request: HttpRequest,
    kind: AuditEntry.Kind,
    membership: Membership,
    before: dict[str, str],
    after: dict[str, str] | None,
) -> None:
    audit.record(
        request, kind, person=membership.user, operator=membership.operator, before=before, after=after
    )
    announce([f"user:{membership.user_id}"])


def is_last_owner(user: User) -> bool:
    """True when a company would be left without an owner by this person's going."""
    owned = user.memberships.filter(role=Role.OWNER).values("operator")
    others = Membership.objects.filter(operator__in=owned, role=Role.OWNER).exclude(user=user)
    return owned.exclude(operator__in=others.values("operator")).exists()
