"""Bars to scale: equity and maintenance as the price falls, what backs a pool, ratios of a hedge."""

from decimal import Decimal

from margin.presenters.numbers import grouped
from operators.education.drawings.canvas import Drawing, line, rect, scale, text
from operators.education.figures import Figures
from operators.education.figures import situations as s
from operators.education.spoken import spoken as _

D = Decimal


def buffer(figures: Figures, width: int) -> Drawing:
    """Equity and maintenance of the small example at four prices."""
    account = s.one()
    end = figures.value("cross", "liquidation")
    narrow = width < 500
    left = 0 if narrow else 130
    across = scale((D(0), D(1_000)), (left, width - (0 if narrow else 210)))
    marks, y = [], 8
    for price in (s.PRICES["BTC"], D(50_000), D(45_000), end):
        now = s.assessed(account, BTC=price)
        name, ratio = (
            f"BTC {grouped(price, 2)}",
            _("ratio {ratio} %").format(ratio=grouped(now.margin_ratio, 1)),
        )
        money = _("{equity} equity, {needed} needed").format(
            equity=grouped(now.equity, 2), needed=grouped(now.maintenance_margin, 2)
        )
        if narrow:
            marks += [text(0, y + 10, name, "t b"), text(width, y + 10, ratio, "t", "end")]
            y += 18
        else:
            marks += [
                text(0, y + 15, name, "t b"),
                text(width, y + 11, money, "s", "end"),
                text(width, y + 27, ratio, "t", "end"),
            ]
        marks += [
            rect(left, y, across(D(1_000)) - left, 20, "track"),
            rect(left, y, across(now.equity) - left, 20, "tint"),
            rect(left, y, across(now.maintenance_margin) - left, 20, "solid"),
        ]
        if narrow:
            marks.append(text(0, y + 34, money, "s"))
        y += 52 if narrow else 42
    return Drawing(
        y,
        tuple(marks),
        f"Equity shrinks with the price, maintenance hardly; they meet at {grouped(end, 2)}.",
        "The pale bar is equity, the full one the maintenance margin; both to scale, 0 to 1,000. "
        "Where they meet, the ratio is 100 %.",
    )


def pools(figures: Figures, width: int) -> Drawing:
    """700 in the pool, 300 behind an isolated position, 500 in spot: what backs a cross position."""
    pool, aside, spot = figures.value("isolated", "left_10"), figures.value("isolated", "aside_10"), D(500)
    across = scale((D(0), pool + aside + spot), (0, width))
    parts = (("Pool", pool), ("Isolated", aside), ("Spot", spot))
    marks, y = [], 0
    for title, backing in (("Hyperliquid, standard", {"Pool"}), ("Hyperliquid, unified", {"Pool", "Spot"})):
        total = sum(amount for name, amount in parts if name in backing)
        marks += [
            text(0, y + 16, title, "t b"),
            text(width, y + 16, _("backs cross: {amount}").format(amount=grouped(total, 2)), "t", "end"),
        ]
        x = D(0)
        for name, amount in parts:
            length = across(amount)
            marks += [
                rect(x + 1, y + 26, length - 2, 40, "tint" if name in backing else "hollow"),
                text(x + 8, y + 42, name, "s"),
                text(x + 8, y + 58, grouped(amount, 0), "s b"),
            ]
            x += length
        y += 88
    marks += [
        text(0, y + 16, "Aster", "t b"),
        text(width, y + 16, "its own pool, never shared", "t", "end"),
        rect(1, y + 26, across(pool) - 2, 40, "tint"),
        text(8, y + 42, "Pool", "s"),
        text(8, y + 58, grouped(pool, 0), "s b"),
    ]
    return Drawing(
        y + 70,
        tuple(marks),
        "In a standard account the pool backs cross positions; in a unified one spot too; Aster is apart.",
        "Filled: backs cross positions. Outlined: yours, and backs none of them. To scale; an example "
        "of 700, 300 and 500, and 700 at Aster.",
    )


def hedge(figures: Figures, width: int) -> Drawing:
    """Margin ratios of the large example alone and hedged, in three cases, up to 200 %."""
    apart = {
        name: figures.value("hedge", f"{name}_apart_maintenance")
        / figures.value("hedge", f"{name}_apart_equity")
        * 100
        for name in ("alone", "hedged")
    }
    cases = (
        ("Now", {name: figures.value("hedge", f"{name}_ratio") for name in apart}),
        ("Both fall 15 %", {name: figures.value("hedge", f"{name}_together") for name in apart}),
        ("BTC −10 %, ETH +5 %", apart),
    )
    narrow = width < 500
    left = 0 if narrow else 190
    across = scale((D(0), D(200)), (left, width - (60 if narrow else 110)))
    marks, y = [], 20
    for title, ratios in cases:
        if narrow:
            marks.append(text(0, y + 12, title, "t b"))
            y += 20
        else:
            marks.append(text(0, y + 26, title, "t b"))
        for name, kind in (("alone", "tint"), ("hedged", "solid")):
            ratio = ratios[name]
            marks += [
                rect(left, y, across(ratio) - left, 16, "critical-solid" if ratio > 100 else kind),
                text(across(ratio) + 6, y + 13, f"{grouped(ratio, 1)} %", "s b"),
            ]
            y += 20
        y += 18
    limit = across(D(100))
    marks += [line(limit, 14, limit, y - 14, "limit"), text(limit, 10, "100 %, liquidation", "s", "middle")]
    return Drawing(
        y - 6,
        tuple(marks),
        "Margin ratio without and with the hedge: worse now, better together, above 100 % apart.",
        "Pale: BTC alone. Full: with 20 ETH short. A ratio over 100 % is drawn as if nobody had acted.",
    )
