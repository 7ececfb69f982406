"""Hyperliquid's margin rules: micro-dollar floors per position, one pool per dex, orders that hold margin.

Source: Hyperliquid docs (trading/margining, margin-tiers, liquidations) and recorded account states; where
they disagree the states decide. See docs/margin.md.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from margin.engine import checks
from margin.engine.accounts import Account, Leg, Order, Position
from margin.engine.errors import MarginError
from margin.engine.liquidation import Load, price_of_zero
from margin.engine.money import ZERO, exactly, floor6, half_up10, quotient
from margin.engine.rules import Holding, Pool, Prices, Rules, single_collateral
from margin.engine.tiers import TierSchedule

# Above it the venue reports no liquidation price (official example LiquidationPx.tsx).
NO_PRICE_ABOVE = Decimal("1e15")
TRANSFER_SHARE = Decimal("0.1")


@exactly
def initial_margin(notional: Decimal, leverage: int) -> Decimal:
    """What a position or order of `notional` holds at `leverage`, floored to the micro-dollar."""
    checks.finite("notional", notional)
    checks.whole_leverage("leverage", leverage)
    return floor6(quotient(notional, Decimal(leverage)))


@exactly
def transfer_requirement(notional: Decimal, leverage: int) -> Decimal:
    """What must stay behind a position when money leaves: initial margin, at least 10 % of notional."""
    return max(initial_margin(notional, leverage), floor6(notional * TRANSFER_SHARE))


@exactly
def hold(position: Position, mark: Decimal) -> Holding:
    """The position at `mark`: PnL exact, initial and maintenance margin floored to the micro-dollar."""
    value = position.size * checks.positive(f"{position.market} mark", mark)
    notional = abs(value)
    return Holding(
        position=position,
        mark=mark,
        notional=notional,
        unrealized=value - position.cost,
        initial=initial_margin(notional, position.leverage),
        maintenance=floor6(position.tiers.maintenance(notional)),
    )


@exactly
def order_margin(orders: Sequence[Order], positions: Iterable[Position]) -> Decimal:
    """What resting orders hold of the pool's cash: floor6(price × size / leverage) of what could open.

    Reduce-only orders hold nothing, nor does the part of the others that would close the open position,
    counted from the order nearest to filling.
    """
    held = {position.market: position.size for position in positions}
    total = ZERO
    for is_buy in (True, False):
        side = sorted(
            (order for order in orders if (order.size > 0) is is_buy and not order.reduce_only),
            key=lambda order: order.price,
            reverse=is_buy,
        )
        closable = {market: abs(size) for market, size in held.items() if (size < 0) is is_buy}
        for order in side:
            closing = min(abs(order.size), closable.get(order.market, ZERO))
            if closing:
                closable[order.market] -= closing
            assert order.leverage is not None
            total += initial_margin((abs(order.size) - closing) * order.price, order.leverage)
    return total


@exactly
def pool(account: Account, holdings: Sequence[Holding], lasts: Prices) -> Pool:
    """The cross pool. Isolated positions are outside it; the margin of their resting orders is not."""
    single_collateral(account)
    _one_way(account)
    cross = [holding for holding in holdings if holding.is_cross]
    unrealized = sum((holding.unrealized for holding in cross), ZERO)
    equity = account.wallet + unrealized
    initial = sum((holding.initial for holding in cross), ZERO)
    staying = sum((transfer_requirement(h.notional, h.position.leverage) for h in cross), ZERO)
    orders = order_margin(account.orders, account.positions)
    return Pool(
        equity=equity,
        unrealized=unrealized,
        maintenance=sum((holding.maintenance for holding in cross), ZERO),
        initial=initial,
        order_margin=orders,
        available=max(ZERO, equity - initial - orders),
        withdrawable=max(ZERO, equity - staying - orders),
    )


@exactly
def price_where(
    equity: Decimal,
    requirement: Decimal,
    size: Decimal,
    mark: Decimal,
    tiers: TierSchedule,
    share: tuple[int, int] = (1, 1),
) -> Decimal | None:
    """The price of one market at which equity = share × requirement, both given as they are at `mark`.

    `share` is a fraction (1, 1: liquidation; 2, 3: backstop). The other positions' part of `requirement`
    stays as it is; this one's follows its tiers. None where the venue reports null: ≤ 0 or above 1e15.
    """
    checks.finite("equity", equity)
    checks.finite("requirement", requirement)
    checks.positive("mark", mark)
    if checks.amount("size", size) == 0:
        raise MarginError("size", "must not be 0")
    quantity = abs(size)
    part, whole = share
    others = requirement - tiers.maintenance(quantity * mark)
    price = price_of_zero(
        fixed=whole * (equity - size * mark) - part * others,
        slope=whole * size,
        loads=[Load(quantity, tiers)],
        mark=mark,
        weight=Decimal(part),
    )
    if price is None or price > NO_PRICE_ABOVE:
        return None
    return half_up10(price) or None


def liquidation_price(
    account: Account, pool: Pool, holdings: Sequence[Holding], target: Holding
) -> Decimal | None:
    """Where the target's own market alone brings equity down to maintenance."""
    return _price_of_share(pool, target, (1, 1))


def backstop_price(
    account: Account, pool: Pool, holdings: Sequence[Holding], target: Holding
) -> Decimal | None:
    """Where equity is ⅔ of maintenance and the backstop takes over (docs, trading/liquidations)."""
    return _price_of_share(pool, target, (2, 3))


@exactly
def _price_of_share(pool: Pool, target: Holding, share: tuple[int, int]) -> Decimal | None:
    position = target.position
    if target.is_cross:
        equity, requirement = pool.equity, pool.maintenance
    else:  # not floored: recorded isolated prices from late 2025 on match only without the floor
        equity, requirement = target.isolated_equity, position.tiers.maintenance(target.notional)
    return price_where(equity, requirement, position.size, target.mark, position.tiers, share)


def _one_way(account: Account) -> None:
    items: tuple[Position | Order, ...] = (*account.positions, *account.orders)
    for item in items:
        if item.leg is not Leg.BOTH:
            raise MarginError(
                f"{item.market} leg", f"must be both: the venue has no hedge mode, not {item.leg}"
            )


RULES = Rules(hold=hold, pool=pool, liquidation_price=liquidation_price, backstop_price=backstop_price)
