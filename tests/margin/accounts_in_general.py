"""Hypothesis strategies: Hyperliquid accounts of every shape, with a mark for each market."""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from margin.engine.accounts import Account, Mode, Position, RuleSet
from margin.engine.tiers import TierSchedule
from tests.margin.situations import BTC, DOGE, ETH, SOL, one_tier

# Tables of test networks change tier early, so that positions of ordinary size cross tiers.
EARLY = TierSchedule.of_leverages([(Decimal(0), 50), (Decimal(10_000), 20), (Decimal(100_000), 5)])
THIRDS = TierSchedule.of_leverages([(Decimal(0), 7), (Decimal(20_000), 3)])
SCHEDULES = (BTC, ETH, SOL, DOGE, EARLY, THIRDS, one_tier(3))
MARKETS = ("BTC", "ETH", "SOL", "DOGE")

schedules = st.sampled_from(SCHEDULES)
prices = st.decimals(Decimal("0.01"), Decimal(200_000), places=2)
cash = st.decimals(Decimal(0), Decimal(5_000_000), places=6)


@dataclass(frozen=True)
class Scene:
    """An account and the marks it is seen at."""

    account: Account
    marks: dict[str, Decimal]


@st.composite
def sizes(draw) -> Decimal:
    quantity = draw(st.decimals(Decimal("0.0001"), Decimal(5_000), places=4))
    return quantity if draw(st.booleans()) else -quantity


@st.composite
def positions(draw, market: str, mode: Mode | None = None) -> tuple[Position, Decimal]:
    mark = draw(prices)
    size = draw(sizes())
    entry = draw(st.decimals(mark / 2, mark * 2, places=4).filter(lambda price: price > 0))
    mode = mode or draw(st.sampled_from([Mode.CROSS, Mode.CROSS, Mode.ISOLATED]))
    tiers = draw(schedules)
    leverage = draw(st.integers(1, tiers.max_leverage))
    wallet = draw(st.decimals(Decimal(0), Decimal(500_000), places=6)) if mode is Mode.ISOLATED else None
    return Position(market, size, size * entry, leverage, mode, tiers, wallet), mark


@st.composite
def scenes(draw, first_mode: Mode | None = None) -> Scene:
    count = draw(st.integers(1, len(MARKETS)))
    drawn = [
        draw(positions(market, first_mode if index == 0 else None)) for index, market in enumerate(MARKETS)
    ]
    held = tuple(position for position, _ in drawn[:count])
    account = Account("Hyperliquid · USDC", RuleSet.HYPERLIQUID, draw(cash), held)
    return Scene(account, {market: mark for market, (_, mark) in zip(MARKETS, drawn, strict=True)})
