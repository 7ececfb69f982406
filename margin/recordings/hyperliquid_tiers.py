"""Maximum leverages of Hyperliquid's markets by coin and date, for records that leave `maxLeverage` out.

Sources: mainnet `meta` of 2025–2026 (tables 50–56), docs trading/margin-tiers. Tables under 50 are one tier
whose maximum leverage is the table's id. Test networks reuse the ids with other contents: not covered.
"""

from datetime import date
from decimal import Decimal

from margin.engine.tiers import TierSchedule

TABLES: dict[int, tuple[tuple[int, int], ...]] = {
    51: ((0, 10), (3_000_000, 5)),
    52: ((0, 10), (20_000_000, 5)),
    53: ((0, 20), (40_000_000, 10)),
    54: ((0, 20), (70_000_000, 10)),
    55: ((0, 25), (100_000_000, 15)),
    56: ((0, 40), (150_000_000, 20)),
}

# Which table a coin has, and since when this is known.
SINCE = date(2025, 3, 1)
COINS_OF_TABLE = {
    56: ["BTC"],
    55: ["ETH"],
    54: ["SOL"],
    53: ["XRP"],
    52: [
        "AVAX",
        "LTC",
        "DOGE",
        "SUI",
        "kPEPE",
        "CRV",
        "LINK",
        "BCH",
        "APT",
        "AAVE",
        "WLD",
        "UNI",
        "TIA",
        "ADA",
        "NEAR",
    ],
    51: ["BNB", "OP", "ARB", "INJ", "LDO", "TRX", "kSHIB", "SEI", "DOT", "TON", "MKR"],
    5: ["ATOM", "DYDX", "APE", "STX", "CFX", "COMP", "RUNE", "ZRO", "PENDLE", "FET"],
    3: ["GMX", "SNX", "BANANA", "TRB", "YGG", "RESOLV"],
}
TABLE_OF = {coin: table for table, coins in COINS_OF_TABLE.items() for coin in coins}


def tiers_of(coin: str, network: str, on: date | None, max_leverage: int | None) -> TierSchedule:
    """The tiers of a position; unknown when neither the record nor the table can tell.

    The record's own `maxLeverage` decides (some accounts have another than the market's): higher tiers are
    taken from the table only where its first tier has that leverage.
    """
    rows = _table(coin, network, on)
    if max_leverage is None:
        return TierSchedule.of_leverages(rows)
    if rows and rows[0][1] == max_leverage:
        return TierSchedule.of_leverages(rows)
    return TierSchedule.of_leverages([(Decimal(0), max_leverage)])


def _table(coin: str, network: str, on: date | None) -> list[tuple[Decimal, int]]:
    if network != "mainnet" or on is None or on < SINCE or coin not in TABLE_OF:
        return []
    table = TABLE_OF[coin]
    return [(Decimal(floor), leverage) for floor, leverage in TABLES.get(table, ((0, table),))]
