"""Paths against stepping, prices against assessing: what closed forms claim is tried out."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from margin.engine.accounts import Account, Asset, Leg, Mode
from margin.engine.assessment import Assessment
from margin.engine.scenarios.cash import deposited
from margin.engine.scenarios.fills import closing_draft, filled
from margin.engine.scenarios.funding import FundingRate, funding_ends
from margin.engine.scenarios.hedging import break_even_divergence
from margin.engine.scenarios.holding import credited
from margin.engine.scenarios.paths import liquidations, price_at_ratio
from margin.engine.scenarios.prices import shocked
from margin.engine.scenarios.remedies import deposit_below, reduction_below
from margin.engine.scenarios.stress import stressed
from tests.margin import aster_situations as aster
from tests.margin.accounts_in_general import MARKETS, positions, scenes
from tests.margin.scenario_situations import known
from tests.margin.situations import account

STEP = 4
DUST = Decimal("0.001")
directions = st.fixed_dictionaries({market: st.sampled_from([-1, 0, 1]) for market in MARKETS})


def cushions(assessment: Assessment) -> dict[str | None, Decimal]:
    """Equity less maintenance of the pool (None) and of every isolated position."""
    found: dict[str | None, Decimal] = {
        held.market: held.margin - held.maintenance_margin
        for held in assessment.positions
        if held.mode is Mode.ISOLATED
    }
    if any(held.mode is Mode.CROSS for held in assessment.positions):
        found[None] = assessment.equity - assessment.maintenance_margin
    return found


def agrees_with_stepping(held: Account, marks: dict[str, Decimal], path: dict[str, Decimal]) -> None:
    """At every step a unit is below its maintenance exactly when the path says it is liquidated before."""
    ends = {end.market: end.distance for end in liquidations(held, marks, path)}
    assert list(ends.values()) == sorted(ends.values())
    for distance in range(0, 100, STEP):
        shock = {market: direction * distance for market, direction in path.items()}
        for unit, cushion in cushions(known(held, shocked(marks, shock))).items():
            if abs(cushion) > DUST:
                assert (cushion < 0) is (unit in ends and ends[unit] < distance)


@settings(max_examples=60)
@given(scenes(), directions)
def test_the_order_of_liquidations_agrees_with_stepping(scene, path):
    now = cushions(known(scene.account, scene.marks))
    assume(all(cushion >= 0 for cushion in now.values()))
    agrees_with_stepping(scene.account, scene.marks, {m: Decimal(d) for m, d in path.items()})


@st.composite
def aster_pools(draw: st.DrawFn, several: bool = False) -> tuple[Account, dict[str, Decimal]]:
    """An Aster pool with two legs of BTC and one ETH position, single-asset or of two assets."""
    held = (
        draw(aster.positions(leg=Leg.LONG)),
        draw(aster.positions(leg=Leg.SHORT)),
        draw(aster.positions("ETHUSDT")),
    )
    prices = {market: draw(aster.prices()) for market in ("BTCUSDT", "ETHUSDT")}
    cash = draw(st.decimals(0, 30_000_000, places=8))
    if not several:
        return aster.pool(cash, *held), prices
    usdt = Asset("USDT", cash, Decimal("0.9999"), Decimal("1.0001"))
    bnb = Asset("BNB", draw(st.decimals(0, 20_000, places=8)), Decimal(570), Decimal(630))
    return aster.several((usdt, bnb), *held), prices


@settings(max_examples=60)
@given(st.booleans().flatmap(aster_pools), st.sampled_from([-1, 1]), st.sampled_from([-1, 0, 1]))
def test_on_aster_too_stepping_agrees(pool, bitcoin, ether):
    held, prices = pool
    assume(all(cushion >= 0 for cushion in cushions(known(held, prices)).values()))
    agrees_with_stepping(held, prices, {"BTCUSDT": Decimal(bitcoin), "ETHUSDT": Decimal(ether)})


@given(scenes())
def test_a_path_of_one_market_ends_at_its_liquidation_price(scene):
    now = known(scene.account, scene.marks)
    for figures in now.positions:
        unit = None if figures.mode is Mode.CROSS else figures.market
        price = figures.liquidation_price
        if cushions(now)[unit] < 0 or price is None:
            continue
        way = Decimal(1) if price > figures.mark else Decimal(-1)
        ends = {end.market: end for end in liquidations(scene.account, scene.marks, {figures.market: way})}
        if price < 100 * figures.mark:
            assert abs(ends[unit].prices[figures.market] - price) <= Decimal("1e-10")


@given(scenes(Mode.CROSS), st.decimals(Decimal(1), Decimal(150), places=1))
def test_at_the_price_of_a_ratio_the_account_has_it(scene, ratio):
    market = scene.account.positions[0].market
    price = price_at_ratio(scene.account, scene.marks, market, ratio)
    assume(price is not None and price > Decimal("0.0001"))
    at_it = known(scene.account, {**scene.marks, market: price})
    assert abs(at_it.maintenance_margin * 100 - ratio * at_it.equity) < DUST


@st.composite
def alive(draw: st.DrawFn) -> tuple[Account, dict[str, Decimal], Decimal]:
    """An account whose pool is alive, its marks, and a margin ratio somewhat below its own."""
    scene = draw(scenes(Mode.CROSS))
    now = known(scene.account, scene.marks)
    assume(now.maintenance_margin > 1)
    equity = now.maintenance_margin * draw(st.integers(11, 60)) / 10
    held = credited(scene.account, equity.quantize(Decimal("1e-6")) - now.equity)
    ratio = known(held, scene.marks).margin_ratio * draw(st.integers(40, 100)) / 100
    return held, scene.marks, ratio.quantize(Decimal("0.1"))


@given(alive())
def test_a_reduction_is_enough_and_one_step_less_is_not(drawn):
    account_now, marks, ratio = drawn
    held, step = account_now.positions[0], Decimal("0.0001")
    size = reduction_below(account_now, marks, held.market, ratio, step)
    assume(size)
    close = closing_draft(account_now, held.market, marks[held.market])

    def missing(closed: Decimal) -> Decimal:
        order = replace(close, size=closed.copy_sign(close.size))
        after = known(filled(account_now, order), marks)
        return after.maintenance_margin - after.equity * ratio / 100

    assert missing(size) < 0
    if size > step:
        assert missing(size - step) >= -2 * Decimal("1e-6")


@given(alive())
def test_a_deposit_is_enough_and_one_cent_less_is_not(drawn):
    held, marks, ratio = drawn
    cent = Decimal("0.01")
    amount = deposit_below(held, marks, ratio, cent)
    assume(amount)
    assert known(deposited(held, amount), marks).margin_ratio < ratio
    if amount > cent:
        assert known(deposited(held, amount - cent), marks).margin_ratio >= ratio


@given(scenes(Mode.CROSS), st.decimals("0.000001", "0.04", places=6))
def test_what_funding_takes_until_its_end_leaves_the_maintenance_margin(scene, rate):
    rates = {market: FundingRate(rate, Decimal(1)) for market in MARKETS}
    now = known(scene.account, scene.marks)
    assume(now.equity >= now.maintenance_margin)
    for end in funding_ends(scene.account, scene.marks, rates):
        if end.market is None:
            then = known(credited(scene.account, -end.hours * end.per_hour), scene.marks)
            assert abs(then.equity - then.maintenance_margin) < DUST


@given(st.data(), st.decimals(Decimal(-30), Decimal(30), places=1))
def test_at_the_break_even_divergence_both_accounts_have_one_ratio(data, move):
    (first, first_mark), (second, second_mark) = (
        data.draw(positions(market, Mode.CROSS)) for market in ("BTC", "ETH")
    )
    marks = {"BTC": first_mark, "ETH": second_mark}
    # Enough cash that both accounts live through the move: without it there is no ratio to meet.
    gross = abs(first.size) * first_mark + abs(second.size) * second_mark
    cash = str(gross * data.draw(st.decimals("0.5", 5, places=1)))
    before, after = account(cash, first), account(cash, first, second)
    found = break_even_divergence(before, after, marks, "BTC", move, "ETH")
    assume(hasattr(found, "move") and found.move > -99)
    at_it = stressed(after, marks, {"BTC": move, "ETH": found.move}).assessment
    assert abs(at_it.maintenance_margin * 100 - found.ratio * at_it.equity) < DUST
    assert abs(found.divergence + move - found.move) < Decimal("1e-20")
