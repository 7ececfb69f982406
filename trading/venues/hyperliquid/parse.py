"""From Hyperliquid's shapes to ours. Free functions: nothing is read here and nothing kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from margin.engine.accounts import Account, Mode, Order, Position, RuleSet
from margin.engine.assess import assess
from margin.engine.assessment import Indeterminate
from margin.engine.hyperliquid_modes import STANDARD, UNIFIED, unified_account
from margin.engine.tiers import TierSchedule
from trading.feed.values import MarketValues, Reported
from trading.venues.contract import InstrumentRow, Line, Snapshot
from trading.venues.hyperliquid import symbols, wire

MICRO = Decimal("0.000001")
SAME_AVAILABLE = Decimal("0.00001")
USDC = 0
MODES_NOT_COMPUTED = {
    "portfolioMargin": "portfolio margin is not computed here",
    "dexAbstraction": "margin under dex abstraction is not computed here",
}
# Table ids below this are not listed: one tier, the id is its maximum leverage (docs, trading/margin-tiers).
FIRST_LISTED_TABLE = 50


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything the venue has said about one account on one dex; None is not yet known.

    `leverages`: those read for markets with an order and no position. `spot`: of a unified
    account, read right after the state. Times in Unix milliseconds here.
    """

    abstraction: str | None = None
    state: wire.ClearinghouseState | None = None
    state_at: int | None = None
    orders: Sequence[wire.Order] | None = None
    orders_at: int | None = None
    leverages: Mapping[str, wire.Leverage] = field(default_factory=dict)
    spot: wire.SpotState | None = None


def parse_snapshot(parts: Parts, dex: str, tiers: Mapping[str, TierSchedule]) -> Snapshot | None:
    """The account as far as it is known; None before its state and its mode were read."""
    if parts.state is None or parts.state_at is None or parts.abstraction is None:
        return None
    account: Account | tuple[str, ...]
    if parts.abstraction not in STANDARD | {UNIFIED}:
        unknown = f"account mode {parts.abstraction[:40]!r} is not known here"
        account = (MODES_NOT_COMPUTED.get(parts.abstraction, unknown),)
    elif parts.orders is None:
        account = ("open orders",)
    elif parts.abstraction == UNIFIED:
        account = unified_pool(parts, dex, tiers)
    else:
        account = parse_account(
            parts.state, parts.orders, tiers, parts.abstraction, leverages=parts.leverages, dex=dex
        )
    return Snapshot(
        account=account if isinstance(account, Account) else None,
        missing=() if isinstance(account, Account) else account,
        abstraction=parts.abstraction,
        at=parts.state_at,
        orders_at=parts.orders_at,
        marks=parse_marks(parts.state),
        reported=parse_reported(parts.state) if parts.abstraction in STANDARD else None,
    )


def parse_account(
    state: wire.ClearinghouseState,
    open_orders: Iterable[wire.Order],
    tiers: Mapping[str, TierSchedule],
    abstraction: str,
    *,
    leverages: Mapping[str, wire.Leverage] | None = None,
    dex: str = "",
) -> Account:
    """The account in the engine's words. Only a standard account has one: ValueError for another mode.

    The pool's cash without unrealized PnL is totalRawUsd + Σ entry notionals of the cross positions.
    """
    if abstraction not in STANDARD:
        raise ValueError(f"{abstraction} accounts have no pool of their own on a dex")
    positions = parse_positions(state, tiers)
    cross_cost = sum((p.cost for p in positions if p.mode is Mode.CROSS), Decimal(0))
    return Account(
        pool=f"Hyperliquid · {dex or 'USDC'}",
        rules=RuleSet.HYPERLIQUID,
        wallet=micro(state.cross_margin_summary.total_raw_usd) + cross_cost,
        positions=positions,
        orders=parse_orders(state, open_orders, leverages or {}, dex),
    )


def unified_pool(parts: Parts, dex: str, tiers: Mapping[str, TierSchedule]) -> Account | tuple[str, ...]:
    """The USDC pool of a unified account, or what is missing for it.

    Its positions may lie on dexes that were not read, so the pool is believed only where equity − maintenance
    equals what the venue itself calls available after maintenance.
    """
    if dex:
        return ("unified account margin beside the main dex is not computed here",)
    if parts.state is None or parts.spot is None:
        return ("spot balances",)
    left = dict(parts.spot.token_to_available_after_maintenance).get(USDC)
    if left is None:
        return ("what is available after maintenance",)
    marks = parse_marks(parts.state)
    account = unified_account(
        "Hyperliquid · USDC unified",
        sum((balance.total for balance in parts.spot.balances if balance.token == USDC), Decimal(0)),
        parse_positions(parts.state, tiers),
        parse_orders(parts.state, parts.orders or (), parts.leverages, dex),
        marks,
    )
    if isinstance(account, Indeterminate):
        return account.missing
    figures = assess(account, marks)
    if isinstance(figures, Indeterminate):
        return figures.missing
    if abs(figures.equity - figures.maintenance_margin - left) > SAME_AVAILABLE:
        return ("positions on other dexes, or prices of one moment",)
    return account


def parse_positions(
    state: wire.ClearinghouseState, tiers: Mapping[str, TierSchedule]
) -> tuple[Position, ...]:
    """Every open position of a state."""
    return tuple(parse_position(item.position, tiers) for item in state.asset_positions if item.position.szi)


def parse_orders(
    state: wire.ClearinghouseState,
    open_orders: Iterable[wire.Order],
    leverages: Mapping[str, wire.Leverage],
    dex: str,
) -> tuple[Order, ...]:
    """The orders that can hold margin of this dex, with the leverage of their position or the one read."""
    known = {**leverages, **{item.position.coin: item.position.leverage for item in state.asset_positions}}
    return tuple(
        parse_order(order, known.get(order.coin))
        for order in open_orders
        if holds_margin(order) and symbols.dex_of(order.coin) == dex
    )


def parse_position(position: wire.Position, tiers: Mapping[str, TierSchedule]) -> Position:
    """One position. Its exact entry notional is value − PnL: the printed entry price is rounded."""
    cost = micro(signed_value(position)) - micro(position.unrealized_pnl)
    mode = Mode(position.leverage.type)
    cash = position.leverage.raw_usd
    schedule = tiers.get(position.coin, TierSchedule.unknown())
    return Position(
        market=position.coin,
        size=position.szi,
        cost=cost,
        leverage=position.leverage.value,
        mode=mode,
        tiers=own_tiers(schedule, position.max_leverage),
        wallet=micro(cash) + cost if mode is Mode.ISOLATED and cash is not None else None,
    )


def parse_order(order: wire.Order, leverage: wire.Leverage | None) -> Order:
    """One resting order; its leverage is unknown (None) where neither a position nor a read told it."""
    return Order(
        market=order.coin,
        size=order.sz if order.side == "B" else -order.sz,
        price=order.limit_px,
        mode=Mode(leverage.type) if leverage else Mode.CROSS,
        leverage=leverage.value if leverage else None,
        reduce_only=order.reduce_only,
    )


def holds_margin(order: wire.Order) -> bool:
    """True for a perpetual's limit order; triggers hold nothing until they trigger."""
    return symbols.is_perpetual(order.coin) and not order.is_trigger and order.sz > 0


def coins_without_leverage(parts: Parts, dex: str) -> tuple[str, ...]:
    """Markets whose leverage must be read before the margin held by resting orders is known."""
    if parts.state is None:
        return ()
    known = {item.position.coin for item in parts.state.asset_positions} | set(parts.leverages)
    return tuple(
        dict.fromkeys(
            order.coin
            for order in parts.orders or ()
            if holds_margin(order)
            and not order.reduce_only
            and symbols.dex_of(order.coin) == dex
            and order.coin not in known
        )
    )


def own_tiers(schedule: TierSchedule, max_leverage: int | None) -> TierSchedule:
    """The market's tiers with this account's own first one, where the venue grants it another leverage."""
    if not schedule.is_known or max_leverage is None or max_leverage == schedule.max_leverage:
        return schedule
    above = [
        (tier.floor, tier.max_leverage) for tier in schedule.tiers[1:] if tier.max_leverage < max_leverage
    ]
    return TierSchedule.of_leverages([(Decimal(0), max_leverage), *above])


def parse_reported(state: wire.ClearinghouseState) -> Reported:
    """The venue's own figures, to compare ours with."""
    maintenance = state.cross_maintenance_margin_used
    return Reported(
        liquidation_prices={
            item.position.coin: item.position.liquidation_px
            for item in state.asset_positions
            if item.position.szi
        },
        maintenance_margin=None if maintenance is None else micro(maintenance),
        withdrawable=micro(state.withdrawable),
    )


def parse_marks(state: wire.ClearinghouseState) -> dict[str, Decimal]:
    """The marks that the venue used in this state, exactly: value / size."""
    return {
        item.position.coin: micro(micro(item.position.position_value) / abs(item.position.szi))
        for item in state.asset_positions
        if item.position.szi
    }


def parse_market(line: Line, coin: str, context: wire.AssetContext, at: int) -> MarketValues:
    """An instrument's prices as received at `at`."""
    return MarketValues(
        venue=line.venue,
        network=line.network,
        symbol=coin,
        mark=context.mark_px,
        index=context.oracle_px,
        mid=context.mid_px,
        previous_day=context.prev_day_px,
        funding=context.funding,
        open_interest=context.open_interest,
        day_volume=context.day_ntl_vlm,
        marked_at=at,
    )


def parse_instruments(meta: wire.Meta, dex: str = "", first_asset: int = 0) -> tuple[InstrumentRow, ...]:
    """Every perpetual of one dex with its tiers; empty tiers where its table is not listed."""
    tables = dict(meta.margin_tables)
    return tuple(
        InstrumentRow(
            symbol=asset.name,
            dex=dex,
            asset=first_asset + index,
            size_decimals=asset.sz_decimals,
            max_leverage=asset.max_leverage,
            tiers=_tiers(asset, tables),
            margin_mode=asset.margin_mode or ("noCross" if asset.only_isolated else ""),
            is_delisted=asset.is_delisted,
        )
        for index, asset in enumerate(meta.universe)
    )


def _tiers(asset: wire.Asset, tables: Mapping[int, wire.MarginTable]) -> tuple[tuple[str, int], ...]:
    table = asset.margin_table_id
    if table is None:
        return (("0", asset.max_leverage),)
    if table in tables:
        return tuple((f"{tier.lower_bound:f}", tier.max_leverage) for tier in tables[table].margin_tiers)
    return (("0", table),) if 0 < table < FIRST_LISTED_TABLE else ()


def signed_value(position: wire.Position) -> Decimal:
    """Size × mark: positive for longs, negative for shorts."""
    return position.position_value.copy_sign(position.szi)


def micro(amount: Decimal) -> Decimal:
    """The venue's own precision; its answers print binary floats with up to ten decimals."""
    return amount.quantize(MICRO)
