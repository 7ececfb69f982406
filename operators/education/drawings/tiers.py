"""Maintenance over position value in two tiers."""

from decimal import Decimal

from margin.engine.tiers import TierSchedule
from margin.presenters.numbers import grouped
from operators.education.drawings.canvas import Drawing, circle, line, path, scale, text
from operators.education.figures import Figures
from operators.education.figures.tiers import TABLE_52

D = Decimal
MILLION = D(1_000_000)


def draw(figures: Figures, width: int) -> Drawing:
    """Hyperliquid's table 52 up to 30 million, and what its first rate alone would ask."""
    table = TierSchedule.of_leverages(TABLE_52)
    narrow = width < 500
    top, bottom, left, right = 16, 240 if narrow else 280, 44, width - 16
    across, up = scale((D(0), 30 * MILLION), (left, right)), scale((D(0), 2 * MILLION), (bottom, top))
    edge, example = TABLE_52[1][0], D(25_000_000)
    needed, without = figures.value("tiers", "maintenance"), figures.value("tiers", "without")
    flat = 30 * MILLION * table.at(D(1)).rate
    marks = [
        *(
            line(left, up(value * MILLION), right, up(value * MILLION), "grid")
            for value in (D(0), D(1), D(2))
        ),
        *(text(left - 8, up(value * MILLION) + 4, f"{value} M", "s", "end") for value in (D(0), D(1), D(2))),
        *(
            text(
                across(D(value) * MILLION), bottom + 20, f"{value} M", "s", "end" if value == 30 else "middle"
            )
            for value in (10, 20, 30)
        ),
        line(across(edge), top, across(edge), bottom, "dashed"),
        text(across(edge) - 6, top + 12, "tier edge", "s", "end"),
        path([(across(D(0)), up(D(0))), (across(30 * MILLION), up(flat))], "dashed"),
        path(
            [(across(value), up(table.maintenance(value))) for value in (D(0), edge, 30 * MILLION)],
            "accent thick",
        ),
        circle(across(example), up(needed), "point"),
        text(across(example) - 8, up(needed) - 8, grouped(needed, 0), "t b", "end"),
        text(across(example) - 4, up(without) + (18 if narrow else 20), grouped(without, 0), "s"),
    ]
    return Drawing(
        bottom + 28,
        tuple(marks),
        f"Maintenance over position value, steeper above 20 million: {grouped(needed, 0)} at 25 million.",
        "Maintenance (upward) over position value, table 52. Broken: the first rate without the second tier.",
    )
