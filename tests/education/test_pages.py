"""Every article and answer, with the numbers that the outline demands, computed when the page is read."""

import gzip
import re
from decimal import Decimal

import pytest

from margin.engine import hyperliquid
from operators.education import drawings, texts
from operators.education.figures import Figures, situations
from operators.education.outline import SLUGS
from operators.education.writing import written

PAGES = ("/learn/", "/learn/faq/", "/learn/calculator/", "/learn/which-fits-me/", "/learn/search/?q=hedge")
ARTICLES = tuple(f"/learn/{slug}/" for slug in SLUGS)
MUST_SAY = {
    "cross-margin": ["40,506.33", "one threshold"],
    "pools": ["never back each other", "spot included", "Spot USDC, other dexes"],
    "isolated-margin": [
        "300.00",
        "54,683.54",
        "75.00",
        "59,240.51",
        "50 %",
        "50.92 %",
        "10 % of the position",
    ],
    "cross-or-isolated": ["102.56", "104.49", "117.95", "42,025.32", "54,683.54", "has open orders either"],
    "liquidation-price": [
        "40,506.33",
        "42,025.32",
        "53,873.42",
        "null",
        "tier at the liquidation price",
        "cum",
    ],
    "leverage-and-tiers": [
        "40,506.33",
        "300.00",
        "75.00",
        "1,500,000",
        "1,000,000",
        "25,000,000",
        "1,300",
        "Example table",
    ],
    "margin-ratio": ["8,500", "4,000", "50 %", "50.92 %", "worse of two PnLs", "8,300.00"],
    "hedging": [
        "750",
        "1,950",
        "7.5 %",
        "19.5 %",
        "50,633",
        "51,848",
        "63.8 %",
        "16.6 %",
        "16.9 %",
        "liquidated",
        "one",
    ],
    "liquidation-hyperliquid": [
        "50,632.91",
        "50,420.17",
        "632.91",
        "22.78",
        "610.13",
        "100,000",
        "20 %",
        "30 seconds",
        "cross margin",
    ],
    "liquidation-aster": [
        "Your stops too",
        "bankruptcy price",
        "0.75 %",
        "2.5 %",
        "not published",
        "Example table",
    ],
    "prices": ["mark", "your choice", "60,000"],
    "funding": ["0.00125 %", "0.75", "18.00", "10.95 %", "4 % an hour", "oracle", "55,230.38"],
    "stop-losses": ["wholly", "10 %", "49,500.00", "reduce-only is not allowed", "position side", "gap"],
    "adl": ["mark / entry", "lights", "4.54", "1.10"],
    "account-modes": ["35.0154", "35.0112", "0.99988", "forbids isolated", "read-only", "7.14 %"],
    "keys-and-fees": ["cannot withdraw", "lose your money by trading", "10,000", "10.00", "5.00", "audited"],
    "alerts": ["50 %", "80 %", "51,282.05", "Do not rely on alerts alone", "armed again"],
}
ANSWERS = {
    "am-i-sure-to-lose-everything-in-a-liquidation": ["Not always", "610.13", "is gone"],
    "does-hedging-lower-my-margin": ["No", "1,950", "63.8 %", "16.6 %"],
    "does-lower-leverage-move-my-liquidation-price": ["Cross no, isolated yes", "40,506.33", "59,240.51"],
    "why-cant-i-switch-mode": ["Something is open"],
    "why-did-my-liquidation-price-move": ["53,873.42"],
    "why-cant-i-withdraw-my-profit": ["4,000", "9,720"],
    "does-my-spot-balance-count": ["Depends on the account"],
    "is-my-stop-guaranteed": ["No"],
    "do-my-hyperliquid-funds-protect-aster": ["Never"],
    "what-if-this-site-is-down": ["Manage at the venue"],
    "can-the-operator-change-my-margin-or-liquidate-me": ["No, only the venue"],
    "why-is-my-number-different-elsewhere": ["Age, or last price"],
    "what-is-paper-money-here": ["Practice only"],
    "what-is-liquidated-in-cross-margin": ["Isolated positions are not"],
    "can-i-use-cross-and-isolated-at-the-same-time": ["Yes, one per market", "multi-assets"],
    "does-cross-change-my-maximum-leverage": ["isolated only", "20,000,000"],
    "how-is-the-liquidation-price-calculated-in-cross": ["Leverage is not an input", "at that price"],
    "is-cross-suitable-for-beginners": ["Start isolated"],
    "can-an-operator-set-the-default-mode": ["Yes, the default only"],
}


def words(html: str) -> str:
    """What a reader reads."""
    return " ".join(re.sub(r"<[^>]+>", "", html.partition("<main")[2]).replace("&#x27;", "'").split())


@pytest.mark.parametrize("slug", SLUGS)
def test_an_article_says_what_the_outline_demands(read, slug):
    said = words(read(f"/learn/{slug}/")).lower()
    assert [must for must in MUST_SAY[slug] if must.lower() not in said] == []


def test_every_article_of_the_outline_is_demanded_something():
    assert set(MUST_SAY) == set(SLUGS)
    assert len(SLUGS) == 17


def test_nineteen_questions_show_their_short_answers_and_figures(read):
    page = read("/learn/faq/")
    entries = {
        found[1]: words("<main" + found[2])
        for found in re.finditer(r'<details id="([^"]+)"(.*?)</details>', page, re.S)
    }
    assert set(entries) == set(ANSWERS)
    assert [
        (slug, must) for slug, musts in ANSWERS.items() for must in musts if must not in entries[slug]
    ] == []


def test_a_changed_maintenance_rate_changes_the_page(read, monkeypatch):
    assert "40,506.33" in read("/learn/cross-margin/")
    monkeypatch.setattr(situations, "BTC_LEVERAGE", 20)
    changed = read("/learn/cross-margin/")
    assert "40,506.33" not in changed
    assert "41,025.64" in changed


def test_a_changed_constant_of_the_engine_changes_the_page(read, monkeypatch):
    monkeypatch.setattr(hyperliquid, "TRANSFER_SHARE", Decimal("0.05"))
    page = words(read("/learn/margin-ratio/"))
    assert "Withdrawableequity" in page.replace(" ", "")
    assert "7,000.00" in page
    assert "4,000.00" not in page


@pytest.mark.parametrize("host", ["localhost", "aurora.localhost"])
def test_each_exchange_speaks_under_its_own_name_and_policy(read, host):
    name, mode = {
        "localhost": ("Meridian", "cross at 10×"),
        "aurora.localhost": ("Aurora", "isolated at 3×"),
    }[host]
    said = words(read("/learn/cross-or-isolated/", host))
    assert f"{name} starts new positions in {mode}" in said


@pytest.mark.parametrize("path", [*PAGES, *ARTICLES])
def test_a_page_is_light_and_needs_no_script(read, path):
    page = read(path)
    assert len(gzip.compress(page.encode())) <= 60_000
    scripts = re.findall(r"<script[^>]*>", page)
    assert [one for one in scripts if "calculator.js" not in one] == []
    assert bool(scripts) == (path == "/learn/calculator/")
    assert " style=" not in page
    assert "{" not in words(page)


def test_both_venues_have_their_word_in_every_article():
    for one in texts.articles():
        assert "hyperliquid" in one.body.lower(), one.slug
        assert "aster" in one.body.lower(), one.slug


def test_links_between_texts_lead_somewhere(read):
    targets = set()
    for path in (*PAGES, *ARTICLES):
        targets |= set(re.findall(r'href="(/learn/[^"#]*)"', read(path)))
    assert targets
    for target in sorted(targets):
        read(target)


def test_raw_html_and_images_cannot_be_written():
    page = written(
        '<script src="x"></script> ![a](b) <b onclick="x">c</b> [d](javascript:e)', Figures({}), drawings.draw
    )
    assert "<script" not in page.html
    assert "<img" not in page.html
    assert "<b " not in page.html
    assert 'href="javascript' not in page.html


def test_an_unclosed_block_or_an_unknown_figure_is_refused():
    with pytest.raises(ValueError, match="not closed"):
        written("[[on aster]]\n\ntext", Figures({}), drawings.draw)
    with pytest.raises(KeyError):
        written("{cross.nothing}", Figures({}), drawings.draw)


def test_the_head_names_the_page_once_and_the_sitemap_lists_it(read):
    page = read("/learn/hedging/?from=somewhere", "127.0.0.1")
    assert '<link rel="canonical" href="http://localhost/learn/hedging/">' in page
    assert '<meta property="og:title" content="Hedging: what offsets and what does not">' in page
    listed = re.findall("<loc>([^<]+)</loc>", read("/sitemap.xml"))
    assert len(listed) == len(set(listed)) == 2 * (17 + 4)
    assert "http://localhost/learn/hedging/?lang=es" in listed
    assert "http://localhost/learn/hedging/" in listed


def test_the_questions_are_structured_data(read):
    page = read("/learn/faq/")
    assert page.count('itemtype="https://schema.org/FAQPage"') == 1
    for kind in ("Question", "Answer"):
        assert page.count(f'itemtype="https://schema.org/{kind}"') == 19
    assert page.count('itemprop="acceptedAnswer"') == page.count('itemprop="text"') == 19
    assert page.count('itemprop="name"') == 19


def test_search_finds_by_title_answer_and_text(read):
    page = read("/learn/search/?q=hedge+margin")
    assert "Hedging: what offsets" in page
    assert "/learn/faq/#does-hedging-lower-my-margin" in page
    assert "No article and no question has all of these words" in read("/learn/search/?q=zebra")
    assert "&lt;b&gt;" in read("/learn/search/?q=<b>")
