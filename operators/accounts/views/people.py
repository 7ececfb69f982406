"""Who works for an operator: members, their roles, invitations. On the platform's host."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from operators.accounts import audit, entrance, links, mail, roles
from operators.accounts.backoffice import staff_only
from operators.accounts.forms import InvitationForm, NewPasswordForm
from operators.accounts.proof import needs_proof
from operators.models import AuditEntry, Invitation, Membership, Operator, User

TOKEN_SALT = "operators.accounts.invitation"


@never_cache
@require_safe
@staff_only
def people(request: HttpRequest) -> HttpResponse:
    """The companies that the person works for, with who works there; every company for platform staff."""
    companies = [_company(request.user, operator) for operator in roles.operators_of(request.user)]
    return render(request, "account/people.html", {"companies": companies})


def _company(user: User, operator: Operator, form: InvitationForm | None = None) -> dict[str, object]:
    return {
        "operator": operator,
        "members": operator.memberships.select_related("user").order_by("pk"),
        "invitations": roles.open_invitations(operator).order_by("pk"),
        "may_manage": roles.may_manage_people(user, operator),
        "form": form or InvitationForm(auto_id=f"id_{operator.pk}_%s"),
    }


def _managed(request: HttpRequest, operator_id: int) -> Operator:
    """The operator, for those who may manage its people; 404 for everybody else's, 404 says nothing (T2)."""
    operator = get_object_or_404(roles.operators_of(request.user), pk=operator_id)
    if not roles.may_manage_people(request.user, operator):
        raise Http404
    return operator


@require_POST
@staff_only
@needs_proof
def people_invitation(request: HttpRequest, operator_id: int) -> HttpResponse:
    """Invites somebody by mail."""
    operator = _managed(request, operator_id)
    form = InvitationForm(request.POST, auto_id=f"id_{operator.pk}_%s")
    if form.is_valid():
        email, role = form.cleaned_data["email"], form.cleaned_data["role"]
        invitation = roles.invite(request, operator, email, role)
        if invitation is None:
            messages.error(
                request, _("%(email)s works here already or is invited already.") % {"email": email}
            )
        elif mail.send(
            request, email, "invitation", invitation=invitation, link=_address(request, invitation)
        ):
            messages.success(request, _("We sent an invitation to %(email)s.") % {"email": email})
        else:
            roles.withdraw(request, invitation)
            messages.error(request, _("The mail could not be sent, so nobody was invited. Try again later."))
        return redirect("people")
    companies = [
        _company(request.user, one, form if one == operator else None)
        for one in roles.operators_of(request.user)
    ]
    return render(request, "account/people.html", {"companies": companies}, status=422)


@require_POST
@staff_only
def people_withdrawal(request: HttpRequest, operator_id: int, invitation_id: int) -> HttpResponse:
    """Takes an invitation back."""
    operator = _managed(request, operator_id)
    roles.withdraw(request, get_object_or_404(Invitation, pk=invitation_id, operator=operator))
    return redirect("people")


@require_POST
@staff_only
@needs_proof
def people_role(request: HttpRequest, operator_id: int, membership_id: int) -> HttpResponse:
    """Gives a member another role, or with role "none" ends the membership; acts at once."""
    operator = _managed(request, operator_id)
    membership = get_object_or_404(Membership, pk=membership_id, operator=operator)
    role = request.POST.get("role", "")
    try:
        if role == "none":
            roles.remove(request, membership)
        elif role in roles.Role.values:
            roles.change(request, membership, role)
    except roles.LastOwner:
        messages.error(request, _("An operator keeps at least one owner. Make somebody else owner first."))
    return redirect("people")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accepts an invitation: with an account of the platform, or by choosing a password for a new one."""
    offered = _offered(token)
    if offered is None:
        return render(request, "account/link_dead.html", status=410)
    known = User.objects.filter(exchange=None, email__iexact=offered.email, is_active=True).first()
    form = None if known else NewPasswordForm(None, request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            with transaction.atomic():
                user = known or _new_person(request, offered, form.cleaned_data["password"])
                accepted = roles.accept(request, offered, user)
        except IntegrityError:  # another hand accepted it a moment ago
            accepted = False
        if not accepted:
            return render(request, "account/link_dead.html", status=410)
        if known:
            return redirect("people")
        return redirect(entrance.enter(request, user, "mail link", "/admin/"))
    status = 422 if request.method == "POST" else 200
    return render(request, "account/invitation.html", {"invitation": offered, "form": form}, status=status)


def _new_person(request: HttpRequest, offered: Invitation, password: str) -> User:
    user = User(email=offered.email, is_staff=True)
    user.set_password(password)
    user.save()
    audit.record(
        request,
        AuditEntry.Kind.ACCOUNT_OPENED,
        actor=user,
        person=user,
        operator=offered.operator,
        after={"by": "invitation"},
    )
    return user


def _address(request: HttpRequest, offered: Invitation) -> str:
    return links.address(request, "invitation", links.signed_number(offered.pk, TOKEN_SALT))


def _offered(token: str) -> Invitation | None:
    number = links.number_of(token, TOKEN_SALT, roles.INVITATION_LIFE)
    return roles.open_invitations().select_related("operator").filter(pk=number).first() if number else None
