"""Two exchanges, the people on them, and what the tests do over and over."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from operators.models import Exchange, User
from perps_studio.seed import seed_demo

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def quick_passwords(settings: pytest.FixtureRequest) -> None:
    """The product's hashing is slow on purpose; here it would only make everybody wait."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def demo(db: None) -> None:
    """Meridian at localhost, Aurora at aurora.localhost, their operators, platform staff."""
    seed_demo()


@pytest.fixture
def meridian(demo: None) -> Exchange:
    return Exchange.objects.get(slug="meridian")


@pytest.fixture
def aurora(demo: None) -> Exchange:
    return Exchange.objects.get(slug="aurora")


def person(exchange: Exchange | None, email: str, **others: object) -> User:
    """Somebody with a password on one site."""
    user = User(exchange=exchange, email=email, **others)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def ada(meridian: Exchange) -> User:
    """Ada trades at Meridian."""
    return person(meridian, "ada@example.com")


@pytest.fixture
def at() -> Callable[[str], Client]:
    """A new browser at a host."""
    return lambda host: Client(headers={"host": host})


def sign_in(client: Client, email: str = "ada@example.com", password: str = PASSWORD, **more: str):
    """Posts the sign-in form."""
    return client.post("/account/sign-in/", {"email": email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    """Whether this browser is somebody here."""
    return b"Sign out" in client.get("/account/").content


def mailed_path() -> str:
    """The path of the link in the last mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return found[1]
