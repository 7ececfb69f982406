"""A recorded `clearinghouseState`, bare or wrapped, read into exact values. Absent stays None, never zero."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from margin.engine.accounts import Mode, Order
from margin.engine.money import half_up6, half_up10, quotient
from margin.engine.tiers import TierSchedule
from margin.recordings.hyperliquid_tiers import tiers_of


@dataclass(frozen=True, slots=True)
class RecordedPosition:
    """One position as reported; `mark` is its value / its size, exact in every unedited record."""

    coin: str
    size: Decimal
    value: Decimal
    mark: Decimal
    entry: Decimal
    leverage: int
    mode: Mode
    cash: Decimal | None
    tiers: TierSchedule
    tiers_input: str
    reported: Mapping[str, Decimal | None]

    @property
    def side(self) -> int:
        return 1 if self.size > 0 else -1

    @property
    def is_cross(self) -> bool:
        return self.mode is Mode.CROSS


@dataclass(frozen=True, slots=True)
class RecordedState:
    """One account state. `cross` and `whole` are its two summaries; `orders` is None when not recorded."""

    on: date | None
    positions: tuple[RecordedPosition, ...]
    cross: Mapping[str, Decimal]
    cross_name: str
    whole: Mapping[str, Decimal]
    reported: Mapping[str, Decimal | None]
    orders: tuple[Order, ...] | None

    @property
    def cross_positions(self) -> tuple[RecordedPosition, ...]:
        return tuple(position for position in self.positions if position.is_cross)


def state_in(document: Any) -> Mapping[str, Any] | None:
    """The `clearinghouseState` in a document: bare, under data, or in a websocket message; else None."""
    while isinstance(document, dict):
        if "assetPositions" in document:
            return document
        document = document.get("clearinghouseState") or document.get("data")
    return None


def read_state(document: Mapping[str, Any]) -> RecordedState:
    """The state with its provenance; KeyError or ValueError when a position lacks what it must have."""
    raw = state_in(document)
    assert raw is not None
    about = document.get("about") or {}
    on = _date(raw.get("time"), about.get("date"))
    network = about.get("network", "mainnet")
    positions = tuple(_position(item["position"], network, on) for item in raw["assetPositions"])
    whole = _amounts(raw.get("marginSummary"))
    cross, cross_name = _amounts(raw.get("crossMarginSummary")), "crossMarginSummary"
    if not cross and all(position.is_cross for position in positions):
        cross, cross_name = whole, "marginSummary"
    return RecordedState(
        on=on,
        positions=positions,
        cross=cross,
        cross_name=cross_name,
        whole=whole,
        reported=_reported(raw, ("crossMaintenanceMarginUsed", "withdrawable")),
        orders=_orders(document, about, positions),
    )


def _position(raw: Mapping[str, Any], network: str, on: date | None) -> RecordedPosition:
    size, value = Decimal(raw["szi"]), half_up6(Decimal(raw["positionValue"]))
    leverage = raw["leverage"]
    max_leverage = raw.get("maxLeverage")
    coin = raw["coin"]
    return RecordedPosition(
        coin=coin,
        size=size,
        value=value,
        mark=half_up10(quotient(value, abs(size))),
        entry=Decimal(raw["entryPx"]),
        leverage=int(leverage["value"]),
        mode=Mode.CROSS if leverage["type"] == "cross" else Mode.ISOLATED,
        cash=half_up6(Decimal(leverage["rawUsd"])) if "rawUsd" in leverage else None,
        tiers=tiers_of(coin, network, on, max_leverage),
        tiers_input="position.maxLeverage" if max_leverage is not None else f"tiers of {coin} on {on}",
        reported=_reported(raw, ("liquidationPx", "marginUsed", "unrealizedPnl", "returnOnEquity")),
    )


def _amounts(raw: Mapping[str, Any] | None) -> dict[str, Decimal]:
    return {name: half_up6(Decimal(value)) for name, value in (raw or {}).items() if value is not None}


def _reported(raw: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Decimal | None]:
    return {name: None if raw[name] is None else Decimal(raw[name]) for name in names if name in raw}


def _date(time: int | None, text: str | None) -> date | None:
    if time is not None:
        return datetime.fromtimestamp(int(time) / 1000, UTC).date()
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _orders(
    document: Mapping[str, Any], about: Mapping[str, Any], positions: tuple[RecordedPosition, ...]
) -> tuple[Order, ...] | None:
    """The resting orders recorded with the state; () where its provenance says that all of it is there."""
    rows = about.get("openOrders", document.get("openOrders"))
    if rows is None:
        return () if about and "orders unknown" not in about.get("completeness", "") else None
    leverages = {position.coin: (position.leverage, position.mode) for position in positions}
    orders = []
    for row in rows:
        leverage, mode = leverages.get(row["coin"], (None, Mode.CROSS))
        size = Decimal(row["sz"]) * (1 if row["side"] == "B" else -1)
        price, reduce_only = Decimal(row["limitPx"]), bool(row.get("reduceOnly"))
        orders.append(Order(row["coin"], size, price, mode, leverage, reduce_only))
    return tuple(orders)
