"""The practice account: one click, kept for the visitor, topped up, started over, made a full account."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import httpx
import pytest
from django.db import connection

from operators.models import AuditEntry, Exchange, User
from perps_studio.seed import seed_demo
from tests.people.conftest import (
    PASSWORD,
    at,
    demo,
    is_signed_in,
    mailed_path,
    meridian,
    person,
    quick_passwords,
    sign_in,
)
from tests.people.test_wallet import wallet_sign_in
from tests.sandbox.running import Sandbox, running
from trading.models import AccountLink
from trading.terminal.screen import visible_links

__all__ = ["at", "demo", "meridian", "quick_passwords"]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A local venue of this module's own."""
    with running(tmp_path_factory.mktemp("sandbox")) as venue:
        yield venue


@pytest.fixture
def venue(sandbox: Sandbox, settings) -> Sandbox:
    """The local venue, where the product looks for it."""
    settings.SANDBOX_URL = f"http://127.0.0.1:{sandbox.port}"
    return sandbox


def account_value(venue: Sandbox, link: AccountLink) -> Decimal:
    """What the venue says the account is worth."""
    state = venue.info("clearinghouseState", user=link.account.address)
    return Decimal(state["marginSummary"]["accountValue"])


def test_one_click_makes_a_visitor_with_ten_thousand_of_paper_money(at, demo, venue):
    browser = at("localhost")
    assert browser.post("/practice/").headers["Location"] == "/"
    link = AccountLink.objects.get(slug="practice")
    assert (link.user.is_practice, link.user.email, link.user.has_usable_password()) == (True, "", False)
    assert account_value(venue, link) == 10_000
    assert browser.cookies["sessionid"]["max-age"] > 364 * 24 * 3600
    browser.post("/practice/")
    assert AccountLink.objects.filter(slug="practice").count() == 1, "a second click finds the first account"


def test_paper_money_is_added_and_starting_over_leaves_the_opening_sum(at, demo, venue):
    browser = at("localhost")
    browser.post("/practice/")
    link = AccountLink.objects.get(slug="practice")
    browser.post("/practice/funds/")
    assert account_value(venue, link) == 20_000
    browser.post("/practice/reset/")
    assert account_value(venue, link) == 10_000


def test_somebody_without_a_practice_account_adds_nothing_anywhere(at, demo, venue):
    assert at("localhost").post("/practice/funds/").headers["Location"] == "/practice/"


def test_t2_a_practice_account_is_its_visitors_alone(at, demo, venue):
    mine, other, elsewhere = at("localhost"), at("localhost"), at("aurora.localhost")
    mine.post("/practice/")
    other.post("/practice/")
    elsewhere.post("/practice/")
    assert AccountLink.objects.filter(slug="practice").values("user", "account").distinct().count() == 3
    stranger = at("localhost")
    users = list(User.objects.filter(is_practice=True).order_by("pk"))
    seen = [visible_links(one.exchange, one)[0] for one in users]
    assert [link.user for link in seen] == users
    assert b"Start with 10,000.00" in stranger.get("/practice/").content


def test_it_becomes_a_full_account_by_mail_with_its_history(at, demo, venue):
    browser = at("localhost")
    browser.post("/practice/")
    link = AccountLink.objects.get(slug="practice")
    browser.post("/account/sign-up/", {"email": "new@example.com"})
    browser.post(mailed_path(), {"password": PASSWORD})
    user = User.objects.get(email="new@example.com")
    assert (user, user.is_practice) == (link.user, False)
    assert AccountLink.objects.get(slug="practice").user == user
    assert is_signed_in(browser)
    assert AuditEntry.objects.filter(kind="account-converted", person=user).count() == 1


def test_whoever_asked_for_the_conversion_is_out_when_the_mailbox_belongs_to_another(at, demo, venue):
    thief, victim = at("localhost"), at("localhost")
    thief.post("/practice/")
    thief.post("/account/sign-up/", {"email": "victim@example.com"})
    victim.post(mailed_path(), {"password": PASSWORD})
    assert is_signed_in(victim)
    assert not is_signed_in(thief)
    assert b"Start with 10,000.00" in thief.get("/practice/").content


def test_it_becomes_a_full_account_by_wallet(at, demo, venue):
    browser = at("localhost")
    browser.post("/practice/")
    visitor = User.objects.get(is_practice=True)
    wallet_sign_in(browser)
    visitor.refresh_from_db()
    assert not visitor.is_practice
    assert visitor.wallets.count() == 1


def test_signing_in_brings_the_practice_account_along(at, meridian, venue):
    kim = person(meridian, "kim@example.com")
    browser = at("localhost")
    browser.post("/practice/")
    sign_in(browser, "kim@example.com")
    assert AccountLink.objects.get(slug="practice").user == kim
    again = at("localhost")
    again.post("/practice/")
    sign_in(again, "kim@example.com")
    assert AccountLink.objects.filter(user=kim).count() == 1, "whoever has one keeps that one"


def test_a_practice_venue_that_is_away_is_told_and_nothing_is_kept(at, demo, settings):
    settings.SANDBOX_URL = "http://127.0.0.1:9"
    answer = at("localhost").post("/practice/")
    assert answer.status_code == 503
    assert b"does not answer" in answer.content
    assert not User.objects.filter(is_practice=True).exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"fund": {"address": "0xABC", "amount": "1"}},
        {"fund": {"address": "0x" + "a" * 40, "amount": "NaN"}},
        {"fund": {"address": "0x" + "a" * 40, "amount": "-5"}},
        {"fund": {"address": "0x" + "a" * 40, "amount": "1000001"}},
        {"fund": []},
        {"reset": 7},
    ],
)
def test_the_control_call_refuses_what_is_no_money_or_no_account(venue, asked):
    answer = httpx.post(f"http://127.0.0.1:{venue.port}/control", json=asked, trust_env=False)
    assert answer.status_code == 422


@pytest.mark.django_db(transaction=True)
def test_six_clicks_at_once_open_one_account_for_somebody_who_is_signed_in(at, venue):
    seed_demo()
    person(Exchange.objects.get(slug="meridian"), "kim@example.com")
    browser = at("localhost")
    sign_in(browser, "kim@example.com")
    cookie = browser.cookies["sessionid"].value
    together = Barrier(6)

    def click(_: int) -> int:
        tab = at("localhost")
        tab.cookies["sessionid"] = cookie
        together.wait(30)
        try:
            return tab.post("/practice/").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(click, range(6))) == [302] * 6
    assert AccountLink.objects.filter(slug="practice").count() == 1
