"""Hyperliquid's own shapes, by its own names. Unknown fields are tolerated, unusable numbers are not.

Amounts come as texts or JSON numbers and become exact Decimals either way, never through a float.
"""

from decimal import Decimal
from typing import Annotated, Literal

import msgspec

SMALLEST, LARGEST = -30, 19  # powers of ten
WholeLeverage = Annotated[int, msgspec.Meta(ge=1, le=1000)]


class Wire(msgspec.Struct, frozen=True, rename="camel"):
    """Base of every shape: refuses NaN, infinities and numbers of absurd magnitude."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if type(value) is Decimal and not usable(value):
                raise ValueError(f"{name} is not a usable number")


def usable(value: Decimal) -> bool:
    """True for finite numbers of a magnitude that prices and balances can have."""
    return value.is_finite() and SMALLEST <= value.adjusted() <= LARGEST


class Leverage(Wire):
    """`raw_usd` is the cash of an isolated position; None in cross."""

    type: Literal["cross", "isolated"]
    value: WholeLeverage
    raw_usd: Decimal | None = None


class CumFunding(Wire):
    """Funding paid (positive) since three starting points."""

    all_time: Decimal
    since_open: Decimal
    since_change: Decimal


class Position(Wire):
    """One open position; `max_leverage` is this account's first tier and is missing before 2024."""

    coin: str
    szi: Decimal
    leverage: Leverage
    position_value: Decimal
    unrealized_pnl: Decimal
    margin_used: Decimal
    liquidation_px: Decimal | None
    return_on_equity: Decimal | None = None
    entry_px: Decimal | None = None
    max_leverage: WholeLeverage | None = None
    cum_funding: CumFunding | None = None


class AssetPosition(Wire):
    """A position with its kind; only one-way positions exist."""

    type: Literal["oneWay"]
    position: Position


class MarginSummary(Wire):
    """Totals of the cross pool, or of everything."""

    account_value: Decimal
    total_ntl_pos: Decimal
    total_raw_usd: Decimal
    total_margin_used: Decimal


class ClearinghouseState(Wire):
    """An account on one dex. `cross_maintenance_margin_used` and `time` are missing in answers of 2023."""

    margin_summary: MarginSummary
    cross_margin_summary: MarginSummary
    withdrawable: Decimal
    asset_positions: list[AssetPosition]
    cross_maintenance_margin_used: Decimal | None = None
    time: int | None = None


class Order(Wire):
    """A resting order. Plain `openOrders` leave out everything from `reduce_only` on but the sizes."""

    coin: str
    side: Literal["A", "B"]
    limit_px: Decimal
    sz: Decimal
    oid: int
    timestamp: int
    orig_sz: Decimal | None = None
    cloid: str | None = None
    reduce_only: bool = False
    is_trigger: bool = False
    is_position_tpsl: bool = False
    trigger_px: Decimal | None = None
    trigger_condition: str = ""
    order_type: str = "Limit"
    tif: str | None = None
    children: list["Order"] = []


class SpotBalance(Wire):
    """What the spot wallet holds of one token; `hold` is bound in orders (unified: and positions)."""

    coin: str
    token: int
    total: Decimal
    hold: Decimal
    entry_ntl: Decimal


class SpotState(Wire):
    """The spot wallet; in a unified account the pool of every perpetual."""

    balances: list[SpotBalance]
    token_to_available_after_maintenance: list[tuple[int, Decimal]] = []


class ActiveAssetData(Wire):
    """One account's leverage and room to trade in one market."""

    user: str
    coin: str
    leverage: Leverage
    max_trade_szs: tuple[Decimal, Decimal]
    available_to_trade: tuple[Decimal, Decimal]
    mark_px: Decimal | None = None


class AssetContext(Wire):
    """A perpetual's prices. `mid_px`, `premium` and `impact_pxs` are null without a book."""

    funding: Decimal
    open_interest: Decimal
    prev_day_px: Decimal
    day_ntl_vlm: Decimal
    oracle_px: Decimal
    mark_px: Decimal
    mid_px: Decimal | None = None
    premium: Decimal | None = None
    impact_pxs: tuple[Decimal, Decimal] | None = None
    day_base_vlm: Decimal | None = None


class Asset(Wire):
    """A perpetual in `meta`; `margin_table_id` is missing in answers of 2023."""

    name: str
    sz_decimals: int
    max_leverage: WholeLeverage
    margin_table_id: int | None = None
    margin_mode: str | None = None
    only_isolated: bool = False
    is_delisted: bool = False


class MarginTier(Wire):
    """From this notional on, this much leverage at most."""

    lower_bound: Decimal
    max_leverage: WholeLeverage


class MarginTable(Wire):
    """Tiers, lowest first."""

    description: str
    margin_tiers: list[MarginTier]


class Meta(Wire):
    """The perpetuals of one dex with the margin tables that they name."""

    universe: list[Asset]
    margin_tables: list[tuple[int, MarginTable]] = []
    collateral_token: int = 0


MetaAndContexts = tuple[Meta, list[AssetContext]]


class PerpDex(Wire):
    """A builder-deployed dex; its place in the list is its index."""

    name: str
    full_name: str = ""


class ActiveAssetCtx(Wire):
    """The data of an `activeAssetCtx` frame."""

    coin: str
    ctx: AssetContext


class AccountFrame(Wire):
    """The data of a `clearinghouseState` frame."""

    user: str
    clearinghouse_state: ClearinghouseState
    dex: str = ""


class OrdersFrame(Wire):
    """The data of an `openOrders` frame: all of them, each time."""

    user: str
    orders: list[Order]
    dex: str = ""


class Frame(Wire):
    """Any frame of the stream: its channel says what `data` is."""

    channel: str
    data: msgspec.Raw = msgspec.Raw(b"null")
