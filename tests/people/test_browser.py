"""Signing in as people do it, in a browser on the whole product: by mail, by wallet, in one click."""

import re
from collections.abc import Iterator

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.reading import figure
from tests.conftest import LiveStack
from tests.look.test_readable import AXE, DESK, PHONE, RULES

PASSWORD = "correct horse battery"

WALLET = """
    const provider = { request: async ({ method, params }) => {
        if (window.walletRefuses) throw { code: 4001, message: "User rejected" };
        return window.walletAnswers(method, params || []);
    } };
    const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({
        info: { uuid: "350670db-19fa-4704-a166-e52e178b59d2", name: "Test Wallet", rdns: "example.wallet",
            icon: "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>" }, provider }) }));
    addEventListener("eip6963:requestProvider", announce);
    announce();
"""
OLD_WALLET = (
    "window.ethereum = { request: ({ method, params }) => window.walletAnswers(method, params || []) };"
)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=DESK)
    yield context
    context.close()


def give_wallet(context: BrowserContext, key: str, script: str = WALLET) -> Account:
    """Installs a wallet that holds this key and signs what it is asked to."""
    account = Account.from_key(key)

    def answers(method: str, params: list[str]) -> object:
        if method == "personal_sign":
            message = encode_defunct(hexstr=params[0])
            return "0x" + Account.sign_message(message, account.key).signature.hex()
        return {"eth_requestAccounts": [account.address], "eth_chainId": "0xa4b1"}[method]

    context.expose_function("walletAnswers", answers)
    context.add_init_script(script)
    return account


def enter_by_wallet(page: Page, stack: LiveStack, leads_to: str) -> None:
    """Signs in with the announced wallet; a new account is led to its e-mail first."""
    page.goto(stack.url("/account/sign-in/"))
    page.get_by_role("button", name="Sign in with Test Wallet").click()
    page.wait_for_url(re.compile(r":\d+" + leads_to + "$"))


def newest_link(page: Page, stack: LiveStack, host: str) -> str:
    """The link in the newest mail of the outbox."""
    page.goto(stack.url("/outbox/", host))
    return re.search(r"http://\S+/account/link/\S+", page.locator("pre").first.inner_text())[0]


def test_one_click_opens_a_practice_account_that_is_topped_up_and_kept(
    stack: LiveStack, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(stack.url("/"))
    expect(page.locator(".practice-banner")).to_contain_text("Practice")
    page.get_by_role("button", name="Start your own with 10,000.00").click()
    expect(page.locator('#margin [data-figure="account-value"]')).to_have_attribute(
        "data-value", re.compile(r"^10000(\.0+)?$"), timeout=30_000
    )
    expect(page.locator("#margin")).to_contain_text("Nothing open")
    page.get_by_role("button", name="Add paper money").click()
    expect(page.locator('#margin [data-figure="account-value"]')).to_have_attribute(
        "data-value", re.compile(r"^20000(\.0+)?$"), timeout=30_000
    )
    page.get_by_role("link", name="Start over or keep it").click()
    page.get_by_role("link", name="Create an account and keep it").click()
    page.get_by_label("E-mail").fill("keeper@example.com")
    page.get_by_role("button", name="Send me the link").click()
    page.goto(newest_link(page, stack, "localhost"))
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Keep my practice account").click()
    expect(page.locator("main")).to_contain_text("keeper@example.com is your e-mail now.")
    page.goto(stack.url("/"))
    expect(page.locator('#margin [data-figure="account-value"]')).to_have_attribute(
        "data-value", re.compile(r"^20000(\.0+)?$"), timeout=30_000
    )
    assert figure(page, "account-value")


def test_a_wallet_announced_by_eip_6963_signs_in_and_comes_back(
    stack: LiveStack, context: BrowserContext
) -> None:
    account = give_wallet(context, "0x" + "31" * 32)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for leads_to in ("/account/#email", "/"):
        enter_by_wallet(page, stack, leads_to)
        page.goto(stack.url("/account/"))
        expect(page.locator("#email")).to_contain_text(account.address.lower())
        expect(page.locator("#email")).to_contain_text("No e-mail yet")
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.wait_for_url(re.compile(r"/$"))
    assert complaints == []


def test_a_wallet_that_refuses_changes_nothing_and_says_so(stack: LiveStack, context: BrowserContext) -> None:
    give_wallet(context, "0x" + "32" * 32)
    page = context.new_page()
    page.goto(stack.url("/account/sign-in/"))
    page.evaluate("window.walletRefuses = true")
    page.get_by_role("button", name="Sign in with Test Wallet").click()
    expect(page.locator(".wallet-words")).to_have_text(re.compile("The wallet did not sign"))


def test_an_older_wallet_at_window_ethereum_signs_in_too(stack: LiveStack, context: BrowserContext) -> None:
    account = give_wallet(context, "0x" + "33" * 32, OLD_WALLET)
    page = context.new_page()
    page.goto(stack.url("/account/sign-in/", "aurora.localhost"))
    page.get_by_role("button", name="Sign in with browser wallet").click()
    page.wait_for_url("**/account/#email")
    expect(page.locator("#email")).to_contain_text(account.address.lower())


def test_without_script_an_account_opens_signs_in_and_sets_its_look(
    stack: LiveStack, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(stack.url("/account/sign-up/", "aurora.localhost"))
    page.get_by_label("E-mail").fill("plain@example.com")
    page.get_by_role("button", name="Send me the link").click()
    page.goto(newest_link(page, stack, "aurora.localhost"))
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.goto(stack.url("/account/", "aurora.localhost"))
    page.get_by_label("Theme").select_option("dark")
    page.get_by_role("button", name="Save look and language").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto(stack.url("/account/sign-in/", "aurora.localhost"))
    page.get_by_label("E-mail").fill("plain@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(stack.url("/account/", "aurora.localhost"))
    expect(page.locator("#email")).to_contain_text("plain@example.com")
    context.close()


def test_k14_an_open_terminal_starts_again_as_a_visitor_when_its_session_ends(
    stack: LiveStack, browser: Browser
) -> None:
    here, there = browser.new_context(viewport=DESK), browser.new_context(viewport=DESK)
    for context in (here, there):
        give_wallet(context, "0x" + "34" * 32)
        enter_by_wallet(context.new_page(), stack, "/account/#email" if context is here else "/")
    there.pages[0].goto(stack.url("/account/"))
    terminal, settings = here.pages[0], there.pages[0]
    terminal.goto(stack.url("/trade/BTC/"))
    terminal.wait_for_function("() => document.body.dataset.link === 'live'", timeout=15_000)
    settings.get_by_role("button", name="Sign out every other browser").click()
    expect(terminal.locator(".me")).to_have_text("Sign in", timeout=5_000)
    here.close()
    there.close()


PAGES = [
    ("localhost", "/account/sign-in/"),
    ("localhost", "/account/sign-up/"),
    ("aurora.localhost", "/account/password-reset/"),
    ("localhost", "/account/link/nonsense/"),
    ("aurora.localhost", "/account/"),
    ("localhost", "/practice/"),
    ("studio.localhost", "/account/sign-in/"),
]


@pytest.mark.parametrize(("host", "path"), PAGES)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_on_pages_for_everybody(
    stack: LiveStack, browser: Browser, host: str, path: str, size: dict[str, int], theme: str
) -> None:
    context = browser.new_context(viewport=size, bypass_csp=True)
    context.add_cookies([{"name": "theme", "value": theme, "url": stack.url("/", host)}])
    page = context.new_page()
    page.goto(stack.url(path, host))
    assert findings(page, size) == []
    context.close()


def findings(page: Page, size: dict[str, int]) -> list[tuple[str, list[str]]]:
    """What axe finds wrong, and whether the page is wider than the screen."""
    page.evaluate(AXE + "; 0")
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    wrong = [(one["id"], one["nodes"][0]["target"]) for one in found["violations"]]
    if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
        wrong.append(("wider than the screen", []))
    return wrong


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_on_a_signed_in_persons_pages(
    stack: LiveStack, browser: Browser, size: dict[str, int]
) -> None:
    context = browser.new_context(viewport=size, bypass_csp=True)
    give_wallet(context, "0x" + ("35" if size is DESK else "36") * 32)
    page = context.new_page()
    enter_by_wallet(page, stack, "/account/#email")
    for path in ("/account/", "/account/second-factor/", "/account/deletion/", "/practice/"):
        page.goto(stack.url(path))
        assert findings(page, size) == [], path
    context.close()


def test_axe_finds_nothing_on_the_page_of_people(stack: LiveStack, browser: Browser) -> None:
    links = dict(
        re.findall(
            r"(Operator of Meridian|Platform staff): (\S+)",
            stack.manage("demo_links", f"--port={stack.plan.port}"),
        )
    )
    context = browser.new_context(viewport=DESK, bypass_csp=True)
    page = context.new_page()
    page.goto(links["Platform staff"])
    page.get_by_role("button", name=re.compile("Sign in as")).click()
    expect(page.locator(".staff-banner")).to_contain_text("You are platform staff")
    page.goto(stack.url("/people/", "studio.localhost"))
    assert findings(page, DESK) == []
    context.close()
