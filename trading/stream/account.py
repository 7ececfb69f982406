"""Presenters of an account's widgets: which state the account is in, and what is said in each."""

from margin.freshness import Freshness, aged
from margin.levels import Level
from margin.presenters.ages import age
from margin.presenters.distances import distances
from margin.presenters.figures import ratio
from margin.presenters.numbers import grouped
from margin.presenters.pool import pool_panel, shown_level, sign
from margin.presenters.positions import positions_table
from trading.feed.values import AccountValues
from trading.stream.showing import WidgetSettings

OTHER_MODES = {"unifiedAccount": "unified", "portfolioMargin": "portfolio"}
ALARMING = {Level.CAUTION, Level.CRITICAL, Level.LIQUIDATION}

Strings = dict[str, object]


def margin_panel(values: AccountValues | None, settings: WidgetSettings, now_ms: int) -> Strings:
    """The margin panel in whatever state the account is."""
    fresh = freshness(values, now_ms)
    shown: Strings = {
        "state": state(values),
        "corner": corner(values, fresh, settings),
        "note": note(values, fresh, settings),
    }
    if values is None or values.assessment is None:
        return shown | {"level": "none" if shown["state"] == "loading" else "stale", "pool": ""}
    return shown | pool_panel(values.assessment, settings.thresholds, fresh, settings.words)


def positions_panel(values: AccountValues | None, settings: WidgetSettings, now_ms: int) -> Strings:
    """The positions table, or the words that stand in its place."""
    fresh = freshness(values, now_ms)
    shown: Strings = {
        "state": state(values),
        "unit": settings.collateral,
        "level": "stale" if fresh.is_stale else "none",
    }
    if values is None or values.assessment is None:
        return shown | {"count": "", "note": note(values, fresh, settings)}
    pool = values.assessment
    empty = settings.words["nothing_open_more"].format(
        equity=grouped(pool.equity, 2), unit=settings.collateral, available=grouped(pool.available_margin, 2)
    )
    table = positions_table(pool, settings.thresholds, fresh, settings.market_url, settings.words)
    return shown | {"empty": empty} | table


def distance_panel(values: AccountValues | None, settings: WidgetSettings, now_ms: int) -> Strings:
    """The drawing of distances; nothing where nothing is open."""
    if values is None or values.assessment is None or not values.assessment.positions:
        return {"is_open": False}
    fresh = freshness(values, now_ms)
    return {"is_open": True} | distances(values.assessment, settings.thresholds, fresh, settings.words)


def alarm(values: AccountValues | None, settings: WidgetSettings, now_ms: int) -> Strings:
    """The header's second sign: only from caution on."""
    if values is None or values.assessment is None:
        return {"level": Level.NONE.value}
    pool, words = values.assessment, settings.words
    level = shown_level(pool, settings.thresholds, freshness(values, now_ms))
    if level not in ALARMING:
        return {"level": level.value}
    shown_ratio = ratio(pool.margin_ratio, pool.is_liquidatable)
    text = words["alarm_ratio" if shown_ratio["value"] else "alarm_gone"]
    return sign(level, words) | {"ratio": shown_ratio, "text": text.format(level=words[f"level_{level}"])}


def freshness(values: AccountValues | None, now_ms: int) -> Freshness:
    """How old the account's marks and its snapshot are."""
    return aged(now_ms, values.marked_at, values.snapshot_at) if values else Freshness(None)


def state(values: AccountValues | None) -> str:
    """`loading`, `down`, `other-mode` or `unknown` without figures; `empty` or `live` with them."""
    if values is None:
        return "loading"
    if values.assessment is not None:
        return "live" if values.assessment.positions else "empty"
    if values.problem:
        return "down"
    if values.snapshot_at is None:
        return "loading"
    return "other-mode" if values.abstraction in OTHER_MODES else "unknown"


def corner(values: AccountValues | None, fresh: Freshness, settings: WidgetSettings) -> dict[str, str]:
    """The panel's corner: how old the account is and whether the venue agrees."""
    words = settings.words
    if values is None or fresh.snapshot is None:
        return {"icon": "", "text": "", "tone": ""}
    if fresh.is_stale:
        return {"icon": "clock-alert", "text": words["stale_for"].format(age=age(fresh.age)), "tone": "stale"}
    agreed = values.reported.agreed if values.reported else None
    if agreed is False:
        return {
            "icon": "git-compare",
            "text": words["differs"].format(venue=settings.venue),
            "tone": "caution",
        }
    icon, text = ("check", "agreed_ago") if agreed else ("clock", "read_ago")
    return {
        "icon": icon,
        "text": words[text].format(age=age(fresh.snapshot)),
        "tone": "late" if fresh.is_late else "",
    }


def note(values: AccountValues | None, fresh: Freshness, settings: WidgetSettings) -> dict[str, str]:
    """What must be said in words, if anything: a headline and what follows from it."""
    words, venue, told = settings.words, settings.venue, age(fresh.age)
    if values is None or state(values) == "loading":
        return _note("loader", "quiet", words["loading"], words["loading_more"], venue=venue)
    if values.problem and (fresh.is_stale or fresh.is_late or values.assessment is None):
        return _note("unplug", "critical", words["venue_down"], words["venue_down_more"], venue=venue)
    if values.assessment is None:
        if mode := OTHER_MODES.get(values.abstraction or ""):
            return _note("info", "quiet", words[mode], words["other_mode_more"], venue=venue)
        what = ", ".join(values.missing)
        return _note("circle-question-mark", "caution", words["unknown"], words["unknown_more"], what=what)
    if fresh.is_stale:
        return _note(
            "clock-alert", "stale", words["figures_of"], words["closing_works"], age=told, venue=venue
        )
    if fresh.is_late:
        return _note("clock-alert", "stale", words["late"], "", age=told)
    return _note("", "", "", "")


def _note(icon: str, tone: str, text: str, more: str, **filled: str) -> dict[str, str]:
    return {"icon": icon, "tone": tone, "text": text.format(**filled), "more": more.format(**filled)}
