"""What an account holds at the local venue, and the same in the margin engine's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from margin.engine.accounts import Account as EngineAccount
from margin.engine.accounts import Mode, Order, Position, RuleSet
from margin.engine.tiers import TierSchedule
from trading.sandbox.instruments import Instrument
from trading.sandbox.numbers import ZERO

# What a market is set to before the account ever chose.
FIRST_LEVERAGE = 20


@dataclass(frozen=True, slots=True)
class Holding:
    """One open position. `cost` is its signed entry notional; `cash` an isolated position's own (rawUsd)."""

    coin: str
    size: Decimal
    cost: Decimal
    mode: Mode
    leverage: int
    cash: Decimal | None = None
    funding_all_time: Decimal = ZERO
    funding_since_open: Decimal = ZERO
    funding_since_change: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Trigger:
    """What makes a waiting order live: the mark at `price`. `kind` is "tp" or "sl"."""

    price: Decimal
    is_market: bool
    kind: str
    is_position: bool = False


@dataclass(frozen=True, slots=True)
class RestingOrder:
    """An order that has not wholly filled; sizes are unsigned. `time` is Unix milliseconds."""

    id: int
    coin: str
    is_buy: bool
    price: Decimal
    size: Decimal
    first_size: Decimal
    time: int
    reduce_only: bool = False
    tif: str | None = "Gtc"
    client_id: str | None = None
    trigger: Trigger | None = None
    children: tuple["RestingOrder", ...] = ()

    @property
    def signed_size(self) -> Decimal:
        """What is left, buys positive."""
        return self.size if self.is_buy else -self.size


@dataclass(slots=True)
class Account:
    """One address on one dex. `cash` is the cross pool's (totalRawUsd); `modes`: what a market is set to."""

    address: str
    dex: str
    cash: Decimal = ZERO
    holdings: dict[str, Holding] = field(default_factory=dict)
    orders: dict[int, RestingOrder] = field(default_factory=dict)
    modes: dict[str, tuple[Mode, int]] = field(default_factory=dict)

    def leverage_of(self, instrument: Instrument) -> tuple[Mode, int]:
        """Mode and leverage of the open position, else those chosen for the market, else the venue's own."""
        holding = self.holdings.get(instrument.coin)
        if holding:
            return holding.mode, holding.leverage
        mode = Mode.ISOLATED if instrument.margin_mode else Mode.CROSS
        return self.modes.get(instrument.coin) or (mode, min(FIRST_LEVERAGE, instrument.max_leverage))


def to_engine(account: Account, instruments: Mapping[str, Instrument]) -> EngineAccount:
    """The account as `margin.engine` assesses it. Triggers that wait hold nothing and are left out."""
    cross = [holding for holding in account.holdings.values() if holding.mode is Mode.CROSS]
    return EngineAccount(
        pool="Hyperliquid · USDC" if not account.dex else f"Hyperliquid {account.dex} · USDC",
        rules=RuleSet.HYPERLIQUID,
        wallet=account.cash + sum((holding.cost for holding in cross), ZERO),
        positions=tuple(
            _position(holding, instruments[holding.coin].tiers) for holding in account.holdings.values()
        ),
        orders=tuple(
            _order(order, *account.leverage_of(instruments[order.coin]))
            for order in account.orders.values()
            if not order.trigger
        ),
    )


def _position(holding: Holding, tiers: TierSchedule) -> Position:
    return Position(
        market=holding.coin,
        size=holding.size,
        cost=holding.cost,
        leverage=holding.leverage,
        mode=holding.mode,
        tiers=tiers,
        wallet=None if holding.cash is None else holding.cash + holding.cost,
    )


def _order(order: RestingOrder, mode: Mode, leverage: int) -> Order:
    return Order(order.coin, order.signed_size, order.price, mode, leverage, order.reduce_only)
