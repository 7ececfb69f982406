"""The second factor: once on, nothing opens without it; a code works once; operators need it."""

import re

import pyotp
import pytest
from cryptography.exceptions import InvalidTag

from operators.accounts import second_factor
from operators.models import AuditEntry, RecoveryCode, SecondFactor, User
from tests.people.conftest import PASSWORD, is_signed_in, person, sign_in
from tests.people.test_wallet import answer, ask, wallet_sign_in

NOW = 1_800_000_015.0


def turn_on(user: User) -> tuple[str, list[str]]:
    """Gives a person a second factor; the secret and the recovery codes."""
    secret = second_factor.new_secret()
    codes = second_factor.turn_on(user, secret, pyotp.TOTP(secret).at(0), now=0)
    assert codes
    return secret, codes


def code_of(secret: str) -> str:
    return pyotp.TOTP(secret).now()


def test_setting_it_up_takes_a_code_of_the_shown_secret(at, ada):
    browser = at("localhost")
    sign_in(browser)
    page = browser.get("/account/second-factor/").content.decode()
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert 'class="qr"' in page
    assert browser.post("/account/second-factor/", {"code": "000000"}).status_code == 422
    assert not second_factor.has(ada)
    done = browser.post("/account/second-factor/", {"code": code_of(secret)}).content.decode()
    assert len(set(re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", done))) == 10
    assert second_factor.has(ada)


def test_a_password_alone_no_longer_signs_in(at, ada):
    secret, _ = turn_on(ada)
    browser = at("localhost")
    assert sign_in(browser).headers["Location"] == "/account/sign-in/code/"
    assert not is_signed_in(browser)
    assert browser.post("/account/sign-in/code/", {"code": "123456"}).status_code == 422
    assert not is_signed_in(browser)
    assert browser.post("/account/sign-in/code/", {"code": code_of(secret)}).status_code == 302
    assert is_signed_in(browser)


def test_a_wallet_alone_no_longer_signs_in(at, ada):
    browser = at("localhost")
    sign_in(browser)
    answer(browser, ask(browser, "join").json()["message"], "join")
    turn_on(ada)
    later = at("localhost")
    assert wallet_sign_in(later).json() == {"next": "/account/sign-in/code/"}
    assert not is_signed_in(later)


def test_a_code_works_once(ada):
    secret, _ = turn_on(ada)
    code = pyotp.TOTP(secret).at(int(NOW))
    assert second_factor.check(ada, code, now=NOW) == "app"
    assert second_factor.check(ada, code, now=NOW) is None
    assert second_factor.check(ada, pyotp.TOTP(secret).at(int(NOW) - 30), now=NOW) is None, "nor an older one"


@pytest.mark.parametrize(("late", "works"), [(-31, True), (31, True), (-90, False), (90, False)])
def test_a_clock_may_be_half_a_minute_off(ada, late, works):
    secret, _ = turn_on(ada)
    assert bool(second_factor.check(ada, pyotp.TOTP(secret).at(int(NOW) + late), now=NOW)) == works


def test_a_recovery_code_works_once_and_is_kept_as_a_digest_only(at, ada):
    _, codes = turn_on(ada)
    for expected in (302, 422):
        browser = at("localhost")
        sign_in(browser)
        assert browser.post("/account/sign-in/code/", {"code": codes[0].upper()}).status_code == expected
    assert AuditEntry.objects.get(kind="recovery-code-used").after == {"left": 9}
    kept = list(RecoveryCode.objects.values_list("digest", flat=True))
    assert not any(code.replace("-", "") in digest for code in codes for digest in kept)


def test_the_secret_lies_sealed_and_opens_for_its_owner_only(ada, meridian):
    secret, _ = turn_on(ada)
    row = SecondFactor.objects.get()
    assert secret.encode() not in bytes(row.sealed_secret)
    ben = person(meridian, "ben@example.com")
    SecondFactor.objects.filter(pk=row.pk).update(user=ben)
    with pytest.raises(InvalidTag):
        second_factor.check(ben, code_of(secret))


def test_i5_ten_wrong_codes_lock(at, ada):
    secret, _ = turn_on(ada)
    browser = at("localhost")
    sign_in(browser)
    for _ in range(10):
        browser.post("/account/sign-in/code/", {"code": "123456"})
    locked = browser.post("/account/sign-in/code/", {"code": code_of(secret)})
    assert b"Too many wrong codes" in locked.content
    assert not is_signed_in(browser)


def test_t1_a_pending_sign_in_of_one_exchange_cannot_be_completed_on_another(at, ada, aurora):
    secret, _ = turn_on(ada)
    browser, there = at("localhost"), at("aurora.localhost")
    sign_in(browser)
    there.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert (
        there.post("/account/sign-in/code/", {"code": code_of(secret)}).headers["Location"]
        == "/account/sign-in/"
    )
    assert not is_signed_in(there)


def test_i6_operators_need_it_and_cannot_turn_it_off(at, demo):
    operator = User.objects.get(email="operator@meridian.localhost")
    operator.set_password(PASSWORD)
    operator.save()
    browser = at("studio.localhost")
    sign_in(browser, operator.email)
    assert browser.get("/admin/", follow=True).redirect_chain[-1][0] == "/account/second-factor/"
    assert browser.get("/people/").status_code == 302
    assert browser.get("/admin/operators/exchange/").status_code == 302
    secret, _ = turn_on(operator)
    assert browser.get("/people/").status_code == 302, "a session opened without it stays outside"
    again = at("studio.localhost")
    sign_in(again, operator.email)
    again.post("/account/sign-in/code/", {"code": code_of(secret)})
    assert again.get("/admin/").status_code == 200
    again.post("/account/second-factor/removal/")
    assert second_factor.has(operator)


def test_a_trader_turns_it_off_again(at, ada):
    secret, _ = turn_on(ada)
    browser = at("localhost")
    sign_in(browser)
    browser.post("/account/sign-in/code/", {"code": code_of(secret)})
    browser.post("/account/second-factor/removal/")
    assert not second_factor.has(ada)
    assert RecoveryCode.objects.count() == 0


def test_a_demo_link_opens_the_back_office_without_it_on_local_networks_only(at, demo, settings):
    from perps_studio import local

    settings.DEMO = True
    operator = User.objects.get(email="operator@meridian.localhost")
    browser = at("studio.localhost")
    browser.post(f"/sign-in/{local.new_link(operator.pk)}/")
    assert browser.get("/admin/").status_code == 200
    assert browser.get("/admin/", REMOTE_ADDR="8.8.8.8").status_code == 302
    assert browser.get("/admin/", headers={"x-forwarded-for": "8.8.8.8"}).status_code == 302
    settings.DEMO = False
    assert browser.get("/admin/").status_code == 302
