"""How far each market may move alone before it liquidates: one drawing to scale for all positions."""

from decimal import Decimal

from margin.engine.assessment import Assessment, PositionFigures
from margin.freshness import Freshness
from margin.levels import Level, Thresholds, pool_level, position_level
from margin.presenters.numbers import grouped, price_places, signed
from margin.presenters.positions import row_id

REACHES = (10, 25, 50, 100)
MIDDLE = Decimal(50)


def distances(
    assessment: Assessment, thresholds: Thresholds, fresh: Freshness, words: dict[str, str]
) -> dict[str, object]:
    """A line for each position that its own market can liquidate, on one scale around the mark."""
    pool = pool_level(assessment, thresholds)
    drawn = [one for one in assessment.positions if one.liquidation_distance is not None]
    reach = reach_of([abs(one.liquidation_distance) for one in drawn])
    return {
        "lines": [
            line(one, Level.STALE if fresh.is_stale else position_level(one, pool, thresholds), reach)
            for one in drawn
        ],
        "ticks": [tick(Decimal(quarter), reach) for quarter in (-4, -2, 0, 2, 4)],
        "none": "" if drawn else words["distance_none"],
    }


def tick(quarter: Decimal, reach: int) -> dict[str, str]:
    """A label of the scale, which runs over eight quarters of its reach."""
    return {
        "x": f"{MIDDLE + MIDDLE * quarter / 4:.2f}",
        "text": signed(reach * quarter / 4, 1 if reach % 2 else 0) + " %",
        "anchor": {-4: "start", 4: "end"}.get(int(quarter), "middle"),
    }


def reach_of(moves: list[Decimal]) -> int:
    """Percent that the scale reaches to either side: the smallest step that holds every move."""
    furthest = max(moves, default=Decimal(0))
    return next((reach for reach in REACHES if furthest <= reach), REACHES[-1])


def place(move: Decimal, reach: int) -> Decimal:
    """Where a move of the market stands, in percent of the drawing's width; past the scale, at its edge."""
    return MIDDLE + MIDDLE * max(min(move / reach, Decimal(1)), Decimal(-1))


def line(position: PositionFigures, level: Level, reach: int) -> dict[str, str]:
    """The way from the mark to the liquidation price, what lies beyond it, and where the entry was."""
    x = place(position.liquidation_distance, reach)
    entry = (position.entry_price / position.mark - 1) * 100
    return {
        "id": row_id(position),
        "market": position.market,
        "level": level.value,
        "x": f"{x:.2f}",
        "from": f"{min(x, MIDDLE):.2f}",
        "width": f"{abs(x - MIDDLE):.2f}",
        "beyond_from": "0" if x < MIDDLE else f"{x:.2f}",
        "beyond_width": f"{x if x < MIDDLE else 100 - x:.2f}",
        "entry": f"{place(entry, reach):.2f}" if abs(entry) <= reach else "",
        "price": grouped(position.liquidation_price, price_places(position.mark)),
        "distance": signed(position.liquidation_distance, 1),
    }
