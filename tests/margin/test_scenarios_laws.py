"""Laws of what-ifs, for accounts of every shape."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from margin.engine.accounts import Mode, Position
from margin.engine.scenarios.cash import deposited, funded
from margin.engine.scenarios.differences import Cause, compare
from margin.engine.scenarios.drafts import Draft
from margin.engine.scenarios.fills import filled
from margin.engine.scenarios.prices import shocked
from margin.engine.scenarios.settings import with_leverage
from margin.engine.scenarios.stress import stressed
from tests.margin import aster_situations as aster
from tests.margin.accounts_in_general import EARLY, MARKETS, Scene, positions, prices, scenes, sizes
from tests.margin.scenario_situations import figures_of, known
from tests.margin.situations import account

moves = st.decimals(Decimal(-90), Decimal(300), places=2)


@st.composite
def drafts(draw: st.DrawFn, scene: Scene, market: str = "", mode: Mode | None = None) -> Draft:
    """An order in any market of the scene, in the terms of what is open there."""
    market = market or draw(st.sampled_from(MARKETS))
    held = next((held for held in scene.account.positions if held.market == market), None)
    return Draft(
        market,
        draw(sizes()),
        draw(prices),
        held.mode if held else mode or draw(st.sampled_from(list(Mode))),
        held.leverage if held else draw(st.integers(1, 50)),
        held.tiers if held else EARLY,
        fee_rate=draw(st.sampled_from([Decimal(0), Decimal("0.00045"), Decimal("-0.00002")])),
    )


def cushion(assessment, market) -> Decimal:
    """What a cross position leans on, beside itself."""
    own = figures_of(assessment, market)
    others = assessment.maintenance_margin - own.maintenance_margin
    return assessment.equity - own.unrealized_pnl - others


def is_bankrupt_at(held: Position, order: Draft) -> bool:
    """True of an isolated position whose loss at the order's price is more than was set aside."""
    if held.market != order.market or held.wallet is None:
        return False
    return held.wallet + held.size * order.price - held.cost < 0


@given(scenes())
def test_comparing_a_moment_with_itself_gives_nothing(scene):
    now = known(scene.account, scene.marks)
    assert compare(now, now).is_empty


@given(scenes())
def test_a_shock_of_nothing_is_the_assessment(scene):
    still = stressed(scene.account, scene.marks, dict.fromkeys(MARKETS, Decimal(0)))
    assert still.assessment == known(scene.account, scene.marks)


@given(st.data(), scenes())
def test_a_fill_changes_the_account_value_by_its_distance_to_the_mark_and_its_fee(data, scene):
    order = data.draw(drafts(scene))
    assume(not any(is_bankrupt_at(held, order) for held in scene.account.positions))
    before, after = known(scene.account, scene.marks), known(filled(scene.account, order), scene.marks)
    at_mark = order.size * (scene.marks[order.market] - order.price)
    paid = before.account_value + at_mark - after.account_value
    exact_fee = abs(order.size * order.price) * order.fee_rate
    # A flip pays two fees, each floored to the micro-dollar.
    assert exact_fee - Decimal("0.000002") <= paid <= exact_fee


@given(positions("BTC", Mode.ISOLATED), prices, st.integers(1, 10))
def test_no_fill_beyond_an_isolated_positions_bankruptcy_touches_the_pool(drawn, price, part):
    held, _ = drawn
    close = Draft("BTC", -held.size * part / 10, price, held.mode, held.leverage, held.tiers)
    # Nearer than the micro-dollar that is floored of what stays aside, it may not be bankrupt yet.
    assume(held.wallet + held.size * price - held.cost < Decimal("-0.00001"))
    after = filled(account("1000", held), replace(close, fee_rate=Decimal("0.00045")))
    assert after.wallet == 1000


@pytest.mark.parametrize("mode", list(Mode))
@given(size=sizes(), price=prices, rate=st.sampled_from([Decimal(0), Decimal("0.00045")]))
def test_a_fill_and_its_opposite_return_the_cash_less_the_fees(mode, size, price, rate):
    order = Draft("BTC", size, price, mode, 7, EARLY, fee_rate=rate)
    there = filled(account("1000000"), order)
    back = filled(there, replace(order, size=-size))
    fee = abs(size) * price * rate
    assert back.positions == ()
    assert 1_000_000 - 2 * fee <= back.wallet <= 1_000_000 - 2 * fee + Decimal("0.000002")


@pytest.mark.parametrize("mode", list(Mode))
@given(position=aster.positions(), price=aster.prices())
def test_on_aster_too_a_fill_and_its_opposite_return_the_cash(mode, position, price):
    order = Draft("BTCUSDT", position.size, price, mode, 7, position.tiers, collateral="USDT")
    there = filled(aster.pool("1000000"), order)
    back = filled(there, replace(order, size=-order.size))
    assert (back.positions, back.wallet) == ((), 1_000_000)


@given(st.data(), scenes(), st.integers(1, 9))
def test_two_cross_fills_are_one(data, scene, part):
    order = data.draw(drafts(scene, mode=Mode.CROSS))
    order = replace(order, mode=Mode.CROSS, fee_rate=Decimal(0))
    if any(held.market == order.market and held.mode is Mode.ISOLATED for held in scene.account.positions):
        return
    first, second = order.size * part / 10, order.size - order.size * part / 10
    twice = filled(filled(scene.account, replace(order, size=first)), replace(order, size=second))
    once = known(filled(scene.account, order), scene.marks)
    assert known(twice, scene.marks).equity == pytest.approx(once.equity, abs=Decimal("1e-20"))
    assert known(twice, scene.marks).maintenance_margin == once.maintenance_margin


@given(st.data(), scenes(Mode.CROSS))
def test_the_reasons_of_a_moved_price_add_up_to_the_room_gained_or_lost(data, scene):
    target = scene.account.positions[0].market
    other = data.draw(st.sampled_from([market for market in MARKETS if market != target]))
    later = filled(scene.account, data.draw(drafts(scene, other)))
    later = deposited(later, data.draw(st.decimals(Decimal("0.01"), Decimal(10_000), places=2)))
    later = funded(later, other, scene.marks[other], data.draw(st.decimals("-0.04", "0.04", places=6)))
    after_marks = shocked(scene.marks, {market: data.draw(moves) for market in MARKETS})
    before, after = known(scene.account, scene.marks), known(later, after_marks)
    room = cushion(after, target) - cushion(before, target)
    moved = [move for move in compare(before, after).moves if move.market == target]
    for move in moved:
        assert all(reason.cause is not Cause.OWN for reason in move.reasons)
        assert sum(reason.amount for reason in move.reasons) == room


@given(scenes(Mode.CROSS), st.integers(1, 50))
def test_leverage_moves_no_cross_liquidation_price(scene, leverage):
    changed = with_leverage(scene.account, scene.account.positions[0].market, leverage)
    assert compare(known(scene.account, scene.marks), known(changed, scene.marks)).moves == ()


@given(st.data(), scenes(), moves)
def test_what_is_set_aside_stays_out_of_the_pool(data, scene, move):
    """Once an isolated order has filled, no price of its market touches the pool."""
    free = [market for market in MARKETS if market not in {held.market for held in scene.account.positions}]
    if not free:
        return
    later = filled(scene.account, data.draw(drafts(scene, free[0], Mode.ISOLATED)))
    opened = known(later, scene.marks)
    moved = known(later, shocked(scene.marks, {free[0]: move}))
    assert (opened.equity, opened.maintenance_margin) == (moved.equity, moved.maintenance_margin)


@given(st.data(), scenes())
def test_a_long_and_its_mirror_image_fill_alike(data, scene):
    """Turned around with every size, an order takes the same margin, and its result has the other sign."""
    order = data.draw(drafts(scene))
    mirrored = replace(
        scene.account,
        positions=tuple(replace(held, size=-held.size, cost=-held.cost) for held in scene.account.positions),
    )
    turned = replace(order, size=-order.size)
    one, other = (
        known(filled(account, draft), scene.marks)
        for account, draft in ((scene.account, order), (mirrored, turned))
    )
    assert one.maintenance_margin == other.maintenance_margin
    assert one.initial_margin == other.initial_margin
    assert one.unrealized_pnl == -other.unrealized_pnl
