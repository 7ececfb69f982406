"""The totals of a recorded Aster or Binance account in single-asset mode."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from margin.engine.accounts import Mode
from margin.engine.assessment import Assessment
from margin.engine.money import ZERO
from margin.recordings.aster_judge import Computed, Judge, at_marks
from margin.recordings.aster_record import Line, Marks, cash_of, refuse_several_assets
from margin.recordings.findings import Finding, text
from margin.recordings.numbers import NotRecorded, mapping_or_empty, number

type Record = Mapping[str, Any]
type Pick = Callable[[Assessment], Decimal]


# How far from mark the last price is taken to be at most, where it is not recorded; the widest gap that a
# recorded shortfall of available balance implies is 0.3 % of notional.
LAST_WITHIN = Decimal("0.01")


def _initial(it: Assessment) -> Decimal:
    return sum((each.initial_margin for each in it.positions), ZERO)


def _maintenance(it: Assessment) -> Decimal:
    return sum((each.maintenance_margin for each in it.positions), ZERO)


MARGINS = ("positionAmt", "leverage")
ORDERS = ("bidNotional", "askNotional")
WALLETS = ("crossWalletBalance", "isolatedWallet")
FROM_MARKS: dict[str, tuple[Pick, tuple[str, ...]]] = {
    "totalInitialMargin": (lambda it: _initial(it) + it.order_margin, (*MARGINS, *ORDERS)),
    "totalPositionInitialMargin": (_initial, MARGINS),
    "totalOpenOrderInitialMargin": (lambda it: it.order_margin, (*MARGINS, *ORDERS)),
    "totalMaintMargin": (_maintenance, ("positionAmt", "brackets")),
}
BALANCES: dict[str, tuple[Pick, tuple[str, ...]]] = {
    "availableBalance": (lambda it: it.available_margin, ("crossWalletBalance", *MARGINS, *ORDERS)),
    "maxWithdrawAmount": (lambda it: it.withdrawable, ("crossWalletBalance", *MARGINS, *ORDERS, "brackets")),
}


def totals(judge: Judge, case: Record, lines: Sequence[Line]) -> Iterator[Finding]:
    """Every total of the account; a total from its parts, never a part from its total."""
    account = mapping_or_empty(case.get("account"))
    cross = [line for line in lines if line.is_cross]
    apart = _printed_apart(account, lines)
    computations: dict[str, Callable[[], Computed]] = {
        "totalWalletBalance": lambda: _wallets(case, lines, ZERO, ()),
        "totalUnrealizedProfit": lambda: _profit(lines, apart),
        "totalCrossUnPnl": lambda: _profit(cross, apart),
        "totalMarginBalance": lambda: _wallets(
            case, lines, number(account, "totalUnrealizedProfit"), ("totalUnrealizedProfit",)
        ),
        "totalCrossWalletBalance": _cash_itself,
    }
    for field, (pick, inputs) in FROM_MARKS.items():
        computations[field] = partial(_from_marks, account, lines, ZERO, apart, pick, inputs)
    for field, (pick, inputs) in BALANCES.items():
        computations[field] = partial(_balance, case, lines, apart, pick, inputs)
    for field, compute in computations.items():
        if account.get(field) is not None:
            yield judge.finding("account", account, field, partial(_single_asset, case, compute))


def _single_asset(case: Record, compute: Callable[[], Computed]) -> Computed:
    refuse_several_assets(case)
    return compute()


def _printed_apart(account: Record, lines: Sequence[Line]) -> bool:
    """True when PnL and margins of the rows all sum to something else: the market moved in between."""
    pairs = {
        "totalUnrealizedProfit": "unrealizedProfit",
        "totalMaintMargin": "maintMargin",
        "totalInitialMargin": "initialMargin",
    }
    agree = []
    for total, part in pairs.items():
        try:
            agree.append(sum((number(line.view, part) for line in lines), ZERO) == number(account, total))
        except NotRecorded:
            continue
    return len(agree) > 1 and not any(agree)


def _marks(account: Record, lines: Sequence[Line], apart: bool) -> dict[str, Marks]:
    if not apart:
        return {line.symbol: line.mark_for_margins() for line in lines}
    if len(lines) > 1:
        raise NotRecorded("the totals were printed at another moment than the positions")
    pnl = number(account, "totalUnrealizedProfit")
    return {line.symbol: line.mark_by_pnl(pnl, "totalUnrealizedProfit") for line in lines}


def _from_marks(
    account: Record, lines: Sequence[Line], wallet: Decimal, apart: bool, pick: Pick, inputs: tuple[str, ...]
) -> Computed:
    return at_marks(lines, wallet, _marks(account, lines, apart), pick, inputs)


def _balance(
    case: Record, lines: Sequence[Line], apart: bool, pick: Pick, inputs: tuple[str, ...]
) -> Computed:
    """Without the last prices, what mark alone gives is the most it can be; far below it, it is wrong."""
    computed = _from_marks(case["account"], lines, cash_of(case), apart, pick, inputs)
    unknown = [line.symbol for line in lines if line.is_cross and "lastPrice" not in line.row]
    if not unknown:
        return computed
    why = (
        f"the last price of {' and '.join(dict.fromkeys(unknown))} is not recorded; "
        f"with the mark alone it is at most {text(computed.amount)}"
    )
    least = _from_marks(case["account"], lines, cash_of(case), apart, partial(_least, pick), inputs)
    return replace(computed, furthest=least.amount, why_open=why)


def _least(pick: Pick, it: Assessment) -> Decimal:
    cross = (each.notional for each in it.positions if each.mode is Mode.CROSS)
    return pick(it) - LAST_WITHIN * sum(cross, ZERO)


def _profit(lines: Sequence[Line], apart: bool) -> Computed:
    if lines and apart:
        raise NotRecorded("the total was printed at another moment than the positions")
    amount = sum((_reported_profit(line) for line in lines), ZERO)
    return Computed(amount, amount, ("unrealizedProfit", "marginType"))


def _reported_profit(line: Line) -> Decimal:
    if line.view.get("unrealizedProfit") is not None:
        return number(line.view, "unrealizedProfit")
    return number(line.row, "unRealizedProfit")


def _wallets(case: Record, lines: Sequence[Line], profit: Decimal, inputs: tuple[str, ...]) -> Computed:
    isolated = (line.isolated_wallet() for line in lines if not line.is_cross)
    amount = cash_of(case) + sum(isolated, ZERO) + profit
    return Computed(amount, amount, (*WALLETS, *inputs))


def _cash_itself() -> Computed:
    raise NotRecorded("it is the cash that the other figures start from")
