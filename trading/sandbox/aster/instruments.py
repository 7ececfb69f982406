"""Aster's perpetuals here: the recorded ticks, steps and limits, with brackets that are an example.

No bracket table of the venue has been published; these follow its documented shape (docs/sandbox.md).
"""

from decimal import Decimal

from trading.sandbox.instruments import Bracket, Instrument
from trading.sandbox.terms import ASTER

DEX = "aster"

# Rows (cap, maintenance rate, leverage); floors are the caps before and cum makes the schedule continuous.
LARGE = (
    ("50000", "0.004", 125), ("250000", "0.005", 100), ("3000000", "0.01", 50), ("15000000", "0.025", 20),
    ("30000000", "0.05", 10), ("80000000", "0.1", 5), ("200000000", "0.25", 2),
)  # fmt: skip
MIDDLE = (
    ("10000", "0.0065", 75), ("250000", "0.01", 50), ("2000000", "0.02", 25), ("8000000", "0.025", 20),
    ("12000000", "0.05", 10), ("20000000", "0.125", 4),
)  # fmt: skip
SMALL = (
    ("5000", "0.015", 50), ("50000", "0.025", 20), ("500000", "0.05", 10), ("2000000", "0.125", 4),
)  # fmt: skip


def brackets(rows: tuple[tuple[str, str, int], ...]) -> tuple[Bracket, ...]:
    """notionalFloor, notionalCap, maintMarginRatio, cum, initialLeverage of each bracket."""
    found: list[Bracket] = []
    for cap, rate, leverage in rows:
        floor = found[-1][1] if found else Decimal(0)
        cum = found[-1][3] + floor * (Decimal(rate) - found[-1][2]) if found else Decimal(0)
        found.append((floor, Decimal(cap), Decimal(rate), cum, leverage))
    return tuple(found)


def _perp(symbol: str, step: int, tick: str, price: str, rows, **character) -> Instrument:
    return Instrument(
        f"{DEX}:{symbol}", step, 0, Decimal(price), tick=Decimal(tick), brackets=brackets(rows), **character
    )


INSTRUMENTS: tuple[Instrument, ...] = (
    _perp("BTCUSDT", 3, "0.1", "64815.2", LARGE, own=0.4, open_interest=9_000.0, day_volume=1.2e9),
    _perp("ETHUSDT", 3, "0.1", "3344.6", LARGE, beta=1.2, own=0.7, open_interest=150_000.0, day_volume=5e8),
    _perp("SOLUSDT", 2, "0.01", "151.22", MIDDLE, beta=1.3, own=0.9, open_interest=1e6, day_volume=1.4e8),
    _perp("BNBUSDT", 2, "0.1", "712.4", MIDDLE, beta=0.9, own=0.7, open_interest=60_000.0, day_volume=4e7),
    _perp("ASTERUSDT", 2, "0.0001", "1.0712", SMALL, beta=1.4, own=1.4, open_interest=4e7, day_volume=6e7),
)  # fmt: skip
TERMS = ASTER


def symbol_of(coin: str) -> str:
    """The name on the wire of a coin ("aster:BTCUSDT")."""
    return coin.partition(":")[2]


def coin_of(symbol: str) -> str:
    """The coin of a symbol."""
    return f"{DEX}:{symbol.upper()}"
