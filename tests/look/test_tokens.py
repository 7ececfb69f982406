"""A brand becomes one stylesheet of typed tokens, readable in both themes."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from operators.brand import DENSITIES, FONTS, colors, stylesheet, stylesheet_version
from operators.palettes import PALETTES, Colors

STATIC = Path(__file__).resolve().parents[2] / "static"


@dataclass(frozen=True)
class Look:
    palette: str = "graphite"
    dark: dict[str, str] = field(default_factory=dict)
    light: dict[str, str] = field(default_factory=dict)
    font: str = "plex"
    density: str = "dense"
    radius: int = 4


THEMES = [
    pytest.param(getattr(palette, theme), id=f"{name} {theme}")
    for name, palette in PALETTES.items()
    for theme in ("dark", "light")
]
PLAIN = ("bg", "surface", "raised", "hover")
TINTED = ("accent", "up", "down", "caution", "critical", "stale")


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2) of #RRGGBB."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2) of two colors."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_readable_on_every_surface(theme: Colors) -> None:
    pairs = [(text, ground) for text in ("text", "text2") for ground in PLAIN]
    pairs += [("text3", "bg"), ("text3", "surface"), ("text3", "raised")]
    pairs += [(role, "surface") for role in TINTED] + [(role, f"{role}-tint") for role in TINTED]
    pairs += [(f"on-{role}", role) for role in ("accent", "up", "down")]
    unreadable = [
        (*pair, ratio) for pair in pairs if (ratio := contrast(*(theme[name] for name in pair))) < 4.5
    ]
    assert unreadable == []


def test_every_theme_names_the_same_tokens() -> None:
    assert len({frozenset(theme.values[0]) for theme in THEMES}) == 1
    assert len({frozenset(measures) for measures in DENSITIES.values()}) == 1


def test_a_stylesheet_has_the_measures_and_both_themes() -> None:
    css = stylesheet(Look(palette="violet", font="hanken", density="roomy", radius=10))
    assert css.startswith(f":root{{--font:{FONTS['hanken']};--radius:10px;--radius-inner:6px;--small:12px;")
    assert ':root[data-theme="dark"]{color-scheme:dark;--bg:#100E18;' in css
    assert ':root[data-theme="light"]{color-scheme:light;--bg:#F5F3FA;' in css


def test_a_brand_changes_a_color_of_one_theme_alone() -> None:
    css = stylesheet(Look(dark={"accent": "#12abEF"}))
    assert css.count("--accent:#12abEF;") == 1
    assert "--accent:#0A7376;" in css


@pytest.mark.parametrize(
    "typed",
    [
        {"accent": "red"},
        {"accent": "#fff"},
        {"accent": "#000000;}body{display:none"},
        {"accent": "url(//elsewhere)"},
        {"accent": "#000000\n"},
        {"no-such-token": "#000000"},
    ],
)
def test_i1_nothing_but_a_color_of_a_known_token_reaches_the_stylesheet(typed: dict[str, str]) -> None:
    base = PALETTES["graphite"].dark
    assert colors(base, typed) == base


def test_the_version_changes_exactly_when_the_stylesheet_does() -> None:
    look = Look()
    assert stylesheet_version(look) == stylesheet_version(replace(look, dark={"accent": "not a color"}))
    assert stylesheet_version(look) != stylesheet_version(replace(look, radius=6))


def test_pages_without_an_exchange_use_the_graphite_tokens() -> None:
    assert (STATIC / "css" / "house.css").read_text(encoding="utf-8") == stylesheet(Look())
