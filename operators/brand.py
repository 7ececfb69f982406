"""A brand as CSS custom properties: typed choices in, one stylesheet out, nothing that was typed raw."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Protocol

from operators.palettes import PALETTES, Colors

COLOR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)

FONTS = {
    "plex": '"IBM Plex Sans", system-ui, sans-serif',
    "hanken": '"Hanken Grotesk", system-ui, sans-serif',
}
# Type sizes with their line heights, rows, controls and the columns of the terminal.
DENSITIES: dict[str, dict[str, str]] = {
    "dense": {
        "small": "11px",
        "small-line": "16px",
        "base": "13px",
        "base-line": "20px",
        "large": "20px",
        "large-line": "24px",
        "row": "36px",
        "control": "32px",
        "order-button": "40px",
        "header": "45px",
        "instrument": "52px",
        "side": "303px",
    },
    "roomy": {
        "small": "12px",
        "small-line": "16px",
        "base": "14px",
        "base-line": "20px",
        "large": "22px",
        "large-line": "24px",
        "row": "40px",
        "control": "34px",
        "order-button": "40px",
        "header": "45px",
        "instrument": "53px",
        "side": "330px",
    },
}


class Look(Protocol):
    """What a stylesheet is made of; the model Brand is one."""

    palette: str
    dark: Mapping[str, str]
    light: Mapping[str, str]
    font: str
    density: str
    radius: int


def stylesheet(brand: Look) -> str:
    """The brand's custom properties: measures for both themes, then the colors of each."""
    palette = PALETTES[brand.palette]
    return "".join(
        (
            rule(":root", measures(brand)),
            theme("dark", colors(palette.dark, brand.dark)),
            theme("light", colors(palette.light, brand.light)),
            *(rule(f':root[data-density="{name}"]', _names(DENSITIES[name])) for name in DENSITIES),
            swapped("dark", colors(palette.dark, brand.dark)),
            swapped("light", colors(palette.light, brand.light)),
        )
    )


def stylesheet_version(brand: Look) -> str:
    """Changes whenever the stylesheet does: its ETag, and the query of its address."""
    return sha256(stylesheet(brand).encode()).hexdigest()[:16]


def colors(base: Colors, own: Mapping[str, str]) -> Colors:
    """The base palette with the brand's own colors; what is no color or no token of ours is left out."""
    return base | {name: value for name, value in own.items() if name in base and COLOR.fullmatch(value)}


def measures(brand: Look) -> dict[str, str]:
    """Font, sizes, radii: the inner radius is that of what lies within a control."""
    inner = brand.radius // 2 if brand.radius <= 4 else brand.radius - 4
    return {
        "--font": FONTS[brand.font],
        "--radius": f"{brand.radius}px",
        "--radius-inner": f"{inner}px",
    } | _names(DENSITIES[brand.density])


def theme(name: str, chosen: Colors) -> str:
    """The rule of one theme."""
    return rule(f':root[data-theme="{name}"]', {"color-scheme": name} | _names(chosen))


def swapped(name: str, chosen: Colors) -> str:
    """One theme's rule for people who see rises in red: up and down change places; levels stay."""
    ups, downs = ("up", "up-tint", "on-up"), ("down", "down-tint", "on-down")
    turned = {a: chosen[b] for a, b in zip((*ups, *downs), (*downs, *ups), strict=True)}
    return rule(
        f':root[data-theme="{name}"][data-pnl-colors="red-up"]', _names(turned | {"ok": chosen["up"]})
    )


def rule(selector: str, declarations: Mapping[str, str]) -> str:
    """One CSS rule."""
    return selector + "{" + "".join(f"{name}:{value};" for name, value in declarations.items()) + "}\n"


def _names(values: Mapping[str, str]) -> dict[str, str]:
    return {f"--{name}": value for name, value in values.items()}
