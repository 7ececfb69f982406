"""Agreement with the venue: judged on what can be judged, to the printed digits."""

from dataclasses import replace

import msgspec
import pytest

from tests.feed.situations import NOON, D, long_one, snapshot
from trading.feed.parity import SAME_MOMENT_MS, agreement, same_price
from trading.feed.values import Reported

# Ada holds 1 BTC from 60,000 with 10,000: maintenance 750, 10 % of 60,000 stays behind.
REPORTED = Reported(
    liquidation_prices={"BTC": D("50632.9113924051")}, maintenance_margin=D(750), withdrawable=D(4000)
)


def test_equal_figures_agree():
    assert agreement(snapshot(long_one(), reported=REPORTED)) is True


@pytest.mark.parametrize(
    "change",
    [
        {"maintenance_margin": D("750.000002")},
        {"liquidation_prices": {"BTC": D("50632.91")}},
        {"liquidation_prices": {"BTC": None}},
        {"liquidation_prices": {}},
        {"withdrawable": D("4000.01")},
    ],
    ids=str,
)
def test_any_figure_beyond_the_printed_digits_does_not(change):
    assert agreement(snapshot(long_one(), reported=msgspec.structs.replace(REPORTED, **change))) is False


def test_a_withdrawable_that_differs_while_orders_are_old_decides_nothing():
    differs = snapshot(long_one(), reported=msgspec.structs.replace(REPORTED, withdrawable=D(3000)))
    assert agreement(replace(differs, orders_at=NOON - SAME_MOMENT_MS - 1)) is None
    assert agreement(replace(differs, orders_at=None)) is None
    assert agreement(differs) is False


def test_what_is_not_known_or_not_reported_is_not_judged():
    assert agreement(snapshot(long_one())) is None
    assert agreement(snapshot(account=None, missing=("open orders",), reported=REPORTED)) is None
    assert agreement(snapshot(long_one(), reported=REPORTED, marks={})) is None
    unsaid = msgspec.structs.replace(REPORTED, maintenance_margin=None, withdrawable=None)
    assert agreement(snapshot(long_one(), reported=unsaid)) is True


def test_two_missing_prices_are_the_same_and_one_is_not():
    assert same_price(None, None)
    assert not same_price(None, D(1))
    assert not same_price(D(1), None)
    assert same_price(D("2866.2693653703"), D("2866.26936537"))
