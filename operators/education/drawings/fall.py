"""Cross against isolated as the price moves: what still stands behind the same trade."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from margin.presenters.numbers import grouped
from operators.education.drawings.canvas import Drawing, Scale, circle, line, path, scale, text
from operators.education.figures import Figures
from operators.education.spoken import spoken as _

D = Decimal


@dataclass(frozen=True, slots=True)
class Backed:
    """One mode's line: its name, what backs the trade at entry, and the price of its end (None: none)."""

    name: str
    backing: Decimal
    end: Decimal | None


def draw(figures: Figures, width: int) -> Drawing:
    """The small example."""
    cross = Backed("cross", D(1_000), figures.value("cross", "liquidation"))
    aside = figures.value("isolated", "aside_10")
    isolated = Backed("isolated", aside, figures.value("isolated", "liquidation_10"))
    return chart(width, D(60_000), D("0.05"), cross, isolated)


def chart(
    width: int, entry: Decimal, size: Decimal, cross: Backed, isolated: Backed, now: Decimal | None = None
) -> Drawing:
    """Money behind a trade of `size` (signed) from `entry` on, over the price; `now` marks a price."""
    top, bottom, left, right = 24, 300 if width < 500 else 340, 64, width - 16
    furthest = cross.end or isolated.end or entry * D("0.5")
    furthest += (furthest - entry) * D("0.06")
    most = max(cross.backing, isolated.backing, D(1))
    across, down = scale((entry, furthest), (left, right)), scale((most, D(0)), (top, bottom))
    marks = [
        *(line(left, down(most * part / 4), right, down(most * part / 4), "grid") for part in range(5)),
        *(
            text(left - 8, down(most * part) + 4, grouped(most * part, 0), "s", "end")
            for part in (0, D("0.5"), 1)
        ),
        *_prices(entry, furthest, across, bottom + 20),
    ]
    if now is not None and min(entry, furthest) <= now <= max(entry, furthest):
        marks += [
            line(across(now), top, across(now), bottom, "dashed"),
            text(across(now), top - 8, "moved", "s", "middle"),
        ]
    for mode, kind, above in ((cross, "accent thick", False), (isolated, "ink thick", True)):
        end = mode.end or furthest
        ends = _("{mode} ends, ").format(mode=_(mode.name)) if width > 600 else ""
        over = max(D(0), mode.backing - abs(size) * abs(end - entry))
        x, y = across(end), down(over)
        marks.append(path([(across(entry), down(mode.backing)), (x, y)], kind))
        part = D("0.2") if mode is cross else D("0.4")
        beside = (left + (x - left) * part + 12, down(mode.backing) + (y - down(mode.backing)) * part - 4)
        marks.append(text(*beside, mode.name, "s b"))
        if mode.end is not None:
            if x < (left + right) / 2:
                at, anchor, lift = x + 10, "start", -8
            else:
                at, anchor, lift = x - 16, "end", -14 if above else 7
            marks += [
                circle(x, y, "critical-point"),
                text(at, y + lift, f"{ends}{grouped(mode.end, 2)}", "t b", anchor),
            ]
    ends = ", ".join(f"{mode.name} {_ends(mode)}" for mode in (cross, isolated))
    return Drawing(
        bottom + 28,
        tuple(marks),
        f"Money behind the trade: {ends}.",
        "Money behind the trade (upward) over its market's price (rightward: against it). Axes to scale. "
        "Colored: cross, the whole pool. Plain: isolated, the set-aside.",
    )


def _ends(mode: Backed) -> str:
    end = grouped(mode.end, 2) if mode.end else "no price"
    return f"starts with {grouped(mode.backing, 2)} and ends at {end}"


def _prices(entry: Decimal, furthest: Decimal, across: Scale, y: int) -> list[SafeString]:
    places = 0 if abs(entry) >= 1_000 else 2
    return [
        text(across(price), y, grouped(price, places), "s", anchor)
        for price, anchor in ((entry, "start"), ((entry + furthest) / 2, "middle"), (furthest, "end"))
    ]
