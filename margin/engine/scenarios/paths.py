"""Paths along which every price is a straight line: where liquidations come, and how far away they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from margin.engine import checks
from margin.engine.accounts import Account, Leg, Mode
from margin.engine.errors import MarginError
from margin.engine.money import ZERO, exactly, half_even30, percent, quotient
from margin.engine.rules import Holding
from margin.engine.scenarios.prices import HUNDRED, Prices, price_of, together
from margin.engine.scenarios.units import Unit, first_at, first_below, units

FURTHEST = Decimal(10_000)


class Assumption(StrEnum):
    """What a distance to liquidation assumes of the prices."""

    ONLY_THIS_MARKET = "only-this-market-moves"
    ALL_TOGETHER = "all-move-by-the-same-percentage"


@dataclass(frozen=True, slots=True)
class Liquidation:
    """One unit's liquidation along a path: `market` None is the pool and everything cross.

    `distance`: t, in percent (each market has moved by t × its direction); `prices`: of the moving markets.
    """

    market: str | None
    leg: Leg
    distance: Decimal
    prices: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Distance:
    """How far liquidation is, signed percent of mark, under `assumption`; None: no move does it.

    `prices` are those at liquidation; empty where there is none.
    """

    percent: Decimal | None
    prices: dict[str, Decimal]
    assumption: Assumption


@dataclass(frozen=True, slots=True)
class Point:
    """The pool at one moment of a path; `margin_ratio` in percent, None when equity is not positive."""

    distance: Decimal
    equity: Decimal
    maintenance_margin: Decimal
    margin_ratio: Decimal | None


@exactly
def liquidations(
    account: Account, marks: Prices, directions: Mapping[str, Decimal]
) -> tuple[Liquidation, ...]:
    """Every liquidation along a path, in order: each market moves by t × its direction in percent, t from 0.

    `directions`: {"BTC": −1} is BTC falling alone, {"BTC": −1, "ETH": 1} the two parting. A path ends where a
    price reaches 0, or at 10,000 %. The pool and the isolated positions are independent of each other: the
    loss of one ends with what backs it.
    """
    end = _end(marks, directions)
    found = ((first_below(unit, end), unit) for unit in _units(account, marks, directions))
    hits = [(time, unit) for time, unit in found if time is not None]
    hits.sort(key=lambda hit: hit[0])
    return tuple(
        Liquidation(unit.market, unit.leg, _readable(time), _prices_at(marks, directions, time))
        for time, unit in hits
    )


@exactly
def pool_along(
    account: Account, marks: Prices, directions: Mapping[str, Decimal], until: Decimal
) -> tuple[Point, ...]:
    """The cross pool's equity and maintenance from here to `until` percent, at every kink of their lines.

    Between two points both are straight, so these points are the whole curve; the threshold itself is one of
    them where it is reached. Empty when nothing is open in cross.
    """
    checks.positive("end of the path", until)
    end = min(until, _end(marks, directions))
    pools = [unit for unit in _units(account, marks, directions) if unit.market is None]
    if not pools:
        return ()
    (pool,) = pools
    threshold = first_below(pool, end)
    times = {ZERO, end, *(edge for edge in pool.edges() if 0 < edge < end)}
    if threshold is not None:
        times.add(threshold)
    return tuple(_point(pool, time) for time in sorted(times))


def distance_of_market(account: Account, marks: Prices, market: str) -> Distance:
    """How far `market` alone must move to liquidate what holds a position there, the nearer way."""
    held = [position for position in account.positions if position.market == market]
    if not held:
        raise MarginError(f"{market} position", "must be open")
    there = {None if position.mode is Mode.CROSS else market for position in held}
    return _distance(account, marks, [market], Assumption.ONLY_THIS_MARKET, there)


def distance_of_all(account: Account, marks: Prices) -> Distance:
    """How far all markets must move together for the first liquidation of anything, the nearer way."""
    markets = sorted({position.market for position in account.positions})
    return _distance(account, marks, markets, Assumption.ALL_TOGETHER, {None, *markets})


@exactly
def price_at_ratio(
    account: Account, marks: Prices, market: str, ratio: Decimal, leg: Leg | None = None
) -> Decimal | None:
    """The price of `market`, nearest mark, at which the margin ratio is exactly `ratio` percent.

    The pool's ratio; with `leg`, that of the isolated position there. Only this market moves. None when no
    price does it. Rounded at 30 decimals.
    """
    checks.positive("margin ratio", ratio)
    wanted = (None, Leg.BOTH) if leg is None else (market, leg)
    nearest: Decimal | None = None
    for direction in (-1, 1):
        directions = {market: Decimal(direction)}
        end = _end(marks, directions)
        for unit in _units(account, marks, directions):
            if (unit.market, unit.leg) != wanted:
                continue
            time = first_at(unit, end, ratio)
            if time is not None and (nearest is None or time < abs(nearest)):
                nearest = time * direction
    return None if nearest is None else half_even30(marks[market] * (HUNDRED + nearest) / HUNDRED)


@exactly
def _distance(
    account: Account, marks: Prices, markets: list[str], assumption: Assumption, counted: set[str | None]
) -> Distance:
    nearest: Liquidation | None = None
    sign = 1
    for direction in (-1, 1):
        path = liquidations(account, marks, together(markets, Decimal(direction)))
        hits = [hit for hit in path if hit.market in counted]
        if hits and (nearest is None or hits[0].distance < nearest.distance):
            nearest, sign = hits[0], direction
    if nearest is None:
        return Distance(None, {}, assumption)
    return Distance(nearest.distance * sign or ZERO, nearest.prices, assumption)


def _units(account: Account, marks: Prices, directions: Mapping[str, Decimal]) -> tuple[Unit, ...]:
    """The account's units while each market moves by t × its direction percent."""

    def notional(holding: Holding) -> Decimal:
        return holding.notional * directions.get(holding.position.market, ZERO) / HUNDRED

    def pnl(holding: Holding) -> Decimal:
        return notional(holding).copy_sign(notional(holding) * holding.position.size)

    return units(account, marks, pnl, notional)


def _end(marks: Prices, directions: Mapping[str, Decimal]) -> Decimal:
    """The t at which the first price reaches 0, or 10,000; MarginError for a market without a price."""
    for market, direction in directions.items():
        price_of(marks, market)
        checks.amount(f"{market} direction", direction)
    falling = [-direction for direction in directions.values() if direction < 0]
    return quotient(HUNDRED, max(falling)) if falling else FURTHEST


def _prices_at(marks: Prices, directions: Mapping[str, Decimal], time: Decimal) -> dict[str, Decimal]:
    return {
        market: half_even30(marks[market] * (HUNDRED + time * direction) / HUNDRED)
        for market, direction in directions.items()
    }


def _point(pool: Unit, time: Decimal) -> Point:
    equity, required = half_even30(pool.equity(time)), half_even30(pool.maintenance(time))
    return Point(_readable(time), equity, required, percent(required, equity) if equity > 0 else None)


def _readable(time: Decimal) -> Decimal:
    """To 30 decimals: what is shown or compared, never what is computed with."""
    return half_even30(time)
