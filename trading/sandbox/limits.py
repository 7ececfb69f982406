"""Weights of requests, counted by address and minute as the venues do; enforced only when asked for."""

from dataclasses import dataclass, field
from typing import Any

MINUTE = 60_000
HYPERLIQUID, ASTER = 1_200, 2_400
LIGHT = (
    "l2Book", "allMids", "clearinghouseState", "orderStatus", "spotClearinghouseState", "exchangeStatus",
)  # fmt: skip
ASTER_WEIGHTS = {
    "depth": 10, "historicalTrades": 20, "aggTrades": 20, "klines": 5, "ticker/24hr": 40, "ticker/price": 2,
    "ticker/bookTicker": 2, "openOrders": 40, "allOrders": 5, "userTrades": 5, "forceOrders": 50,
    "balance": 5,
    "accountWithJoinMargin": 5, "account": 5, "positionRisk": 5, "income": 30, "commissionRate": 20,
    "batchOrders": 5, "countdownCancelAll": 10, "adlQuantile": 5,
}  # fmt: skip


@dataclass(slots=True)
class Weights:
    """What each address used of the present minute. `enforced`: whether the limit refuses."""

    limit: int
    enforced: bool = False
    minute: int = 0
    used: dict[str, int] = field(default_factory=dict)

    def take(self, address: str, weight: int, now: int) -> bool:
        """Counts a request; False when it is over the limit and that is enforced."""
        if now // MINUTE != self.minute:
            self.minute, self.used = now // MINUTE, {}
        self.used[address] = self.used.get(address, 0) + weight
        return not self.enforced or self.used[address] <= self.limit


def info_weight(request: Any) -> int:
    """The weight of one of Hyperliquid's info requests."""
    kind = request.get("type") if isinstance(request, dict) else None
    return 2 if kind in LIGHT else 60 if kind == "userRole" else 20


def exchange_weight(request: Any) -> int:
    """The weight of an exchange request: 1, and 1 for every 40 of its orders."""
    action = request.get("action") if isinstance(request, dict) else None
    if not isinstance(action, dict):
        return 1
    parts = [value for value in action.values() if isinstance(value, list)]
    return 1 + max((len(part) for part in parts), default=0) // 40


def aster_weight(path: str) -> int:
    """The weight of one of Aster's calls, by its path below the version."""
    return ASTER_WEIGHTS.get(path.partition("/fapi/")[2].partition("/")[2], 1)
