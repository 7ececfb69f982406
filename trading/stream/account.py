"""An account's widgets: which state they are in, and what is said in each."""

from margin.freshness import Freshness
from margin.levels import Level, Thresholds
from margin.presenters.ages import age
from margin.presenters.distances import distances
from margin.presenters.figures import ratio
from margin.presenters.numbers import grouped
from margin.presenters.pool import pool_panel, shown_level, sign
from margin.presenters.positions import positions_table
from trading.feed.values import AccountValues

OTHER_MODES = {"unifiedAccount": "unified", "portfolioMargin": "portfolio"}

Shown = dict[str, object]


def account_state(values: AccountValues | None) -> str:
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


def margin_panel(
    values: AccountValues | None, thresholds: Thresholds, fresh: Freshness, venue: str, words: dict[str, str]
) -> Shown:
    """The margin panel in whatever state the account is."""
    state = account_state(values)
    shown: Shown = {"state": state, "words": words, "corner": corner(values, fresh, venue, words)}
    if values is None or values.assessment is None:
        return shown | {
            "level": "none" if state == "loading" else "stale",
            "note": note(values, fresh, venue, words),
            "pool": "",
        }
    return (
        shown
        | pool_panel(values.assessment, thresholds, fresh, words)
        | {"note": note(values, fresh, venue, words)}
    )


def positions_panel(
    values: AccountValues | None,
    thresholds: Thresholds,
    fresh: Freshness,
    venue: str,
    unit: str,
    market_url: str,
    words: dict[str, str],
) -> Shown:
    """The positions table, or the words that stand in its place."""
    state = account_state(values)
    shown: Shown = {
        "state": state,
        "words": words,
        "unit": unit,
        "level": "stale" if fresh.is_stale else "none",
    }
    if values is None or values.assessment is None:
        return shown | {"count": "", "note": note(values, fresh, venue, words)}
    pool = values.assessment
    empty = words["nothing_open_more"].format(
        equity=grouped(pool.equity, 2), unit=unit, available=grouped(pool.available_margin, 2)
    )
    return shown | {"empty": empty} | positions_table(pool, thresholds, fresh, market_url, words)


def distance_panel(
    values: AccountValues | None, thresholds: Thresholds, fresh: Freshness, words: dict[str, str]
) -> Shown:
    """The drawing of distances; nothing where nothing is open."""
    if values is None or values.assessment is None or not values.assessment.positions:
        return {"words": words, "is_open": False}
    return {"words": words, "is_open": True} | distances(values.assessment, thresholds, fresh, words)


def alarm(
    values: AccountValues | None, thresholds: Thresholds, fresh: Freshness, words: dict[str, str]
) -> Shown:
    """The header's second sign: only from caution on."""
    if values is None or values.assessment is None:
        return {"level": "none"}
    level = shown_level(values.assessment, thresholds, fresh)
    if level not in {Level.CAUTION, Level.CRITICAL, Level.LIQUIDATION}:
        return {"level": level.value}
    shown_ratio = ratio(values.assessment.margin_ratio, values.assessment.is_liquidatable)
    return sign(level, words) | {
        "ratio": shown_ratio,
        "text": words["alarm_ratio" if shown_ratio["value"] else "alarm_gone"].format(
            level=words[f"level_{level}"]
        ),
    }


def corner(
    values: AccountValues | None, fresh: Freshness, venue: str, words: dict[str, str]
) -> dict[str, str]:
    """The panel's corner: how old the account is and whether the venue agrees."""
    if values is None or fresh.snapshot is None:
        return {"icon": "", "text": "", "tone": ""}
    if fresh.is_stale:
        return {"icon": "clock-alert", "text": words["stale_for"].format(age=age(fresh.age)), "tone": "stale"}
    agreed = values.reported.agreed if values.reported else None
    told = age(fresh.snapshot)
    tone = "late" if fresh.is_late else ""
    if agreed is None:
        return {"icon": "clock", "text": words["read_ago"].format(age=told), "tone": tone}
    if agreed:
        return {"icon": "check", "text": words["agreed_ago"].format(age=told), "tone": tone}
    return {"icon": "git-compare", "text": words["differs"].format(venue=venue), "tone": "caution"}


def note(values: AccountValues | None, fresh: Freshness, venue: str, words: dict[str, str]) -> dict[str, str]:
    """What must be said in words, if anything: a headline and what follows from it."""
    told = age(fresh.age)
    if values is None or account_state(values) == "loading":
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
    return {"icon": "", "tone": "", "text": "", "more": ""}


def _note(icon: str, tone: str, text: str, more: str, **filled: str) -> dict[str, str]:
    return {"icon": icon, "tone": tone, "text": text.format(**filled), "more": more.format(**filled)}
