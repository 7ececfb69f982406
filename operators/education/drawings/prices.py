"""Liquidation prices on one price axis, row by row."""

from decimal import Decimal

from margin.presenters.numbers import grouped
from operators.education.drawings.canvas import Drawing, circle, line, rect, scale, text
from operators.education.figures import Figures

D = Decimal
ENTRY = D(60_000)


def moves(figures: Figures, width: int) -> Drawing:
    """BTC's liquidation price alone, with SOL beside it, and after SOL's fall."""
    rows = [
        (name, figures.value("moved", key))
        for name, key in (("BTC alone", "alone"), ("with 20 SOL", "opened"), ("SOL −20 %", "fallen"))
    ]
    return _rows(
        width,
        rows,
        (D(40_000), D(60_000)),
        "BTC's liquidation price rises from row to row although BTC stays at 60,000.",
        "The bar is how far BTC may fall alone. Its price is 60,000 in every row.",
    )


def funding(figures: Figures, width: int) -> Drawing:
    """The isolated example's liquidation price before and after a month of funding."""
    rows = [
        (name, figures.value("funding", key))
        for name, key in (("First day", "price_before"), ("After 30 days", "price_after"))
    ]
    return _rows(
        width,
        rows,
        (D(54_000), D(60_000)),
        "Funding moves an isolated position's liquidation price toward the price.",
        "The bar is how far BTC may fall. The axis begins at 54,000.",
    )


def _rows(
    width: int, rows: list[tuple[str, Decimal]], domain: tuple[Decimal, Decimal], label: str, caption: str
) -> Drawing:
    narrow = width < 500
    left = 0 if narrow else 150
    across = scale(domain, (left, width - 8))
    marks, y = [], 4
    for name, price in rows:
        words = f"{grouped(price, 2)}  ({grouped((price - ENTRY) / ENTRY * 100, 2)} %)"
        if narrow:
            marks += [text(0, y + 12, name, "t b"), text(width, y + 12, words, "t", "end")]
            y += 22
        else:
            marks.append(text(0, y + 14, name, "t b"))
        marks += [
            rect(left, y, across(ENTRY) - left, 20, "track"),
            rect(across(price), y, across(ENTRY) - across(price), 20, "tint"),
            line(across(price), y - 3, across(price), y + 23, "critical"),
        ]
        if not narrow:
            near = across(price) > width * D("0.6")
            x, anchor = (across(price) - 8, "end") if near else (across(price) + 8, "start")
            marks.append(text(x, y + 14, words, "t", anchor))
        y += 36
    marks.append(circle(across(ENTRY), y, "point"))
    step = (domain[1] - domain[0]) / (4 if not narrow else 2)
    for index in range(5 if not narrow else 3):
        value = domain[0] + step * index
        anchor = "start" if index == 0 else "end" if value == domain[1] else "middle"
        marks.append(text(across(value), y + 20, grouped(value, 0), "s", anchor))
    marks.append(line(left, y, width - 8, y, "axis"))
    return Drawing(y + 26, tuple(marks), label, caption)
