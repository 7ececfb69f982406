"""The first page, before anything is known."""

import pytest
from django.test import Client

from perps_studio.seed import seed_demo

pytestmark = pytest.mark.django_db


def test_before_the_venue_told_its_markets_the_page_says_so_and_looks_again():
    seed_demo()
    answer = Client().get("/", headers={"host": "localhost"})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "Waiting for the markets" in answer.content.decode()
    assert 'http-equiv="refresh"' in answer.content.decode()
