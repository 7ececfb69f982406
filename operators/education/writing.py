"""Markdown to HTML: text, tables and lists only, figures filled in, drawings where they are named.

`{group.name:style}` is a figure. Lines of their own: `[[figure pool]]` a drawing; `[[on hyperliquid]]`,
`[[on aster]]`, `[[on both]]` … `[[end]]` what holds where; `[[compare]]` … `[[end]]` a table of two answers;
`[[short]]` … `[[end]]` what matters most. Raw HTML, images and styles cannot be written.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from operators.education.figures import Figures
from operators.education.spoken import spoken
from operators.education.texts import slug_of

type Draw = Callable[[str, Figures], SafeString]

FIGURE = re.compile(r"\{([a-z_]+)\.([a-z_0-9]+)(?::(\+?\d?))?\}")
EMPTY_HEADER = re.compile(r"<th[^>]*></th>")
DIRECTIVE = re.compile(r"^\[\[([a-z]+)(?: ([a-z-]+))?\]\]$", re.MULTILINE)
MARKDOWN = (
    MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])
)
VENUES = {
    "hyperliquid": "On Hyperliquid",
    "aster": "On Aster",
    "both": "On both venues",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a text, for its contents."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The sections met so far; `anchors` are their addresses, where given."""

    anchors: list[str]
    found: list[Part]

    def add(self, title: str) -> str:
        """One more section; its address."""
        place = len(self.found)
        address = self.anchors[place] if place < len(self.anchors) else slug_of(title)
        self.found.append(Part(address, title))
        return address


@dataclass(frozen=True, slots=True)
class Written:
    """A text as a page shows it."""

    html: SafeString
    parts: tuple[Part, ...]


def written(text: str, figures: Figures, draw: Draw, anchors: Sequence[str] = ()) -> Written:
    """The whole text. KeyError for an unknown figure or drawing, ValueError for an unknown or open block.

    `anchors`: the addresses of its parts in order, where they are not those of their own titles.
    """
    parts = Parts(list(anchors), [])
    open_blocks: list[str] = []
    out: list[str] = []
    pieces = DIRECTIVE.split(text)
    out.append(_markdown(pieces[0], figures, parts))
    for name, argument, body in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        if name == "figure":
            out.append(draw(argument, figures))
        else:
            out.append(_block(name, argument, open_blocks))
        out.append(_markdown(body, figures, parts))
    if open_blocks:
        raise ValueError(f"[[{open_blocks[-1]}]] is not closed by [[end]]")
    return Written(mark_safe("".join(out)), tuple(parts.found))


def line(text: str, figures: Figures) -> SafeString:
    """One line with its figures, bold and links."""
    return mark_safe(_filled(MARKDOWN.renderInline(text), figures))


def plain(text: str, figures: Figures) -> str:
    """The words of a text without its marks, for search and descriptions."""
    bare = re.sub(r"^\[\[.*\]\]$|^[#>|:-]+|\*\*|\]\([^)]*\)|[\[|]", " ", text, flags=re.MULTILINE)
    return " ".join(FIGURE.sub(lambda found: figures.text(found[1], found[2], found[3] or ""), bare).split())


def _block(name: str, argument: str | None, open_blocks: list[str]) -> str:
    if name == "end":
        return {"on": "</section></div>", "compare": "</div>", "short": "</div>"}[open_blocks.pop()]
    if name == "on":
        heading = f"<section><h3>{spoken(VENUES[argument or ''])}</h3>"
        if open_blocks and open_blocks[-1] == "on":
            return f"</section>{heading}"
        open_blocks.append(name)
        return f'<div class="venues">{heading}'
    if name not in {"compare", "short"}:
        raise ValueError(f"[[{name}]] is nothing that a text can hold")
    open_blocks.append(name)
    return f'<div class="{name}">'


def _markdown(text: str, figures: Figures, parts: Parts) -> str:
    tokens = MARKDOWN.parse(text)
    for index, token in enumerate(tokens):
        _align(token)
        if token.type == "heading_open" and token.tag == "h2":
            title = tokens[index + 1].content
            token.attrSet("id", parts.add(title))
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    html = EMPTY_HEADER.sub("<td></td>", html)  # a header without words says nothing to a screen reader
    html = html.replace("<table>", '<div class="table"><table>').replace("</table>", "</table></div>")
    return _filled(html, figures)


def _align(token: Token) -> None:
    """A column's alignment as a class: inline styles are forbidden."""
    if token.type in {"th_open", "td_open"} and token.attrs.pop("style", "") == "text-align:right":
        token.attrSet("class", "right")


def _filled(html: str, figures: Figures) -> str:
    html = re.sub(r"(?<=[\d}]) %", "\u00a0%", html)
    return FIGURE.sub(
        lambda found: (
            f'<span class="n">{conditional_escape(figures.text(found[1], found[2], found[3] or ""))}</span>'
        ),
        html,
    )
