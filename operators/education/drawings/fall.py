"""Cross against isolated as the price falls: what still stands behind the same trade."""

from decimal import Decimal

from margin.presenters.numbers import grouped
from operators.education.drawings.canvas import Drawing, circle, line, path, scale, text
from operators.education.figures import Figures

D = Decimal
HIGH, LOW = D(60_000), D(40_000)


def draw(figures: Figures, width: int) -> Drawing:
    """Money behind 0.05 BTC over BTC's price, in cross and isolated at 10×."""
    narrow = width < 500
    top, bottom = 24, 300 if narrow else 340
    left, right = 44, width - 12
    across, down = scale((HIGH, LOW), (left, right)), scale((D(1_000), D(0)), (top, bottom))
    cross_end, end = figures.value("cross", "liquidation"), figures.value("isolated", "liquidation_10")
    aside, pool = figures.value("isolated", "aside_10"), figures.value("isolated", "left_10")
    size = D("0.05")
    cross_left, left_over = 1_000 - size * (HIGH - cross_end), aside - size * (HIGH - end)
    marks = [
        *(line(left, down(D(value)), right, down(D(value)), "grid") for value in (0, 250, 500, 750, 1000)),
        *(text(left - 8, down(D(value)) + 4, grouped(D(value), 0), "s", "end") for value in (0, 500, 1000)),
        *(
            text(across(D(value)), bottom + 20, grouped(D(value), 0), "s", anchor)
            for value, anchor in ((60_000, "start"), (50_000, "middle"), (40_000, "end"))
        ),
        line(across(HIGH), down(pool), right, down(pool), "dashed"),
        path([(across(HIGH), down(D(1_000))), (across(cross_end), down(cross_left))], "accent thick"),
        path([(across(HIGH), down(aside)), (across(end), down(left_over))], "ink thick"),
        circle(across(cross_end), down(cross_left), "critical-point"),
        circle(across(end), down(left_over), "critical-point"),
        text(
            right,
            down(pool) - 8,
            f"{grouped(pool, 0)} stay in the pool" + ("" if narrow else ", whatever BTC does"),
            "s",
            "end",
        ),
        text(across(end) + 10, down(left_over) - 8, f"isolated ends, {grouped(end, 2)}", "t b"),
        text(
            across(cross_end) - 4,
            down(cross_left) - (20 if narrow else 26),
            f"cross ends, {grouped(cross_end, 2)}",
            "t b",
            "end",
        ),
        text(across(D(55_200)), down(D(790)) - 10, "cross: the whole pool", "s b"),
        text(across(HIGH) + 6, down(aside) - 8, "isolated 10×", "s b"),
    ]
    return Drawing(
        bottom + 28,
        tuple(marks),
        f"Cross starts with 1,000 behind the trade and ends at {grouped(cross_end, 2)}; isolated starts with "
        f"{grouped(aside, 0)} and ends at {grouped(end, 2)}.",
        "Money behind 0.05 BTC (upward) over BTC's price (falling to the right). Both axes to scale.",
    )
