"""What is vendored is what was vendored; pages and stylesheets use only what is there."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
PAGES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((STATIC / "css").glob("*.css"))


@pytest.mark.parametrize("folder", [STATIC / "vendor", ROOT / "tests" / "vendor"], ids=["static", "tests"])
def test_vendored_files_are_those_of_the_checksums(folder: Path) -> None:
    listed = dict(reversed(line.split("  ")) for line in (folder / "CHECKSUMS").read_text().splitlines())
    there = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "CHECKSUMS"
    }
    assert there == listed


def test_every_vendored_work_has_its_license_beside_it() -> None:
    licenses = {path.name.removesuffix("-LICENSE.txt") for path in (STATIC / "vendor").rglob("*-LICENSE.txt")}
    assert {"htmx", "lucide", "ibm-plex-sans", "hanken-grotesk"} <= licenses


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_no_template_has_inline_style_or_script(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.findall(r"<script(?![^>]*\ssrc=)", text)


def test_every_icon_that_is_used_is_in_the_sprite() -> None:
    there = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    sources = [
        *PAGES,
        *(ROOT / "margin" / "presenters").glob("*.py"),
        ROOT / "trading" / "stream" / "account.py",
    ]
    used = {name for page in PAGES for name in re.findall(r'icons\.svg" %}#([a-z-]+)"', page.read_text())}
    used |= {name for page in PAGES for name in re.findall(r'icon\("([a-z-]+)"', page.read_text())}
    text = "".join(source.read_text(encoding="utf-8") for source in sources if source.suffix == ".py")
    used |= set(re.findall(r'(?:_note\(|"icon": |Level\.[A-Z]+: )"([a-z-]+)"', text))
    assert {"sun", "shield-check", "unplug", "git-compare"} <= used
    assert used <= there


def test_every_token_that_a_stylesheet_uses_is_defined() -> None:
    defined = set(re.findall(r"(--[a-z0-9-]+):", (STATIC / "css" / "house.css").read_text(encoding="utf-8")))
    for sheet in SHEETS:
        text = sheet.read_text(encoding="utf-8")
        own = set(re.findall(r"(--[a-z0-9-]+):", text)) | {"--level"}
        assert set(re.findall(r"var\((--[a-z0-9-]+)", text)) <= defined | own, sheet.name


# A QR code needs white ground in any theme; the staff banner is the platform's and never a brand's.
OWN_COLORS = {"account.css", "staff.css"}


def test_no_stylesheet_names_a_color_of_its_own() -> None:
    named = {
        sheet.name: found
        for sheet in SHEETS
        if sheet.name not in OWN_COLORS | {"house.css"}
        and (found := re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", sheet.read_text()))
    }
    assert named == {}


def test_fonts_named_in_the_stylesheet_are_there() -> None:
    urls = re.findall(r'url\("([^"]+)"\)', (STATIC / "css" / "fonts.css").read_text())
    assert len(urls) == 8
    assert [url for url in urls if not (STATIC / "css" / url).is_file()] == []
