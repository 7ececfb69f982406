"""What happened to accounts: fills, orders that changed, fundings, money moved. Kept, stored and streamed."""

from collections import deque
from dataclasses import dataclass, field
from decimal import Decimal

from margin.engine.accounts import Leg
from trading.sandbox.accounts import RestingOrder
from trading.sandbox.numbers import ZERO

KEPT = 2_000

type Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Liquidation:
    """Whose liquidation a fill was part of; `method` is "market" or "backstop"."""

    user: str
    mark: Decimal
    method: str


@dataclass(frozen=True, slots=True)
class Fill:
    """One fill of an account's order. `fee` includes `builder_fee`; `start` is the signed size before."""

    id: int
    time: int
    coin: str
    is_buy: bool
    price: Decimal
    size: Decimal
    start: Decimal
    closed_pnl: Decimal
    fee: Decimal
    is_taker: bool
    order_id: int
    hash: str
    client_id: str | None = None
    builder_fee: Decimal = ZERO
    liquidation: Liquidation | None = None
    twap: int | None = None
    leg: Leg = Leg.BOTH
    kind: str = ""


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """An order's new status, in Hyperliquid's words ("open", "filled", "canceled", "marginCanceled", …)."""

    order: RestingOrder
    status: str
    time: int
    fill: Fill | None = None


@dataclass(frozen=True, slots=True)
class FundingPayment:
    """Funding of one position: `paid` > 0 is money received."""

    time: int
    coin: str
    paid: Decimal
    size: Decimal
    rate: Decimal
    id: int = 0


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money that came or went. `kind`: "deposit", "withdraw", "send", "isolated", "insurance"…"""

    time: int
    kind: str
    amount: Decimal
    other: str = ""
    coin: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that changed: told to the user, not kept."""

    time: int
    name: str
    coin: str
    value: str


@dataclass(slots=True)
class Journal:
    """An account's own past, the newest `KEPT` of each."""

    fills: deque[Fill] = field(default_factory=lambda: deque(maxlen=KEPT))
    orders: deque[OrderEvent] = field(default_factory=lambda: deque(maxlen=KEPT))
    fundings: deque[FundingPayment] = field(default_factory=lambda: deque(maxlen=KEPT))
    transfers: deque[Transfer] = field(default_factory=lambda: deque(maxlen=KEPT))


type Entry = Fill | OrderEvent | FundingPayment | Transfer | Setting


@dataclass(slots=True)
class News:
    """What changed since it was last stored and told. `orders`: those to write; None: gone."""

    accounts: set[Key] = field(default_factory=set)
    orders: dict[int, tuple[Key, RestingOrder | None]] = field(default_factory=dict)
    entries: list[tuple[Key, Entry]] = field(default_factory=list)
    coins: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    twaps: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.accounts or self.orders or self.entries or self.coins or self.people or self.twaps)
