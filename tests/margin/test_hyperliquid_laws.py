"""Laws that hold for every Hyperliquid account."""

from dataclasses import replace
from decimal import Decimal, localcontext

from hypothesis import assume, given
from hypothesis import strategies as st

from margin.engine.accounts import Account, Mode
from margin.engine.assess import assess
from margin.engine.assessment import Assessment, PositionFigures
from tests.margin.accounts_in_general import MARKETS, Scene, cash, positions, prices, scenes, schedules

# A liquidation price is printed with 10 decimals and the pool's requirement is floored: what one unit of the
# price and one micro-dollar of each position can be worth.
PRICE_STEP = Decimal("1e-10")
MICRO = Decimal("1e-6")


def figures(account: Account, marks: dict[str, Decimal]) -> Assessment:
    assessment = assess(account, marks)
    assert isinstance(assessment, Assessment)
    return assessment


def first(scene: Scene) -> PositionFigures:
    return figures(scene.account, scene.marks).positions[0]


def with_first(scene: Scene, **changes) -> Scene:
    changed = replace(scene.account.positions[0], **changes)
    return replace(scene, account=replace(scene.account, positions=(changed, *scene.account.positions[1:])))


def backing(account: Account, marks: dict[str, Decimal]) -> tuple[Decimal, Decimal]:
    """Equity and unfloored maintenance of what backs the first position, from the definition alone."""
    with localcontext(prec=80):
        held = account.positions[0]
        counted = (
            [held] if held.mode is Mode.ISOLATED else [p for p in account.positions if p.mode is Mode.CROSS]
        )
        own = held.wallet if held.mode is Mode.ISOLATED else account.wallet
        equity = own + sum(p.size * marks[p.market] - p.cost for p in counted)
        needed = sum(p.tiers.maintenance(abs(p.size * marks[p.market])) for p in counted)
        return equity, needed


@given(scenes())
def test_at_its_liquidation_price_an_account_meets_maintenance_exactly(scene):
    """Exactly to the rounding: half a step of the printed price, and a micro-dollar a position of floors."""
    held = scene.account.positions[0]
    price = first(scene).liquidation_price
    assume(price is not None)
    equity, needed = backing(scene.account, scene.marks | {held.market: price})
    assert abs(equity - needed) <= abs(held.size) * PRICE_STEP + MICRO * len(MARKETS)


@given(scenes())
def test_a_bisection_of_the_definition_finds_the_same_price(scene):
    held = scene.account.positions[0]
    price = first(scene).liquidation_price
    found = bisected(scene.account, scene.marks, held.market)
    slack = (PRICE_STEP + MICRO * len(MARKETS) / abs(held.size)) * 3
    assert abs((found or Decimal(0)) - (price or Decimal(0))) <= slack


def bisected(account: Account, marks: dict[str, Decimal], market: str) -> Decimal | None:
    """Where equity − maintenance changes sign along one market's price; None when it never does."""

    def is_safe(price: Decimal) -> bool:
        equity, needed = backing(account, marks | {market: price})
        return equity >= needed

    with localcontext(prec=80):
        low, high = Decimal("1e-12"), Decimal("1e15")
        if is_safe(low) is is_safe(high):
            return None
        for _ in range(140):
            middle = (low + high) / 2
            low, high = (middle, high) if is_safe(middle) is is_safe(low) else (low, middle)
        return high


@given(scenes(), st.decimals(Decimal("1.1"), Decimal(5), places=1))
def test_a_larger_position_never_needs_less_maintenance(scene, factor):
    held = scene.account.positions[0]
    grown = with_first(scene, size=held.size * factor, cost=held.cost * factor)
    assert first(grown).maintenance_margin >= first(scene).maintenance_margin


@given(scenes())
def test_a_position_in_another_market_never_lowers_maintenance(scene):
    fewer = replace(scene.account, positions=scene.account.positions[:-1])
    before = figures(fewer, scene.marks).maintenance_margin
    assert figures(scene.account, scene.marks).maintenance_margin >= before


@given(scenes())
def test_a_long_and_its_mirrored_short_need_the_same(scene):
    """Same notional on the other side: maintenance and initial margin agree, PnL changes sign."""
    held = scene.account.positions[0]
    mirrored = with_first(scene, size=-held.size, cost=-held.cost)
    one, other = first(scene), first(mirrored)
    assert (one.maintenance_margin, one.initial_margin) == (other.maintenance_margin, other.initial_margin)
    assert one.unrealized_pnl == -other.unrealized_pnl


@given(scenes(first_mode=Mode.ISOLATED), prices)
def test_an_isolated_position_s_pnl_never_touches_the_pool(scene, price):
    moved = figures(scene.account, scene.marks | {scene.account.positions[0].market: price})
    before = figures(scene.account, scene.marks)
    for figure in ("equity", "maintenance_margin", "initial_margin", "available_margin", "withdrawable"):
        assert getattr(moved, figure) == getattr(before, figure)
    for here, there in zip(moved.positions[1:], before.positions[1:], strict=True):
        assert here.liquidation_price == there.liquidation_price


@given(scenes(first_mode=Mode.ISOLATED), st.decimals(Decimal(1), Decimal(100_000), places=2))
def test_added_margin_never_brings_liquidation_nearer(scene, added):
    held = scene.account.positions[0]
    before, after = first(scene), first(with_first(scene, wallet=held.wallet + added))
    assert is_not_nearer(held.size, before.liquidation_price, after.liquidation_price)


@given(scenes(first_mode=Mode.CROSS), st.decimals(Decimal(1), Decimal(100_000), places=2))
def test_a_profit_elsewhere_never_brings_a_cross_liquidation_nearer(scene, profit):
    richer = replace(scene, account=replace(scene.account, wallet=scene.account.wallet + profit))
    held = scene.account.positions[0]
    assert is_not_nearer(held.size, first(scene).liquidation_price, first(richer).liquidation_price)


def is_not_nearer(
    size: Decimal, before: Decimal | None, after: Decimal | None, slack: Decimal = Decimal(0)
) -> bool:
    """Longs liquidate lower, shorts higher; no price at all is a short's farthest and a long's farthest."""
    if size > 0:
        return (after or Decimal(0)) <= (before or Decimal(0)) + slack
    return before is None or after is None or after >= before - slack


@given(schedules, st.integers(0, 2), st.decimals(Decimal("1e-6"), Decimal(1), places=6))
def test_tiers_are_continuous(tiers, index, step):
    assume(index < len(tiers.tiers))
    edge = tiers.tiers[index].floor
    assume(edge > step)
    below, above = tiers.maintenance(edge - step), tiers.maintenance(edge + step)
    assert below < tiers.maintenance(edge) < above
    assert above - below <= 2 * step


@given(positions("BTC", Mode.CROSS), cash)
def test_tiers_and_maximum_leverage_are_the_same_in_both_modes(drawn, wallet):
    position, mark = drawn
    aside = replace(position, mode=Mode.ISOLATED, wallet=wallet)
    one, other = (
        figures(replace(Account("p", "hyperliquid", wallet), positions=(held,)), {"BTC": mark}).positions[0]
        for held in (position, aside)
    )
    assert (one.maintenance_margin, one.initial_margin) == (other.maintenance_margin, other.initial_margin)
    assert position.tiers.max_leverage == aside.tiers.max_leverage


@given(scenes())
def test_no_figure_depends_on_the_threads_own_decimal_context(scene):
    with localcontext(prec=3):
        careless = assess(scene.account, scene.marks)
    assert careless == assess(scene.account, scene.marks)


@given(scenes())
def test_the_backstop_lies_beyond_liquidation(scene):
    """Beyond, but for the floors of dust."""
    held, found = scene.account.positions[0], first(scene)
    assume(found.liquidation_price is not None and found.backstop_price is not None)
    slack = MICRO * len(MARKETS) / abs(held.size)
    assert is_not_nearer(held.size, found.liquidation_price, found.backstop_price, slack)


@given(scenes())
def test_available_and_withdrawable_are_never_negative_and_never_more_than_equity(scene):
    assessed = figures(scene.account, scene.marks)
    ceiling = max(Decimal(0), assessed.equity)
    assert 0 <= assessed.withdrawable <= assessed.available_margin <= ceiling
