"""The book of the fleet: whose account is which, who holds what, and whose figures a tick moved."""

from collections.abc import Hashable, Iterable, Mapping

from margin.engine.accounts import Account
from margin.fleet.flat import Flat, flatten
from margin.fleet.plain import Figures, figures


class Fleet:
    """Every account by key, and who holds which market."""

    def __init__(self) -> None:
        self._accounts: dict[Hashable, Flat] = {}
        self._holders: dict[str, set[Hashable]] = {}
        self._latest: dict[Hashable, Figures | None] = {}
        self._marks: dict[str, float | None] = {}

    def put(self, key: Hashable, account: Account) -> None:
        """Adds an account or replaces it; one that the engine cannot assess has no figures until replaced."""
        self.drop(key)
        flat = flatten(account)
        if flat is None:
            return
        self._accounts[key] = flat
        for market in _markets(flat):
            self._holders.setdefault(market, set()).add(key)

    def drop(self, key: Hashable) -> None:
        """Forgets an account."""
        flat = self._accounts.pop(key, None)
        self._latest.pop(key, None)
        for market in _markets(flat) if flat else ():
            holders = self._holders[market]
            holders.discard(key)
            if not holders:
                del self._holders[market]

    def markets(self) -> set[str]:
        """Every market that an account with figures holds."""
        return set(self._holders)

    def figures(self, key: Hashable) -> Figures | None:
        """An account's figures at the marks last given; None when unknown."""
        return self._latest.get(key)

    def revalue(self, marks: Mapping[str, float], moved: Iterable[str]) -> dict[Hashable, Figures | None]:
        """The accounts that these markets moved, with their new figures.

        `moved` names the markets to look at. An account counts as moved when the mark of one it holds is not
        the one of before, even where the pool's figures stay (an isolated position's own do not), or when it
        is new; not while its figures are unknown before and after.
        """
        touched: set[Hashable] = set()
        for market in moved:
            holders, mark = self._holders.get(market, set()), marks.get(market)
            touched |= holders if mark != self._marks.get(market) else holders - self._latest.keys()
            self._marks[market] = mark
        changed: dict[Hashable, Figures | None] = {}
        for key in touched:
            fresh, before = figures(self._accounts[key], marks), self._latest.get(key)
            if fresh is not None or before is not None or key not in self._latest:
                changed[key] = fresh
            self._latest[key] = fresh
        return changed


def _markets(flat: Flat) -> set[str]:
    return {holding.market for purse in flat.purses for holding in purse.holdings}
