"""A recorded `clearinghouseState`, bare or wrapped. Each value is read when a figure needs it, and only then
missed; absent is never zero."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from margin.engine.accounts import Mode, Order
from margin.engine.money import half_up6, half_up10, quotient
from margin.recordings.hyperliquid_tiers import Tiers, tiers_of
from margin.recordings.numbers import NotRecorded, mapping, mapping_or_empty, number, shown, whole

OF_STATE = {"assetPositions", "marginSummary", "crossMarginSummary", "crossMaintenanceMarginUsed"}
NOT_STANDARD = {"unifiedAccount", "portfolioMargin"}


@dataclass(frozen=True, slots=True)
class RecordedPosition:
    """One position as reported; its properties raise NotRecorded where their field is missing or unusable."""

    name: str
    raw: Mapping[str, Any]
    network: str
    on: date | None

    @property
    def size(self) -> Decimal:
        size = number(self.raw, "szi")
        if size == 0:
            raise NotRecorded("szi is 0: no position")
        return size

    @property
    def value(self) -> Decimal:
        value = half_up6(number(self.raw, "positionValue"))
        if value < 0:
            raise NotRecorded("positionValue is negative")
        return value

    @property
    def mark(self) -> Decimal:
        """Value / size: exact in every unedited record."""
        return half_up10(quotient(self.value, abs(self.size)))

    @property
    def entry(self) -> Decimal:
        return number(self.raw, "entryPx")

    @property
    def leverage(self) -> int:
        return whole(mapping(self.raw, "leverage"), "value", "leverage.")

    @property
    def mode(self) -> Mode:
        mode = mapping(self.raw, "leverage").get("type")
        if mode not in ("cross", "isolated"):
            raise NotRecorded("leverage.type is not recorded")
        return Mode(mode)

    @property
    def is_cross(self) -> bool:
        return self.mode is Mode.CROSS

    @property
    def cash(self) -> Decimal:
        return half_up6(number(mapping(self.raw, "leverage"), "rawUsd", "leverage."))

    @property
    def side(self) -> int:
        return 1 if self.size > 0 else -1

    @property
    def tiers(self) -> Tiers:
        is_recorded = self.raw.get("maxLeverage") is not None
        own_maximum = whole(self.raw, "maxLeverage") if is_recorded else None
        return tiers_of(self.name, self.network, self.on, own_maximum)


@dataclass(frozen=True, slots=True)
class RecordedState:
    """One account state: its positions, where they are a list, and everything else as it stands."""

    on: date | None
    abstraction: str
    raw: Mapping[str, Any]
    document: Mapping[str, Any]
    listed: tuple[RecordedPosition, ...] | None

    @property
    def positions(self) -> tuple[RecordedPosition, ...]:
        if self.listed is None:
            raise NotRecorded("assetPositions is not recorded as a list")
        return self.listed

    @property
    def cross_positions(self) -> tuple[RecordedPosition, ...]:
        """NotRecorded when the mode of any position is unknown."""
        return tuple(position for position in self.positions if of(position, "is_cross"))

    @property
    def cross_name(self) -> str:
        """The summary of the cross pool; where that is left out and all is cross, the account's."""
        if self.raw.get("crossMarginSummary") or not self.raw.get("marginSummary"):
            return "crossMarginSummary"
        all_cross = len(self.cross_positions) == len(self.positions)
        return "marginSummary" if all_cross else "crossMarginSummary"

    def require_standard(self) -> None:
        """NotRecorded for an account whose margin is not the standard mode's."""
        if self.abstraction in NOT_STANDARD:
            raise NotRecorded(f"the account is in {self.abstraction}, not in the standard margin mode")


def as_of(state: RecordedState, on: date) -> RecordedState:
    """The same state, had it been dated."""
    listed = state.listed and tuple(replace(position, on=on) for position in state.listed)
    return replace(state, on=on, listed=listed)


def of(position: RecordedPosition, figure: str) -> Any:
    """A property of one of several positions; what is missing names the position."""
    try:
        return getattr(position, figure)
    except NotRecorded as problem:
        raise NotRecorded(f"{position.name}: {problem}") from None


def state_in(document: Any) -> Mapping[str, Any] | None:
    """The `clearinghouseState` in a document: bare, under data, or in a websocket message; else None."""
    return next((layer for layer in _layers(document) if layer.keys() & OF_STATE), None)


def read_state(document: Mapping[str, Any]) -> RecordedState:
    """The state with its provenance; whatever is missing in it is missed later."""
    raw = state_in(document)
    assert raw is not None
    about = mapping_or_empty(document.get("about"))
    on = _date(raw.get("time"), about.get("date"))
    network = str(about.get("network", "mainnet"))
    items = raw.get("assetPositions")
    listed = None
    if isinstance(items, list):
        rows = [mapping_or_empty(mapping_or_empty(item).get("position")) for item in items]
        listed = tuple(
            RecordedPosition(_name(row, count), row, network, on) for count, row in enumerate(rows, start=1)
        )
    return RecordedState(on, _abstraction(document, about), raw, document, listed)


def orders_of(state: RecordedState) -> tuple[Order, ...] | None:
    """The resting orders recorded with the state; () where its provenance says that all of it is there."""
    about = mapping_or_empty(state.document.get("about"))
    rows = about.get("openOrders", state.document.get("openOrders"))
    if rows is None:
        completeness = about.get("completeness")
        is_told = isinstance(completeness, str) and "orders unknown" not in completeness
        return () if is_told else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotRecorded(f"openOrders is not a list of orders: {shown(rows)}")
    return tuple(_order(row, state) for row in rows)


def _order(row: Mapping[str, Any], state: RecordedState) -> Order:
    coin, side = str(row.get("coin")), row.get("side")
    if side not in ("B", "A"):
        raise NotRecorded("side of a resting order is not recorded")
    held = next((position for position in state.positions if position.raw.get("coin") == coin), None)
    leverage = None if held is None else of(held, "leverage")
    mode = Mode.CROSS if held is None else of(held, "mode")
    size = number(row, "sz", "openOrders.") * (1 if side == "B" else -1)
    price, reduce_only = number(row, "limitPx", "openOrders."), bool(row.get("reduceOnly"))
    return Order(coin, size, price, mode, leverage, reduce_only)


def _layers(document: Any) -> Iterator[Mapping[str, Any]]:
    """A document and what it wraps, outermost first."""
    while isinstance(document, dict):
        yield document
        document = document.get("clearinghouseState") or document.get("data")


def _abstraction(document: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """The `userAbstraction` answer recorded with the state; "" where none is."""
    for layer in (about, *_layers(document)):
        for field in ("abstraction", "userAbstraction"):
            answer = layer.get(field)
            while isinstance(answer, dict):
                answer = answer.get("response") or answer.get("data")
            if isinstance(answer, str) and answer:
                return answer
    return ""


def _name(row: Mapping[str, Any], count: int) -> str:
    coin = row.get("coin")
    return coin if isinstance(coin, str) and coin else f"position {count}"


def _date(time: Any, text: Any) -> date | None:
    try:
        return datetime.fromtimestamp(int(time) / 1000, UTC).date()
    except (TypeError, ValueError, ArithmeticError, OSError):
        pass
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
