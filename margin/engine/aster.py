"""Aster's single-asset rules: cuts at 8 decimals, the larger side of resting orders, both legs in one price.

Source: Aster docs (leverageBracket, positionRisk), the venue's own front end, and the roundings proven on
recorded states of the engine that Aster follows. What is proven and what is inferred: docs/margin.md.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from margin.engine import checks
from margin.engine.accounts import Account, Leg, Mode, Order, Position
from margin.engine.errors import MarginError
from margin.engine.liquidation import Load, price_of_zero
from margin.engine.money import ZERO, cut8, exactly, half_up8, quotient
from margin.engine.rules import Holding, Pool, Prices, Rules, single_collateral

ONE = Decimal(1)


@exactly
def entry_price(position: Position) -> Decimal:
    """The entry price the venue works with: cut, never rounded, to 8 decimals."""
    return cut8(quotient(position.cost, position.size))


@exactly
def unrealized_pnl(position: Position, price: Decimal) -> Decimal:
    """size × (price − entry), cut towards zero at 8 decimals."""
    return cut8(position.size * (checks.positive("price", price) - entry_price(position)))


@exactly
def maintenance_margin(position: Position, mark: Decimal) -> Decimal:
    """|notional| × rate − cum of its bracket at `mark`, cut at 8 decimals."""
    return cut8(position.tiers.maintenance(abs(position.size) * checks.positive("mark", mark)))


@exactly
def initial_rate(leverage: int) -> Decimal:
    """1 / leverage, rounded to 8 decimals before it multiplies anything: 6× is 0.16666667."""
    return half_up8(quotient(ONE, Decimal(checks.whole_leverage("leverage", leverage))))


@exactly
def initial_margin(notional: Decimal, leverage: int, bids: Decimal = ZERO, asks: Decimal = ZERO) -> Decimal:
    """Initial margin of one market: max(|notional + bids|, |notional − asks|) × 1/leverage, cut at 8.

    `notional` is signed, size × mark (0 when flat); `bids` and `asks` are what its resting orders are worth.
    Without orders it is the position's own part; orders hold the difference.
    """
    for field, value in (("notional", notional), ("bids", bids), ("asks", asks)):
        checks.finite(field, value)
    return cut8(max(abs(notional + bids), abs(notional - asks)) * initial_rate(leverage))


@exactly
def hold(position: Position, mark: Decimal) -> Holding:
    """The position at `mark`, every amount cut at 8 decimals."""
    value = position.size * checks.positive(f"{position.market} mark", mark)
    return Holding(
        position=position,
        mark=mark,
        notional=abs(value),
        unrealized=unrealized_pnl(position, mark),
        initial=initial_margin(value, position.leverage),
        maintenance=maintenance_margin(position, mark),
    )


def can_open(order: Order) -> bool:
    """False of what can only reduce: reduce-only, and in hedge mode sells on LONG and buys on SHORT."""
    return not (order.reduce_only or order.closes_its_leg)


@exactly
def resting_notionals(orders: Sequence[Order]) -> tuple[Decimal, Decimal]:
    """(bids, asks): what orders of one market are worth at their own prices."""
    bids = sum((order.size * order.price for order in orders if order.size > 0), ZERO)
    asks = sum((-order.size * order.price for order in orders if order.size < 0), ZERO)
    return bids, asks


@exactly
def order_margins(account: Account, holdings: Sequence[Holding]) -> dict[tuple[str, Mode], Decimal]:
    """What resting orders hold, by (market, mode): per leg, initial margin with them less initial without.

    Orders that can only reduce hold nothing. Those of an isolated market hold money of the pool until they
    fill.
    """
    held = {(holding.position.market, holding.position.leg): holding for holding in holdings}
    groups: dict[tuple[str, Leg], list[Order]] = {}
    for order in filter(can_open, account.orders):
        groups.setdefault((order.market, order.leg), []).append(order)
    margins: dict[tuple[str, Mode], Decimal] = {}
    for (market, leg), orders in groups.items():
        holding = held.get((market, leg))
        notional = holding.position.size * holding.mark if holding else ZERO
        leverage, mode = _terms(holding, orders)
        bids, asks = resting_notionals(orders)
        extra = initial_margin(notional, leverage, bids, asks) - initial_margin(notional, leverage)
        margins[market, mode] = margins.get((market, mode), ZERO) + extra
    return margins


def _terms(holding: Holding | None, orders: Sequence[Order]) -> tuple[int, Mode]:
    """Leverage and mode of a market; the venue keeps one of each per market, an open position's own."""
    terms = {(order.leverage, order.mode) for order in orders}
    if holding:
        return holding.position.leverage, holding.position.mode
    market = orders[0].market
    if len(terms) > 1:
        raise MarginError(f"{market} orders", "must share one leverage and one mode")
    leverage, mode = terms.pop()
    assert leverage is not None
    return leverage, mode


@exactly
def pool(account: Account, holdings: Sequence[Holding], lasts: Prices) -> Pool:
    """The cross pool of one collateral.

    available = max(0, wallet + Σ min(PnL at mark, PnL at last) − Σ initial − what orders hold);
    withdrawable = max(0, min(wallet − isolated markets' orders − Σ maintenance, available)). A position whose
    last price is not in `lasts` counts at mark and is named in `unknown_lasts`: both are then upper bounds.
    """
    single_collateral(account)
    cross = [holding for holding in holdings if holding.is_cross]
    initial = sum((holding.initial for holding in cross), ZERO)
    maintenance = sum((holding.maintenance for holding in cross), ZERO)
    held = order_margins(account, holdings)
    orders = sum(held.values(), ZERO)
    isolated_orders = sum((amount for (_, mode), amount in held.items() if mode is Mode.ISOLATED), ZERO)
    worse = sum((worse_pnl(holding, lasts) for holding in cross), ZERO)
    available = max(ZERO, account.wallet + worse - initial - orders)
    unrealized = sum((holding.unrealized for holding in cross), ZERO)
    return Pool(
        equity=account.wallet + unrealized,
        unrealized=unrealized,
        maintenance=maintenance,
        initial=initial,
        order_margin=orders,
        available=available,
        withdrawable=max(ZERO, min(account.wallet - isolated_orders - maintenance, available)),
        unknown_lasts=unknown_lasts(cross, lasts),
    )


@exactly
def worse_pnl(holding: Holding, lasts: Prices) -> Decimal:
    """The lower of PnL at mark and PnL at last; at mark where the last price is not known."""
    last = lasts.get(holding.position.market)
    if last is None:
        return holding.unrealized
    checks.positive(f"{holding.position.market} last price", last)
    return min(holding.unrealized, unrealized_pnl(holding.position, last))


def unknown_lasts(cross: Iterable[Holding], lasts: Prices) -> tuple[str, ...]:
    """The markets whose last price available margin depends on and that are not in `lasts`."""
    return tuple(dict.fromkeys(h.position.market for h in cross if h.position.market not in lasts))


@exactly
def price_of_legs(legs: Sequence[Position], cash: Decimal, mark: Decimal) -> Decimal | None:
    """The mark of one market at which what backs its `legs` equals their maintenance; None prints as "0".

    `legs`: one isolated position, or every cross leg of the market, which share one price in hedge mode.
    `cash`: the isolated wallet; in cross, wallet + UPNL1 − TMM1 of the positions in other markets at their
    own marks. Resting orders are not subtracted. The bracket is that of the notional at the result; of two
    roots the one nearest `mark` counts. Half up at 8 decimals.
    """
    checks.positive("mark", mark)
    fixed = checks.finite("cash", cash) - sum((leg.size * entry_price(leg) for leg in legs), ZERO)
    slope = sum((leg.size for leg in legs), ZERO)
    return as_printed(price_of_zero(fixed, slope, [Load(abs(leg.size), leg.tiers) for leg in legs], mark))


def as_printed(price: Decimal | None) -> Decimal | None:
    """Half up at 8 decimals; what would print as 0 is no price."""
    return None if price is None else half_up8(price) or None


def legs_and_others(holdings: Iterable[Holding], market: str) -> tuple[list[Holding], list[Holding]]:
    """The cross holdings of `market`, and those of every other market."""
    cross = [holding for holding in holdings if holding.is_cross]
    return (
        [holding for holding in cross if holding.position.market == market],
        [holding for holding in cross if holding.position.market != market],
    )


@exactly
def liquidation_price(
    account: Account, pool: Pool, holdings: Sequence[Holding], target: Holding
) -> Decimal | None:
    """Where the target's own market alone brings what backs it down to maintenance."""
    position = target.position
    if position.wallet is not None:
        return price_of_legs([position], position.wallet, target.mark)
    legs, others = legs_and_others(holdings, position.market)
    cash = account.wallet + sum((other.unrealized - other.maintenance for other in others), ZERO)
    return price_of_legs([leg.position for leg in legs], cash, target.mark)


def backstop_price(account: Account, pool: Pool, holdings: Sequence[Holding], target: Holding) -> None:
    """None: Aster takes a position over at its bankruptcy price and publishes no backstop level."""


RULES = Rules(
    hold=hold,
    pool=pool,
    liquidation_price=liquidation_price,
    backstop_price=backstop_price,
    liquidates_at_maintenance=True,  # at a ratio of 100 % (its help pages); Hyperliquid only above
)
