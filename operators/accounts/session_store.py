"""Where sessions are kept: Django's database store on our table, its columns filled from the data."""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from operators.models import Session

SITE = "site"  # the exchange's id, 0 for the platform
METHOD = "method"
AGENT = "agent"
IP = "ip"
SIGNED_IN_AT = "signed_in_at"


class SessionStore(db.SessionStore):
    """SESSION_ENGINE of the product. `seen_at`: when the session was last seen, as it was loaded."""

    seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _validate_session_key(self, key: str | None) -> bool:
        """A key that we never made is no key: PostgreSQL would refuse to look for a NUL."""
        return bool(key and key.isascii() and key.isalnum() and super()._validate_session_key(key))

    def _get_session_from_db(self) -> Session | None:
        row = super()._get_session_from_db()
        self.seen_at = row.seen_at if row else None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.exchange_id = data.get(SITE) or None
        row.method = data.get(METHOD, "")
        row.agent = data.get(AGENT, "")
        row.ip = data.get(IP)
        row.signed_in_at = datetime.fromisoformat(data[SIGNED_IN_AT]) if SIGNED_IN_AT in data else None
        row.seen_at = timezone.now()
        return row
