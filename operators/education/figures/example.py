"""What the examples are made of: prices, rates, leverage."""

from decimal import Decimal

from operators.education.figures import situations as s


def values() -> dict[str, Decimal | str]:
    """Prices and maintenance rates, rates in percent."""
    rate = {market: s.tiers_of(market).at(Decimal(1)).rate * 100 for market in ("BTC", "ETH", "SOL")}
    return {
        "btc_rate": rate["BTC"],
        "eth_rate": rate["ETH"],
        "sol_rate": rate["SOL"],
        "btc_leverage": Decimal(s.BTC_LEVERAGE),
        "eth_leverage": Decimal(s.ETH_LEVERAGE),
        "sol_leverage": Decimal(s.SOL_LEVERAGE),
        "aster_rate": s.ASTER_EXAMPLE[0][2] * 100,
    }
