"""The instrument's line: its prices and what it costs to hold, as a dict of strings."""

from decimal import Decimal

from margin.freshness import Freshness
from margin.presenters import figures
from margin.presenters.ages import age
from margin.presenters.numbers import compact, grouped, plain, price_places, signed, tone
from trading.feed.values import MarketValues

HOUR = 3_600


def instrument_line(
    values: MarketValues | None, fresh: Freshness, now_ms: int, words: dict[str, str]
) -> dict[str, object]:
    """Everything the instrument line prints; figures that are not known say so."""
    mark = values.mark if values else None
    places = price_places(mark) if mark else 0
    is_known = values is not None and mark is not None
    return {
        "words": words,
        "market": values.symbol if values else "",
        "level": "none" if not is_known else "stale" if fresh.is_stale else "ok",
        "last": _price((values.mid if values.mid is not None else mark) if values else None, places),
        "mark": _price(mark, places),
        "index": _price(values.index if values else None, places),
        "change": _change(mark, values.previous_day if values else None, words),
        "funding": _funding(values.funding if values else None, now_ms, words),
        "volume": _amount(values.day_volume if values else None),
        "open_interest": _amount(
            values.open_interest * mark if is_known and values.open_interest is not None else None
        ),
    }


def link(values: MarketValues | None, fresh: Freshness, words: dict[str, str]) -> dict[str, str]:
    """The header's live sign: how old the prices are."""
    if values is None or values.mark is None:
        return {"level": "none", "text": words["no_price"], "short": words["no_price"]}
    level, word = ("stale", "stale_for") if fresh.is_stale else ("ok", "live_for")
    told = age(fresh.age)
    return {"level": level, "text": words[word].format(age=told), "short": told}


def _price(value: Decimal | None, places: int) -> figures.Figure:
    return figures.NOTHING if value is None else {"text": grouped(value, places), "value": plain(value)}


def _change(mark: Decimal | None, before: Decimal | None, words: dict[str, str]) -> figures.Figure:
    """The move since this time yesterday, in percent; an arrow carries its sign, a word carries it for ears."""
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
