"""Names of Hyperliquid's markets and their numbers."""

from collections.abc import Sequence

from trading.venues.errors import Unreadable

DEX_ASSETS = 100_000
ASSETS_PER_DEX = 10_000


def is_perpetual(coin: str) -> bool:
    """True for perpetuals; spot pairs (PURR/USDC, @107) and outcomes (#14880) are no part of margin."""
    return not coin.startswith(("@", "#")) and "/" not in coin


def dex_of(coin: str) -> str:
    """The dex that a perpetual trades on; "" is the main one."""
    return coin.partition(":")[0] if ":" in coin else ""


def first_asset(dex: str, dexes: Sequence[str | None]) -> int:
    """The asset number of a dex's first perpetual. `dexes`: the venue's list, the main one first as None."""
    if not dex:
        return 0
    try:
        return DEX_ASSETS + ASSETS_PER_DEX * dexes.index(dex)
    except ValueError:
        raise Unreadable(f"Hyperliquid lists no dex {dex!r}.") from None
