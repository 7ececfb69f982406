"""E-mail and password: opening, signing in, reset, limits, and nothing told about who has an account."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from operators.accounts.forgetting import forget_what_is_over
from operators.models import Attempt, AuditEntry, Exchange, User
from perps_studio.seed import seed_demo
from tests.people.conftest import PASSWORD, is_signed_in, mailed_path, person, sign_in

pytestmark = pytest.mark.django_db


def test_an_account_opens_by_the_mailed_link_and_never_before(at, meridian):
    browser = at("localhost")
    browser.post("/account/sign-up/", {"email": "new@example.com"})
    assert not User.objects.filter(email="new@example.com").exists()
    link = mailed_path()
    assert b"Choose a password" in browser.get(link).content
    assert not User.objects.filter(email="new@example.com").exists(), "a mail scanner opens nothing"
    browser.post(link, {"password": PASSWORD})
    assert User.objects.get(email="new@example.com").exchange == meridian
    assert is_signed_in(browser)
    assert at("localhost").get(link).status_code == 410


def test_a_weak_password_is_refused_with_words_and_the_link_still_works(at, demo):
    browser = at("localhost")
    browser.post("/account/sign-up/", {"email": "new@example.com"})
    link = mailed_path()
    answer = browser.post(link, {"password": "short"})
    assert answer.status_code == 422
    assert b"at least 10 characters" in answer.content
    assert browser.post(link, {"password": PASSWORD}).status_code == 302


def test_signing_in_and_out(at, ada):
    browser = at("localhost")
    assert sign_in(browser, "Ada@Example.com").headers["Location"] == "/"
    assert is_signed_in(browser)
    browser.post("/account/sign-out/")
    assert not is_signed_in(browser)


def test_t5_the_same_email_on_two_exchanges_is_two_people(at, ada, aurora):
    twin = person(aurora, "ada@example.com")
    twin.set_password("quite another phrase")
    twin.save()
    here, there = at("localhost"), at("aurora.localhost")
    sign_in(here)
    assert is_signed_in(here)
    assert sign_in(there).status_code == 422, "Meridian's password is wrong at Aurora"
    sign_in(there, password="quite another phrase")
    assert is_signed_in(there)
    assert {one.user for one in ada.sessions.all()} == {ada}
    assert twin.sessions.count() == 1


def test_t1_a_session_of_one_exchange_is_nobody_on_another(at, ada, aurora):
    here, there = at("localhost"), at("aurora.localhost")
    sign_in(here)
    there.cookies["sessionid"] = here.cookies["sessionid"].value
    assert not is_signed_in(there)
    there.cookies["sessionid"] = here.cookies["sessionid"].value
    sign_in(there)
    assert is_signed_in(here), "a stolen cookie posted elsewhere does not even end the session here"


def test_i5_ten_failures_in_a_quarter_of_an_hour_lock_the_person_and_time_unlocks(at, ada):
    for _ in range(10):
        assert b"do not belong together" in sign_in(at("localhost"), password="wrong").content
    locked = sign_in(at("localhost"))
    assert b"Too many failed tries" in locked.content
    assert not is_signed_in(locked.client)
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=15, seconds=1))
    browser = at("localhost")
    sign_in(browser)
    assert is_signed_in(browser)


def test_i5_a_reset_by_mail_lifts_the_lock_at_once(at, ada):
    for _ in range(11):
        sign_in(at("localhost"), password="wrong")
    browser = at("localhost")
    browser.post("/account/password-reset/", {"email": "ada@example.com"})
    browser.post(mailed_path(), {"password": "a new long phrase"})
    assert is_signed_in(browser)
    other = at("localhost")
    sign_in(other, password="a new long phrase")
    assert is_signed_in(other)


def test_i5_success_forgets_the_failures_before_it(at, ada):
    for _ in range(3):
        for _ in range(9):
            sign_in(at("localhost"), password="wrong")
        browser = at("localhost")
        sign_in(browser)
        assert is_signed_in(browser)


@pytest.mark.parametrize(
    ("path", "rest"),
    [
        ("/account/sign-in/", {"password": "wrong"}),
        ("/account/sign-up/", {}),
        ("/account/password-reset/", {}),
    ],
)
def test_i5_pages_say_the_same_of_an_email_that_somebody_has_and_one_that_nobody_has(at, ada, path, rest):
    known = at("localhost").post(path, {"email": "ada@example.com"} | rest)
    unknown = at("localhost").post(path, {"email": "ben@example.com"} | rest)
    assert known.status_code == unknown.status_code
    assert without_secrets(known) == without_secrets(unknown).replace("ben@example.com", "ada@example.com")
    assert len(mail.outbox) in (0, 2), "a mail goes out in both cases or in none"


def without_secrets(answer) -> str:
    """A page's text without its CSRF tokens."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode())


def test_i5_a_locked_email_looks_the_same_whether_anyone_has_it(at, ada):
    for email in ("ada@example.com", "ben@example.com"):
        for _ in range(10):
            sign_in(at("localhost"), email, "wrong")
        assert b"Too many failed tries" in sign_in(at("localhost"), email, "wrong").content


def test_signing_up_with_a_taken_email_mails_its_owner_and_changes_nothing(at, ada):
    at("localhost").post("/account/sign-up/", {"email": "ada@example.com"})
    assert "You have an account at Meridian" in mail.outbox[-1].subject
    assert "/account/link/" not in mail.outbox[-1].body
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_t4_a_reset_link_of_one_exchange_is_dead_on_another(at, ada, aurora):
    person(aurora, "ada@example.com")
    at("localhost").post("/account/password-reset/", {"email": "ada@example.com"})
    link = mailed_path()
    assert "http://localhost/" in mail.outbox[-1].body
    assert at("aurora.localhost").get(link).status_code == 410
    assert at("aurora.localhost").post(link, {"password": "an attackers phrase"}).status_code == 410
    assert at("localhost").get(link).status_code == 200


def test_a_reset_link_works_once_ends_every_session_and_tells_the_owner(
    at, ada, django_capture_on_commit_callbacks
):
    thief = at("localhost")
    sign_in(thief)
    browser = at("localhost")
    browser.post("/account/password-reset/", {"email": "ada@example.com"})
    link = mailed_path()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(link, {"password": "a new long phrase"})
    assert not is_signed_in(thief)
    assert at("localhost").post(link, {"password": "once more a phrase"}).status_code == 410
    assert "password at Meridian was changed" in mail.outbox[-1].subject


def test_t4_a_used_sign_up_link_stays_dead_after_its_account_is_deleted(at, demo):
    browser = at("localhost")
    browser.post("/account/sign-up/", {"email": "new@example.com"})
    link = mailed_path()
    browser.post(link, {"password": PASSWORD})
    browser.post("/account/deletion/", {"confirm": "DELETE"})
    assert not User.objects.filter(email="new@example.com").exists()
    assert at("localhost").get(link).status_code == 410
    assert at("localhost").post(link, {"password": PASSWORD}).status_code == 410
    assert not User.objects.filter(email="new@example.com").exists()


@pytest.mark.django_db(transaction=True)
def test_t4_of_four_parallel_uses_of_a_reset_link_one_counts(at):
    seed_demo()
    ada = person(Exchange.objects.get(slug="meridian"), "ada@example.com")
    at("localhost").post("/account/password-reset/", {"email": "ada@example.com"})
    link = mailed_path()

    def use(number: int) -> int:
        try:
            return at("localhost").post(link, {"password": f"long phrase number {number}"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(use, range(4)))
    assert sorted(answers) == [302, 410, 410, 410]
    ada.refresh_from_db()
    assert ada.check_password(f"long phrase number {answers.index(302)}")


def test_a_link_that_was_tampered_with_is_dead(at, demo):
    at("localhost").post("/account/sign-up/", {"email": "new@example.com"})
    link = mailed_path()
    assert at("localhost").get(link[:-3] + "aa/").status_code == 410
    assert at("localhost").get("/account/link/nonsense/").status_code == 410


def test_mails_to_one_mailbox_are_limited(at, demo):
    answers = [at("localhost").post("/account/sign-up/", {"email": "new@example.com"}) for _ in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [422]
    assert len(mail.outbox) == 5
    assert b"Several mails were asked for already" in answers[-1].content


def test_a_mail_server_that_is_away_is_told_and_nothing_breaks(at, demo, settings):
    nobody_listens = {"host": "127.0.0.1", "port": 9}
    settings.MAILERS = {
        "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": nobody_listens}
    }
    answer = at("localhost").post("/account/sign-up/", {"email": "new@example.com"})
    assert answer.status_code == 422
    assert b"could not be sent" in answer.content


def test_every_sign_in_and_failure_is_in_the_audit_log(at, ada):
    sign_in(at("localhost"), password="wrong")
    sign_in(at("localhost"))
    failed, signed_in = AuditEntry.objects.order_by("pk")
    assert (failed.kind, failed.person, failed.actor) == ("sign-in-failed", ada, None)
    assert (signed_in.kind, signed_in.person) == ("signed-in", ada)
    assert signed_in.ip == "127.0.0.1"


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"]
)
def test_next_never_leads_to_another_site(at, ada, away):
    assert sign_in(at("localhost"), next=away).headers["Location"] == "/"


def test_i7_a_form_from_before_signing_in_elsewhere_is_refused_with_words(demo):
    browser = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    refused = browser.post("/account/sign-in/", {"email": "a@b.cd", "password": "x"})
    assert refused.status_code == 403
    assert b"This page was open too long" in refused.content


def test_i7_nonsense_is_answered_with_words(at, demo):
    browser = at("localhost")
    for body in (
        {},
        {"email": "x"},
        {"email": "a@b.c" * 100, "password": "x" * 5000},
        {"email": "a\x00@b.cd"},
    ):
        for path in ("/account/sign-in/", "/account/sign-up/", "/account/password-reset/"):
            assert browser.post(path, body).status_code in (200, 400, 422)


@pytest.mark.django_db(transaction=True)
def test_i5_of_forty_parallel_tries_ten_are_judged_at_most(at):
    seed_demo()
    person(Exchange.objects.get(slug="meridian"), "ada@example.com")

    def attempt(_: int) -> bool:
        try:
            return b"do not belong together" in sign_in(at("localhost"), password="wrong").content
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        judged = list(threads.map(attempt, range(40)))
    assert sum(judged) <= 10
    assert AuditEntry.objects.filter(kind="sign-in-failed", after__locked=True).count() >= 30


def test_what_is_over_is_forgotten_and_the_rest_stays(at, ada):
    sign_in(at("localhost"))
    sign_in(at("localhost"), password="wrong")
    forget_what_is_over()
    assert (ada.sessions.count(), Attempt.objects.count()) == (1, 2)
    ada.sessions.update(expire_date=timezone.now() - timedelta(seconds=1))
    Attempt.objects.update(at=timezone.now() - timedelta(hours=2))
    forget_what_is_over()
    assert (ada.sessions.count(), Attempt.objects.count()) == (0, 0)
