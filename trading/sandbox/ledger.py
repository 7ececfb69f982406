"""What changes an account: closing a position, liquidation."""

from decimal import Decimal

from margin.engine.accounts import Mode
from margin.engine.assessment import Assessment, PositionFigures
from trading.sandbox.accounts import Account
from trading.sandbox.numbers import ZERO, floor_micro

TAKER_FEE = Decimal("0.00045")


def close(account: Account, coin: str, price: Decimal) -> None:
    """Closes a whole position at `price` and pays the taker's fee; isolated margin returns to the pool."""
    holding = account.holdings.pop(coin)
    value = holding.size * price
    fee = floor_micro(abs(value) * TAKER_FEE)
    account.cash += (holding.cash or ZERO) + value - fee
    account.modes[coin] = (holding.mode, holding.leverage)
    _cancel(account, coin)


def forfeit(account: Account, coin: str) -> None:
    """A position goes to the backstop, an isolated one with the margin that was set aside for it."""
    holding = account.holdings.pop(coin)
    account.modes[coin] = (holding.mode, holding.leverage)
    _cancel(account, coin)


def liquidate(account: Account, figures: Assessment) -> bool:
    """Liquidates what is below its maintenance margin at the marks of `figures`; True when something was.

    Equity below maintenance: closed at mark, as if the book filled all of it. Below ⅔ of maintenance: the
    backstop takes the positions and their margin, for the pool all of its cash (docs, trading/liquidations).
    """
    cross = [found for found in figures.positions if found.mode is Mode.CROSS]
    pool_is_hit = bool(cross) and figures.equity < figures.maintenance_margin
    if pool_is_hit:
        if _is_backstop(figures.equity, figures.maintenance_margin):
            for found in cross:
                forfeit(account, found.market)
            account.cash = ZERO
        else:
            for found in cross:
                close(account, found.market, found.mark)
        account.orders.clear()
    hit = [found for found in figures.positions if _is_hit_alone(found)]
    for found in hit:
        if _is_backstop(found.margin, found.maintenance_margin):
            forfeit(account, found.market)
        else:
            close(account, found.market, found.mark)
    return pool_is_hit or bool(hit)


def _is_hit_alone(found: PositionFigures) -> bool:
    return found.mode is Mode.ISOLATED and found.margin < found.maintenance_margin


def _is_backstop(equity: Decimal, maintenance: Decimal) -> bool:
    return 3 * equity < 2 * maintenance


def _cancel(account: Account, coin: str) -> None:
    account.orders = {key: order for key, order in account.orders.items() if order.coin != coin}
