"""What differs between two moments, and why liquidation prices moved."""

from decimal import Decimal

import pytest

from margin.engine.accounts import Mode
from margin.engine.errors import MarginError
from margin.engine.scenarios.cash import deposited, funded, margin_added, withdrawn
from margin.engine.scenarios.differences import Cause, compare
from margin.engine.scenarios.fills import closing_draft, filled
from margin.engine.scenarios.prices import repriced
from tests.margin.scenario_situations import DRAWN, draft, drawn, known
from tests.margin.situations import account, cross, marks

SHORT = account("1000", cross("BTC", "-0.05", "60000"), cross("SOL", "20", "150"))
NOW = marks(BTC="60000", SOL="150")


def why(before, after, market, prices=DRAWN, later=None):
    """The reasons of one market's move, as (cause, market, amount)."""
    difference = compare(known(before, prices), known(after, later or prices))
    (move,) = [move for move in difference.moves if move.market == market]
    return [(reason.cause, reason.market, reason.amount) for reason in move.reasons]


def test_the_same_moment_twice_differs_in_nothing():
    difference = compare(known(drawn(), DRAWN), known(drawn(), DRAWN))
    assert difference.is_empty
    assert difference.before == difference.after


def test_every_changed_figure_has_its_before_and_after():
    difference = compare(known(drawn(), DRAWN), known(deposited(drawn(), Decimal(100)), DRAWN))
    changed = {change.figure: (change.before, change.after) for change in difference.changes}
    assert changed["equity"] == (Decimal("3346.47"), Decimal("3446.47"))
    assert changed["available_margin"] == (Decimal("970.17"), Decimal("1070.17"))
    assert "maintenance_margin" not in changed
    assert "positions" not in changed


def test_an_opened_and_a_closed_position_are_in_the_difference():
    opened = filled(account("1000"), draft("BTC", "0.05", "60000"))
    there = compare(known(account("1000"), NOW), known(opened, NOW))
    (position,) = there.positions
    assert (position.market, position.before) == ("BTC", None)
    assert position.after == known(opened, NOW).positions[0]
    assert there.moves == ()
    back = compare(known(opened, NOW), known(account("1000"), NOW))
    assert (back.positions[0].before, back.positions[0].after) == (position.after, None)


def test_a_difference_of_figures_alone_is_not_empty():
    assert not compare(known(account("1"), {}), known(account("2"), {})).is_empty


def test_what_an_isolated_position_gives_back_widens_the_pool():
    later = filled(drawn(), closing_draft(drawn(), "ETH", DRAWN["ETH"]))
    assert why(drawn(), later, "BTC") == [(Cause.SET_ASIDE, "ETH", 2512)]


def test_a_deposit_moves_both_by_the_pools_cash():
    later = deposited(drawn(), Decimal(100))
    assert why(drawn(), later, "SOL") == [(Cause.POOL, None, 100)]
    assert why(drawn(), later, "BTC") == [(Cause.POOL, None, 100)]


def test_isolating_shrinks_the_pool_by_what_is_set_aside():
    later = filled(drawn(), draft("ETH", "-1", "3344", 5, Mode.ISOLATED))
    assert why(drawn(), later, "BTC") == [(Cause.SET_ASIDE, "ETH", Decimal("-668.80"))]


def test_added_isolated_margin_leaves_the_pool_and_arrives_at_the_position():
    later = margin_added(drawn(), "ETH", Decimal(100), DRAWN)
    assert why(drawn(), later, "SOL") == [(Cause.SET_ASIDE, "ETH", -100)]
    assert why(drawn(), later, "ETH") == [(Cause.OWN, "ETH", 100)]


def test_a_new_cross_position_adds_its_maintenance():
    later = filled(drawn(), draft("BTC", "0.1", "64812", 20))
    assert why(drawn(), later, "SOL") == [(Cause.MAINTENANCE, "BTC", Decimal("-81.015"))]
    assert why(drawn(), later, "BTC") == [(Cause.OWN, "BTC", None)]


def test_a_loss_elsewhere_is_shared():
    later = repriced(DRAWN, {"SOL": Decimal("145.20")})
    assert why(drawn(), drawn(), "BTC", later=later) == [
        (Cause.RESULT, "SOL", -600),
        (Cause.MAINTENANCE, "SOL", 15),
    ]


def test_closing_at_the_mark_frees_maintenance_and_no_cash():
    """What was unrealized became cash: the two are not told apart."""
    later = filled(drawn(), closing_draft(drawn(), "BTC", DRAWN["BTC"]))
    assert why(drawn(), later, "SOL") == [(Cause.MAINTENANCE, "BTC", Decimal("405.075"))]


def test_closing_below_the_mark_also_costs_the_pool():
    later = filled(drawn(), closing_draft(drawn(), "BTC", DRAWN["BTC"] - 10))
    assert why(drawn(), later, "SOL") == [
        (Cause.POOL, None, -5),
        (Cause.MAINTENANCE, "BTC", Decimal("405.075")),
    ]


def test_an_isolated_markets_price_is_no_reason():
    later = deposited(drawn(), Decimal(100))
    assert why(drawn(), later, "BTC", later=repriced(DRAWN, {"ETH": Decimal(3400)})) == [
        (Cause.POOL, None, 100)
    ]


def test_funding_of_an_isolated_position_does_not_touch_the_pool():
    later = funded(drawn(), "ETH", Decimal(3344), Decimal("-0.001"))
    difference = compare(known(drawn(), DRAWN), known(later, DRAWN))
    assert [move.market for move in difference.moves] == ["ETH"]
    assert [reason.amount for reason in difference.moves[0].reasons] == [Decimal("-13.376")]
    assert difference.moves[0].nearer


def test_funding_and_a_price_move_are_told_apart():
    """FIELD.md, 2: the tooltip of a moved liquidation price."""
    later = funded(drawn(), "BTC", Decimal(64812), Decimal("0.0001"))
    prices = repriced(DRAWN, {"SOL": Decimal("145.20")})
    assert why(drawn(), later, "BTC", later=prices) == [
        (Cause.POOL, None, Decimal("-3.2406")),
        (Cause.RESULT, "SOL", -600),
        (Cause.MAINTENANCE, "SOL", 15),
    ]


def test_of_a_short_a_lower_liquidation_price_is_nearer():
    later = withdrawn(SHORT, Decimal(100), NOW)
    moves = {move.market: move for move in compare(known(SHORT, NOW), known(later, NOW)).moves}
    assert (moves["BTC"].by < 0, moves["BTC"].nearer) == (True, True)
    assert (moves["SOL"].by > 0, moves["SOL"].nearer) == (True, True)


def test_a_liquidation_price_that_appears_has_no_distance_it_moved_by():
    rich = account("4000", cross("BTC", "0.05", "60000"))
    (move,) = compare(known(rich, NOW), known(withdrawn(rich, Decimal(2000), NOW), NOW)).moves
    assert (move.before, move.by, move.nearer) == (None, None, True)


def test_pools_of_two_accounts_are_not_compared():
    aster = known(drawn(), DRAWN)
    other = known(account("1"), {})
    object.__setattr__(other, "pool", "Aster · USDT")
    with pytest.raises(MarginError, match="pool: must be the same"):
        compare(aster, other)
