"""Streamed widgets: one root with an id, the same bytes for page and socket, in every state."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.conf import settings

from tests.presenters.situations import EMPTY, LOOK, ONLY_ISOLATED, D, assessed
from trading.feed.values import AccountValues, MarketValues, Reported
from trading.stream.account import state as state_of
from trading.stream.frames import HEARTBEAT, frame, root_id
from trading.stream.showing import WidgetSettings
from trading.stream.widgets import WIDGETS, render

NOW = 1_795_363_133_000
SHOWN = WidgetSettings(D(50), D(80), "Hyperliquid", "sandbox")
VOID = {"path", "rect", "line", "br", "input", "img"}


def account(**changes: object) -> AccountValues:
    """LOOK.md's account, read 0.8 s ago at marks of 0.2 s."""
    base = {
        "venue": "hyperliquid",
        "network": "sandbox",
        "address": "0x" + "d" * 40,
        "account": LOOK,
        "assessment": assessed(),
        "marked_at": NOW - 200,
        "snapshot_at": NOW - 800,
        "abstraction": "default",
        "reported": Reported(agreed=True),
    }
    return AccountValues(**(base | changes))


def market(**changes: object) -> MarketValues:
    """BTC's prices, 0.2 s old."""
    base = {
        "venue": "hyperliquid",
        "network": "sandbox",
        "symbol": "BTC",
        "mark": D("64812"),
        "index": D("64806"),
        "mid": D("64813"),
        "previous_day": D("63604"),
        "funding": D("0.000013"),
        "open_interest": D("29624"),
        "day_volume": D("2840000000"),
        "marked_at": NOW - 200,
    }
    return MarketValues(**(base | changes))


NOTHING = {"assessment": None, "account": None}
ACCOUNTS = {
    "live": account(),
    "at risk": account(assessment=assessed(BTC="61000")),
    "being liquidated": account(assessment=assessed(BTC="50000")),
    "stale": account(marked_at=NOW - 14_300),
    "venue down": account(marked_at=NOW - 38_000, snapshot_at=NOW - 46_000, problem="connection refused"),
    "old snapshot": account(snapshot_at=NOW - 86_000),
    "differs": account(reported=Reported(agreed=False)),
    "not compared": account(reported=None),
    "empty": account(assessment=assessed(EMPTY), marked_at=None),
    "only isolated": account(assessment=assessed(ONLY_ISOLATED)),
    "loading": None,
    "never read": account(**NOTHING, snapshot_at=None, missing=("account snapshot",)),
    "never read, venue down": account(**NOTHING, snapshot_at=None, problem="connection refused"),
    "mark missing": account(**NOTHING, missing=("ETH mark",)),
    "unified": account(**NOTHING, abstraction="unifiedAccount"),
    "portfolio margin": account(**NOTHING, abstraction="portfolioMargin"),
}
MARKETS = {
    "live": market(),
    "stale": market(marked_at=NOW - 14_300),
    "nothing yet": None,
    "only a mark": market(
        mid=None, index=None, previous_day=None, funding=None, open_interest=None, day_volume=None
    ),
    "no mark": market(mark=None),
}
SITUATIONS = [
    pytest.param(widget.id, values, id=f"{widget.id}, {name}")
    for widget in WIDGETS.values()
    for name, values in (MARKETS if widget.kind == "market" else ACCOUNTS).items()
]


class Outline(HTMLParser):
    """Roots, ids and attribute names of a fragment, which must be well-formed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.roots: list[str] = []
        self.ids: list[str] = []
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.open:
            self.roots.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID or tag in {"path", "rect", "line"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


@pytest.mark.parametrize(("widget_id", "values"), SITUATIONS)
def test_every_widget_has_one_root_with_its_id_in_every_state(widget_id: str, values: object) -> None:
    html = render(widget_id, values, SHOWN, NOW)
    outline = Outline(html)
    assert outline.open == []
    assert len(outline.roots) == 1
    assert root_id(html) == outline.ids[0] == widget_id
    assert len(outline.ids) == len(set(outline.ids))


@pytest.mark.parametrize(("widget_id", "values"), SITUATIONS)
def test_no_widget_carries_style_or_script(widget_id: str, values: object) -> None:
    html = render(widget_id, values, SHOWN, NOW)
    assert not [name for name in Outline(html).attributes if name == "style" or name.startswith("on")]
    assert "<script" not in html
    assert "<style" not in html


@pytest.mark.parametrize("name", ["stale", "venue down"])
def test_f1_nothing_of_a_stale_account_has_a_living_level(name: str) -> None:
    for widget_id in ("margin", "positions", "distances", "alarm"):
        html = render(widget_id, ACCOUNTS[name], SHOWN, NOW)
        assert not re.search(r'data-level="(ok|caution|critical|liquidation)"', html), widget_id


def test_f1_a_stale_account_says_how_old_it_is() -> None:
    html = render("margin", ACCOUNTS["stale"], SHOWN, NOW)
    assert "stale, 14 s" in html
    assert "Figures of 14 s ago. The ratio may be higher now." in html


def test_a_silent_venue_is_named_and_so_is_the_way_out() -> None:
    for name in ("venue down", "never read, venue down"):
        html = render("margin", ACCOUNTS[name], SHOWN, NOW)
        assert "Hyperliquid does not answer us." in html
        assert "to act now, use Hyperliquid itself" in html


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("loading", "loading"),
        ("never read", "loading"),
        ("mark missing", "unknown"),
        ("unified", "other-mode"),
        ("never read, venue down", "down"),
        ("empty", "empty"),
        ("live", "live"),
    ],
)
def test_an_account_is_in_one_state(name: str, state: str) -> None:
    assert state_of(ACCOUNTS[name]) == state


def test_what_is_missing_is_named_and_no_figure_shown() -> None:
    html = render("margin", ACCOUNTS["mark missing"], SHOWN, NOW)
    assert "Missing: ETH mark." in html
    assert "data-figure" not in html


def test_an_empty_account_is_told_in_words() -> None:
    html = render("positions", ACCOUNTS["empty"], SHOWN, NOW)
    assert "The pool is 10,000.00 USDC, 10,000.00 of it available." in html


def test_the_header_warns_from_caution_on_and_is_silent_before() -> None:
    assert "hidden" in render("alarm", ACCOUNTS["live"], SHOWN, NOW)
    assert "Caution, ratio" in render("alarm", ACCOUNTS["at risk"], SHOWN, NOW)
    assert "Liquidation, equity is used up" in render("alarm", ACCOUNTS["being liquidated"], SHOWN, NOW)


def test_thresholds_are_the_exchanges_own() -> None:
    html = render("margin", ACCOUNTS["live"], replace(SHOWN, caution=D(20)), NOW)
    assert 'data-level="caution"' in html


@pytest.mark.parametrize(
    ("rate", "words"), [("0.000013", "longs pay"), ("-0.000013", "shorts pay"), ("0", "nobody pays")]
)
def test_funding_says_who_pays_and_when(rate: str, words: str) -> None:
    seconds_past_the_hour = NOW // 1000 % 3600
    left = 3600 - seconds_past_the_hour
    html = render("instrument", market(funding=D(rate)), SHOWN, NOW)
    assert f"{words}, in {left // 60:02d}:{left % 60:02d}" in html


def test_a_mark_that_is_not_known_is_no_zero() -> None:
    html = render("instrument", MARKETS["no mark"], SHOWN, NOW)
    assert 'data-figure="mark-price" data-value=""' in html
    assert 'data-figure="open-interest" data-value=""' in html
    assert 'data-figure="day-change" data-value=""' in html


def test_a_frame_carries_the_very_bytes_of_the_page() -> None:
    widgets = [render("margin", ACCOUNTS["live"], SHOWN, NOW), render("alarm", ACCOUNTS["live"], SHOWN, NOW)]
    text = frame(widgets)
    assert all(widget in text for widget in widgets)
    assert re.findall(r'<hx-partial hx-target="#([a-z]+)" hx-swap="outerMorph">', text) == ["margin", "alarm"]
    assert text.count("</hx-partial>") == 2


def test_a_frame_is_html_and_a_heartbeat_is_not() -> None:
    assert not frame([render("live", MARKETS["live"], SHOWN, NOW)]).startswith("{")
    assert HEARTBEAT.startswith("{")
    assert "content" not in HEARTBEAT


@pytest.mark.parametrize("html", ["", "no tag", '<p class="x" id="late">', "<p id=unquoted>"])
def test_a_fragment_without_an_id_at_its_root_is_refused(html: str) -> None:
    with pytest.raises(ValueError, match="must begin with its root's id"):
        root_id(html)


def test_every_template_of_a_widget_is_in_the_table() -> None:
    templates = {path.stem for path in settings.WIDGET_TEMPLATES.glob("[!_]*.html")}
    assert templates == set(WIDGETS)
