"""The instrument's line: its prices and what it costs to hold, as a dict of strings."""

from decimal import Decimal

from margin.freshness import aged
from margin.presenters import figures
from margin.presenters.ages import age
from margin.presenters.numbers import compact, grouped, plain, price_places, signed, tone
from trading.feed.values import MarketValues
from trading.stream.showing import WidgetSettings

HOUR = 3_600
UNKNOWN = MarketValues(
    venue="",
    network="",
    symbol="",
    mark=None,
    index=None,
    mid=None,
    previous_day=None,
    funding=None,
    open_interest=None,
    day_volume=None,
    marked_at=0,
)


def instrument_line(values: MarketValues | None, settings: WidgetSettings, now_ms: int) -> dict[str, object]:
    """Everything the instrument line prints; figures that are not known say so."""
    words = settings.words
    if values is None:
        values = UNKNOWN
    mark, mid = values.mark, values.mid
    places = price_places(mark) if mark else 0
    return {
        "market": values.symbol,
        "unit": settings.collateral,
        "level": level(values, now_ms),
        "last": _price(mark if mid is None else mid, places),
        "mark": _price(mark, places),
        "index": _price(values.index, places),
        "change": _change(mark, values.previous_day, words),
        "funding": _funding(values.funding, now_ms, words),
        "volume": _amount(values.day_volume),
        "open_interest": _amount(_product(values.open_interest, mark)),
    }


def live(values: MarketValues | None, settings: WidgetSettings, now_ms: int) -> dict[str, object]:
    """The header's live sign: how old the prices are."""
    words = settings.words
    shown = level(values or UNKNOWN, now_ms)
    if values is None or shown == "none":
        return {"level": "none", "text": words["no_price"], "short": words["no_price"]}
    told = age(aged(now_ms, values.marked_at).age)
    return {"level": shown, "text": words[f"prices_{shown}"].format(age=told), "short": told}


def level(values: MarketValues, now_ms: int) -> str:
    """`ok`, `stale`, or `none` while there is no mark."""
    if values.mark is None:
        return "none"
    return "stale" if aged(now_ms, values.marked_at).is_stale else "ok"


def _product(size: Decimal | None, mark: Decimal | None) -> Decimal | None:
    return None if size is None or mark is None else size * mark


def _price(value: Decimal | None, places: int) -> figures.Figure:
    return figures.NOTHING if value is None else {"text": grouped(value, places), "value": plain(value)}


def _change(mark: Decimal | None, before: Decimal | None, words: dict[str, str]) -> figures.Figure:
    """The move since this time yesterday, in percent; an arrow shows its sign, a word says it."""
    if mark is None or not before:
        return figures.NOTHING | {"tone": "flat", "word": ""}
    move = (mark / before - 1) * 100
    direction = tone(signed(move, 1))
    return {"text": grouped(abs(move), 1), "value": plain(move), "tone": direction, "word": words[direction]}


def _funding(rate: Decimal | None, now_ms: int, words: dict[str, str]) -> figures.Figure:
    """The hourly rate in percent, who pays it, and when next."""
    if rate is None:
        return figures.NOTHING | {"who": ""}
    left = HOUR - now_ms // 1_000 % HOUR
    who = "longs_pay" if rate > 0 else "shorts_pay" if rate < 0 else "nobody_pays"
    percent = rate * 100
    return {
        "text": grouped(percent, 4),
        "value": plain(percent),
        "who": words[who].format(time=f"{left // 60:02d}:{left % 60:02d}"),
    }


def _amount(value: Decimal | None) -> figures.Figure:
    """A large amount of collateral, short."""
    if value is None:
        return figures.NOTHING | {"unit": ""}
    text, unit = compact(value)
    return {"text": text, "value": plain(value), "unit": unit}
