"""The page as it lives: figures stream, and recover from whatever breaks on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import httpx
import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.reading import Frames, number, wait_for_another
from tests.conftest import LiveStack

PANEL = "/trade/BTC/?account=main"
STALE = '#margin[data-level="stale"]'


@pytest.fixture
def control(stack: LiveStack) -> Iterator[httpx.Client]:
    """The local venue's control call; marks move again when the test is over."""
    with httpx.Client(base_url=f"http://127.0.0.1:{stack.env['SANDBOX_PORT']}") as venue:
        yield venue
        venue.post("/control", json={"resume": True, "unmute": True, "speed": 1})


@contextmanager
def stopped(stack: LiveStack, name: str) -> Iterator[None]:
    """One process stopped for a while; it runs again afterwards, whatever happened."""
    stack.stop_one(name)
    try:
        yield
    finally:
        stack.start_one(name)


def is_fresh(page: Page, timeout: float = 30_000) -> None:
    """Waits until the panel is live, streaming and not stale."""
    expect(page.locator("#margin")).not_to_have_attribute("data-level", "stale", timeout=timeout)
    wait_for_another(page, "equity", timeout=timeout)


def has_mark(page: Page, market: str, mark: int) -> None:
    """Waits until the position's row shows this mark."""
    page.wait_for_function(
        "([row, mark]) => Number(document.querySelector(row)?.dataset.value) === mark",
        arg=[f'[data-position="{market}"] [data-figure="mark-price"]', mark],
    )


def test_figures_stream_and_every_frame_agrees_with_itself(stack: LiveStack, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    frames = Frames(page)
    page.goto(stack.url(PANEL))
    for _ in range(20):
        wait_for_another(page, "equity")
    pools = [pool for pool in frames.pools() if pool.get("margin-ratio")]
    assert len(pools) >= 15
    assert len({pool["equity"] for pool in pools}) >= 10
    for pool in pools:
        expected = Decimal(pool["maintenance-margin"]) / Decimal(pool["equity"]) * 100
        assert abs(Decimal(pool["margin-ratio"]) - expected) < Decimal("1e-9")
        assert Decimal(pool["buffer"]) == Decimal(pool["equity"]) - Decimal(pool["maintenance-margin"])
    assert [said for said in complaints if not said.startswith("info")] == []


def test_what_is_shown_agrees_in_every_sampled_moment(stack: LiveStack, page: Page) -> None:
    page.goto(stack.url(PANEL))
    wait_for_another(page, "equity")
    samples = page.evaluate(
        """() => new Promise(done => {
            const seen = [], panel = document.getElementById("margin");
            const value = name => panel.querySelector(`[data-figure="${name}"]`).dataset.value;
            const look = () => {
                seen.push([value("margin-ratio"), value("maintenance-margin"), value("equity")]);
                seen.length < 120 ? requestAnimationFrame(look) : done(seen);
            };
            look();
        })"""
    )
    for ratio, maintenance, equity in samples:
        assert abs(Decimal(ratio) - Decimal(maintenance) / Decimal(equity) * 100) < Decimal("1e-9")


def test_a_mark_set_at_the_venue_reaches_the_row_and_the_pool(
    stack: LiveStack, page: Page, control: httpx.Client
) -> None:
    page.goto(stack.url(PANEL))
    control.post("/control", json={"pause": True, "mark": {"BTC": "63000", "SOL": "150", "ETH": "3300"}})
    has_mark(page, "BTC", 63_000)
    has_mark(page, "SOL", 150)
    # 0.5 BTC × 63,000 × 1.25 % + 100 SOL × 150 × 2.5 %: the venue's tiers, floored to the micro-dollar each.
    assert number(page, "maintenance-margin") == Decimal("768.75")


def test_only_eth_moves_and_the_cross_liquidation_price_of_btc_moves_with_it(
    stack: LiveStack, page: Page, control: httpx.Client
) -> None:
    control.post("/control", json={"pause": True, "mark": {"BTC": "64000", "ETH": "3400"}})
    page.goto(stack.url("/trade/BTC/?account=hedged"))
    row = '[data-position="BTC"]'
    has_mark(page, "ETH", 3_400)
    before = number(page, "liquidation-price", row)
    control.post("/control", json={"mark": {"ETH": "3450"}})
    wait_for_another(page, "liquidation-price", row)
    assert number(page, "liquidation-price", row) > before
    assert number(page, "mark-price", row) == 64_000


def test_a_dropped_socket_reconnects_and_goes_on(stack: LiveStack, page: Page) -> None:
    sockets: list[WebSocketRoute] = []

    def relay(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server()

    page.route_web_socket("**/stream/**", relay)
    page.goto(stack.url(PANEL))
    wait_for_another(page, "equity")
    sockets[0].close(code=4012)
    page.wait_for_function("() => document.body.dataset.link === 'cut'", timeout=3_000)
    page.wait_for_function("() => document.body.dataset.link === 'live'", timeout=30_000)
    is_fresh(page)
    assert len(sockets) == 2


def test_f3_a_restarted_web_process_is_recovered_from_without_a_reload(stack: LiveStack, page: Page) -> None:
    page.goto(stack.url(PANEL))
    wait_for_another(page, "equity")
    page.evaluate("window.sameDocument = true")
    with stopped(stack, "web"):
        page.wait_for_function("() => document.body.dataset.link === 'cut'", timeout=3_000)
        assert page.locator("#margin").get_attribute("data-level") == "stale"
    page.wait_for_function("() => document.body.dataset.link === 'live'", timeout=30_000)
    is_fresh(page)
    assert page.evaluate("window.sameDocument")


def test_a_reload_shows_live_figures_at_once(stack: LiveStack, page: Page) -> None:
    page.goto(stack.url(PANEL))
    wait_for_another(page, "equity")
    page.reload()
    assert page.locator("#margin").get_attribute("data-level") != "stale"
    wait_for_another(page, "equity")


def test_f1_a_stopped_venue_is_stale_within_5_s_and_recovers(stack: LiveStack, page: Page) -> None:
    page.goto(stack.url(PANEL))
    wait_for_another(page, "equity")
    with stopped(stack, "sandbox"):
        page.wait_for_selector(STALE, timeout=5_000)
        for part in ("#live", "#instrument"):
            expect(page.locator(part)).to_have_attribute("data-level", "stale", timeout=1_000)
        assert page.locator('[data-level="ok"]').count() == 0
    is_fresh(page, timeout=40_000)


def test_f2_a_venue_that_falls_silent_with_its_socket_open_is_stale_within_5_s(
    stack: LiveStack, page: Page, control: httpx.Client
) -> None:
    page.goto(stack.url(PANEL))
    wait_for_another(page, "equity")
    control.post("/control", json={"mute": True})
    page.wait_for_selector(STALE, timeout=5_500)
    control.post("/control", json={"unmute": True})
    is_fresh(page, timeout=40_000)


def test_f3_a_restarted_feed_is_recovered_from(stack: LiveStack, page: Page) -> None:
    page.goto(stack.url(PANEL))
    wait_for_another(page, "equity")
    stack.restart("feed")
    is_fresh(page)


def test_f3_a_restarted_valkey_loses_nothing_that_lasts(stack: LiveStack, page: Page) -> None:
    page.goto(stack.url(PANEL))
    wait_for_another(page, "equity")
    stack.restart("valkey")
    is_fresh(page)


def test_rows_keep_focus_selection_and_scroll_through_100_updates(stack: LiveStack, page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 400})
    page.goto(stack.url(PANEL))
    wait_for_another(page, "equity")
    page.evaluate(
        """() => {
            window.scrollTo(0, 120);
            const row = document.querySelector('[data-position="SOL"]');
            row.querySelector("a, button, [tabindex]").focus();
            window.focused = document.activeElement;
            window.row = row;
            const entry = document.querySelector('[data-position="ETH"] [data-figure="entry-price"]');
            getSelection().selectAllChildren(entry);
            window.selected = getSelection().toString();
            window.scrolled = window.scrollY;
            window.updates = 0;
            document.addEventListener("htmx:after:swap", () => window.updates++);
        }"""
    )
    page.wait_for_function("() => window.updates >= 100", timeout=60_000)
    kept = page.evaluate(
        """() => ({
            focus: document.activeElement === window.focused && document.activeElement !== document.body,
            row: document.querySelector('[data-position="SOL"]') === window.row,
            selection: getSelection().toString() === window.selected && window.selected !== "",
            scroll: window.scrollY === window.scrolled,
        })"""
    )
    assert kept == {"focus": True, "row": True, "selection": True, "scroll": True}


def test_nothing_on_the_page_shifts_while_figures_stream(stack: LiveStack, page: Page) -> None:
    page.goto(stack.url(PANEL))
    wait_for_another(page, "equity")
    page.evaluate(
        """() => {
            window.shift = 0;
            const add = entry => window.shift += entry.hadRecentInput ? 0 : entry.value;
            const watch = new PerformanceObserver(list => list.getEntries().forEach(add));
            watch.observe({type: "layout-shift", buffered: true});
        }"""
    )
    for _ in range(12):
        wait_for_another(page, "equity")
    assert page.evaluate("window.shift") < 0.001


def test_f3_a_restarting_database_is_said_in_words_and_recovered_from(stack: LiveStack, page: Page) -> None:
    page.goto(stack.url(PANEL))
    wait_for_another(page, "equity")
    with stopped(stack, "postgres"):
        wait_for_another(page, "equity")  # the stream needs no database
        answer = httpx.get(stack.url("/"), headers={"Host": f"localhost:{stack.plan.port}"}, timeout=30)
        assert answer.status_code == 503
        assert "restarting" in answer.text
        assert answer.headers["Retry-After"] == "5"
    page.reload()
    is_fresh(page)
