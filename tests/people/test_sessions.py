"""Browsers that are signed in: listed, ended, and what needs a fresh proof first (K14)."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session as DjangosOwn

from operators.accounts.sessions import PROVEN_AT
from operators.models import AuditEntry, Session
from tests.people.conftest import is_signed_in, mailed_path, person, sign_in
from tests.people.test_wallet import answer, ask, wallet_sign_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def stale(client) -> None:
    """The last proof was long ago."""
    session = client.session
    session[PROVEN_AT] = 0
    session.save()


def test_settings_list_every_browser_with_name_address_and_time(at, ada):
    browser, other = at("localhost"), at("localhost")
    other.defaults["HTTP_USER_AGENT"] = FIREFOX
    sign_in(browser)
    sign_in(other)
    page = browser.get("/account/").content.decode()
    assert page.count("data-session=") == 2
    assert "Firefox on Linux" in page
    assert "127.0.0.1" in page
    assert "this browser, now" in page
    assert not any(key in page for key in Session.objects.values_list("session_key", flat=True))
    assert DjangosOwn.objects.count() == 0


def test_one_browser_signs_another_out(at, ada):
    browser, other = at("localhost"), at("localhost")
    sign_in(browser)
    sign_in(other)
    handle = Session.objects.get(session_key=other.cookies["sessionid"].value).handle
    browser.post(f"/account/sessions/{handle}/revocation/")
    assert not is_signed_in(other)
    assert is_signed_in(browser)
    assert AuditEntry.objects.get(kind="session-ended").target == handle


def test_an_ended_session_does_not_come_back_by_a_request_under_way(at, ada):
    browser = at("localhost")
    sign_in(browser)
    under_way = browser.session
    under_way["anything"] = 1
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        under_way.save()
    assert Session.objects.count() == 0


def test_every_other_browser_is_signed_out_at_once(at, ada):
    browsers = [at("localhost") for _ in range(3)]
    for browser in browsers:
        sign_in(browser)
    browsers[0].post("/account/sessions/revocation/")
    assert [is_signed_in(browser) for browser in browsers] == [True, False, False]


def test_t2_somebody_elses_session_is_404(at, ada, meridian):
    person(meridian, "ben@example.com")
    mine, theirs = at("localhost"), at("localhost")
    sign_in(mine)
    sign_in(theirs, "ben@example.com")
    handle = Session.objects.get(session_key=theirs.cookies["sessionid"].value).handle
    assert mine.post(f"/account/sessions/{handle}/revocation/").status_code == 404
    assert is_signed_in(theirs)


def test_a_new_password_signs_every_other_browser_out(at, ada):
    browser, other = at("localhost"), at("localhost")
    sign_in(browser)
    sign_in(other)
    assert browser.post("/account/password/", {"password": "a new long phrase"}).status_code == 302
    assert is_signed_in(browser)
    assert not is_signed_in(other)


def test_k14_changes_to_how_one_signs_in_need_a_fresh_proof(at, ada):
    browser = at("localhost")
    sign_in(browser)
    stale(browser)
    for path in ("/account/password/", "/account/second-factor/", "/account/deletion/"):
        assert browser.get(path).headers["Location"] == f"/account/proof/?next={path.replace('/', '%2F')}"
    for path in ("/account/email/", "/account/password/", "/account/second-factor/codes/"):
        answered = browser.post(path, {"email": "evil@example.com", "password": "an attackers phrase"})
        assert answered.headers["Location"].startswith("/account/proof/")
    ada.refresh_from_db()
    assert ada.email == "ada@example.com"
    assert ask(browser, "join").json() == {"next": "/account/proof/?next=%2Faccount%2F"}


def test_k14_the_right_password_is_a_proof_and_a_wrong_one_is_not(at, ada):
    browser = at("localhost")
    sign_in(browser)
    stale(browser)
    assert browser.post("/account/proof/", {"password": "wrong"}).status_code == 422
    assert browser.get("/account/password/").status_code == 302
    browser.post("/account/proof/", {"password": "correct horse battery", "next": "/account/password/"})
    assert browser.get("/account/password/").status_code == 200
    assert AuditEntry.objects.filter(kind="proof-failed").count() == 1


def test_k14_a_wallet_is_a_proof_for_those_who_have_no_password(at, demo):
    browser = at("localhost")
    wallet_sign_in(browser)
    stale(browser)
    assert browser.get("/account/deletion/").status_code == 302
    text = ask(browser, "confirm").json()["message"]
    assert answer(browser, text, "confirm").status_code == 200
    assert browser.get("/account/deletion/").status_code == 200


def test_a_wallet_only_trader_adds_an_email_for_warnings(at, demo):
    browser = at("localhost")
    wallet_sign_in(browser)
    browser.post("/account/email/", {"email": "kim@example.com"})
    assert b"No e-mail yet" in browser.get("/account/").content, "not before the mailbox is proven"
    browser.post(mailed_path())
    page = browser.get("/account/").content
    assert b"kim@example.com" in page
    assert b"No e-mail yet" not in page


def test_an_email_changes_in_its_persons_own_session_only(at, ada, meridian):
    person(meridian, "ben@example.com")
    mine, theirs, nobodys = at("localhost"), at("localhost"), at("localhost")
    sign_in(mine)
    sign_in(theirs, "ben@example.com")
    mine.post("/account/email/", {"email": "victim@example.com"})
    link = mailed_path()
    assert nobodys.post(link).headers["Location"].startswith("/account/sign-in/?next=%2Faccount%2Flink%2F")
    assert theirs.get(link).status_code == 403
    assert theirs.post(link).status_code == 403
    ada.refresh_from_db()
    assert ada.email == "ada@example.com"
    page = mine.get(link).content.decode()
    assert "the account <strong>ada@example.com</strong>" in page
    mine.post(link)
    ada.refresh_from_db()
    assert ada.email == "victim@example.com"
