"""The settings page: preferences, ways to sign in, browsers, and the way out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from operators.accounts import attempts, audit, preferences, proof, second_factor, sessions
from operators.accounts.agents import named
from operators.accounts.deletion import delete_account
from operators.accounts.forms import (
    CodeForm,
    DeletionForm,
    EmailForm,
    NewPasswordForm,
    PasswordForm,
    PreferencesForm,
)
from operators.accounts.guards import signed_in
from operators.accounts.proof import needs_proof
from operators.accounts.returning import next_of
from operators.accounts.roles import is_last_owner
from operators.accounts.views.by_mail import change_password, send_email_link
from operators.accounts.views.sign_in import right_code
from operators.models import AuditEntry, Session


@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Everything about this visitor; for somebody not signed in, the preferences alone."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **forms: object) -> HttpResponse:
    chosen = preferences.of(request)
    context = {
        "preferences": PreferencesForm(
            initial={name: getattr(chosen, name) for name in preferences.CHOICES}, auto_id="id_%s"
        ),
        "email": EmailForm(auto_id="id_email_%s"),
    }
    if request.user.is_authenticated:
        context |= {
            "wallets": request.user.wallets.all(),
            "has_password": request.user.has_usable_password(),
            "has_second_factor": second_factor.has(request.user),
            "codes_left": request.user.recovery_codes.filter(used_at=None).count(),
            "sessions": [_row(one, request) for one in sessions.live(request.user)],
            "second_factor_required": request.exchange is None,
        }
    return render(request, "account/settings.html", context | forms, status=status)


def _row(session: Session, request: HttpRequest) -> dict[str, object]:
    return {
        "handle": session.handle,
        "browser": named(session.agent),
        "ip": session.ip or "",
        "signed_in_at": session.signed_in_at,
        "seen_at": session.seen_at,
        "is_this": session.session_key == request.session.session_key,
    }


@require_POST
def account_preferences(request: HttpRequest) -> HttpResponse:
    """Keeps language, theme, density and colors."""
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, preferences=form)
    response = redirect("account")
    preferences.keep(request, response, form.cleaned_data)
    return response


@require_POST
@signed_in
@needs_proof
def account_email(request: HttpRequest) -> HttpResponse:
    """Sends a link to the new address; the e-mail changes when it is opened."""
    if request.user.is_practice or request.exchange is None:
        return redirect("account")
    form = EmailForm(request.POST, auto_id="id_email_%s")
    if form.is_valid() and send_email_link(request, form):
        messages.success(
            request,
            _("We sent a link to %(email)s. Open it, and the address is yours here.") % form.cleaned_data,
        )
        return redirect("account")
    return _page(request, 422, email=form)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@signed_in
@needs_proof
def account_password(request: HttpRequest) -> HttpResponse:
    """A new password; every other browser is signed out."""
    if request.user.is_practice or not request.user.email:
        return redirect("account")
    form = NewPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_password(request, request.user, form.cleaned_data["password"])
        sessions.keep_only_this(request)
        messages.success(request, _("Your password is new. Every other browser is signed out."))
        return redirect("account")
    status = 422 if request.method == "POST" else 200
    return render(request, "account/password.html", {"form": form}, status=status)


@require_POST
@signed_in
def session_revocation(request: HttpRequest, handle: str) -> HttpResponse:
    """Signs one of the person's own browsers out."""
    if not sessions.end(request.user, handle):
        return render(request, "404.html", status=404)
    audit.record(request, AuditEntry.Kind.SESSION_ENDED, person=request.user, target=handle)
    return redirect(f"{reverse('account')}#sessions")


@require_POST
@signed_in
def session_revocation_others(request: HttpRequest) -> HttpResponse:
    """Signs every other browser out."""
    count = sessions.end_all(request.user, keep=request.session.session_key)
    audit.record(request, AuditEntry.Kind.SESSION_ENDED, person=request.user, after={"count": count})
    return redirect(f"{reverse('account')}#sessions")


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
@signed_in
def account_proof(request: HttpRequest) -> HttpResponse:
    """Asks the person to show again that they are there, before a change to how they sign in."""
    ways = proof.ways_of(request.user)
    after = next_of(request, reverse("account"))
    if not ways:
        return redirect(after)
    form_class = CodeForm if "code" in ways else PasswordForm
    form = form_class(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        right = right_code if "code" in ways else _right_password
        if "wallet" not in ways[:1] and right(request, request.user, form):
            proof.mark(request)
            return redirect(after)
        status = 422
    return render(request, "account/proof.html", {"form": form, "ways": ways, "next": after}, status=status)


def _right_password(request: HttpRequest, user: object, form: PasswordForm) -> bool:
    key = attempts.key_of("password", request.exchange, user.email)
    if attempts.take(key, attempts.FAILURES) is None:
        form.add_error("password", _("Too many wrong passwords. Wait 15 minutes and try again."))
        return False
    if not user.check_password(form.cleaned_data["password"]):
        audit.record(request, AuditEntry.Kind.PROOF_FAILED, person=user, after={"method": "password"})
        form.add_error("password", _("This is not your password. Nothing was changed."))
        return False
    attempts.forgive(key)
    return True


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@needs_proof
def account_deletion(request: HttpRequest) -> HttpResponse:
    """Says what goes and what is kept and why, then deletes."""
    form = DeletionForm(request.POST or None)
    stays = is_last_owner(request.user)
    if request.method == "POST" and form.is_valid() and not stays:
        delete_account(request, request.user)
        request.session.flush()
        return render(request, "account/deleted.html")
    status = 422 if request.method == "POST" else 200
    return render(request, "account/deletion.html", {"form": form, "is_last_owner": stays}, status=status)
