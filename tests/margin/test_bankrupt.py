"""The state in which nothing is left: liquidation, whatever the venue's floor makes of maintenance."""

from decimal import Decimal

from margin.engine.assess import assess
from tests.margin.situations import account, cross, marks


def test_dust_whose_maintenance_floors_to_nothing_is_still_liquidated_when_equity_is_gone():
    held = account("-0.00001", cross("BTC", "0.00000001", "60000"))
    figures = assess(held, marks(BTC="60000"))
    assert figures.maintenance_margin == Decimal("0.000007")
    smaller = assess(account("-0.00001", cross("DOGE", "0.00001", "0.1")), marks(DOGE="0.1"))
    assert smaller.maintenance_margin == 0
    assert smaller.is_liquidatable


def test_nothing_open_is_never_liquidated_not_even_in_debt():
    assert not assess(account("-5"), {}).is_liquidatable
