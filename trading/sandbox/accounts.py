"""What an account holds at the local venue, and the same in the margin engine's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from margin.engine.accounts import Account as EngineAccount
from margin.engine.accounts import Leg, Mode, Order, Position, RuleSet
from margin.engine.tiers import TierSchedule
from trading.sandbox.instruments import Instrument
from trading.sandbox.numbers import ZERO

# What a market is set to before the account ever chose.
FIRST_LEVERAGE = 20


def slot(coin: str, leg: Leg = Leg.BOTH) -> str:
    """The key of a position: its coin, and in hedge mode its leg."""
    return coin if leg is Leg.BOTH else f"{coin}|{leg}"


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
    leg: Leg = Leg.BOTH
    updated: int = 0

    @property
    def slot(self) -> str:
        """Its key in the account."""
        return slot(self.coin, self.leg)


@dataclass(frozen=True, slots=True)
class Trigger:
    """What makes a waiting order live: mark or last price at `price`. `kind` is "tp", "sl" or "trail".

    A trailing trigger follows the best price since `activation` was reached at a distance of `callback`
    (a fraction); until then `price` is the activation price.
    """

    price: Decimal
    is_market: bool
    kind: str
    is_position: bool = False
    on_last: bool = False
    callback: Decimal | None = None
    best: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BuilderFee:
    """What a builder gets of an order's fills: `rate` is a fraction of notional."""

    address: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class RestingOrder:
    """An order that has not wholly filled; sizes are unsigned. `time` is Unix milliseconds.

    `children` wait for this one to fill; `siblings` go when this one fills. `kind` is the name Aster's
    client gave it; `filled_cost` Σ price × size of its fills. `self_trade`: which side of a self-trade goes.
    """

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
    siblings: tuple[int, ...] = ()
    leg: Leg = Leg.BOTH
    builder: BuilderFee | None = None
    kind: str = ""
    filled_cost: Decimal = ZERO
    updated: int = 0
    close_position: bool = False
    self_trade: str = "maker"
    twap: int | None = None

    @property
    def signed_size(self) -> Decimal:
        """What is left, buys positive."""
        return self.size if self.is_buy else -self.size

    @property
    def filled_size(self) -> Decimal:
        """What has filled."""
        return self.first_size - self.size


@dataclass(slots=True)
class Account:
    """One address on one dex. `cash` is the cross pool's (totalRawUsd); `modes`: what a market is set to.

    `hedged`, `several_assets`, `self_trade` are Aster's settings; `assets` its other collaterals.
    `forced_until`: until then a liquidation sells whole positions (Hyperliquid).
    """

    address: str
    dex: str
    cash: Decimal = ZERO
    holdings: dict[str, Holding] = field(default_factory=dict)
    orders: dict[int, RestingOrder] = field(default_factory=dict)
    modes: dict[str, tuple[Mode, int]] = field(default_factory=dict)
    hedged: bool = False
    several_assets: bool = False
    self_trade: str = "maker"
    assets: dict[str, Decimal] = field(default_factory=dict)
    forced_until: int = 0

    def leverage_of(self, instrument: Instrument) -> tuple[Mode, int]:
        """Mode and leverage of the open position, else those chosen for the market, else the venue's own."""
        for leg in Leg:
            holding = self.holdings.get(slot(instrument.coin, leg))
            if holding:
                return holding.mode, holding.leverage
        mode = Mode.ISOLATED if instrument.margin_mode else Mode.CROSS
        return self.modes.get(instrument.coin) or (mode, min(FIRST_LEVERAGE, instrument.max_leverage))

    def size_of(self, coin: str, leg: Leg = Leg.BOTH) -> Decimal:
        """The signed size of a position, 0 when flat."""
        holding = self.holdings.get(slot(coin, leg))
        return holding.size if holding else ZERO


def to_engine(
    account: Account,
    instruments: Mapping[str, Instrument],
    rules: RuleSet = RuleSet.HYPERLIQUID,
    without: int | None = None,
) -> EngineAccount:
    """The account as `margin.engine` assesses it. Triggers that wait hold nothing and are left out.

    `without`: an order that is looked away from, since it is about to fill.
    """
    cross = [holding for holding in account.holdings.values() if holding.mode is Mode.CROSS]
    return EngineAccount(
        pool=POOLS[rules] if not account.dex or rules is not RuleSet.HYPERLIQUID
        else f"Hyperliquid {account.dex} · USDC",
        rules=rules,
        wallet=account.cash + sum((holding.cost for holding in cross), ZERO),
        positions=tuple(
            _position(holding, instruments[holding.coin].tiers) for holding in account.holdings.values()
        ),
        orders=tuple(
            _order(order, *account.leverage_of(instruments[order.coin]))
            for order in account.orders.values()
            if not order.trigger and order.id != without
        ),
    )  # fmt: skip


POOLS = {RuleSet.HYPERLIQUID: "Hyperliquid · USDC", RuleSet.ASTER: "Aster · USDT"}


def _position(holding: Holding, tiers: TierSchedule) -> Position:
    return Position(
        market=holding.coin,
        size=holding.size,
        cost=holding.cost,
        leverage=holding.leverage,
        mode=holding.mode,
        tiers=tiers,
        wallet=None if holding.cash is None else holding.cash + holding.cost,
        leg=holding.leg,
    )


def _order(order: RestingOrder, mode: Mode, leverage: int) -> Order:
    return Order(order.coin, order.signed_size, order.price, mode, leverage, order.reduce_only, leg=order.leg)
