"""The page as it arrives, before any script: complete, exact, in the exchange's own look."""

from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.reading import figure, number
from tests.conftest import LiveStack

FIGURES = (
    "equity", "margin-ratio", "maintenance-margin", "initial-margin", "margin-utilization",
    "available-margin", "account-value", "withdrawable", "unrealized-pnl", "net-exposure",
    "gross-exposure", "effective-leverage",
)  # fmt: skip


@pytest.fixture
def scriptless(browser: Browser) -> Page:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def test_every_figure_is_there_without_script(stack: LiveStack, scriptless: Page) -> None:
    scriptless.goto(stack.url("/trade/BTC/?account=main"))
    for name in FIGURES:
        assert Decimal(figure(scriptless, name)).is_finite(), name
    markets = [row.get_attribute("data-position") for row in scriptless.locator("[data-position]").all()]
    assert markets == ["BTC", "SOL", "ETH"]
    for market in markets:
        row = f'[data-position="{market}"]'
        assert number(scriptless, "liquidation-price", row) > 0
        assert number(scriptless, "mark-price", row) > 0
    assert number(scriptless, "mark-price", "#instrument") > 0


def test_ratio_is_maintenance_by_equity_on_the_first_paint(stack: LiveStack, scriptless: Page) -> None:
    scriptless.goto(stack.url("/trade/BTC/?account=hedged"))
    expected = number(scriptless, "maintenance-margin") / number(scriptless, "equity") * 100
    assert abs(number(scriptless, "margin-ratio") - expected) < Decimal("1e-9")


def test_an_account_with_nothing_open_says_so_in_words(stack: LiveStack, scriptless: Page) -> None:
    scriptless.goto(stack.url("/trade/BTC/?account=empty"))
    assert figure(scriptless, "margin-ratio") == ""
    assert scriptless.locator("#margin").get_attribute("data-level") == "none"
    assert number(scriptless, "equity") == number(scriptless, "available-margin") == 10_000
    assert "Nothing open" in scriptless.locator("#margin").inner_text()


def test_the_root_opens_the_terminal_on_a_demo_account(stack: LiveStack, scriptless: Page) -> None:
    scriptless.goto(stack.url("/"))
    assert scriptless.title() == "BTC · Meridian"
    assert scriptless.locator("[data-position]").count() == 3


def test_accounts_are_switched_by_links(stack: LiveStack, scriptless: Page) -> None:
    scriptless.goto(stack.url("/"))
    scriptless.locator(".account-menu summary").click()
    scriptless.get_by_role("link", name="Hedged book").click()
    assert "account=hedged" in scriptless.url
    markets = {row.get_attribute("data-position") for row in scriptless.locator("[data-position]").all()}
    assert markets == {"BTC", "ETH"}


def test_markets_are_switched_by_links_and_keep_the_account(stack: LiveStack, scriptless: Page) -> None:
    scriptless.goto(stack.url("/trade/BTC/?account=hedged"))
    scriptless.locator(".market-menu summary").click()
    scriptless.locator(".market-menu").get_by_role("link", name="SOL", exact=True).click()
    assert scriptless.url.endswith("/trade/SOL/?account=hedged")


def test_two_exchanges_look_and_decide_differently(stack: LiveStack, scriptless: Page) -> None:
    scriptless.goto(stack.url("/"))
    meridian = _look(scriptless)
    scriptless.goto(stack.url("/", host="aurora.localhost"))
    aurora = _look(scriptless)
    assert scriptless.title() == "ETH · Aurora"
    assert all(mine != theirs for mine, theirs in zip(meridian, aurora, strict=True))


def test_new_positions_open_in_each_exchange_s_own_default_mode(stack: LiveStack, scriptless: Page) -> None:
    modes = {}
    for host in ("localhost", "aurora.localhost"):
        scriptless.goto(stack.url("/trade/BTC/", host=host))
        modes[host] = scriptless.locator("[data-opening-mode]").get_attribute("data-opening-mode")
    assert modes == {"localhost": "cross", "aurora.localhost": "isolated"}


def test_the_theme_is_switched_without_script_and_kept(stack: LiveStack, scriptless: Page) -> None:
    scriptless.goto(stack.url("/"))
    assert scriptless.locator("html").get_attribute("data-theme") == "dark"
    scriptless.get_by_role("button", name="Switch to the light theme").click()
    assert scriptless.locator("html").get_attribute("data-theme") == "light"
    scriptless.goto(stack.url("/trade/SOL/"))
    assert scriptless.locator("html").get_attribute("data-theme") == "light"


@pytest.mark.parametrize("path", ["/trade/NOPE/", "/trade/BTC/?account=nobody", "/no-such-page/"])
def test_what_is_not_here_is_a_page_that_says_so(stack: LiveStack, scriptless: Page, path: str) -> None:
    answer = scriptless.goto(stack.url(path))
    assert answer.status == 404
    assert "Meridian" in scriptless.locator("body").inner_text()


def test_t1_an_unknown_host_gets_no_brand(stack: LiveStack, scriptless: Page) -> None:
    answer = scriptless.goto(stack.url("/", host="stranger.localhost"))
    assert answer.status == 404
    words = scriptless.content()
    assert "Meridian" not in words
    assert "Aurora" not in words


def test_a_phone_shows_everything_without_sideways_scrolling(stack: LiveStack, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(stack.url("/trade/BTC/?account=main"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.mouse.wheel(0, 400)
    page.wait_for_function("() => window.scrollY > 0 || document.documentElement.scrollHeight <= 844")
    expect(page.locator('#margin [data-figure="margin-ratio"]')).to_be_in_viewport()
    context.close()


def _look(page: Page) -> list[str]:
    style = page.evaluate(
        """() => { const root = getComputedStyle(document.documentElement);
        return ["--font", "--bg", "--accent", "--radius"].map(name => root.getPropertyValue(name)); }"""
    )
    return style
