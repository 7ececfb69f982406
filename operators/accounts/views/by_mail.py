"""Everything that goes through a mailbox: a new account, a new e-mail, a new password.

An account never exists before its mailbox is proven, and pages say the same for every address.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from operators.accounts import attempts, audit, entrance, links, mail, sessions
from operators.accounts.forms import EmailForm, NewPasswordForm
from operators.accounts.visitor import address_of
from operators.models import AuditEntry, User


@never_cache
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Asks for an e-mail and sends a link to it; a practice visitor's account becomes a full one."""
    if request.exchange is None:
        raise Http404
    if request.user.is_authenticated and not request.user.is_practice:
        return redirect("account")
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keeping = request.user if request.user.is_authenticated else None
        if _send_link(request, form, "email" if keeping else "open", keeping):
            return _sent(request, form.cleaned_data["email"])
        return render(request, "account/sign_up.html", {"form": form}, status=422)
    return render(request, "account/sign_up.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    """Sends a link for a new password."""
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _send_link(request, form, "reset", None):
            return _sent(request, form.cleaned_data["email"])
        return render(request, "account/password_reset.html", {"form": form}, status=422)
    return render(request, "account/password_reset.html", {"form": form})


def _sent(request: HttpRequest, email: str) -> HttpResponse:
    return render(request, "account/mail_sent.html", {"email": email})


def _send_link(request: HttpRequest, form: EmailForm, purpose: links.Purpose, user: User | None) -> bool:
    """One mail to the address, whoever has it: the link, or why there is none. The form says what failed."""
    email = form.cleaned_data["email"]
    of_mailbox = attempts.key_of("mail", request.exchange, email)
    of_address = attempts.key_of("mail from", request.exchange, address_of(request))
    if not (
        attempts.take(of_mailbox, attempts.MAILS) and attempts.take(of_address, attempts.MAILS_OF_AN_ADDRESS)
    ):
        form.add_error(
            None, _("Several mails were asked for already. Look into the mailbox, or wait an hour.")
        )
        return False
    owner = User.objects.filter(exchange=request.exchange, is_active=True, email__iexact=email).first()
    if purpose == "reset":
        template, user = ("reset", owner) if owner else ("reset_nobody", None)
    else:
        template = "already" if owner else purpose
    to = owner.email if owner else email
    link = links.address(request, "mail-link", links.write(purpose, request.exchange, to, user))
    sign_in = links.address(request, "sign-in")
    if not mail.send(request, to, template, link=link, sign_in=sign_in):
        form.add_error(
            None, _("The mail could not be sent. Nothing was changed: try again in a few minutes.")
        )
        return False
    return True


def send_email_link(request: HttpRequest, form: EmailForm) -> bool:
    """Sends the link that makes this address the signed-in person's e-mail."""
    return _send_link(request, form, "email", request.user)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def mail_link(request: HttpRequest, token: str) -> HttpResponse:
    """Where a mailed link leads: a page with one button, so that a mail scanner cannot use the link up."""
    link = links.read(token, request.exchange)
    if link is None:
        return render(request, "account/link_dead.html", status=410)
    chooses = link.purpose != "email" or link.user.is_practice
    if not chooses and request.user != link.user:
        return _asks_for_its_person(request)
    form = NewPasswordForm(link.user, request.POST or None) if chooses else None
    if request.method == "POST" and (form is None or form.is_valid()):
        password = form.cleaned_data["password"] if form else None
        try:
            return _use(request, token, link, password)
        except IntegrityError:  # another hand took the address or used the link a moment ago
            return render(request, "account/link_dead.html", status=410)
    status = 422 if request.method == "POST" else 200
    context = {"link": link, "form": form, "account": _named(link.user)}
    return render(request, "account/mail_link.html", context, status=status)


def _named(user: User | None) -> str:
    """What a person knows their account by: its e-mail, else its wallet."""
    if user is None or user.is_practice:
        return ""
    wallet = user.wallets.order_by("pk").first()
    return user.email or (wallet.address if wallet else _("without e-mail"))


def _asks_for_its_person(request: HttpRequest) -> HttpResponse:
    """An e-mail changes in its person's own session: whoever has the mailbox may be somebody else."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('sign-in')}?{urlencode({'next': request.path})}")
    return render(request, "account/link_of_another.html", status=403)


def _use(request: HttpRequest, token: str, link: links.MailLink, password: str | None) -> HttpResponse:
    was_practice = link.user is not None and link.user.is_practice
    with transaction.atomic():
        links.use_up(token)
        user = _do(request, link, password)
    if link.purpose != "email":
        after = "/" if request.exchange else "/admin/"
        return redirect(entrance.enter(request, user, "mail link", after))
    if was_practice:
        sessions.sign_in(request, user, "mail link")
    messages.success(request, _("%(email)s is your e-mail now.") % {"email": link.email})
    return redirect("account")


def _do(request: HttpRequest, link: links.MailLink, password: str | None) -> User:
    """What the link allows; returns whose account it is about."""
    if link.purpose == "open":
        return open_account(request, link.email, password)
    if link.purpose == "reset":
        change_password(request, link.user, password)
        attempts.forgive(attempts.key_of("password", request.exchange, link.email))
        sessions.end_all(link.user)
    else:
        was_practice = link.user.is_practice
        set_email(request, link.user, link.email, password)
        if was_practice:
            sessions.end_all(link.user)
    return link.user


@transaction.atomic
def open_account(request: HttpRequest, email: str, password: str | None) -> User:
    """A new person on this site, whose mailbox is proven."""
    user = User(exchange=request.exchange, email=email)
    user.set_password(password)
    user.save()
    audit.record(request, AuditEntry.Kind.ACCOUNT_OPENED, actor=user, person=user, after={"by": "e-mail"})
    return user


@transaction.atomic
def set_email(request: HttpRequest, user: User, email: str, password: str | None) -> None:
    """Makes a proven address the person's e-mail and tells the old one; a practice account becomes full."""
    before, was_practice = user.email, user.is_practice
    user.email, user.is_practice = email, False
    if password:
        user.set_password(password)
    user.save()
    kind = AuditEntry.Kind.ACCOUNT_CONVERTED if was_practice else AuditEntry.Kind.EMAIL_CHANGED
    audit.record(request, kind, actor=user, person=user)
    if before:
        transaction.on_commit(lambda: mail.send(request, before, "email_changed"))


def change_password(request: HttpRequest, user: User, password: str | None) -> None:
    """A new password; the caller ends the sessions that should not outlive it."""
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(request, AuditEntry.Kind.PASSWORD_CHANGED, actor=user, person=user)
    if user.email:
        transaction.on_commit(lambda: mail.send(request, user.email, "password_changed"))
