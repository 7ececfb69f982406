"""What a terminal's socket carries, as htmx 4's hx-ws extension takes it.

A text frame that is not JSON is HTML. Each widget comes inside `<hx-partial hx-target="#id"
hx-swap="outerMorph">`: htmx finds the element by id and changes only what differs, so that focus,
selection and scroll stay. The widget itself is the very bytes that the page holds: one root, its first
attribute the id. A JSON object without `content` swaps nothing: the heartbeat, which tells the page that
the link lives.
"""

from collections.abc import Iterable

HEARTBEAT = '{"beat":1}'


def frame(widgets: Iterable[str]) -> str:
    """One text frame that replaces each of these rendered widgets in the page."""
    return "".join(
        f'<hx-partial hx-target="#{root_id(html)}" hx-swap="outerMorph">{html}</hx-partial>'
        for html in widgets
    )


def root_id(html: str) -> str:
    """The id of a rendered widget's root; ValueError when its first attribute is not an id."""
    tag, opened, rest = html.partition(' id="')
    found, closed, _ = rest.partition('"')
    if not (opened and closed and tag.startswith("<") and tag[1:].isalpha()):
        raise ValueError(f"A widget must begin with its root's id, not with {html[:40]!r}")
    return found
