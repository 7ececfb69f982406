"""Signing in and out."""

from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from operators.accounts import attempts, audit, entrance, second_factor, sessions
from operators.accounts.forms import CodeForm, SignInForm
from operators.accounts.returning import next_of
from operators.accounts.visitor import address_of
from operators.models import AuditEntry, User


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password, or a wallet. Says the same whether or not anyone has this e-mail."""
    after = next_of(request, _home(request))
    if request.user.is_authenticated and not request.user.is_practice and request.method == "GET":
        return redirect(after)
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        user = _checked(request, form)
        if user:
            return redirect(entrance.enter(request, user, "password", after))
        status = 422
    return render(request, "account/sign_in.html", {"form": form, "next": after}, status=status)


def _checked(request: HttpRequest, form: SignInForm) -> User | None:
    """The person with this e-mail and password, counted against the limits; else the form says why not."""
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    of_person = attempts.key_of("password", request.exchange, email)
    of_address = attempts.key_of("password from", request.exchange, address_of(request))
    mine = attempts.take(of_person, attempts.FAILURES)
    theirs = attempts.take(of_address, attempts.FAILURES_OF_AN_ADDRESS) if mine else None
    if mine is None or theirs is None:
        audit.record(request, AuditEntry.Kind.SIGN_IN_FAILED, after={"method": "password", "locked": True})
        form.add_error(
            None,
            _(
                "Too many failed tries. Wait 15 minutes and try again, or choose a new password by mail: "
                "that works at once."
            ),
        )
        return None
    user = authenticate(request, email=email, password=password)
    if user is None:
        known = User.objects.filter(exchange=request.exchange, email__iexact=email).first()
        audit.record(request, AuditEntry.Kind.SIGN_IN_FAILED, person=known, after={"method": "password"})
        form.add_error(None, _("This e-mail and password do not belong together. Check both and try again."))
        return None
    attempts.forgive(of_person)
    theirs.delete()
    return user


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def sign_in_second_factor(request: HttpRequest) -> HttpResponse:
    """The code after the password."""
    waiting = entrance.pending(request)
    if waiting is None:
        return redirect("sign-in")
    user, method, after = waiting
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if right_code(request, user, form):
            entrance.complete(request, user, method)
            return redirect(after)
        return render(request, "account/sign_in_second_factor.html", {"form": form}, status=422)
    return render(request, "account/sign_in_second_factor.html", {"form": form})


def right_code(request: HttpRequest, user: User, form: CodeForm) -> bool:
    """Judges a code within the limits; writes down what fails, and a recovery code that is used."""
    key = attempts.key_of("code", request.exchange, user.pk)
    if attempts.take(key, attempts.FAILURES) is None:
        form.add_error("code", _("Too many wrong codes. Wait 15 minutes and try again."))
        return False
    used = second_factor.check(user, form.cleaned_data["code"])
    if used is None:
        audit.record(request, AuditEntry.Kind.SIGN_IN_FAILED, person=user, after={"method": "second factor"})
        form.add_error("code", _("This code is wrong or was used. Wait for the next one and type it."))
        return False
    attempts.forgive(key)
    if used == "recovery":
        left = user.recovery_codes.filter(used_at=None).count()
        audit.record(
            request, AuditEntry.Kind.RECOVERY_CODE_USED, actor=user, person=user, after={"left": left}
        )
    return True


def page_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For a form whose secret no longer fits, mostly because its person signed in or out in another tab."""
    return render(request, "account/page_too_old.html", status=403)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends this browser's session."""
    sessions.sign_out(request)
    return redirect("/")


def _home(request: HttpRequest) -> str:
    return "/" if request.exchange else "/admin/"
