"""Drawings of the texts: inline SVG, to scale, from the same figures as the numbers beside them.

Each is drawn twice, for a wide page and for a phone, rather than shrunk; the stylesheet shows one of them.
"""

from collections.abc import Callable

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from operators.education.drawings import bars, fall, ladder, pool, prices, tiers
from operators.education.drawings.canvas import Drawing
from operators.education.figures import Figures
from operators.education.spoken import spoken as _

WIDE, NARROW = 880, 342

DRAWINGS: dict[str, Callable[[Figures, int], Drawing]] = {
    "buffer": bars.buffer,
    "pools": bars.pools,
    "hedge": bars.hedge,
    "fall": fall.draw,
    "pool": pool.draw,
    "moves": prices.moves,
    "funding": prices.funding,
    "tiers": tiers.draw,
    "ladder": ladder.hyperliquid,
    "ladder-aster": ladder.aster,
}


def draw(name: str, figures: Figures) -> SafeString:
    """The figure element of a drawing; KeyError for one that does not exist."""
    return shown(name, lambda width: DRAWINGS[name](figures, width))


def shown(name: str, drawn: Callable[[int], Drawing], widths: tuple[int, int] = (WIDE, NARROW)) -> SafeString:
    """The figure element of what `drawn` makes at both widths."""
    wide, narrow = (drawn(width) for width in widths)
    return format_html(
        '<figure class="drawing" id="figure-{}">{}{}<figcaption>{}</figcaption></figure>',
        name,
        _svg(wide, widths[0], "wide"),
        _svg(narrow, widths[1], "narrow"),
        _(wide.caption),
    )


def _svg(drawing: Drawing, width: int, kind: str) -> SafeString:
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        kind,
        width,
        drawing.height,
        drawing.label,
        mark_safe("".join(drawing.marks)),
    )
