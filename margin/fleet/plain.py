"""The fleet in plain Python: one function over one account, and the book of who holds what."""

from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple

from margin.engine.accounts import Account, Mode


class Holding(NamedTuple):
    """One position in floats; `wallet` is None in cross; `tiers` are pairs (rate, deduction)."""

    market: str
    size: float
    cost: float
    leverage: int
    wallet: float | None
    tiers: tuple[tuple[float, float], ...]


class Flat(NamedTuple):
    """One account in floats."""

    wallet: float
    holdings: tuple[Holding, ...]


class Figures(NamedTuple):
    """Of the cross pool, but `worst_ratio`: the largest maintenance / equity of it and of isolated positions.

    That one is in percent; infinite when equity is gone, 0 when nothing is open.
    """

    equity: float
    maintenance: float
    initial: float
    worst_ratio: float


def flatten(account: Account) -> Flat:
    """The account's numbers as floats, once for each snapshot."""
    return Flat(
        wallet=float(account.wallet),
        holdings=tuple(
            Holding(
                market=position.market,
                size=float(position.size),
                cost=float(position.cost),
                leverage=position.leverage,
                wallet=None if position.mode is Mode.CROSS else float(position.wallet or 0),
                tiers=tuple((float(tier.rate), float(tier.deduction)) for tier in position.tiers.tiers),
            )
            for position in account.positions
        ),
    )


def figures(account: Flat, marks: Mapping[str, float]) -> Figures | None:
    """The account at these marks; None when a mark or a tier it needs is unknown.

    Maintenance is convex in the notional, so the tier that counts is the one that asks for most: no search.
    """
    equity, maintenance, initial, worst = account.wallet, 0.0, 0.0, 0.0
    for holding in account.holdings:
        mark = marks.get(holding.market)
        if mark is None or not holding.tiers:
            return None
        notional = abs(holding.size) * mark
        unrealized = holding.size * mark - holding.cost
        required = max(notional * rate - deduction for rate, deduction in holding.tiers)
        if holding.wallet is None:
            equity += unrealized
            maintenance += required
            initial += notional / holding.leverage
        else:
            worst = max(worst, _percent(required, holding.wallet + unrealized))
    return Figures(equity, maintenance, initial, max(worst, _percent(maintenance, equity)))


def _percent(maintenance: float, equity: float) -> float:
    if maintenance <= 0:
        return 0.0
    return maintenance / equity * 100 if equity > 0 else float("inf")


class Fleet:
    """Every account by key, and who holds which market."""

    def __init__(self) -> None:
        self._accounts: dict[Hashable, Flat] = {}
        self._holders: dict[str, set[Hashable]] = {}
        self._latest: dict[Hashable, Figures | None] = {}

    def put(self, key: Hashable, account: Account) -> None:
        """Adds an account or replaces it."""
        self.drop(key)
        flat = self._accounts[key] = flatten(account)
        for holding in flat.holdings:
            self._holders.setdefault(holding.market, set()).add(key)

    def drop(self, key: Hashable) -> None:
        """Forgets an account."""
        flat = self._accounts.pop(key, None)
        self._latest.pop(key, None)
        for holding in flat.holdings if flat else ():
            holders = self._holders[holding.market]
            holders.discard(key)
            if not holders:
                del self._holders[holding.market]

    def markets(self) -> set[str]:
        """Every market that somebody holds."""
        return set(self._holders)

    def figures(self, key: Hashable) -> Figures | None:
        """An account's figures at the marks last given; None when unknown."""
        return self._latest.get(key)

    def revalue(self, marks: Mapping[str, float], moved: Iterable[str]) -> dict[Hashable, Figures | None]:
        """The accounts whose figures changed because these markets moved, with their new figures."""
        touched = set().union(*(self._holders.get(market, ()) for market in moved))
        changed: dict[Hashable, Figures | None] = {}
        for key in touched:
            fresh = figures(self._accounts[key], marks)
            if key not in self._latest or fresh != self._latest[key]:
                self._latest[key] = changed[key] = fresh
        return changed
