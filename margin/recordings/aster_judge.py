"""How a figure of an Aster record is computed and put beside the reported one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from margin.engine.accounts import Account, RuleSet
from margin.engine.assess import assess
from margin.engine.assessment import Assessment, Indeterminate
from margin.recordings.aster_record import Line, Marks
from margin.recordings.findings import EXACT, Finding, text
from margin.recordings.numbers import PROBLEMS, NotRecorded, number, reason_of


@dataclass(frozen=True, slots=True)
class Computed:
    """A figure at the record's mark, and at the furthest one that its printed digits also allow.

    What lies between cannot be decided; `why_open` says why, unless it is the cut of the last input.
    """

    amount: Decimal
    furthest: Decimal
    inputs: tuple[str, ...]
    why_open: str = ""


@dataclass(frozen=True, slots=True)
class Judge:
    """Makes the findings about one venue's record."""

    venue: str

    def finding(
        self,
        subject: str,
        source: Mapping[str, Any],
        field: str,
        compute: Callable[[], Computed],
        figure: str = "",
        *,
        decimals: int = 8,
        cut_at: int = 8,
    ) -> Finding:
        """`field` of `source` beside what `compute` gives; what is not recorded becomes the reason.

        `cut_at`: where the record cuts what the venue cuts at 8 decimals.
        """
        figure = figure or field
        reported = None
        try:
            reported = number(source, field)
            computed = compute()
        except PROBLEMS as problem:
            return Finding(self.venue, subject, figure, reported, None, reason=reason_of(problem))
        amount = computed.amount
        if cut_at < 8:
            amount = amount.quantize(Decimal(1).scaleb(-cut_at), ROUND_DOWN)
        low, high = sorted((amount, computed.furthest))
        found = Finding(self.venue, subject, figure, reported, amount, computed.inputs, decimals)
        if found.verdict == EXACT or low == high or not low <= reported <= high:
            return found
        cut = f"{computed.inputs[-1]} is printed cut, which leaves {text(low)} to {text(high)}"
        reason = computed.why_open or cut
        return Finding(self.venue, subject, figure, reported, amount, computed.inputs, decimals, reason)


def figures_of(
    lines: Sequence[Line], wallet: Decimal, marks: Mapping[str, Decimal], inputs: tuple[str, ...]
) -> Assessment:
    """The engine's figures of the lines as one account, resting orders included."""
    for line in lines if "brackets" in inputs else ():
        line.require_brackets(marks[line.symbol])
    account = Account(
        pool="recorded",
        rules=RuleSet.ASTER,
        wallet=wallet,
        positions=tuple(line.position() for line in lines),
        orders=tuple(order for line in lines for order in line.orders()),
    )
    lasts = {line.symbol: number(line.row, "lastPrice") for line in lines if "lastPrice" in line.row}
    result = assess(account, marks, lasts)
    if isinstance(result, Indeterminate):
        raise NotRecorded(f"{' and '.join(result.missing)} not recorded")
    return result


def at_marks(
    lines: Sequence[Line],
    wallet: Decimal,
    marks: Mapping[str, Marks],
    pick: Callable[[Assessment], Decimal],
    inputs: tuple[str, ...],
) -> Computed:
    """A figure at the first and at the last of the marks that the record allows."""
    first = {symbol: each.first for symbol, each in marks.items()}
    last = {symbol: each.last for symbol, each in marks.items()}
    amount = pick(figures_of(lines, wallet, first, inputs))
    furthest = amount if first == last else pick(figures_of(lines, wallet, last, inputs))
    sources = tuple(dict.fromkeys(each.source for each in marks.values()))
    return Computed(amount, furthest, tuple(dict.fromkeys((*inputs, *sources))))
