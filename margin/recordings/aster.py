"""Aster and Binance USD-M records: every figure reported, beside ours.

All figures come from `assess`: from sizes, entry prices, cash, leverage, brackets and a mark. Where no mark
was recorded it follows from a value that does not contain the figure: the notional, or for margins the PnL.
Both are printed cut, so that the mark is known to a few 1e-8; a figure that this leaves open is not judged.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from margin.engine.assessment import Assessment
from margin.engine.money import ZERO, exactly, half_up8
from margin.recordings.aster_judge import Computed, Judge, at_marks, figures_of
from margin.recordings.aster_record import UNIT, Line, Marks, case_in, cash_of, lines_of
from margin.recordings.aster_totals import totals
from margin.recordings.findings import Finding, text
from margin.recordings.numbers import NotRecorded, mapping_or_empty, number, places, printed_decimals

OPEN = ("positionAmt", "entryPrice")
ORDERS = ("bidNotional", "askNotional")
OF_VIEW: dict[str, tuple[Callable[[Assessment], Decimal], tuple[str, ...]]] = {
    "initialMargin": (
        lambda it: it.positions[0].initial_margin + it.order_margin,
        ("positionAmt", "leverage", *ORDERS),
    ),
    "positionInitialMargin": (lambda it: it.positions[0].initial_margin, ("positionAmt", "leverage")),
    "openOrderInitialMargin": (lambda it: it.order_margin, ("positionAmt", "leverage", *ORDERS)),
    "maintMargin": (lambda it: it.positions[0].maintenance_margin, ("positionAmt", "brackets")),
}


def recognizes(document: Any) -> bool:
    """True of a case, and of an account or position answer in the venue's own words."""
    return case_in(document) is not None


def findings(document: Any) -> Iterator[Finding]:
    """Every figure: positions first, then the account's totals and published intermediate values."""
    case = case_in(document)
    assert case is not None
    judge = Judge(str(case.get("exchange", "aster")).split(" ")[0])
    lines = lines_of(case)
    for line in lines:
        yield from _of_row(judge, case, lines, line)
        yield from _of_view(judge, line)
    yield from totals(judge, case, lines)
    yield from _of_published(judge, case, lines)


def _of_row(judge: Judge, case: Mapping[str, Any], lines: Sequence[Line], line: Line) -> Iterator[Finding]:
    """What the position endpoint says."""
    row = line.row
    if row.get("unRealizedProfit") is not None:
        compute = partial(_single, line, line.recorded_mark, lambda it: it.unrealized_pnl, OPEN)
        yield judge.finding(line.subject, row, "unRealizedProfit", compute)
    if row.get("isolatedMargin") is not None and not line.is_cross:
        yield judge.finding(line.subject, row, "isolatedMargin", partial(_isolated_margin, line))
    if row.get("liquidationPrice") is not None:
        decimals = printed_decimals(row, "liquidationPrice") or 8
        compute = partial(_liquidation, case, lines, line)
        yield judge.finding(line.subject, row, "liquidationPrice", compute, decimals=decimals)


def _of_view(judge: Judge, line: Line) -> Iterator[Finding]:
    """What the account endpoint says of the same position."""
    view = line.view
    if view.get("unrealizedProfit") is not None:
        compute = partial(_single, line, line.mark_by_value, lambda it: it.unrealized_pnl, OPEN)
        yield judge.finding(line.subject, view, "unrealizedProfit", compute, "account_view.unrealizedProfit")
    for field, (pick, inputs) in OF_VIEW.items():
        if view.get(field) is not None:
            compute = partial(_single, line, line.mark_for_margins, pick, inputs)
            cut_at = places(view, "maint_digits") if field == "maintMargin" else 8
            yield judge.finding(line.subject, view, field, compute, f"account_view.{field}", cut_at=cut_at)


def _single(
    line: Line, marks: Callable[[], Marks], pick: Callable[[Assessment], Decimal], inputs: tuple[str, ...]
) -> Computed:
    """A figure of one position by itself."""
    return at_marks([line], ZERO, {line.symbol: marks()}, pick, inputs)


def _isolated_margin(line: Line) -> Computed:
    number(line.row, "isolatedWallet")  # never from the margin itself
    inputs = ("isolatedWallet", *OPEN)
    return _single(line, line.recorded_mark, lambda it: it.positions[0].margin, inputs)


def _liquidation(case: Mapping[str, Any], lines: Sequence[Line], line: Line) -> Computed:
    """Of an isolated position from itself alone; in cross with every other cross position at its mark."""
    inputs: tuple[str, ...]
    if not line.is_cross:
        backing, wallet, inputs = [line], ZERO, (line.wallet_source, *OPEN, "brackets")
        marks = {line.symbol: line.entry}  # one leg has one price, whatever its mark
    else:
        backing = [other for other in lines if other.is_cross]
        wallet, inputs = _wallet(case, backing, line), ("crossWalletBalance", *OPEN, "markPrice", "brackets")
        marks = {other.symbol: number(other.row, "markPrice") for other in backing}
    price = figures_of(backing, wallet, marks, inputs).positions[backing.index(line)].liquidation_price
    if price is not None:
        line.require_brackets(price)
    return Computed(price or ZERO, price or ZERO, inputs)  # the venue prints "0" where there is none


def _wallet(case: Mapping[str, Any], backing: Sequence[Line], line: Line) -> Decimal:
    try:
        return cash_of(case)
    except NotRecorded as problem:
        raise NotRecorded(f"{problem}{_implied_wallet(backing, line)}") from None


@exactly
def _implied_wallet(backing: Sequence[Line], line: Line) -> str:
    """What the reported price says of the wallet: too little to judge the price by, enough to doubt it."""
    price = number(line.row, "liquidationPrice")
    if len(backing) > 1 or price <= 0:
        return ""
    quantity = abs(line.size)
    implied = line.table.tiers.maintenance(quantity * price) - line.size * (price - line.entry)
    whole = half_up8(implied)
    if abs(implied - whole) > 2 * UNIT * quantity:
        return "; no wallet of 8 decimals has this price"
    return f"; the price implies {text(whole)}, whole to 0.00000001"


def _of_published(judge: Judge, case: Mapping[str, Any], lines: Sequence[Line]) -> Iterator[Finding]:
    """Intermediate values of a worked example: TMM1 and UPNL1 of a market sum those of all the others."""
    picks: dict[str, Callable[[Assessment], Decimal]] = {
        "TMM1": lambda it: it.maintenance_margin,
        "UPNL1": lambda it: it.unrealized_pnl,
    }
    for name, by_market in mapping_or_empty(case.get("published")).items():
        for symbol in mapping_or_empty(by_market) if name in picks else ():
            others = [line for line in lines if line.is_cross and line.symbol != symbol]
            compute = partial(_of_others, others, picks[name])
            decimals = printed_decimals(by_market, symbol)
            yield judge.finding(symbol, by_market, symbol, compute, f"published.{name}", decimals=decimals)


def _of_others(others: Sequence[Line], pick: Callable[[Assessment], Decimal]) -> Computed:
    marks = {line.symbol: line.recorded_mark() for line in others}
    return at_marks(others, ZERO, marks, pick, (*OPEN, "brackets"))
