"""Signed-in browsers: Django's sessions with who, where and since when, to be seen and ended."""

import hashlib

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """A browser's session: Django's own columns, and those for listing and ending."""

    user = models.ForeignKey("operators.User", models.CASCADE, null=True, related_name="sessions")
    exchange = models.ForeignKey("operators.Exchange", models.CASCADE, null=True, related_name="+")
    method = models.CharField(max_length=16, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    ip = models.GenericIPAddressField(null=True)
    signed_in_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "session"

    @classmethod
    def get_session_store_class(cls) -> type:
        from operators.accounts.session_store import SessionStore

        return SessionStore

    @property
    def handle(self) -> str:
        """A name for the session that is no secret: pages and topics carry it, never the key."""
        return handle_of(self.session_key)


def handle_of(session_key: str) -> str:
    """The public name of a session key."""
    return hashlib.sha256(f"session {session_key}".encode()).hexdigest()[:32]
