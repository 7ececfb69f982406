"""What only the demo on a local machine offers: one-time sign-in links and a readable outbox."""

import email
import email.policy
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

import redis
from django.conf import settings

LINK_SECONDS = 3600


def new_link(user_id: int) -> str:
    """A token that signs this user in once, within an hour."""
    token = secrets.token_urlsafe(32)
    with redis.Redis.from_url(settings.REDIS_URL) as valkey:
        valkey.set(_key(token), user_id, ex=LINK_SECONDS)
    return token


def owner_of_link(token: str) -> int | None:
    """Whom an unused token would sign in."""
    with redis.Redis.from_url(settings.REDIS_URL) as valkey:
        return _user_id(valkey.get(_key(token)))


def use_link(token: str) -> int | None:
    """Takes a token: its user's id the first time, None ever after."""
    with redis.Redis.from_url(settings.REDIS_URL) as valkey:
        return _user_id(valkey.getdel(_key(token)))


def _user_id(value: bytes | None) -> int | None:
    return None if value is None else int(value)


def _key(token: str) -> str:
    return "demo-link:" + hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Mail:
    """A kept mail as the outbox page shows it."""

    to: str
    subject: str
    date: str
    body: str


def kept_mail(limit: int = 50) -> list[Mail]:
    """The mails that the file backend kept, newest first."""
    folder = Path(settings.OUTBOX)
    files = sorted(folder.glob("*.log"), reverse=True)[:limit] if folder.is_dir() else []
    return [mail for file in files for mail in reversed(_messages(file.read_bytes()))][:limit]


def _messages(log: bytes) -> list[Mail]:
    """The file backend writes several messages a file, each closed by a line of 79 hyphens."""
    parts = [part.strip() for part in log.split(b"-" * 79)]
    return [_mail(part) for part in parts if part]


def _mail(raw: bytes) -> Mail:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain",))
    return Mail(
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        date=str(message["Date"] or ""),
        body=body.get_content() if body else "",
    )
