"""Laws that hold for every Aster account, and prices that a bisection of the definition also finds."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, localcontext

from hypothesis import assume, given
from hypothesis import strategies as st

from margin.engine.accounts import Account, Asset, Leg, Mode, Position, RuleSet
from margin.engine.aster import initial_margin
from tests.margin.aster_situations import known, pool, positions, prices, quantities, tables

UNIT = Decimal("1e-8")
CASH = st.decimals(0, 5_000_000, places=8)
MARKETS = ("BTCUSDT", "ETHUSDT", "SOLUSDT")
FARTHEST = Decimal("1e12")
TOUCHED_BY_THE_POOL = ("equity", "maintenance_margin", "initial_margin", "available_margin", "withdrawable")


@st.composite
def scenes(draw: st.DrawFn, rules: RuleSet = RuleSet.ASTER) -> tuple[Account, dict[str, Decimal]]:
    """One to three cross positions and their marks, in hedge mode or not; in several assets or one."""
    hedged = draw(st.booleans())
    drawn: list[Position] = []
    for market in draw(st.lists(st.sampled_from(MARKETS), min_size=1, max_size=3, unique=True)):
        if not hedged:
            drawn.append(draw(positions(market)))
            continue
        legs = draw(st.sampled_from([(Leg.LONG,), (Leg.SHORT,), (Leg.LONG, Leg.SHORT)]))
        both = [draw(positions(market, leg=leg)) for leg in legs]
        drawn += [replace(leg, tiers=both[0].tiers) for leg in both]
    marks = {market: draw(prices()) for market in MARKETS}
    if rules is RuleSet.ASTER:
        return pool(draw(CASH), *drawn), marks
    assets = (
        Asset("USDT", draw(CASH), Decimal("0.9"), Decimal("1.02")),
        Asset("USDF", draw(CASH), Decimal("0.95"), Decimal("1.05")),
        Asset("BTC", draw(st.decimals(0, 5, places=6)), Decimal(57000), Decimal(63000)),
    )
    in_usdf = draw(st.sampled_from(MARKETS))
    drawn = [replace(each, collateral="USDF") if each.market == in_usdf else each for each in drawn]
    return Account("several", rules, Decimal(0), tuple(drawn), (), assets), marks


def cut(amount: Decimal) -> Decimal:
    return amount.quantize(UNIT, "ROUND_DOWN")


def maintenance(position: Position, price: Decimal) -> Decimal:
    """From the table alone: the highest bracket whose floor the notional passes."""
    notional = abs(position.size) * price
    tier = [tier for tier in position.tiers.tiers if notional > tier.floor or tier.floor == 0][-1]
    return notional * tier.rate - tier.deduction


def surplus(account: Account, marks: dict[str, Decimal], market: str) -> Callable[[Decimal], Decimal]:
    """Equity − maintenance as a function of one market's price, by the definition; others cut at mark."""
    assets = {asset.name: asset for asset in account.assets}
    assets = assets or {"USDT": Asset("USDT", account.wallet, Decimal(1), Decimal(1))}

    def at(price: Decimal) -> Decimal:
        equity = {name: asset.wallet for name, asset in assets.items()}
        needed = Decimal(0)
        for each in account.positions:
            ask = assets[each.collateral].ask_rate
            entry = each.cost / each.size
            if each.market == market:
                equity[each.collateral] += each.size * (price - entry)
                needed += maintenance(each, price) * ask
            else:
                equity[each.collateral] += cut(each.size * (marks[each.market] - entry))
                needed += cut(maintenance(each, marks[each.market])) * ask
        worth = (
            min(equity[name] * asset.bid_rate, equity[name] * asset.ask_rate)
            for name, asset in assets.items()
        )
        return sum(worth, Decimal(0)) - needed

    return at


def bisected(f: Callable[[Decimal], Decimal], mark: Decimal) -> Decimal | None:
    """The root nearest a mark at which `f` is not negative; `f` is concave, so at most one on each side."""
    roots = []
    for low, high in ((Decimal(0), mark), (mark, FARTHEST)):
        bad = low if low != mark else high
        if f(bad) >= 0:
            continue
        good, worse = mark, bad
        for _ in range(120):
            middle = (good + worse) / 2
            good, worse = (middle, worse) if f(middle) >= 0 else (good, middle)
        roots.append(good)
    return min(roots, key=lambda root: abs(root - mark), default=None)


def assert_a_bisection_agrees(account: Account, marks: dict[str, Decimal]) -> None:
    with localcontext(prec=80):
        for figures in known(account, marks).positions:
            f, mark = surplus(account, marks, figures.market), marks[figures.market]
            if f(mark) < 0:  # already lost: the price behind the mark, checked by the definition below
                if figures.liquidation_price is not None:
                    assert_meets_maintenance(account, marks, figures.market, figures.liquidation_price)
                continue
            root, found = bisected(f, mark), figures.liquidation_price
            if root is None:
                assert found is None or found > FARTHEST
                continue
            if root < UNIT:  # prints as 0
                continue
            assert found is not None
            if abs(found - root) > UNIT:  # the other side of the mark is as near, to the unit
                assert abs(abs(found - mark) - abs(root - mark)) <= UNIT
                assert_meets_maintenance(account, marks, figures.market, found)


def assert_meets_maintenance(
    account: Account, marks: dict[str, Decimal], market: str, price: Decimal
) -> None:
    size = sum(abs(each.size) for each in account.positions if each.market == market)
    assert abs(surplus(account, marks, market)(price)) <= size * 2 * UNIT


@given(scenes())
def test_a_bisection_finds_every_cross_price_across_brackets_and_hedge_legs(scene):
    assert_a_bisection_agrees(*scene)


@given(scenes(RuleSet.ASTER_MULTI_ASSETS))
def test_a_bisection_finds_every_price_of_a_pool_of_several_assets(scene):
    assert_a_bisection_agrees(*scene)


@given(positions(isolated=True), prices())
def test_a_bisection_finds_an_isolated_price(position, mark):
    alone = pool(position.wallet, replace(position, mode=Mode.CROSS, wallet=None))
    found = known(pool("0", position), {"BTCUSDT": mark}).positions[0].liquidation_price
    assert found == known(alone, {"BTCUSDT": mark}).positions[0].liquidation_price
    assert_a_bisection_agrees(alone, {"BTCUSDT": mark})


@given(scenes())
def test_both_legs_of_a_hedge_share_one_price(scene):
    account, marks = scene
    found = known(account, marks).positions
    for market in MARKETS:
        assert len({each.liquidation_price for each in found if each.market == market}) <= 1


@given(positions(), prices())
def test_a_long_and_its_mirrored_short_need_the_same_and_share_the_profit(position, mark):
    other = replace(position, size=-position.size, cost=-position.cost)
    here, there = (known(pool("0", each), {"BTCUSDT": mark}).positions[0] for each in (position, other))
    assert here.unrealized_pnl == -there.unrealized_pnl
    assert (here.maintenance_margin, here.initial_margin) == (there.maintenance_margin, there.initial_margin)


@given(positions(), prices(), st.decimals("1.001", 50, places=3))
def test_a_larger_position_never_needs_less_maintenance(position, mark, factor):
    grown = replace(position, size=position.size * factor, cost=position.cost * factor)
    before, after = (known(pool("0", each), {"BTCUSDT": mark}) for each in (position, grown))
    assert after.maintenance_margin >= before.maintenance_margin
    assert after.initial_margin >= before.initial_margin


@given(scenes(), positions("XRPUSDT"))
def test_a_position_in_another_market_never_lowers_maintenance(scene, another):
    account, marks = scene
    marks = marks | {"XRPUSDT": Decimal(2)}
    more = replace(account, positions=(*account.positions, another))
    assert known(more, marks).maintenance_margin >= known(account, marks).maintenance_margin


@given(scenes(), positions("XRPUSDT", isolated=True), prices(), prices())
def test_once_its_margin_is_set_aside_an_isolated_profit_never_touches_the_pool(scene, aside, one, two):
    account, marks = scene
    both = replace(account, positions=(*account.positions, aside))
    here, there = (known(both, marks | {"XRPUSDT": mark}) for mark in (one, two))
    for figure in TOUCHED_BY_THE_POOL:
        assert getattr(here, figure) == getattr(there, figure)
    prices_here, prices_there = (
        [each.liquidation_price for each in it.positions[:-1]] for it in (here, there)
    )
    assert prices_here == prices_there


@given(positions(), prices(), quantities())
def test_brackets_and_margins_are_the_same_in_both_modes(position, mark, wallet):
    aside = replace(position, mode=Mode.ISOLATED, wallet=wallet)
    here, there = (known(pool("0", each), {"BTCUSDT": mark}).positions[0] for each in (position, aside))
    assert (here.maintenance_margin, here.initial_margin) == (there.maintenance_margin, there.initial_margin)


@given(positions(isolated=True), prices(), st.decimals(0, 100_000, places=8))
def test_added_margin_never_brings_liquidation_nearer(position, mark, added):
    before, after = (
        known(pool("0", replace(position, wallet=position.wallet + more)), {"BTCUSDT": mark})
        for more in (Decimal(0), added)
    )
    assert_not_nearer(position, before.positions[0].liquidation_price, after.positions[0].liquidation_price)


@given(positions(), positions("ETHUSDT"), CASH, prices(), prices(), prices())
def test_a_profit_elsewhere_never_brings_a_cross_liquidation_nearer(position, other, cash, mark, one, two):
    """Net of its own maintenance, which grows with its notional."""
    account = pool(cash, position, other)
    worse, better = (known(account, {"BTCUSDT": mark, "ETHUSDT": price}) for price in (one, two))
    net = [it.positions[1].unrealized_pnl - it.positions[1].maintenance_margin for it in (worse, better)]
    if net[0] > net[1]:
        worse, better = better, worse
    assert_not_nearer(position, worse.positions[0].liquidation_price, better.positions[0].liquidation_price)


def assert_not_nearer(position: Position, before: Decimal | None, after: Decimal | None) -> None:
    if position.size > 0:
        assert (after or 0) <= (before or 0)
    elif before is not None:  # a short with no price was lost below zero
        assert after is not None
        assert after >= before


@given(tables(), st.integers(0, 3), st.decimals("0.00000001", "0.01", places=8))
def test_brackets_are_continuous(table, index, step):
    tiers = table.tiers
    assume(0 < index < len(tiers))
    floor = tiers[index].floor
    below, above = table.maintenance(floor - step), table.maintenance(floor + step)
    assert 0 <= above - below <= 2 * step


@given(scenes(), prices())
def test_a_known_last_price_never_frees_margin(scene, last):
    account, marks = scene
    bound, found = known(account, marks), known(account, marks, dict.fromkeys(MARKETS, last))
    assert found.available_margin <= bound.available_margin
    assert found.withdrawable <= bound.withdrawable
    assert (set(bound.unknown_lasts), found.unknown_lasts) == (
        {each.market for each in account.positions},
        (),
    )


@given(scenes())
def test_every_figure_is_printed_with_at_most_8_decimals(scene):
    found = known(*scene)
    for amount in (found.equity, found.maintenance_margin, found.initial_margin, found.available_margin):
        assert amount == cut(amount)


@given(scenes())
def test_the_caller_s_decimal_context_changes_nothing(scene):
    with localcontext(prec=5):
        narrow = known(*scene)
    assert narrow == known(*scene)


@given(st.integers(1, 125), prices(), quantities(), quantities(), quantities())
def test_resting_orders_never_lower_what_a_market_holds(leverage, mark, size, bids, asks):
    notional = size * mark
    assert initial_margin(notional, leverage, bids * mark, asks * mark) >= initial_margin(notional, leverage)
