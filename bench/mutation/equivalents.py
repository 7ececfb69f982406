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
        "return sorted({quotient(tier.floor, load.quantity) for load in loads for tier in load.tiers.tiers[1:]})",
        "an edge at 0 adds a piece from 0 to 0, which holds no price above 0",
        "1 → 0",
    ),
    *_same(
        "liquidation",
        "return min(prices, key=lambda price: abs(price - mark), default=None)",
        "inside abs",
        "price - mark → mark - price",
    ),
)
