"""What a terminal's fragments cost: each widget presented and rendered, three positions open."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perps_studio.settings")

import django

django.setup()

from decimal import Decimal

from bench._measure import heading, per_call, say
from bench.margin import account
from margin.engine.assess import assess
from trading.feed.values import AccountValues, MarketValues
from trading.stream.widgets import WIDGETS, WidgetSettings, render

NOW = 1_795_365_741_937
SETTINGS = WidgetSettings(Decimal(50), Decimal(80), "Hyperliquid", "sandbox")


def main() -> None:
    unit = heading()
    held, marks = account(3)
    values = {
        "market": MarketValues(
            venue="hyperliquid", network="sandbox", symbol="M0", mark=Decimal("100.5"),
            index=Decimal("100.4"), mid=Decimal("100.5"), previous_day=Decimal(99),
            funding=Decimal("0.0000125"),
            open_interest=Decimal(1000), day_volume=Decimal(1_000_000), marked_at=NOW - 200,
        ),
        "account": AccountValues(
            venue="hyperliquid", network="sandbox", address="0x" + "0" * 40, account=held,
            assessment=assess(held, marks), marks=marks, marked_at=NOW - 200, snapshot_at=NOW - 900,
            abstraction="default",
        ),
    }  # fmt: skip
    for widget in WIDGETS.values():
        shown = values[widget.kind]
        cost = per_call(lambda widget=widget, shown=shown: render(widget.id, shown, SETTINGS, NOW))
        say(f"widget {widget.id}, {len(render(widget.id, shown, SETTINGS, NOW)):,} bytes", cost, unit)


if __name__ == "__main__":
    main()
