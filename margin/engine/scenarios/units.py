"""What is liquidated as one, the cross pool or one isolated position, and where it is along a straight path.

Along a path every price, and so every PnL and notional, is a straight line in the time t. Equity and
maintenance are then straight between the edges where a position changes tier or an asset turns from owned to
owed, so a threshold is found in closed form, piece by piece. Start values are the venue's rounded ones.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from margin.engine.accounts import Account, Leg
from margin.engine.assess import unknowns
from margin.engine.errors import MarginError
from margin.engine.money import ZERO, exactly, quotient
from margin.engine.rule_sets import rules_of
from margin.engine.rules import Holding
from margin.engine.scenarios.prices import HUNDRED, Prices, price_of
from margin.engine.tiers import TierSchedule

ONE = Decimal(1)

type Speeds = Callable[[Holding], Decimal]


@dataclass(frozen=True, slots=True)
class Purse:
    """One collateral's equity: `start` + `slope` × t, at `bid` when owned, at `ask` when owed."""

    start: Decimal
    slope: Decimal
    bid: Decimal = ONE
    ask: Decimal = ONE

    def rate(self, time: Decimal) -> Decimal:
        """What one unit counts for at `time`."""
        return self.bid if self.start + self.slope * time > 0 else self.ask


@dataclass(frozen=True, slots=True)
class Burden:
    """One position's maintenance: its tiers' at notional + slope × t, plus the venue's rounding at t = 0."""

    notional: Decimal
    slope: Decimal
    tiers: TierSchedule
    rounding: Decimal = ZERO
    ask: Decimal = ONE


@dataclass(frozen=True, slots=True)
class Unit:
    """The pool (`market` None) or an isolated position, along a path."""

    market: str | None
    leg: Leg
    purses: tuple[Purse, ...]
    burdens: tuple[Burden, ...]

    def straight(self, inside: Decimal, ratio: Decimal = HUNDRED) -> tuple[Decimal, Decimal]:
        """(constant, slope) of ratio × equity − 100 × maintenance on the piece that `inside` lies in."""
        constant = slope = ZERO
        for purse in self.purses:
            rate = ratio * purse.rate(inside)
            constant += rate * purse.start
            slope += rate * purse.slope
        for burden in self.burdens:
            tier = burden.tiers.at(burden.notional + burden.slope * inside)
            required = burden.notional * tier.rate - tier.deduction + burden.rounding
            constant -= HUNDRED * burden.ask * required
            slope -= HUNDRED * burden.ask * burden.slope * tier.rate
        return constant, slope

    def equity(self, time: Decimal) -> Decimal:
        """What backs the unit at `time`."""
        return _total(purse.rate(time) * (purse.start + purse.slope * time) for purse in self.purses)

    def maintenance(self, time: Decimal) -> Decimal:
        """What the unit requires at `time`."""
        return _total(
            burden.ask * (burden.tiers.maintenance(burden.notional + burden.slope * time) + burden.rounding)
            for burden in self.burdens
        )

    def edges(self) -> Iterator[Decimal]:
        """The times after the start at which a piece ends."""
        for purse in self.purses:
            if purse.slope and purse.bid != purse.ask:
                yield quotient(-purse.start, purse.slope)
        for burden in self.burdens:
            if burden.slope:
                for tier in burden.tiers.tiers[1:]:
                    yield quotient(tier.floor - burden.notional, burden.slope)


@exactly
def units(account: Account, marks: Prices, pnl: Speeds, notional: Speeds) -> tuple[Unit, ...]:
    """The account's units, the pool first; `pnl` and `notional` say how fast each holding's move per t.

    MarginError names what is not known, and a mark that cannot be one.
    """
    missing = unknowns(account, marks)
    if missing:
        raise MarginError(", ".join(missing), "must be known")
    rules = rules_of(account.rules)
    holdings = [rules.hold(position, price_of(marks, position.market)) for position in account.positions]
    cross = [holding for holding in holdings if holding.is_cross]
    found = [
        Unit(
            holding.position.market,
            holding.position.leg,
            (Purse(holding.isolated_equity, pnl(holding)),),
            (Burden(holding.notional, notional(holding), holding.position.tiers),),
        )
        for holding in holdings
        if not holding.is_cross
    ]
    if cross:
        asks = {asset.name: asset.ask_rate for asset in account.assets}
        burdens = (_burden(holding, notional(holding), asks) for holding in cross)
        found.insert(0, Unit(None, Leg.BOTH, tuple(_purses(account, cross, pnl)), tuple(burdens)))
    return tuple(found)


@exactly
def first_below(unit: Unit, end: Decimal | None = None, ratio: Decimal = HUNDRED) -> Decimal | None:
    """The first t ≥ 0 beyond which maintenance is above `ratio` percent of equity; None: not before `end`."""
    for start, stop, constant, slope in _pieces(unit, end, ratio):
        if constant + slope * start < 0:
            return start
        if slope < 0 and (stop is None or constant + slope * stop < 0):
            return quotient(-constant, slope)
    return None


@exactly
def first_at(unit: Unit, end: Decimal | None = None, ratio: Decimal = HUNDRED) -> Decimal | None:
    """The first t ≥ 0 at which maintenance is exactly `ratio` percent of equity, from either side."""
    for start, stop, constant, slope in _pieces(unit, end, ratio):
        if constant + slope * start == 0:
            return start
        if slope == 0:
            continue
        time = quotient(-constant, slope)
        if start < time and (stop is None or time <= stop):
            return time
    return None


def _pieces(
    unit: Unit, end: Decimal | None, ratio: Decimal
) -> Iterator[tuple[Decimal, Decimal | None, Decimal, Decimal]]:
    inner = {edge for edge in unit.edges() if edge > 0 and (end is None or edge < end)}
    stops: Sequence[Decimal | None] = (*sorted(inner), end)
    start = ZERO
    for stop in stops:
        inside = start + ONE if stop is None else (start + stop) / 2
        yield start, stop, *unit.straight(inside, ratio)
        if stop is not None:
            start = stop


def _purses(account: Account, cross: Sequence[Holding], pnl: Speeds) -> Iterator[Purse]:
    if not account.assets:
        yield Purse(account.wallet + _total(holding.unrealized for holding in cross), _total(map(pnl, cross)))
        return
    for asset in account.assets:
        own = [holding for holding in cross if holding.position.collateral == asset.name]
        start = asset.wallet + _total(holding.unrealized for holding in own)
        yield Purse(start, _total(map(pnl, own)), asset.bid_rate, asset.ask_rate)


def _burden(holding: Holding, slope: Decimal, asks: dict[str, Decimal]) -> Burden:
    tiers = holding.position.tiers
    rounding = holding.maintenance - tiers.maintenance(holding.notional)
    return Burden(holding.notional, slope, tiers, rounding, asks.get(holding.position.collateral, ONE))


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
