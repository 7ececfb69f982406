"""The resting orders of one market in price-time order: whose, at which price, since when."""

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from decimal import Decimal

from trading.sandbox.accounts import RestingOrder
from trading.sandbox.journal import Key

type Row = tuple[Decimal, int, Key]


@dataclass(slots=True)
class Resting:
    """Rows (price, order id, account), best first on each side; bids keep their prices negated."""

    bids: list[Row] = field(default_factory=list)
    asks: list[Row] = field(default_factory=list)
    triggers: dict[int, Key] = field(default_factory=dict)

    def add(self, order: RestingOrder, key: Key) -> None:
        """Puts an order on its place; one with a trigger waits aside."""
        if order.trigger:
            self.triggers[order.id] = key
        else:
            insort(self.side(order.is_buy), (_rank(order), order.id, key))

    def remove(self, order: RestingOrder) -> None:
        """Takes an order out, if it is there."""
        if order.trigger:
            self.triggers.pop(order.id, None)
            return
        rows = self.side(order.is_buy)
        at = bisect_left(rows, (_rank(order), order.id))
        if at < len(rows) and rows[at][1] == order.id:
            del rows[at]

    def side(self, is_buy: bool) -> list[Row]:
        """Bids or asks."""
        return self.bids if is_buy else self.asks

    def best(self, is_buy: bool) -> Decimal | None:
        """The best price of a side."""
        rows = self.side(is_buy)
        return abs(rows[0][0]) if rows else None


def _rank(order: RestingOrder) -> Decimal:
    return -order.price if order.is_buy else order.price
