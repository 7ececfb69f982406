"""The door of the back office: operators' people and platform staff, with a second factor (SECURITY I6)."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from operators.accounts.sessions import DEMO_LINK, SECOND_FACTOR
from operators.accounts.views.sign_in import sign_out
from operators.accounts.visitor import is_local_demo

View = Callable[..., HttpResponse]


def works_here(request: HttpRequest) -> bool:
    """True for an active person with a role at an operator, and for platform staff."""
    user = request.user
    return user.is_authenticated and user.is_active and (user.is_superuser or user.memberships.exists())


def has_second_factor(request: HttpRequest) -> bool:
    """True when this session passed the second factor, or came by a one-time link of a local demo."""
    by_link = request.session.get(DEMO_LINK) and is_local_demo(request)
    return bool(request.session.get(SECOND_FACTOR) or by_link)


def at_the_door(request: HttpRequest) -> HttpResponse:
    """Where those go who may not come in yet: to sign in, or to set up a second factor."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()})}")
    if not works_here(request):
        raise Http404
    messages.info(request, _("Operators and staff sign in with a second factor. Set yours up to go on."))
    return redirect("second-factor")


def staff_only(view: View) -> View:
    """For pages of the platform's host beside the admin: the same door."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if works_here(request) and has_second_factor(request):
            return view(request, *args, **kwargs)
        return at_the_door(request)

    return guarded


class BackOffice(AdminSite):
    """Django's admin behind our door."""

    site_title = site_header = "Perps Studio"
    index_title = "Your exchanges"

    def has_permission(self, request: HttpRequest) -> bool:
        return works_here(request) and has_second_factor(request)

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        if self.has_permission(request):
            return redirect("admin:index")
        return at_the_door(request)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return redirect("account-password")

    def logout(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        return sign_out(request)
