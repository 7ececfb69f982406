"""Requests that no browser sends: answered with words or as if absent, never by a fault (SECURITY I5, I7)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection
from django.test import RequestFactory

from operators.accounts import links, mail, second_factor
from operators.accounts.returning import inside
from operators.accounts.views.people import TOKEN_SALT
from operators.models import Invitation, Membership, Operator, User
from perps_studio.seed import seed_demo
from tests.people.conftest import is_signed_in, person, sign_in
from tests.people.test_second_factor import turn_on

pytestmark = pytest.mark.django_db

PAGES = ("/account/sign-in/", "/account/sign-up/", "/account/wallet/challenge/", "/practice/")
WALLET = ("/account/wallet/challenge/", "/account/wallet/answer/")


@pytest.mark.parametrize(
    "alike", ["k\u0131m.sis@example.com", "kim.\u017fis@example.com", "\u212aim.sis@example.com"]
)
def test_i5_letters_that_look_alike_open_no_second_way_around_the_lock(at, meridian, alike):
    person(meridian, "kim.sis@example.com")
    for _ in range(10):
        sign_in(at("localhost"), "kim.sis@example.com", "wrong")
    browser = at("localhost")
    assert b"Write an address like name@example.com." in sign_in(browser, alike).content
    assert not is_signed_in(browser)


@pytest.mark.parametrize("key", ["abcdefghij\0k", "\0" * 32, "ab cd ef gh ij", "é" * 32])
def test_i7_a_session_key_that_nobody_made_is_no_session(at, demo, key):
    browser = at("localhost")
    browser.cookies[settings.SESSION_COOKIE_NAME] = "x"
    for path in ("/account/", "/account/sign-in/"):
        answer = browser.get(path, headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={key}"})
        assert answer.status_code == 200
        assert b"Sign out" not in answer.content


def test_i7_a_browser_that_calls_itself_nul_signs_in_like_any_other(at, ada):
    browser = at("localhost")
    browser.post(
        "/account/sign-in/",
        {"email": "ada@example.com", "password": "correct horse battery"},
        headers={"user-agent": "a\0b"},
    )
    assert is_signed_in(browser)


ADDRESS = "0x" + "a" * 40


@pytest.mark.parametrize("path", WALLET)
@pytest.mark.parametrize(
    "body",
    [
        '{"purpose": []}',
        '{"purpose": {}}',
        "[" * 100_000,
        f'{{"purpose": "sign-in", "address": "{ADDRESS}", "chain": Infinity}}',
        f'{{"purpose": "sign-in", "address": "{ADDRESS}", "chain": 1e999}}',
        f'{{"purpose": "sign-in", "address": "{ADDRESS}", "chain": NaN}}',
        '{"purpose": "sign-in", "message": "\\u0000\\ud800", "signature": "\\ud800"}',
    ],
)
def test_i7_a_wallet_that_talks_nonsense_is_refused(at, demo, path, body):
    answer = at("localhost").post(path, body, content_type="application/json")
    assert answer.status_code in (404, 422)


@pytest.mark.parametrize("path", WALLET)
def test_i7_a_wallet_that_sends_a_form_is_refused(at, demo, path):
    assert at("localhost").post(path, {"purpose": "sign-in"}).status_code == 404


def test_after_signing_in_nobody_goes_where_no_address_leads():
    assert inside("/trade/BTC/?size=1", "/") == "/trade/BTC/?size=1"
    for wanted in ("/\ud800", "/\0", "/a\r\nb", "//evil.example"):
        assert inside(wanted, "/home") == "/home"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("charset", ["hex", "rot13", "idna", "undefined", "utf-16"])
def test_i7_a_form_in_another_encoding_is_refused_with_words(at, demo, path, charset):
    body = b'--X\r\nContent-Disposition: form-data; name="email"\r\n\r\na@b.cd\r\n--X--\r\n'
    kind = f"multipart/form-data; boundary=X; charset={charset}"
    answer = at("localhost").generic("POST", path, body, kind)
    assert answer.status_code == 400
    assert b"not written in UTF-8" in answer.content


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("studio.localhost", "/admin/operators/auditentry/?kind__exact=%00"),
        ("localhost", "/account/?x=%00"),
        ("localhost", "/account/link/a%00b/"),
    ],
)
def test_i7_a_nul_in_an_address_is_refused_with_words(at, demo, host, path):
    answer = at(host).get(path)
    assert answer.status_code == 400
    assert b"(NUL)" in answer.content


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded; charset=UTF-8", "text/plain"])
def test_a_form_in_utf8_is_read_as_ever(at, ada, kind):
    body = "email=ada%40example.com&password=wrong"
    answer = at("localhost").post("/account/sign-in/", body, content_type=kind)
    assert (b"do not belong together" in answer.content) == kind.startswith("application")


def test_i7_a_nul_in_a_form_is_refused_with_words(at, ada):
    assert b"(NUL)" in sign_in(at("localhost"), "ada\0@example.com").content
    assert b"(NUL)" in sign_in(at("localhost"), next="/\0").content


@pytest.mark.parametrize("code", ["é", "１２３４５６"])
def test_i7_a_code_in_other_letters_is_a_wrong_code(at, ada, code):
    browser = at("localhost")
    sign_in(browser)
    assert browser.post("/account/second-factor/", {"code": code}).status_code == 422
    turn_on(ada)
    assert browser.post("/account/proof/", {"code": code}).status_code == 422
    later = at("localhost")
    sign_in(later)
    assert later.post("/account/sign-in/code/", {"code": code}).status_code == 422
    assert second_factor.check(ada, code) is None


@pytest.mark.django_db(transaction=True)
def test_i7_of_six_hands_that_accept_one_invitation_one_is_in_and_the_others_are_told(at):
    seed_demo()
    operator = Operator.objects.order_by("pk").first()
    offered = Invitation.objects.create(operator=operator, email="eve@example.com", role="editor")
    path = f"/invitation/{links.signed_number(offered.pk, TOKEN_SALT)}/"
    together = Barrier(6)

    def accept(_: int) -> int:
        browser = at("studio.localhost")
        together.wait(30)
        try:
            return browser.post(path, {"password": "correct horse battery"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        statuses = list(threads.map(accept, range(6)))
    assert sorted(statuses) == [302, *[410] * 5]
    assert User.objects.filter(email="eve@example.com").count() == 1
    assert Membership.objects.filter(user__email="eve@example.com").count() == 1


def test_i7_a_mail_to_an_address_that_cannot_be_written_is_told_as_not_sent(demo):
    request = RequestFactory().get("/", headers={"host": "localhost"})
    request.exchange = None
    assert mail.send(request, "a\n@example.com", "password_changed") is False
