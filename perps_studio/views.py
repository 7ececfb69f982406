"""Pages of the platform itself, and what every host has: health, errors, the demo's outbox."""

import sys

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from redis import Redis, RedisError

from operators.accounts import sessions
from operators.accounts.visitor import is_local_demo
from operators.models import Exchange
from perps_studio import local


@require_safe
def platform_home(request: HttpRequest) -> HttpResponse:
    """What this host is for, and on a demo the exchanges it serves."""
    port = f":{request.get_port()}" if request.get_port() not in {"80", "443"} else ""
    exchanges = [
        {"exchange": exchange, "url": f"{request.scheme}://{domain.host}{port}/"}
        for exchange in Exchange.objects.prefetch_related("domains").order_by("pk")
        for domain in exchange.domains.all()
        if domain.is_primary
    ]
    return render(request, "platform_home.html", {"exchanges": exchanges if settings.DEMO else []})


@require_http_methods(["GET", "POST"])
def demo_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Signs in by a one-time link: a page with one button, so that a link preview cannot use it up."""
    if not is_local_demo(request):
        raise Http404
    users = get_user_model().objects
    if request.method == "POST":
        user = users.filter(pk=local.use_link(token), is_active=True).first()
        if user:
            sessions.sign_in(request, user, "demo link", demo=True)
            return redirect("admin:index")
    owner = users.filter(pk=local.owner_of_link(token), is_active=True).first()
    return render(request, "demo_sign_in.html", {"owner": owner}, status=200 if owner else 410)


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Mail that the demo kept instead of sending."""
    if not is_local_demo(request):
        raise Http404
    return render(request, "outbox.html", {"mails": local.kept_mail()})


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when this process reaches PostgreSQL and Valkey, 503 and what is missing otherwise."""
    missing = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        missing.append("postgresql")
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=2) as valkey:
            valkey.ping()
    except RedisError:
        missing.append("valkey")
    return JsonResponse({"ok": not missing, "missing": missing}, status=503 if missing else 200)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the site's own look."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 while PostgreSQL or Valkey restarts, else 500; without anything that could fail again."""
    if isinstance(sys.exception(), OperationalError | InterfaceError | RedisError):
        response = render(None, "unavailable.html", status=503)
        response["Retry-After"] = "5"
        return response
    return render(None, "500.html", status=500)
