"""What every venue adapter gives, in our words: instruments, marks, snapshots of accounts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from margin.engine.accounts import Account
from trading.feed.values import MarketValues, Reported


class Line(NamedTuple):
    """A venue on a network: what one feed, one budget and one set of instruments belong to."""

    venue: str
    network: str


class AccountKey(NamedTuple):
    """An account on a line: its address, lower case, and on Hyperliquid the dex ("" is the main one)."""

    address: str
    dex: str = ""


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """A perpetual as its venue describes it; the fields of `margin.models.Instrument` with the same names."""

    symbol: str
    dex: str
    asset: int
    size_decimals: int
    max_leverage: int
    tiers: tuple[tuple[str, int], ...]
    margin_mode: str
    is_delisted: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a venue says an account holds, at `at` (Unix milliseconds here).

    `account` is None when its figures cannot be known; then `missing` says why. `marks` are those the venue
    itself used for `reported`, by market. `orders_at`: when its orders were read.
    """

    account: Account | None
    missing: tuple[str, ...]
    abstraction: str | None
    at: int
    orders_at: int | None = None
    marks: Mapping[str, Decimal] = field(default_factory=dict)
    reported: Reported | None = None


@dataclass(frozen=True, slots=True)
class MarketSeen:
    """A venue's frame about one instrument arrived."""

    values: MarketValues


@dataclass(frozen=True, slots=True)
class AccountSeen:
    """A venue's answer or frame about one account arrived."""

    key: AccountKey
    snapshot: Snapshot


Event = MarketSeen | AccountSeen
