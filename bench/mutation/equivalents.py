"""Mutants that no test can kill, because no figure changes; each with its reason.

(module, the line it is in, the change, the reason). One that matches no mutant any more is an error.
"""

type Entry = tuple[str, str, str, str]


def _same(module: str, line: str, reason: str, *changes: str) -> tuple[Entry, ...]:
    return tuple((module, line, change, reason) for change in changes)


EQUIVALENT: tuple[Entry, ...] = (
    *_same(
        "liquidation",
        "inside = low * 2 + 1 if high is None else quotient(low + high, Decimal(2))",
        "any price beyond the last edge lies on the last piece",
        "low * 2 → low + 2",
        "1 → 2",
        "1 → 0",
    ),
    *_same(
        "liquidation",
        "if price > 0 and low <= price and (high is None or price <= high):",
        "schedules are continuous: on an edge the neighboring piece has the same price",
        "low <= price → low < price",
        "price <= high → price < high",
    ),
    *_same(
        "liquidation",
        "return min(prices, key=lambda price: abs(price - mark), default=None)",
        "inside abs",
        "price - mark → mark - price",
    ),
    *_same(
        "money",
        "return size.quantize(Decimal(1).scaleb(-decimals), ROUND_FLOOR, _ROUNDING)",
        "quantize takes only the exponent",
        "1 → 2",
        "1 → 0",
    ),
    *_same(
        "accounts",
        "if self.cost == 0 or (self.cost > 0) is not (self.size > 0):",
        "a cost of 0 is refused just before, a size of 0 above",
        "self.cost > 0 → self.cost >= 0",
        "self.size > 0 → self.size >= 0",
    ),
    *_same(
        "accounts",
        "if self.leg is not Leg.BOTH and (self.leg is Leg.LONG) is not (self.size > 0):",
        "a size of 0 is refused above",
        "self.size > 0 → self.size >= 0",
    ),
    *_same(
        "accounts",
        "return (self.leg is Leg.LONG and self.size < 0) or (self.leg is Leg.SHORT and self.size > 0)",
        "an order's size is never 0",
        "self.size < 0 → self.size <= 0",
        "self.size > 0 → self.size >= 0",
    ),
    *_same(
        "aster",
        "bids = sum((order.size * order.price for order in orders if order.size > 0), ZERO)",
        "an order's size is never 0",
        "order.size > 0 → order.size >= 0",
    ),
    *_same(
        "aster",
        "asks = sum((-order.size * order.price for order in orders if order.size < 0), ZERO)",
        "an order's size is never 0",
        "order.size < 0 → order.size <= 0",
    ),
    *_same(
        "aster",
        "return cut8(max(abs(notional + bids), abs(notional - asks)) * initial_rate(leverage))",
        "inside abs",
        "notional - asks → asks - notional",
    ),
    *_same(
        "aster",
        "market = orders[0].market",
        "all orders of a group are of one market",
        "0 → -1",
    ),
    *_same(
        "aster_multi_assets",
        "return as_printed(min(owned + owed, key=lambda price: abs(price - target.mark), default=None))",
        "inside abs",
        "price - target.mark → target.mark - price",
    ),
    *_same(
        "hyperliquid_room",
        "if held is None or (held.size > 0) is is_buy:",
        "a position's size is never 0",
        "held.size > 0 → held.size >= 0",
    ),
    *_same(
        "scenarios.hedging",
        "gains = sum((change for _, change in changes if change > 0), ZERO)",
        "adding 0 changes no sum",
        "change > 0 → change >= 0",
    ),
    *_same(
        "scenarios.hedging",
        "losses = sum((-change for _, change in changes if change < 0), ZERO)",
        "adding 0 changes no sum",
        "change < 0 → change <= 0",
    ),
    *_same(
        "scenarios.units",
        "if constant + slope * start < 0:",
        "what is below beyond the first start was found by the stretch before: both lines are continuous",
        "constant + slope * start → constant - slope * start",
    ),
    *_same(
        "scenarios.units",
        "if constant + slope * start == 0:",
        "a threshold on an edge was found by the stretch before",
        "constant + slope * start → constant - slope * start",
    ),
    *_same(
        "scenarios.units",
        "if start < time and (stop is None or time <= stop):",
        "a threshold at the start was returned just before",
        "start < time → start <= time",
    ),
    *_same(
        "scenarios.units",
        "for tier in burden.tiers.tiers[1:]:",
        "an edge more changes no line",
        "1 → 0",
    ),
    *_same(
        "scenarios.units",
        "return self.bid if self.start + self.slope * time > 0 else self.ask",
        "nothing is worth nothing at either rate",
        "self.start + self.slope * time > 0 → self.start + self.slope * time >= 0",
    ),
    *_same(
        "scenarios.stops",
        "side = -1 if held.size > 0 else 1",
        "a position's size is never 0",
        "held.size > 0 → held.size >= 0",
    ),
)
