"""The liquidation ladder: equity and maintenance over the price, and what happens where they cross."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from margin.engine.accounts import Account, RuleSet
from margin.presenters.numbers import grouped
from operators.education.drawings.canvas import Drawing, area, circle, line, path, rect, scale, text
from operators.education.figures import Figures
from operators.education.figures import situations as s

D = Decimal
ENTRY = D(60_000)


@dataclass(frozen=True, slots=True)
class Step:
    """A price of the ladder: its name, what happens there, its tone."""

    name: str
    price: Decimal
    words: str
    tone: str


def hyperliquid(figures: Figures, width: int) -> Drawing:
    """Caution, critical, the book, the backstop, zero."""
    prices = {
        name: figures.value("ladder", name)
        for name in ("caution", "critical", "liquidation", "backstop", "zero")
    }
    steps = (
        Step("Ratio 50 %", prices["caution"], "Caution: you are warned", "caution"),
        Step("Ratio 80 %", prices["critical"], "Critical: warned again", "critical"),
        Step("Liquidation", prices["liquidation"], "The order book closes you; the rest is yours", "accent"),
        Step("Backstop", prices["backstop"], "Positions and margin are taken", "critical"),
        Step("Equity is zero", prices["zero"], "Below here, auto-deleveraging", "quiet"),
    )
    return _ladder(
        s.large(10),
        steps,
        "tint",
        width,
        (D(49_900), D(51_450)),
        D(1_450),
        shares=(D(1), D(2) / 3),
        caption="Equity (slanted) against maintenance (upright) and two thirds of it (broken), over BTC's "
        "price. Filled is what is left; where it changes color, the next step begins. Prices to scale.",
    )


def aster(figures: Figures, width: int) -> Drawing:
    """Caution, critical, liquidation, bankruptcy."""
    prices = {
        name: figures.value("aster_ladder", name) for name in ("caution", "critical", "liquidation", "zero")
    }
    steps = (
        Step("Ratio 50 %", prices["caution"], "Caution: you are warned", "caution"),
        Step("Ratio 80 %", prices["critical"], "Critical: warned again", "critical"),
        Step("Liquidation", prices["liquidation"], "Orders are cancelled, then takeover", "critical"),
        Step("Bankruptcy", prices["zero"], "Price of the takeover; equity is zero", "quiet"),
    )
    return _ladder(
        s.large(10, RuleSet.ASTER),
        steps,
        "zone-critical",
        width,
        (D(49_960), D(50_480)),
        D(480),
        shares=(D(1),),
        caption="Example table. Equity (slanted) against maintenance (upright), over BTC's price. Filled: "
        "what is left at the line; assume it is gone. Prices to scale; the range is narrower than on the "
        "Hyperliquid page.",
    )


def _ladder(
    account: Account,
    steps: Sequence[Step],
    zone: str,
    width: int,
    prices: tuple[Decimal, Decimal],
    most: Decimal,
    shares: tuple[Decimal, ...],
    caption: str,
) -> Drawing:
    narrow = width < 500
    top, bottom = 12, 420
    left, right = (128, width - 4) if narrow else (220, width - 300)
    down, across = scale((prices[1], prices[0]), (top, bottom)), scale((D(0), most), (left, right))

    def equity(price: Decimal) -> Decimal:
        return s.assessed(account, BTC=price).equity

    def needed(price: Decimal) -> Decimal:
        return s.assessed(account, BTC=price).maintenance_margin

    top_price = min(prices[1], ENTRY - (account.wallet - most))

    def left_between(high: Decimal, low: Decimal, kind: str) -> SafeString:
        corners = [(left, down(high)), (across(equity(high)), down(high)), (across(equity(low)), down(low))]
        return area([*corners, (left, down(low))], kind)

    marks = [rect(left, top, D(right - left), bottom - top, "ground")]
    zones = ("zone-caution", "zone-critical", zone, "zone-critical")
    marks += [
        left_between(above.price, below.price, kind)
        for above, below, kind in zip(steps, steps[1:], zones, strict=False)
    ]
    for share, kind in zip(shares, ("accent", "accent dashed"), strict=False):
        marks.append(
            path([(across(needed(price) * share), down(price)) for price in (prices[1], prices[0])], kind)
        )
    zero = steps[-1].price
    marks.append(path([(across(equity(price)), down(price)) for price in (top_price, zero)], "ink thick"))
    tops = _apart([down(step.price) for step in steps], 34)
    for step, label in zip(steps, tops, strict=True):
        y, x = down(step.price), across(equity(step.price))
        marks += [
            path([(left - 12, label), (left, y), (x, y)], f"{step.tone}-line"),
            circle(x, y, f"{step.tone}-point"),
            text(left - 18, label - 1, grouped(step.price, 2), "t b", "end"),
            text(left - 18, label + 13, step.name, "s", "end"),
        ]
        if not narrow:
            marks += [
                path([(x, y), (right, y), (right + 12, label)], f"{step.tone}-line thin"),
                text(right + 18, label + 4, step.words, "s"),
            ]
    marks += [line(left, bottom, right, bottom, "axis")]
    for part in range(3):
        value = (most / 2 * part).quantize(D(1))
        anchor = ("start", "middle", "end")[part]
        marks.append(text(across(value), bottom + 18, grouped(value, 0), "s", anchor))
    height = bottom + 26
    if not narrow:
        middle = across(needed(prices[1]))
        marks.append(text(middle + 8, top + 16, "maintenance", "s"))
        marks.append(text(across(equity(top_price)) - 30, top + 16, "equity", "s", "end"))
    if narrow:
        for step in steps:
            height += 34
            marks += [
                text(0, height, f"{grouped(step.price, 2)} {step.name}", "s b"),
                text(0, height + 15, step.words, "s"),
            ]
        height += 24
    words = "; ".join(f"{step.name} at {grouped(step.price, 2)}" for step in steps)
    return Drawing(height, tuple(marks), words, caption)


def _apart(places: list[Decimal], least: int) -> list[Decimal]:
    """The places, pushed downward where they would overlap, then back up from the end."""
    out = list(places)
    for index in range(1, len(out)):
        out[index] = max(out[index], out[index - 1] + least)
    excess = max(D(0), out[-1] - places[-1] - 8)
    return [place - excess / 2 for place in out]
