"""The positions table: a row for each position, and their totals."""

from decimal import Decimal
from urllib.parse import quote

from margin.engine.accounts import Leg, Mode
from margin.engine.assessment import Assessment, PositionFigures
from margin.freshness import Freshness
from margin.levels import Level, Thresholds, pool_level, position_level
from margin.presenters import figures
from margin.presenters.numbers import fill, grouped, plain, price_places, signed, size_places, tone


def positions_table(
    assessment: Assessment, thresholds: Thresholds, fresh: Freshness, market_url: str, words: dict[str, str]
) -> dict[str, object]:
    """Rows in the account's own order, which no price changes, and the totals under them."""
    pool = pool_level(assessment, thresholds)
    widest = max((price_places(one.mark) for one in assessment.positions), default=0)
    widest_size = max((size_places(one.size, one.mark) for one in assessment.positions), default=0)
    return {
        "rows": [
            row(one, _shown(position_level(one, pool, thresholds), fresh), widest, widest_size, words)
            | {"url": market_url.format(market=quote(one.market, safe=""))}
            for one in assessment.positions
        ],
        "count": str(len(assessment.positions)),
        "value": figures.money(assessment.gross_exposure),
        "unrealized_pnl": figures.signed_money(assessment.unrealized_pnl),
        "margin": figures.money(sum((one.margin for one in assessment.positions), Decimal(0))),
        "net_exposure": figures.signed_money(assessment.net_exposure),
    }


def row(
    position: PositionFigures, level: Level, widest: int, widest_size: int, words: dict[str, str]
) -> dict[str, object]:
    """One position's cells; `widest`, `widest_size`: the most places of a price, of a size in the table."""
    places = price_places(position.mark)
    sized = size_places(position.size, position.mark)
    size = signed(position.size, sized)
    is_isolated = position.mode is Mode.ISOLATED
    return {
        "id": row_id(position),
        "market": position.market,
        "leg": "" if position.leg is Leg.BOTH else words[f"leverage_{position.leg}"],
        "level": level.value,
        "mode": position.mode.value,
        "badge": f"{words[position.mode.value]} {position.leverage}×",
        "leverage": str(position.leverage),
        "own_ratio": figures.ratio(position.margin_ratio, level is Level.LIQUIDATION)
        if is_isolated
        else None,
        "size": {
            "text": size,
            "value": plain(position.size),
            "tone": tone(size),
            "fill": fill(sized, widest_size),
        },
        "value": figures.money(position.notional),
        "entry": price(position.entry_price, places, widest),
        "mark": price(position.mark, places, widest),
        "unrealized_pnl": figures.signed_money(position.unrealized_pnl),
        "return_on_equity": figures.signed_percent(position.return_on_equity),
        "liquidation_price": price(position.liquidation_price, places, widest),
        "liquidation_distance": figures.signed_percent(position.liquidation_distance),
        "no_liquidation": words["no_liquidation_more"].format(market=position.market),
        "only_market": words["only_market"].format(market=position.market),
        "margin": figures.money(position.margin),
    }


def row_id(position: PositionFigures) -> str:
    """What tells this position's elements from all others: its market, and its leg in hedge mode."""
    return position.market if position.leg is Leg.BOTH else f"{position.market}-{position.leg}"


def price(value: Decimal | None, places: int, widest: int) -> figures.Figure:
    """A price with its market's places and the unseen digits that align it in a column."""
    if value is None:
        return figures.NOTHING | {"fill": ""}
    return {"text": grouped(value, places), "value": plain(value), "fill": fill(places, widest)}


def _shown(level: Level, fresh: Freshness) -> Level:
    return Level.STALE if fresh.is_stale else level
