"""Random accounts under every rule set, and how the fleet's figures must compare with the engine's."""

from dataclasses import replace
from decimal import Decimal
from itertools import product
from math import inf, isinf

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from margin.engine.accounts import Account, Asset, Leg, Mode, Order, Position, RuleSet
from margin.engine.assess import assess
from margin.engine.assessment import Assessment
from margin.fleet import Figures
from tests.margin.accounts_in_general import schedules
from tests.margin.aster_situations import tables

HYPERLIQUID = (RuleSet.HYPERLIQUID, RuleSet.HYPERLIQUID_UNIFIED)
MARKETS = ("BTC", "ETH", "DOGE")
COLLATERALS = ("USDT", "USDC")
TOLERANCE = 1e-9

# From dust, where a venue's unit is most of a margin, to sizes where it is nothing.
amounts = st.one_of(
    st.decimals(Decimal("0.0001"), Decimal(1), places=4),
    st.decimals(Decimal("0.001"), Decimal(5_000), places=3),
)
prices = st.one_of(
    st.decimals(Decimal("0.00001"), Decimal("0.1"), places=8),
    st.decimals(Decimal("0.01"), Decimal(200_000), places=4),
)
cash = st.one_of(
    st.decimals(-10, 10, places=6),
    st.decimals(-1_000, 5_000_000, places=6),
)


@st.composite
def positions(draw, rules: RuleSet, market: str, leg: Leg, mark: Decimal) -> Position:
    """A position of any size, entered between half and twice the mark at a price the venue may cut."""
    is_long = draw(st.booleans()) if leg is Leg.BOTH else leg is Leg.LONG
    size = draw(amounts) if is_long else -draw(amounts)
    entry = mark * draw(st.decimals(Decimal("0.5"), 2, places=7))
    is_isolated = rules is not RuleSet.ASTER_MULTI_ASSETS and draw(st.booleans())
    tiers = draw(schedules if rules in HYPERLIQUID else tables())
    wallet = abs(size) * entry * draw(st.integers(1, 150)) / 100
    return Position(
        market,
        size,
        size * entry,
        draw(st.integers(1, tiers.max_leverage)),
        Mode.ISOLATED if is_isolated else Mode.CROSS,
        tiers,
        wallet if is_isolated else None,
        leg,
        draw(st.sampled_from(COLLATERALS)) if rules is RuleSet.ASTER_MULTI_ASSETS else "",
    )


@st.composite
def scenes(draw, rules: RuleSet) -> tuple[Account, dict[str, Decimal]]:
    """An account under `rules`, one-way or hedged where the venue has it, and the marks it is seen at."""
    marks = {market: draw(prices) for market in MARKETS}
    is_hedged = rules not in HYPERLIQUID and draw(st.booleans())
    slots = [*product(MARKETS, (Leg.LONG, Leg.SHORT) if is_hedged else (Leg.BOTH,))]
    chosen = draw(st.lists(st.sampled_from(slots), unique=True, max_size=4))
    held = [draw(positions(rules, market, leg, marks[market])) for market, leg in chosen]
    first_of = {position.market: position for position in reversed(held)}
    held = [  # both legs of a market share one collateral, leverage, mode and table
        position if (first := first_of[position.market]) is position else _like(first, position)
        for position in held
    ]
    orders = tuple(
        Order(p.market, p.size, marks[p.market], p.mode, p.leverage, False, p.leg, p.collateral)
        for p in held
        if draw(st.booleans())
    )
    if rules is not RuleSet.ASTER_MULTI_ASSETS:
        return Account("pool", rules, draw(cash), tuple(held), orders), marks
    assets = (
        Asset("USDT", draw(cash), Decimal("0.9995"), Decimal("1.0003")),
        Asset("USDC", draw(cash), Decimal("0.98765"), Decimal("1.01234")),
        Asset("BTC", draw(st.decimals(0, 3, places=8)), Decimal(57_000), Decimal("63000.5")),
    )
    return Account("pool", rules, Decimal(0), tuple(held), orders, assets), marks


def _like(first: Position, position: Position) -> Position:
    wallet = None if first.wallet is None else abs(position.cost) / 4
    return replace(
        position,
        mode=first.mode,
        wallet=wallet,
        leverage=first.leverage,
        tiers=first.tiers,
        collateral=first.collateral,
    )


def floats(marks: dict[str, Decimal]) -> dict[str, float]:
    """Marks as the feed hands them to the fleet."""
    return {market: float(mark) for market, mark in marks.items()}


def assert_agree(account: Account, marks: dict[str, Decimal], quick: Figures | None) -> None:
    """Money to 1e-9 of the larger of gross exposure and |equity|, the worst ratio to 1e-9 of itself."""
    exact = assess(account, marks)
    assert isinstance(exact, Assessment)
    assert quick is not None
    scale = float(max(abs(exact.equity), exact.gross_exposure))
    assert quick.equity == pytest.approx(float(exact.equity), rel=0, abs=scale * TOLERANCE)
    assert quick.maintenance == pytest.approx(float(exact.maintenance_margin), rel=0, abs=scale * TOLERANCE)
    assert quick.initial == pytest.approx(float(exact.initial_margin), rel=0, abs=scale * TOLERANCE)
    for equity, gross in _backings(exact):
        assume(equity == 0 == gross or abs(equity) > gross / 1_000_000)
    worst = worst_ratio(exact)
    assert (
        isinf(quick.worst_ratio) if isinf(worst) else quick.worst_ratio == pytest.approx(worst, rel=TOLERANCE)
    )


def _backings(exact: Assessment) -> list[tuple[Decimal, Decimal]]:
    """(equity, gross exposure) of the pool and of each isolated position."""
    isolated = [p for p in exact.positions if p.mode is Mode.ISOLATED]
    pool = sum((p.notional for p in exact.positions if p.mode is Mode.CROSS), Decimal(0))
    return [(exact.equity, pool), *((p.margin, p.notional) for p in isolated)]


def worst_ratio(exact: Assessment) -> float:
    """The largest ratio the engine has; infinite where something is open and it has none, 0 when flat."""
    ratios = [p.margin_ratio for p in exact.positions if p.mode is Mode.ISOLATED]
    if len(ratios) < len(exact.positions):
        ratios.append(exact.margin_ratio)
    return max((inf if ratio is None else float(ratio) for ratio in ratios), default=0.0)
