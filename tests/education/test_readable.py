"""What axe-core and a browser say of the reading pages: both exchanges, both themes, desk and phone."""

import pytest
from playwright.sync_api import Browser

from tests.conftest import LiveStack
from tests.look.test_readable import AXE, DESK, PHONE, RULES

PATHS = (
    "/learn/",
    "/learn/faq/",
    "/learn/calculator/?move=-20",
    "/learn/calculator/?size=much",
    "/learn/which-fits-me/?sum=fixed&others=no&balance=no&watch=yes",
    "/learn/search/?q=hedge",
    "/learn/cross-or-isolated/",
    "/learn/liquidation-hyperliquid/",
    "/learn/hedging/",
    "/learn/pools/",
)
PLACES = [
    ("localhost", "dark", DESK),
    ("localhost", "light", PHONE),
    ("aurora.localhost", "light", DESK),
    ("aurora.localhost", "dark", PHONE),
]


@pytest.mark.parametrize(("host", "theme", "size"), PLACES)
def test_axe_finds_nothing_on_the_reading_pages(browser: Browser, stack: LiveStack, host, theme, size):
    context = browser.new_context(viewport=size, bypass_csp=True)
    context.add_cookies([{"name": "theme", "value": theme, "url": stack.url("/", host)}])
    found = []
    for path in PATHS:
        page = context.new_page()
        page.goto(stack.url(path, host))
        assert page.locator("html").get_attribute("data-theme") == theme
        page.evaluate(AXE + "; 0")
        answer = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        found += [(path, one["id"], one["nodes"][0]["target"]) for one in answer["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
        page.close()
    context.close()
    assert found == []


def test_a_drawing_is_drawn_anew_for_a_phone_and_not_shrunk(browser: Browser, stack: LiveStack):
    for size, shown in ((DESK, "wide"), (PHONE, "narrow")):
        page = browser.new_page(viewport=size)
        page.goto(stack.url("/learn/isolated-margin/"))
        drawing = page.locator(f".drawing svg.{shown}")
        assert drawing.is_visible()
        scale = drawing.evaluate("svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width")
        assert 0.95 <= scale <= 1.3
        page.close()


def test_with_script_the_result_follows_what_is_typed_and_so_does_the_address(
    browser: Browser, stack: LiveStack
):
    page = browser.new_page()
    page.goto(stack.url("/learn/calculator/"))
    page.fill("input[name=leverage]", "25")
    page.fill("input[name=other_size]", "0")
    page.wait_for_function("() => document.getElementById('result').textContent.includes('58,329.11')")
    page.wait_for_function(
        "() => location.search.includes('leverage=25') && location.search.includes('other_size=0')"
    )
    page.close()
