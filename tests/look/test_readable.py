"""What axe-core and a browser say of the real pages: contrast, names, landmarks, targets, motion."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import LiveStack

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

Open = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, stack: LiveStack) -> Iterator[Open]:
    """Opens an exchange's page in a theme, at a size, with or without motion."""
    contexts = []

    def visit(path: str, host: str, theme: str, size: dict[str, int], motion: str = "no-preference") -> Page:
        context = browser.new_context(viewport=size, bypass_csp=True, reduced_motion=motion)
        context.add_cookies([{"name": "theme", "value": theme, "url": stack.url("/", host)}])
        contexts.append(context)
        page = context.new_page()
        page.goto(stack.url(path, host))
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("host", "theme", "size", "path"),
    [
        ("localhost", "dark", DESK, "/trade/BTC/?account=main"),
        ("localhost", "light", PHONE, "/trade/BTC/?account=at-risk"),
        ("aurora.localhost", "light", DESK, "/trade/ETH/?account=empty"),
        ("aurora.localhost", "dark", PHONE, "/trade/ETH/?account=isolated"),
        ("aurora.localhost", "light", PHONE, "/trade/ETH/?account=main"),
        ("localhost", "light", DESK, "/nowhere/"),
    ],
)
def test_axe_finds_nothing_in_any_theme_of_either_exchange(
    visit: Open, host: str, theme: str, size: dict[str, int], path: str
) -> None:
    page = visit(path, host, theme, size)
    assert page.locator("html").get_attribute("data-theme") == theme
    page.evaluate(AXE + "; 0")
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(one["id"], one["nodes"][0]["target"]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


RECORD_FLASHES = """
    window.flashes = [];
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (frames, milliseconds) {
        window.flashes.push(milliseconds);
        return animate.call(this, frames, milliseconds);
    };
    window.moves = 0;
    document.addEventListener("htmx:after:swap", () => window.moves++);
"""


def test_a_moved_price_flashes_for_200_ms_and_never_where_motion_is_unwelcome(visit: Open) -> None:
    moving = visit("/trade/BTC/?account=main", "localhost", "dark", DESK)
    still = visit("/trade/BTC/?account=main", "localhost", "dark", DESK, motion="reduce")
    for page in (moving, still):
        page.evaluate(RECORD_FLASHES)
    moving.wait_for_function("() => window.flashes.length >= 5", timeout=30_000)
    still.wait_for_function("() => window.moves >= 10", timeout=30_000)
    assert set(moving.evaluate("window.flashes")) == {200}
    assert still.evaluate("window.flashes") == []


def test_a_menu_closes_on_escape_and_gives_the_focus_back(visit: Open) -> None:
    page = visit("/trade/BTC/?account=main", "localhost", "dark", DESK)
    page.locator(".account-menu summary").click()
    page.locator(".account-menu a").first.focus()
    page.keyboard.press("Escape")
    assert page.locator(".account-menu[open]").count() == 0
    assert page.evaluate("document.activeElement.closest('.account-menu') !== null")


def test_the_figures_that_script_off_shows_say_of_when_they_are(browser: Browser, stack: LiveStack) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(stack.url("/"))
    assert "Script is off" in page.locator(".noscript").inner_text()
    context.close()


def test_the_terminal_stays_light(browser: Browser, stack: LiveStack) -> None:
    """Uncompressed and with its fonts; the goal with the chart is 150 KB compressed."""
    page = browser.new_page()
    sizes: dict[str, int] = {}
    page.on("response", lambda answer: sizes.update({answer.url: len(answer.body())}) if answer.ok else None)
    page.goto(stack.url("/"), wait_until="load")
    page.wait_for_selector("body[data-link=live]", timeout=30_000)
    assert len(sizes) > 10
    assert sum(sizes.values()) < 250_000, sizes
    page.close()
