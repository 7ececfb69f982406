"""The same trade backed two ways: the money, what backs what, how far each may fall."""

from decimal import Decimal

from django.utils.safestring import SafeString

from margin.presenters.numbers import grouped
from operators.education.drawings.canvas import Drawing, bracket, line, rect, scale, text
from operators.education.figures import Figures
from operators.education.spoken import spoken as _

D = Decimal
FURTHEST = D(40)
PANEL = 310


def draw(figures: Figures, width: int) -> Drawing:
    """Cross beside isolated; below each other on a phone."""
    narrow = width < 500
    each = width if narrow else (width - 48) // 2
    cross = _panel(figures, "cross", 0, 0, each)
    isolated = _panel(figures, "isolated", 0 if narrow else each + 48, PANEL if narrow else 0, each)
    before = figures.value("two", "sol_before")
    return Drawing(
        PANEL * (2 if narrow else 1),
        (*cross, *isolated),
        "In cross the whole pool backs both positions; in isolated BTC has its set-aside, SOL the rest.",
        _(
            "Bars are to scale. The dotted mark is SOL before BTC was opened: {price}, {distance} %. "
            "Isolating BTC caps what it can cost, and takes that sum away from SOL."
        ).format(price=grouped(before, 2), distance=grouped(figures.value("two", "sol_before_distance"), 2)),
    )


def _panel(figures: Figures, mode: str, x: int, y: int, width: int) -> list[SafeString]:
    backing, pool = figures.value("two", f"{mode}_backing"), figures.value("two", f"{mode}_pool")
    money = scale((D(0), D(1_000)), (x, x + width))
    is_cross = mode == "cross"
    marks = [
        text(x, y + 16, "Cross" if is_cross else "Isolated", "t b"),
        text(
            x,
            y + 36,
            "One pool, both lean on all of it."
            if is_cross
            else _("{amount} set aside for BTC.").format(amount=grouped(backing, 0)),
            "s",
        ),
        rect(x, y + 48, money(pool) - x - (0 if is_cross else 4), 44, "tint"),
        text(x + 10, y + 66, "The pool", "s"),
        text(x + 10, y + 84, grouped(pool, 2), "t b"),
    ]
    if is_cross:
        marks += bracket(D(x), money(pool), y + 112, f"BTC · {grouped(pool, 0)}")
    else:
        marks += [
            rect(money(pool), y + 48, money(D(1_000)) - money(pool), 44, "hollow"),
            text(money(pool) + 8, y + 66, "For BTC", "s"),
            text(money(pool) + 8, y + 84, grouped(backing, 2), "t b"),
            *bracket(money(pool), money(D(1_000)), y + 112, "BTC"),
        ]
    marks += bracket(D(x), money(pool), y + 134, f"SOL · {grouped(pool, 0)}")
    marks.append(text(x, y + 172, "How far each may fall, if only it moves", "s b"))
    far = scale((D(0), FURTHEST), (x, x + width))
    for row, (market, entry) in enumerate((("btc", "60,000"), ("sol", "150"))):
        top = y + 184 + row * 44
        distance, price = (
            figures.value("two", f"{mode}_{market}_distance"),
            figures.value("two", f"{mode}_{market}"),
        )
        marks += [
            rect(x, top, width, 10, "track"),
            rect(x, top, far(abs(distance)) - x, 10, "solid"),
            text(x, top + 26, f"{market.upper()} {entry} → {grouped(price, 2)}", "s"),
            text(x + width, top + 26, f"{grouped(distance, 2)} %", "s b", "end"),
        ]
    dotted = far(abs(figures.value("two", "sol_before_distance")))
    marks.append(line(dotted, y + 224, dotted, y + 242, "dotted"))
    for percent in (0, 20, 40):
        anchor = {0: "start", 40: "end"}.get(percent, "middle")
        words = f"−{percent} %" if percent else "0"
        marks.append(text(far(D(percent)), y + 284, words, "s", anchor))
    return marks
