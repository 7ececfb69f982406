"""Who may open a page."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """For people of this site, practice visitors too; others are led to the sign-in page and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        after = request.get_full_path() if request.method == "GET" else reverse("account")
        return redirect(f"{reverse('sign-in')}?{urlencode({'next': after})}")

    return guarded
