"""What the feed publishes and web processes show: one whole truth per topic, times in Unix milliseconds.

A topic's latest value lies in Valkey under `latest:<topic>` and is published on the channel `<topic>`;
topic names are built by `trading.stream.topics` only.
"""

from decimal import Decimal

import msgspec

from margin.engine.accounts import Account
from margin.engine.assessment import Assessment


class MarketValues(msgspec.Struct, frozen=True, kw_only=True):
    """One instrument's prices. `marked_at`: when the venue last confirmed the mark here; None is unknown."""

    venue: str
    network: str
    symbol: str
    mark: Decimal | None
    index: Decimal | None
    mid: Decimal | None
    previous_day: Decimal | None
    funding: Decimal | None
    open_interest: Decimal | None
    day_volume: Decimal | None
    marked_at: int


class Reported(msgspec.Struct, frozen=True, kw_only=True):
    """The venue's own figures at the last snapshot, for comparison: liquidation prices by market and leg."""

    liquidation_prices: dict[str, Decimal | None] = {}
    maintenance_margin: Decimal | None = None
    withdrawable: Decimal | None = None
    agreed: bool | None = None


class AccountValues(msgspec.Struct, frozen=True, kw_only=True):
    """One venue account's figures. `assessment` is None while something is unknown: `missing` says what.

    `marked_at` is the oldest mark used; `snapshot_at` when the account was last read; `abstraction` is the
    venue's account mode ("default", "unifiedAccount", "portfolioMargin"), None before it was read.
    `account` is what was assessed, so that a web process can compute what-ifs.
    """

    venue: str
    network: str
    address: str
    dex: str = ""
    account: Account | None
    assessment: Assessment | None
    missing: tuple[str, ...] = ()
    marks: dict[str, Decimal] = {}
    marked_at: int | None
    snapshot_at: int | None
    abstraction: str | None
    reported: Reported | None = None
    problem: str = ""
