"""Which articles there are, in which order and under which heading."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading of the contents and the slugs of its articles, in order."""

    title: str
    slugs: tuple[str, ...]


CHAPTERS = (
    Chapter("Margin", ("cross-margin", "pools", "isolated-margin", "cross-or-isolated")),
    Chapter("The numbers", ("liquidation-price", "leverage-and-tiers", "margin-ratio", "hedging")),
    Chapter("Liquidation", ("liquidation-hyperliquid", "liquidation-aster", "adl")),
    Chapter("While it is open", ("prices", "funding", "stop-losses", "alerts")),
    Chapter("Accounts and keys", ("account-modes", "keys-and-fees")),
)
SLUGS = tuple(slug for chapter in CHAPTERS for slug in chapter.slugs)


def neighbors(slug: str) -> tuple[str | None, str | None]:
    """The slugs before and after one, None at the ends."""
    place = SLUGS.index(slug)
    before = SLUGS[place - 1] if place else None
    return before, SLUGS[place + 1] if place + 1 < len(SLUGS) else None
