"""Wallet sign-in, SECURITY K13: every field is checked, a message works once, for one place and purpose."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from eth_account import Account
from eth_account.messages import encode_defunct

from operators.accounts.siwe import signer
from operators.models import AuditEntry, User, Wallet, WalletChallenge
from perps_studio.seed import seed_demo
from tests.people.conftest import is_signed_in, sign_in

KEY = Account.from_key("0x" + "11" * 32)
OTHER = Account.from_key("0x" + "22" * 32)


def ask(client: Client, purpose: str = "sign-in", account=KEY, chain: int = 1):
    return client.post(
        "/account/wallet/challenge/",
        {"purpose": purpose, "address": account.address, "chain": chain},
        content_type="application/json",
    )


def answer(client: Client, text: str, purpose: str = "sign-in", account=KEY, **more: str):
    signature = Account.sign_message(encode_defunct(text=text), account.key).signature.hex()
    told = {"purpose": purpose, "message": text, "signature": "0x" + signature} | more
    return client.post("/account/wallet/answer/", told, content_type="application/json")


def wallet_sign_in(client: Client, account=KEY):
    return answer(client, ask(client, account=account).json()["message"], account=account)


def test_the_message_is_eip_4361_and_says_who_asks_and_for_how_long(at, demo):
    text = ask(at("localhost"), chain=42161).json()["message"]
    assert re.fullmatch(
        r"localhost wants you to sign in with your Ethereum account:\n"
        + KEY.address
        + r"\n\nSign in\. [ -~]+\n\nURI: http://localhost/account/wallet/challenge/\nVersion: 1\n"
        r"Chain ID: 42161\nNonce: [0-9a-f]{32}\nIssued At: \S+Z\nExpiration Time: \S+Z",
        text,
    )
    challenge = WalletChallenge.objects.get()
    assert challenge.expires_at - challenge.issued_at == timedelta(minutes=5)


def test_a_wallet_signs_in_and_comes_back_to_the_same_account(at, demo):
    first, second = at("localhost"), at("localhost")
    assert wallet_sign_in(first).json() == {"next": "/account/#email"}
    assert is_signed_in(first)
    wallet_sign_in(second)
    assert is_signed_in(second)
    user = User.objects.get(wallets__address=KEY.address.lower())
    assert user.sessions.count() == 2
    assert b"No e-mail yet" in first.get("/account/").content, "asked for, never forced"


def test_t5_one_wallet_on_two_exchanges_is_two_people(at, demo):
    wallet_sign_in(at("localhost"))
    wallet_sign_in(at("aurora.localhost"))
    here, there = Wallet.objects.order_by("pk")
    assert here.address == there.address
    assert here.user != there.user


CHANGES = {
    "domain": ("localhost wants", "evil.example wants"),
    "address": (KEY.address, OTHER.address),
    "statement": ("moves nothing", "moves everything"),
    "uri": ("URI: http://localhost/", "URI: http://evil.example/"),
    "version": ("Version: 1", "Version: 2"),
    "chain id": ("Chain ID: 1", "Chain ID: 137"),
    "a line more": ("\nNonce:", "\nRequest ID: 7\nNonce:"),
    "trailing space": ("Version: 1\n", "Version: 1 \n"),
    "nonce": (re.compile(r"Nonce: [0-9a-f]{32}"), "Nonce: " + "0" * 32),
    "issued at": (re.compile(r"Issued At: \d{4}"), "Issued At: 2020"),
    "expiry": (re.compile(r"Expiration Time: \d{4}"), "Expiration Time: 2099"),
}


@pytest.mark.parametrize("field", CHANGES)
def test_k13_a_message_with_another(at, demo, field):
    browser = at("localhost")
    text = ask(browser).json()["message"]
    old, new = CHANGES[field]
    changed = old.sub(new, text) if isinstance(old, re.Pattern) else text.replace(old, new)
    assert changed != text
    assert answer(browser, changed).status_code == 422
    assert not is_signed_in(browser)


def test_k13_a_message_too_old_is_refused(at, demo):
    browser = at("localhost")
    text = ask(browser).json()["message"]
    WalletChallenge.objects.update(expires_at=timezone.now())
    assert answer(browser, text).status_code == 422


def test_k13_a_message_works_once(at, demo):
    browser = at("localhost")
    text = ask(browser).json()["message"]
    assert answer(browser, text).status_code == 200
    browser.post("/account/sign-out/")
    assert answer(browser, text).status_code == 422


def test_k13_a_wrong_signature_uses_the_message_up(at, demo):
    browser = at("localhost")
    text = ask(browser).json()["message"]
    assert answer(browser, text, account=OTHER).status_code == 422
    assert answer(browser, text).status_code == 422


def test_k13_a_message_of_another_session_is_refused(at, demo):
    text = ask(at("localhost")).json()["message"]
    thief = at("localhost")
    ask(thief)
    assert answer(thief, text).status_code == 422


def test_k13_a_message_for_one_exchange_or_host_fails_on_another(at, demo):
    browser = at("localhost")
    text = ask(browser).json()["message"]
    for host in ("aurora.localhost", "127.0.0.1"):
        there = at(host)
        there.cookies["sessionid"] = browser.cookies["sessionid"].value
        assert answer(there, text).status_code == 422
    assert answer(browser, text).status_code == 200


def test_k13_a_message_to_join_does_not_sign_in_and_the_other_way_round(at, ada):
    browser = at("localhost")
    sign_in(browser)
    join = ask(browser, "join").json()["message"]
    assert answer(browser, join, "sign-in").status_code == 422
    enter = ask(browser, "sign-in").json()["message"]
    assert answer(browser, enter, "join").status_code == 422
    assert not Wallet.objects.exists()


@pytest.mark.parametrize("signature", ["", "0x", "0x12", "zz" * 65, "0x" + "00" * 65, "0x" + "ff" * 65, "é"])
def test_k13_what_is_no_signature_is_nobodys(signature):
    assert signer("text", signature) is None


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"purpose": "sign-in", "address": "0x12", "chain": 1},
        {"purpose": "sign-in", "address": KEY.address, "chain": "many"},
        {"purpose": "sign-in", "address": KEY.address, "chain": -1},
        {"purpose": "sign-in", "address": KEY.address, "chain": None},
        {"purpose": "everything", "address": KEY.address, "chain": 1},
        [1],
    ],
)
def test_i7_nonsense_gets_no_message(at, demo, told):
    got = at("localhost").post("/account/wallet/challenge/", told, content_type="application/json")
    assert got.status_code in (404, 422)


def test_an_account_with_email_joins_a_wallet_and_either_signs_in(at, ada):
    browser = at("localhost")
    sign_in(browser)
    assert answer(browser, ask(browser, "join").json()["message"], "join").status_code == 200
    later = at("localhost")
    wallet_sign_in(later)
    assert is_signed_in(later)
    assert Wallet.objects.get().user == ada
    assert AuditEntry.objects.filter(kind="wallet-joined", person=ada).count() == 1


def test_a_wallet_of_somebody_else_cannot_be_joined(at, ada):
    wallet_sign_in(at("localhost"))
    browser = at("localhost")
    sign_in(browser)
    refused = answer(browser, ask(browser, "join").json()["message"], "join")
    assert "another account" in refused.json()["error"]
    assert Wallet.objects.get().user != ada


def test_the_last_way_in_cannot_be_removed(at, demo):
    browser = at("localhost")
    wallet_sign_in(browser)
    wallet = Wallet.objects.get()
    page = browser.post(f"/account/wallets/{wallet.pk}/removal/", follow=True)
    assert b"only way into your account" in page.content
    assert Wallet.objects.exists()


def test_t2_somebody_elses_wallet_is_404(at, ada):
    wallet_sign_in(at("localhost"))
    browser = at("localhost")
    sign_in(browser)
    assert browser.post(f"/account/wallets/{Wallet.objects.get().pk}/removal/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_k13_of_a_hundred_parallel_submits_exactly_one_succeeds(at):
    seed_demo()
    browser = at("localhost")
    text = ask(browser).json()["message"]
    cookie = browser.cookies["sessionid"].value
    together = Barrier(20)

    def submit(_: int) -> int:
        client = at("localhost")
        client.cookies["sessionid"] = cookie
        together.wait(30)
        try:
            return answer(client, text).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        statuses = list(threads.map(submit, range(100)))
    assert sorted(statuses) == [200] + [422] * 99
    assert User.objects.filter(wallets__isnull=False).count() == 1
