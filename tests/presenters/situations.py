"""LOOK.md's account and what may befall it, assessed by the engine."""

from dataclasses import replace
from decimal import Decimal

from margin.engine.accounts import Account, Mode, Position, RuleSet
from margin.engine.assess import assess
from margin.engine.assessment import Assessment
from margin.engine.tiers import TierSchedule
from margin.freshness import Freshness
from margin.levels import Thresholds
from margin.presenters.words import words

D = Decimal
USUAL = Thresholds(D(50), D(80))
FRESH = Freshness(marks=200, snapshot=800)
STALE = Freshness(marks=14_300, snapshot=16_000)
WORDS = words("en")
MARKS = {"BTC": D("64812"), "SOL": D("151.20"), "ETH": D("3344")}


def position(
    market: str, size: str, entry: str, leverage: int, most: int, isolated: str | None = None
) -> Position:
    """A position on a market whose maximum leverage is `most`; `isolated` is its own wallet."""
    return Position(
        market=market,
        size=D(size),
        cost=D(size) * D(entry),
        leverage=leverage,
        mode=Mode.CROSS if isolated is None else Mode.ISOLATED,
        tiers=TierSchedule.of_leverages([(D(0), most)]),
        wallet=None if isolated is None else D(isolated),
    )


LOOK = Account(
    pool="Hyperliquid · USDC",
    rules=RuleSet.HYPERLIQUID,
    wallet=D("3000.47"),
    positions=(
        position("BTC", "0.5", "64120", 20, 40),
        position("SOL", "100", "151.20", 20, 20),
        position("ETH", "-4", "3310", 5, 25, isolated="2648"),
    ),
)
EMPTY = replace(LOOK, wallet=D(10_000), positions=())
ONLY_ISOLATED = replace(LOOK, wallet=D("970.17"), positions=LOOK.positions[2:])


def assessed(account: Account = LOOK, **marks: str) -> Assessment:
    """The account's figures at LOOK.md's marks, or at others given by market."""
    figures = assess(account, MARKS | {market: D(mark) for market, mark in marks.items()})
    assert isinstance(figures, Assessment)
    return figures
