"""The two demo exchanges, and their reading pages."""

from collections.abc import Callable

import pytest
from django.test import Client

from perps_studio.seed import seed_demo

Read = Callable[..., str]


@pytest.fixture
def read(db: None) -> Read:
    """The HTML of a page at a host; it must be there."""
    seed_demo()

    def page(path: str, host: str = "localhost") -> str:
        answer = Client(headers={"host": host}).get(path)
        assert answer.status_code == 200, path
        return answer.content.decode()

    return page
