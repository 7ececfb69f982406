"""Situations the feed's tests share, by name."""

from decimal import Decimal

from margin.engine.accounts import Account, Mode, Position, RuleSet
from margin.engine.tiers import TierSchedule
from trading.feed.values import MarketValues, Reported
from trading.venues.contract import AccountKey, Line, Snapshot

D = Decimal
LINE = Line("hyperliquid", "sandbox")
ADA = AccountKey("0x" + "a" * 40)
BEN = AccountKey("0x" + "b" * 40)
NOON = 1_795_000_000_000
TIERS = TierSchedule.of_leverages([(D(0), 40), (D(150_000_000), 20)])


def market(symbol: str = "BTC", mark: str | None = "60000", at: int = NOON) -> MarketValues:
    """An instrument's prices of which only the mark matters."""
    return MarketValues(
        venue=LINE.venue,
        network=LINE.network,
        symbol=symbol,
        mark=None if mark is None else D(mark),
        index=None,
        mid=None,
        previous_day=None,
        funding=None,
        open_interest=None,
        day_volume=None,
        marked_at=at,
    )


def long_one(
    symbol: str = "BTC", size: str = "1", entry: str = "60000", wallet: str | None = None
) -> Position:
    """A position bought at `entry`; isolated when it has a wallet."""
    return Position(
        market=symbol,
        size=D(size),
        cost=D(size) * D(entry),
        leverage=10,
        mode=Mode.CROSS if wallet is None else Mode.ISOLATED,
        tiers=TIERS,
        wallet=None if wallet is None else D(wallet),
    )


def holding(*positions: Position, wallet: str = "10000") -> Account:
    """A standard account with these positions."""
    return Account("Hyperliquid · USDC", RuleSet.HYPERLIQUID, D(wallet), positions)


def snapshot(*positions: Position, at: int = NOON, reported: Reported | None = None, **changed) -> Snapshot:
    """What the venue said at `at`; marks are 60,000 for every market held."""
    fields = {
        "account": holding(*positions),
        "missing": (),
        "abstraction": "default",
        "orders_at": at,
        "marks": {position.market: D(60_000) for position in positions},
        "reported": reported,
    }
    return Snapshot(at=at, **{**fields, **changed})
