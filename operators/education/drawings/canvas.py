"""Marks of a drawing: rectangles, lines, texts, with classes that the stylesheet colors."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from operators.education.spoken import spoken as _

type Scale = Callable[[Decimal], Decimal]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn and how tall it is; `label` says it in words, `caption` stands below."""

    height: int
    marks: tuple[SafeString, ...]
    label: str
    caption: str


def scale(domain: tuple[Decimal, Decimal], pixels: tuple[int, int]) -> Scale:
    """A straight scale from values to pixels."""
    (low, high), (start, end) = domain, pixels
    return lambda value: start + (value - low) / (high - low) * (end - start)


def rect(x: object, y: object, width: Decimal, height: object, kind: str) -> SafeString:
    """A rectangle; a width below nothing is none."""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>',
        at(x),
        at(y),
        at(max(width, Decimal(0))),
        at(height),
        kind,
    )


def line(x1: object, y1: object, x2: object, y2: object, kind: str) -> SafeString:
    """A straight line."""
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>', at(x1), at(y1), at(x2), at(y2), kind
    )


def circle(x: object, y: object, kind: str, radius: int = 4) -> SafeString:
    """A point."""
    return format_html('<circle cx="{}" cy="{}" r="{}" class="{}"/>', at(x), at(y), radius, kind)


def area(points: Iterable[tuple[object, object]], kind: str) -> SafeString:
    """A filled shape."""
    return format_html('<polygon points="{}" class="{}"/>', _points(points), kind)


def path(points: Iterable[tuple[object, object]], kind: str) -> SafeString:
    """A line through points."""
    return format_html('<polyline points="{}" class="{}"/>', _points(points), kind)


def text(x: object, y: object, words: str, kind: str = "t", anchor: str = "start") -> SafeString:
    """Words at a place, in the reader's language where they have it; `anchor` start, middle or end."""
    return format_html(
        '<text x="{}" y="{}" class="{}" text-anchor="{}">{}</text>', at(x), at(y), kind, anchor, _(words)
    )


def bracket(x1: Decimal, x2: Decimal, y: int, words: str) -> list[SafeString]:
    """A span with ticks at its ends and words in its middle."""
    middle, half = (x1 + x2) / 2, Decimal(len(words)) * Decimal("3.4") + 6
    left, right = max(x1, middle - half), min(x2, middle + half)
    return [
        line(x1, y - 5, x1, y + 5, "ink"),
        line(x2, y - 5, x2, y + 5, "ink"),
        line(x1, y, left, y, "ink"),
        line(right, y, x2, y, "ink"),
        text(middle, y + 4, words, "s b", "middle"),
    ]


def at(value: object) -> str:
    """A coordinate, to a tenth of a pixel."""
    return f"{Decimal(value):.1f}".removesuffix(".0")  # type: ignore[arg-type]


def _points(points: Iterable[tuple[object, object]]) -> str:
    return " ".join(f"{at(x)},{at(y)}" for x, y in points)
