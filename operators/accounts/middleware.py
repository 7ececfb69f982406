"""Who asks: a session counts on its own site only, and its person's language is spoken."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from operators.accounts import session_store
from operators.accounts.sessions import person_here, site_id
from operators.models import Session

SEEN_EVERY = timedelta(minutes=1)

Handler = Callable[[HttpRequest], HttpResponse]


def session_of_this_site(get_response: Handler) -> Handler:
    """Gives a session of another site's no say here: the request goes on with an empty one (SECURITY T1)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        here = site_id(getattr(request, "exchange", None))
        if request.session.get(session_store.SITE, here) != here:
            request.session = session_store.SessionStore()
        response = get_response(request)
        if request.session.modified and not request.session.is_empty():
            request.session.setdefault(session_store.SITE, here)
        return response

    return middleware


def person_of_this_site(get_response: Handler) -> Handler:
    """Makes everybody anonymous who is not of this site; notes when a session was last seen."""

    def middleware(request: HttpRequest) -> HttpResponse:
        exchange = getattr(request, "exchange", None)
        person = person_here(request.session, request.user, exchange)
        if person is None:
            request.user = AnonymousUser()
            return get_response(request)
        _note_seen(request.session)
        if person.language:
            translation.activate(person.language)
            request.LANGUAGE_CODE = person.language
        return get_response(request)

    return middleware


def _note_seen(session: session_store.SessionStore) -> None:
    now = timezone.now()
    if session.seen_at is None or now - session.seen_at > SEEN_EVERY:
        Session.objects.filter(session_key=session.session_key).update(seen_at=now)
