"""What one line's feed knows, as a value: marks and snapshots in, a new desk out. No clock, no sockets."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

import msgspec

from margin.engine.assess import assess
from margin.engine.assessment import Assessment, Indeterminate
from margin.engine.errors import MarginError
from trading.feed.parity import agreement
from trading.feed.values import AccountValues, MarketValues
from trading.venues.contract import AccountKey, AccountSeen, Event, Line, MarketSeen, Snapshot

# A venue sends what changed. While other markets of the same connection speak, a silent one has not moved;
# past this time its silence is no longer taken for an answer.
QUIET_MS = 30_000


@dataclass(frozen=True, slots=True)
class Desk:
    """One line's latest truths.

    `heard_at`: the last frame about any market; `connected_at`: when the stream's present connection began.
    """

    line: Line
    markets: Mapping[str, MarketValues] = field(default_factory=dict)
    accounts: Mapping[AccountKey, Snapshot] = field(default_factory=dict)
    heard_at: int = 0
    connected_at: int = 0

    def connected(self, at: int) -> "Desk":
        """A new connection: marks from before it are confirmed by nothing but their own next frame."""
        return replace(self, connected_at=at)

    def seen(self, event: Event) -> "Desk":
        """The desk after an event. Adapters deliver in the venue's own order, so the latest one counts."""
        match event:
            case MarketSeen(values):
                return self.with_market(values)
            case AccountSeen(key, snapshot):
                return self.with_account(key, snapshot)

    def with_market(self, values: MarketValues) -> "Desk":
        """The desk with an instrument's new prices."""
        return replace(self, markets={**self.markets, values.symbol: values}, heard_at=values.marked_at)

    def with_account(self, key: AccountKey, snapshot: Snapshot) -> "Desk":
        """The desk with an account's new snapshot, judged against the venue's own figures."""
        if snapshot.reported is not None:
            judged = msgspec.structs.replace(snapshot.reported, agreed=agreement(snapshot))
            snapshot = replace(snapshot, reported=judged)
        return replace(self, accounts={**self.accounts, key: snapshot})

    def without(self, keys: set[AccountKey]) -> "Desk":
        """The desk without these accounts."""
        return replace(self, accounts={key: held for key, held in self.accounts.items() if key not in keys})

    def confirmed_at(self, symbol: str) -> int | None:
        """When the venue last stood behind this market's mark; None when it never named one."""
        held = self.markets.get(symbol)
        if held is None:
            return None
        if held.marked_at < self.connected_at:
            return held.marked_at
        return max(held.marked_at, min(self.heard_at, held.marked_at + QUIET_MS))

    def market_values(self, symbol: str) -> MarketValues | None:
        """An instrument as it is published; None before its first frame."""
        held, at = self.markets.get(symbol), self.confirmed_at(symbol)
        return None if held is None or at is None else msgspec.structs.replace(held, marked_at=at)

    def account_values(self, key: AccountKey, problem: str = "") -> AccountValues:
        """An account as it is published: assessed exactly at the latest marks, or what that lacks."""
        snapshot = self.accounts.get(key)
        if snapshot is None:
            return _values(self.line, key, None, None, ("account snapshot",), {}, None, problem)
        account = snapshot.account
        if account is None:
            return _values(self.line, key, snapshot, None, snapshot.missing, {}, None, problem)
        held = {position.market for position in account.positions}
        marks = {
            market: values.mark
            for market in sorted(held)
            if (values := self.markets.get(market)) is not None and values.mark is not None
        }
        times = [at for market in held if (at := self.confirmed_at(market)) is not None]
        figures: Assessment | Indeterminate
        try:
            figures = assess(account, marks)
        except MarginError as error:
            figures = Indeterminate((str(error),))
        if isinstance(figures, Indeterminate):
            return _values(
                self.line, key, snapshot, None, figures.missing, marks, min(times, default=None), problem
            )
        # With nothing open no mark counts: the figures are as old as the venue's last word on any market.
        at = min(times, default=self.heard_at or None)
        return _values(self.line, key, snapshot, figures, (), marks, at, problem)


def _values(
    line: Line,
    key: AccountKey,
    snapshot: Snapshot | None,
    assessment: Assessment | None,
    missing: tuple[str, ...],
    marks: dict[str, Decimal],
    marked_at: int | None,
    problem: str,
) -> AccountValues:
    return AccountValues(
        venue=line.venue,
        network=line.network,
        address=key.address,
        dex=key.dex,
        account=snapshot and snapshot.account,
        assessment=assessment,
        missing=missing,
        marks=marks,
        marked_at=marked_at,
        snapshot_at=snapshot and snapshot.at,
        abstraction=snapshot and snapshot.abstraction,
        reported=snapshot and snapshot.reported,
        problem=problem,
    )
