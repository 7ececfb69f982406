"""Turning the second factor on and off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from operators.accounts import audit, second_factor, sessions
from operators.accounts.forms import CodeForm
from operators.accounts.guards import signed_in
from operators.accounts.proof import needs_proof
from operators.models import AuditEntry

SECRET = "second_factor_secret"


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@signed_in
@needs_proof
def second_factor_setup(request: HttpRequest) -> HttpResponse:
    """A picture to scan, a code to prove that it was, and then the recovery codes, once."""
    if request.user.is_practice:
        return redirect("sign-up")
    if second_factor.has(request.user):
        return redirect("account")
    secret = request.session.setdefault(SECRET, second_factor.new_secret())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = second_factor.turn_on(request.user, secret, form.cleaned_data["code"].replace(" ", ""))
        if codes:
            del request.session[SECRET]
            request.session[sessions.SECOND_FACTOR] = True
            sessions.end_all(request.user, keep=request.session.session_key)
            audit.record(request, AuditEntry.Kind.SECOND_FACTOR_ON, person=request.user)
            return render(request, "account/recovery_codes.html", {"codes": codes})
        form.add_error(
            "code", _("This code does not fit. Check the clock of your phone and type the next one.")
        )
    site = request.exchange.name if request.exchange else "Perps Studio"
    address = second_factor.app_address(secret, request.user.email or _("your account"), site)
    context = {"form": form, "secret": _in_fours(secret), "picture": second_factor.picture(address)}
    status = 422 if request.method == "POST" else 200
    return render(request, "account/second_factor.html", context, status=status)


@never_cache
@require_POST
@signed_in
@needs_proof
def second_factor_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes; the old ones stop working."""
    if not second_factor.has(request.user):
        return redirect("account")
    codes = second_factor.new_recovery_codes(request.user)
    audit.record(request, AuditEntry.Kind.RECOVERY_CODES_MADE, person=request.user)
    return render(request, "account/recovery_codes.html", {"codes": codes})


@require_POST
@signed_in
@needs_proof
def second_factor_removal(request: HttpRequest) -> HttpResponse:
    """Turns it off: for traders. Operators and staff keep theirs (SECURITY I6)."""
    if request.exchange is None:
        messages.error(request, _("Operators and staff cannot turn the second factor off."))
        return redirect("account")
    second_factor.turn_off(request.user)
    audit.record(request, AuditEntry.Kind.SECOND_FACTOR_OFF, person=request.user)
    return redirect("account")


def _in_fours(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
