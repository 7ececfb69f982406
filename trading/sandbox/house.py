"""The venue's own accounts: the crowd that everybody trades with, the backstop, and where fees go.

They are accounts like any other, so that positions of a market sum to zero and no money is made or lost.
"""

from decimal import Decimal

from margin.engine.accounts import Mode
from trading.sandbox.accounts import Account, Holding
from trading.sandbox.numbers import ZERO

CROWD = "0xc000000000000000000000000000000000000001"
BACKSTOP = "0xc000000000000000000000000000000000000002"
FEES = "0xc000000000000000000000000000000000000003"
HOUSE = frozenset({CROWD, BACKSTOP, FEES})


def take(account: Account, coin: str, size: Decimal, price: Decimal) -> None:
    """A house account's part in a trade: signed `size` at `price`, in cross, without fees."""
    move(account, coin, size, size * price)
    account.cash -= size * price


def move(account: Account, coin: str, size: Decimal, cost: Decimal) -> None:
    """Adds a position of signed `size` and entry notional `cost`; cash stays."""
    held = account.holdings.pop(coin, None)
    total = size + (held.size if held else ZERO)
    if total:
        account.holdings[coin] = Holding(coin, total, _cost(held, size, cost, total), Mode.CROSS, 1)


def _cost(held: Holding | None, size: Decimal, cost: Decimal, total: Decimal) -> Decimal:
    """Entry notional of the sum: an average when it grows, the older entry when it shrinks."""
    if held is None:
        return cost
    if (held.size > 0) is (size > 0):
        return held.cost + cost
    grown_from, of = (held.cost, held.size) if (total > 0) is (held.size > 0) else (cost, size)
    return (grown_from / of * total).quantize(Decimal("1e-12"))
