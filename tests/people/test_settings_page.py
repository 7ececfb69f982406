"""Settings: look and language for everybody, and the way out."""

import pytest

from operators.models import AuditEntry, Session, User, Wallet
from tests.people.conftest import is_signed_in, person, sign_in
from tests.people.test_wallet import answer, ask

CHOICES = {"language": "es", "theme": "light", "density": "roomy", "pnl_colors": "red-up"}


@pytest.mark.parametrize("name", CHOICES)
def test_a_signed_in_persons_choices_follow_to_another_browser(at, ada, name):
    browser, other = at("localhost"), at("localhost")
    sign_in(browser)
    browser.post("/account/preferences/", {name: CHOICES[name]})
    sign_in(other)
    page = other.get("/account/").content.decode()
    html = page[: page.index("<head>")]
    expected = {
        "language": 'lang="es"',
        "theme": 'data-theme="light"',
        "density": 'data-density="roomy"',
        "pnl_colors": 'data-pnl-colors="red-up"',
    }
    assert expected[name] in html


def test_a_visitor_keeps_choices_in_this_browser_only(at, demo):
    browser = at("localhost")
    browser.post("/account/preferences/", {"density": "roomy", "pnl_colors": "red-up"})
    assert 'data-density="roomy"' in browser.get("/account/").content.decode()
    assert 'data-density="dense"' in at("localhost").get("/account/").content.decode()


def test_an_emptied_choice_goes_back_to_the_exchanges_own(at, ada):
    browser = at("localhost")
    sign_in(browser)
    browser.post("/account/preferences/", CHOICES)
    browser.post("/account/preferences/", {})
    ada.refresh_from_db()
    assert (ada.theme, ada.density, ada.language) == ("", "", "")
    assert 'data-theme="dark"' in browser.get("/account/").content.decode()


def test_the_headers_theme_button_and_the_settings_agree(at, ada):
    browser = at("localhost")
    sign_in(browser)
    browser.post("/account/preferences/", {"theme": "light"})
    browser.post("/theme/", {"theme": "dark", "next": "/account/"})
    assert 'data-theme="dark"' in browser.get("/account/").content.decode()


def test_an_unknown_choice_is_refused_with_words(at, demo):
    refused = at("localhost").post("/account/preferences/", {"theme": "hotdog"})
    assert refused.status_code == 422
    assert b"hotdog is not one of the available choices" in refused.content


def test_red_up_swaps_the_colors_of_profit_and_leaves_the_levels(at, demo):
    css = at("localhost").get("/brand.css").content.decode()
    rule = next(line for line in css.splitlines() if '[data-theme="dark"][data-pnl-colors="red-up"]' in line)
    assert "--up:#F0716A;" in rule
    assert "--down:#5FBF7A;" in rule
    assert "--ok:#5FBF7A;" in rule


def test_deleting_an_account_says_what_is_kept_and_removes_the_person(at, ada):
    browser, other = at("localhost"), at("localhost")
    sign_in(browser)
    sign_in(other)
    answer(browser, ask(browser, "join").json()["message"], "join")
    page = browser.get("/account/deletion/").content
    assert b"kept, under a number instead of your name" in page
    assert browser.post("/account/deletion/", {"confirm": "no"}).status_code == 422
    assert User.objects.filter(email="ada@example.com").exists()
    assert b"Your account is deleted" in browser.post("/account/deletion/", {"confirm": "delete"}).content
    ada.refresh_from_db()
    assert (ada.email, ada.is_active, ada.has_usable_password()) == ("", False, False)
    assert not Wallet.objects.exists()
    assert not Session.objects.filter(user=ada).exists()
    assert not is_signed_in(other)
    assert not is_signed_in(browser)
    assert AuditEntry.objects.get(kind="account-deleted").person_id == ada.pk


def test_a_deleted_persons_email_is_free_for_somebody_new(at, ada, meridian):
    browser = at("localhost")
    sign_in(browser)
    browser.post("/account/deletion/", {"confirm": "DELETE"})
    assert sign_in(at("localhost")).status_code == 422
    again = person(meridian, "ada@example.com")
    assert again.pk != ada.pk
