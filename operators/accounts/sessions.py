"""Signed-in browsers: opening, listing and ending them. Ending one closes its sockets through Valkey."""

import logging
import time
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, logout, update_session_auth_hash
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from redis import Redis, RedisError

from operators.accounts import audit, session_store
from operators.accounts.visitor import address_of, agent_of
from operators.models import AuditEntry, Exchange, Session, User
from operators.models.sessions import handle_of

log = logging.getLogger(__name__)

TOPIC = "people"  # Valkey: "session:<handle>" or "user:<id>", whose sockets must close
BACKEND = "operators.accounts.backend.PasswordOnThisSite"
SECOND_FACTOR = "second_factor"
DEMO_LINK = "demo_link"
PROVEN_AT = "proven_at"
PRACTICE_LIFE = timedelta(days=365)


def site_id(exchange: Exchange | None) -> int:
    """How sessions name a site: the exchange's id, 0 for the platform."""
    return exchange.pk if exchange else 0


def person_here(session: SessionBase, user: User | AnonymousUser, exchange: Exchange | None) -> User | None:
    """The signed-in person, if the session and the person both belong to this site (SECURITY T1, T5)."""
    if not user.is_authenticated or user.exchange_id != (exchange.pk if exchange else None):
        return None
    here = site_id(exchange)
    return user if session.get(session_store.SITE, here) == here else None


def sign_in(
    request: HttpRequest, user: User, method: str, *, second_factor: bool = False, demo: bool = False
) -> None:
    """Opens a session for a person who has shown to be there, and writes it down."""
    before, key = _name_of(request.session), request.session.session_key
    login(request, user, backend=BACKEND)
    session = request.session
    if session.session_key != key:
        announce(before)
    session[session_store.SITE] = site_id(request.exchange)
    session[session_store.METHOD] = method
    session[session_store.AGENT] = agent_of(request)
    session[session_store.IP] = address_of(request)
    session[session_store.SIGNED_IN_AT] = timezone.now().isoformat()
    session[SECOND_FACTOR] = second_factor
    session[DEMO_LINK] = demo
    session[PROVEN_AT] = int(time.time())
    session.set_expiry(PRACTICE_LIFE if user.is_practice else None)
    audit.record(request, AuditEntry.Kind.SIGNED_IN, person=user, after={"method": method})


def sign_out(request: HttpRequest) -> None:
    """Ends this browser's session."""
    if request.user.is_authenticated:
        audit.record(request, AuditEntry.Kind.SIGNED_OUT, person=request.user)
    leave(request)


def leave(request: HttpRequest) -> None:
    """Ends this browser's session and closes its sockets, whoever is or was signed in."""
    before = _name_of(request.session)
    logout(request)
    announce(before)


def _name_of(session: SessionBase) -> list[str]:
    """What `announce` takes to close this session's sockets; empty where nobody is signed in."""
    return [name for name in names_of(session) if name.startswith("session:")]


def live(user: User) -> QuerySet[Session]:
    """A person's sessions that still work, the last used first."""
    return Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen_at")


def end(user: User, handle: str) -> bool:
    """Ends one of the person's own sessions; False where none of theirs has this handle."""
    session = next((one for one in live(user) if one.handle == handle), None)
    if session is None:
        return False
    _end([session])
    return True


def end_all(user: User, keep: str | None = None) -> int:
    """Ends every session of a person but the one with the key `keep`; returns how many."""
    ended = [one for one in live(user) if one.session_key != keep]
    _end(ended)
    return len(ended)


def _end(ended: list[Session]) -> None:
    Session.objects.filter(pk__in=[one.pk for one in ended]).delete()
    announce([f"session:{one.handle}" for one in ended])


def names_of(session: SessionBase) -> set[str]:
    """What a socket of this session listens for on TOPIC; empty for a visitor without a session."""
    if not session.session_key or SESSION_KEY not in session:
        return set()
    return {f"session:{handle_of(session.session_key)}", f"user:{session[SESSION_KEY]}"}


def ended_among(names: set[str]) -> set[str]:
    """Those of these names whose session no longer stands."""
    people = {int(name.removeprefix("user:")) for name in names if name.startswith("user:")}
    standing = Session.objects.filter(user_id__in=people, expire_date__gt=timezone.now())
    return {name for name in names if name.startswith("session:")} - {
        f"session:{one.handle}" for one in standing
    }


def announce(names: list[str]) -> None:
    """Tells every web process, once what was decided is committed, to close these sockets."""
    if names:
        transaction.on_commit(lambda: _publish(names))


def _publish(names: list[str]) -> None:
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=2) as valkey:
            valkey.publish(TOPIC, "\n".join(names))
    except RedisError:
        log.warning("Valkey is away: sockets of ended sessions close when it is back")


def keep_only_this(request: HttpRequest) -> None:
    """After a new password: this browser stays signed in under a new key, every other one is out."""
    before = request.session.session_key
    update_session_auth_hash(request, request.user)
    end_all(request.user, keep=request.session.session_key)
    announce([f"session:{handle_of(before)}"])
