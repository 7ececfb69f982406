"""What offsets and what does not: exposures, who carries whose loss, both ways of moving, the break-even.

Requirements of different positions add at both venues; only PnL offsets. See docs/margin.md.
"""

from dataclasses import dataclass
from decimal import Decimal

from margin.engine.accounts import Account, Leg, Mode
from margin.engine.assessment import Assessment, NotApplicable, PositionFigures
from margin.engine.money import ZERO, exactly, half_even30, percent, quotient, ratio
from margin.engine.scenarios.cash import known_assessment
from margin.engine.scenarios.holding import open_position, position_in
from margin.engine.scenarios.paths import price_at_ratio
from margin.engine.scenarios.prices import HUNDRED, Prices, Shock, shocked
from margin.engine.scenarios.stress import Stressed, stressed


@dataclass(frozen=True, slots=True)
class Exposure:
    """The cross pool's exposure; `effective_leverage` is gross / equity, None when equity is not positive."""

    net: Decimal
    gross: Decimal
    effective_leverage: Decimal | None


@dataclass(frozen=True, slots=True)
class Carry:
    """A cross position's loss in a shock and what the others' gains carry of it; `share` in percent."""

    market: str
    leg: Leg
    loss: Decimal
    carried: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Pair:
    """One shock on the account before and after a change."""

    before: Stressed
    after: Stressed


@dataclass(frozen=True, slots=True)
class TwoWays:
    """A change seen when all markets move together, and when its market parts from the others."""

    together: Pair
    apart: Pair


@dataclass(frozen=True, slots=True)
class Divergence:
    """Where a hedge stops helping, given a move of the market it hedges.

    `move`: the hedge's own move in percent at which both accounts have the margin ratio `ratio`;
    `divergence`: that move minus the hedged market's; `room`: the same, positive while the hedge helps when
    both move alike, negative when it costs more than it saves even then.
    """

    move: Decimal
    divergence: Decimal
    room: Decimal
    ratio: Decimal


@exactly
def exposure(assessment: Assessment) -> Exposure:
    """Net and gross notional of the cross positions and their multiple of the pool's equity."""
    cross = [figures for figures in assessment.positions if figures.mode is Mode.CROSS]
    gross = sum((figures.notional for figures in cross), ZERO)
    net = sum((figures.notional.copy_sign(figures.size) for figures in cross), ZERO)
    return Exposure(net, gross, ratio(gross, assessment.equity) if assessment.equity > 0 else None)


@exactly
def carried(account: Account, marks: Prices, shock: Shock) -> tuple[Carry, ...]:
    """For every cross position that loses in `shock`: how much of its loss the winners' gains carry.

    Several losers share the gains in proportion to their losses. Isolated positions carry nothing.
    """
    before = known_assessment(account, marks)
    after = known_assessment(account, shocked(marks, shock))
    changes = [
        (now, now.unrealized_pnl - was.unrealized_pnl)
        for was, now in zip(before.positions, after.positions, strict=True)
        if now.mode is Mode.CROSS
    ]
    gains = sum((change for _, change in changes if change > 0), ZERO)
    losses = sum((-change for _, change in changes if change < 0), ZERO)
    helped = min(gains, losses)
    return tuple(_carry(now, -change, helped, losses) for now, change in changes if change < 0)


@exactly
def two_ways(
    before: Account,
    after: Account,
    marks: Prices,
    market: str,
    move: Decimal,
    lasts: Prices | None = None,
    leg: Leg = Leg.BOTH,
) -> TwoWays:
    """Both accounts when everything moves by `move` percent, and when `market` parts from the rest by it.

    Together: the way that hurts the net exposure held before (or, with none, after). Apart: `market` against
    its position after the change (before it, when that closed it), every other market the other way.
    """
    markets = sorted({held.market for held in (*before.positions, *after.positions)})
    held = position_in(after, market, leg) or open_position(before, market, leg)
    net = exposure(known_assessment(before, marks)).net or exposure(known_assessment(after, marks)).net
    hurts = move.copy_sign(-net)
    against = move.copy_sign(-held.size)

    def pair(shock: Shock) -> Pair:
        return Pair(*(stressed(account, marks, shock, lasts) for account in (before, after)))

    return TwoWays(
        together=pair(dict.fromkeys(markets, hurts)),
        apart=pair({name: against if name == market else -against for name in markets}),
    )


@exactly
def break_even_divergence(
    before: Account, after: Account, marks: Prices, hedged: str, move: Decimal, hedge: str
) -> Divergence | NotApplicable:
    """How far `hedge` may part from `hedged`, which moves by `move` percent, before the hedge loses.

    `before` is the account without the hedge, `after` with it; it loses where its margin ratio is the higher
    one. NotApplicable where the account without it has no ratio, or no move of the hedge equals it.
    """
    alone = stressed(before, marks, {hedged: move}).assessment
    if not alone.margin_ratio:  # none, or dust whose requirement is floored to nothing
        return NotApplicable(f"without the hedge there is no margin ratio at {hedged} {move} %")
    start = shocked(marks, {hedged: move, hedge: move})
    price = price_at_ratio(after, start, hedge, alone.margin_ratio)
    if price is None:
        return NotApplicable(f"no move of {hedge} gives the same margin ratio")
    own_move = half_even30(quotient((price - marks[hedge]) * HUNDRED, marks[hedge]))
    divergence = own_move - move
    against = -1 if sum(held.size for held in after.positions if held.market == hedge) > 0 else 1
    return Divergence(own_move, divergence, divergence * against or ZERO, alone.margin_ratio)


def _carry(now: PositionFigures, loss: Decimal, helped: Decimal, losses: Decimal) -> Carry:
    share = half_even30(quotient(helped * loss, losses))
    return Carry(now.market, now.leg, loss, share, percent(helped, losses))
