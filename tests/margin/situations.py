"""Accounts with names. Amounts are given as texts so that what stands here is what is computed with."""

from collections.abc import Iterable
from decimal import Decimal

from margin.engine.accounts import Account, Mode, Order, Position, RuleSet
from margin.engine.tiers import TierSchedule

BTC = TierSchedule.of_leverages([(Decimal(0), 40), (Decimal(150_000_000), 20)])
ETH = TierSchedule.of_leverages([(Decimal(0), 25), (Decimal(100_000_000), 15)])
SOL = TierSchedule.of_leverages([(Decimal(0), 20), (Decimal(70_000_000), 10)])
DOGE = TierSchedule.of_leverages([(Decimal(0), 10), (Decimal(20_000_000), 5)])
TIERS = {"BTC": BTC, "ETH": ETH, "SOL": SOL, "DOGE": DOGE}


def one_tier(max_leverage: int) -> TierSchedule:
    return TierSchedule.of_leverages([(Decimal(0), max_leverage)])


def cross(
    market: str, size: str, entry: str, leverage: int = 10, tiers: TierSchedule | None = None
) -> Position:
    cost = Decimal(size) * Decimal(entry)
    return Position(market, Decimal(size), cost, leverage, Mode.CROSS, tiers or TIERS[market])


def isolated(
    market: str, size: str, entry: str, margin: str, leverage: int = 10, tiers: TierSchedule | None = None
) -> Position:
    cost = Decimal(size) * Decimal(entry)
    own = tiers or TIERS[market]
    return Position(market, Decimal(size), cost, leverage, Mode.ISOLATED, own, wallet=Decimal(margin))


def resting(
    market: str, size: str, price: str, leverage: int | None = 10, reduce_only: bool = False
) -> Order:
    return Order(market, Decimal(size), Decimal(price), Mode.CROSS, leverage, reduce_only)


def account(wallet: str, *positions: Position, orders: Iterable[Order] = ()) -> Account:
    return Account(
        "Hyperliquid · USDC", RuleSet.HYPERLIQUID, Decimal(wallet), tuple(positions), tuple(orders)
    )


def marks(**prices: str) -> dict[str, Decimal]:
    return {market: Decimal(price) for market, price in prices.items()}


def ada_long_a_twentieth_of_a_bitcoin() -> Account:
    """The education pages' account: 0.05 BTC at 60,000 with 1,000."""
    return account("1000", cross("BTC", "0.05", "60000"))


def ben_long_1_btc() -> Account:
    """1 BTC at 60,000 with 10,000."""
    return account("10000", cross("BTC", "1", "60000"))
