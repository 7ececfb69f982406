"""A recorded Aster or Binance USD-M case, read into the engine's values. Absent stays absent, never zero."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, Context, Decimal
from typing import Any

from margin.engine.accounts import Leg, Mode, Order, Position
from margin.engine.money import ZERO, exactly, quotient
from margin.engine.tiers import TierSchedule
from margin.recordings.aster_brackets import Table, bracket_table
from margin.recordings.numbers import NotRecorded, mapping_or_empty, number, places

UNIT = Decimal("1e-8")
# Stands in where brackets are not recorded, for figures that do not depend on them.
ANY_BRACKETS = TierSchedule.of_brackets([(ZERO, Decimal(1), Decimal("0.01"), ZERO, 1)])
_ROUNDING = Context(prec=120)


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks that the field `source` of a record allows for one position; cut values allow several."""

    first: Decimal
    last: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """One recorded position: its row, and in `view` what the account endpoint said of it."""

    subject: str
    row: Mapping[str, Any]
    view: Mapping[str, Any]
    entry_decimals: int
    brackets: Sequence[Mapping[str, Any]]

    @property
    def symbol(self) -> str:
        return str(self.row.get("symbol", "position"))

    @property
    def is_cross(self) -> bool:
        return str(self.row.get("marginType", "")).lower() != "isolated"

    @property
    def size(self) -> Decimal:
        return number(self.row, "positionAmt")

    @property
    def entry(self) -> Decimal:
        """The entry price, cut where the record says that its engine cut it."""
        step = Decimal(1).scaleb(-self.entry_decimals)
        return number(self.row, "entryPrice").quantize(step, ROUND_DOWN, _ROUNDING)

    @property
    def table(self) -> Table:
        if not self.brackets:
            raise NotRecorded(f"the brackets of {self.symbol} are not recorded")
        return bracket_table(self.brackets)

    @exactly
    def require_brackets(self, mark: Decimal) -> None:
        """NotRecorded when the brackets do not reach down to the position at `mark`."""
        self.table.require(self.symbol, abs(self.size) * mark)

    @exactly
    def position(self) -> Position:
        """The position for the engine."""
        return Position(
            market=self.symbol,
            size=self.size,
            cost=self.size * self.entry,
            leverage=int(number(self.row, "leverage")),
            mode=Mode.CROSS if self.is_cross else Mode.ISOLATED,
            tiers=self.table.tiers if self.brackets else ANY_BRACKETS,
            wallet=None if self.is_cross else self.isolated_wallet(),
            leg=Leg(str(self.row.get("positionSide", "BOTH")).lower()),
        )

    @property
    def wallet_source(self) -> str:
        """The field that tells what was set aside: V3 answers leave the wallet out, but not its margin."""
        return "isolatedWallet" if self.row.get("isolatedWallet") is not None else "isolatedMargin"

    def isolated_wallet(self) -> Decimal:
        """What was set aside, without PnL."""
        if self.wallet_source == "isolatedWallet":
            return number(self.row, "isolatedWallet")
        pnl = self.size * (number(self.row, "markPrice") - self.entry)
        return number(self.row, "isolatedMargin") - pnl.quantize(UNIT, ROUND_DOWN, _ROUNDING)

    def orders(self) -> tuple[Order, ...]:
        """The resting orders of the market: one bid and one ask, worth what was reported for each side."""
        position = self.position()
        sides = ((Decimal(1), "bidNotional"), (Decimal(-1), "askNotional"))
        return tuple(
            Order(self.symbol, side, number(self.view, field), position.mode, position.leverage)
            for side, field in sides
            if field in self.view and number(self.view, field) > 0
        )

    def recorded_mark(self) -> Marks:
        """The mark that the position endpoint printed."""
        mark = number(self.row, "markPrice")
        return Marks(mark, mark, "markPrice")

    def mark_by_value(self) -> Marks:
        """The mark of the account endpoint's moment, from what contains neither PnL nor margins."""
        if self.view.get("notional") is not None:
            return self._marks(number(self.view, "notional"), ZERO, "notional")
        profits = self.view.get("unrealizedProfit"), self.row.get("unRealizedProfit")
        if None not in profits and Decimal(str(profits[0])) != Decimal(str(profits[1])):
            raise NotRecorded("the mark was printed at another moment than the account")
        return self.recorded_mark()

    def mark_for_margins(self) -> Marks:
        """The same, or else from the PnL, which contains no margin either."""
        try:
            return self.mark_by_value()
        except NotRecorded:
            return self.mark_by_pnl(number(self.view, "unrealizedProfit"), "unrealizedProfit")

    def mark_by_pnl(self, pnl: Decimal, source: str) -> Marks:
        """The marks at which the position's PnL, cut at 8 decimals, is `pnl`."""
        return self._marks(pnl, self.entry, source)

    @exactly
    def _marks(self, printed: Decimal, origin: Decimal, source: str) -> Marks:
        """The marks of 8 decimals at which size × (mark − origin), cut at 8 decimals, is `printed`.

        Where there is none, the record was edited: then the nearest one.
        """
        size = self.size
        away = UNIT if (printed or size) > 0 else -UNIT
        near, far = origin + quotient(printed, size), origin + quotient(printed + away, size)
        low, high = min(near, far), max(near, far)
        first = low.quantize(UNIT, ROUND_CEILING, _ROUNDING)
        last = high.quantize(UNIT, ROUND_FLOOR, _ROUNDING)
        allowed = [
            mark
            for mark in (first, first + UNIT, last - UNIT, last)
            if (size * (mark - origin)).quantize(UNIT, ROUND_DOWN, _ROUNDING) == printed
        ]
        allowed = allowed or [near.quantize(UNIT, context=_ROUNDING)]
        closest = min(allowed, key=lambda mark: abs(mark - near))
        return Marks(closest, max(allowed, key=lambda mark: abs(mark - near)), source)


def case_in(document: Any) -> Mapping[str, Any] | None:
    """The case in a document: as it is, or made of an account or position answer of the venue; else None."""
    if isinstance(document, list):
        document = {"positions": document}
    rows = document.get("positions") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not rows:
        return None
    if not any(isinstance(row, dict) and "positionAmt" in row for row in rows):
        return None
    case: dict[str, Any] = document | {"positions": [mapping_or_empty(row) for row in rows]}
    if "totalWalletBalance" not in case:
        return case
    seen = [
        {"marginType": "isolated" if row.get("isolated") else "cross"} | row | {"account_view": row}
        for row in case["positions"]
    ]
    cash = case.get("totalCrossWalletBalance")
    return case | {"positions": seen, "account": case, "crossWalletBalance": cash}


def lines_of(case: Mapping[str, Any]) -> list[Line]:
    """The open positions of a case, each with a name of its own."""
    rows = [row for row in case["positions"] if not _is_flat(row)]
    names = [_name(row) for row in rows]
    brackets = mapping_or_empty(case.get("brackets"))
    return [
        Line(
            subject=name if names.count(name) == 1 else f"{name} #{names[: index + 1].count(name)}",
            row=row,
            view=mapping_or_empty(row.get("account_view")),
            entry_decimals=places(case, "entry_precision"),
            brackets=_rows(brackets.get(str(row.get("symbol")))),
        )
        for index, (row, name) in enumerate(zip(rows, names, strict=True))
    ]


def _rows(value: Any) -> Sequence[Mapping[str, Any]]:
    """Brackets as recorded; none in place of anything that is no list of objects."""
    return value if isinstance(value, list) and all(isinstance(row, dict) for row in value) else ()


def _is_flat(row: Mapping[str, Any]) -> bool:
    try:
        return number(row, "positionAmt") == 0
    except NotRecorded:
        return False


def _name(row: Mapping[str, Any]) -> str:
    symbol, side = str(row.get("symbol", "position")), row.get("positionSide", "BOTH")
    return symbol if side == "BOTH" else f"{symbol} {side}"


def cash_of(case: Mapping[str, Any]) -> Decimal:
    """The cross wallet of a single-asset pool."""
    refuse_several_assets(case)
    return number(case, "crossWalletBalance")


def refuse_several_assets(case: Mapping[str, Any]) -> None:
    """NotRecorded for a pool of several assets: the format has no rates."""
    assets = [row for row in case.get("assets") or () if row.get("walletBalance")]
    held = [row for row in assets if number(row, "walletBalance") != 0]
    if case.get("multiAssetsMargin") or len(held) > 1:
        raise NotRecorded("the rates of a pool of several assets are not recorded")
