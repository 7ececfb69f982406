"""What differs between venues, as values: one `Rules` of plain functions for each rule set.

`assess` and everything above it speak only to these; a venue's own roundings, pools and liquidation formula
live in its rule module (`hyperliquid`, `aster`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from margin.engine.accounts import Account, Mode, Order, Position
from margin.engine.errors import MarginError


@dataclass(frozen=True, slots=True)
class Holding:
    """A position at a mark, its amounts rounded as its venue rounds them, in its own collateral."""

    position: Position
    mark: Decimal
    notional: Decimal
    unrealized: Decimal
    initial: Decimal
    maintenance: Decimal

    @property
    def is_cross(self) -> bool:
        """True when the pool backs it."""
        return self.position.mode is Mode.CROSS

    @property
    def isolated_equity(self) -> Decimal:
        """Margin set aside plus unrealized PnL; only of an isolated position whose margin is known."""
        assert self.position.wallet is not None
        return self.position.wallet + self.unrealized


@dataclass(frozen=True, slots=True)
class Pool:
    """The cross pool's figures, in the pool's unit (USD where it counts several assets).

    `unknown_lasts`: markets whose last price `available` and `withdrawable` also depend on and that was not
    given; both are then upper bounds.
    """

    equity: Decimal
    unrealized: Decimal
    maintenance: Decimal
    initial: Decimal
    order_margin: Decimal
    available: Decimal
    withdrawable: Decimal
    unknown_lasts: tuple[str, ...] = ()


type Prices = Mapping[str, Decimal]
type PriceOf = Callable[[Account, Pool, Sequence[Holding], Holding], Decimal | None]


def nothing_more(account: Account) -> Sequence[str]:
    """No unknowns but those that every venue has."""
    return ()


def single_collateral(account: Account) -> None:
    """MarginError when a pool of one collateral is given several, or assets of a pool that counts several."""
    if account.assets:
        raise MarginError("assets", "must be empty outside multi-assets mode, where the wallet is the cash")
    items: tuple[Position | Order, ...] = (*account.positions, *account.orders)
    named = sorted({item.collateral for item in items if item.collateral})
    if len(named) > 1:
        raise MarginError("collateral", f"must be one in this pool, not {' and '.join(named)}")


@dataclass(frozen=True, slots=True)
class Rules:
    """One venue's rules. Every function runs inside `money.EXACT` and gets a checked, wholly known account.

    `hold(position, mark)`: the position valued. `pool(account, holdings, lasts)`: all holdings, cross and
    isolated; `lasts` holds the last prices that are known (it may be empty). `liquidation_price(account,
    pool, holdings, target)` and `backstop_price(…)`: the price of the target's market alone, printed as the
    venue prints it; None when there is none, or when the venue has no such rule. `unknowns(account)`: what
    this venue alone must know and does not, in words. `liquidates_at_maintenance`: it liquidates as
    soon as equity is down to maintenance, and not only below.
    """

    hold: Callable[[Position, Decimal], Holding]
    pool: Callable[[Account, Sequence[Holding], Prices], Pool]
    liquidation_price: PriceOf
    backstop_price: PriceOf
    unknowns: Callable[[Account], Sequence[str]] = nothing_more
    liquidates_at_maintenance: bool = False
