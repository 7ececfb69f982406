"""What is computed from an account and prices. Ratios, utilization and distances are in percent.

None never stands for zero: a ratio is None when nothing is open, a liquidation price is None when no price
of this market alone liquidates the position.
"""

from dataclasses import dataclass
from decimal import Decimal

from margin.engine.accounts import Leg, Mode


@dataclass(frozen=True, slots=True)
class PositionFigures:
    """One position's figures at one mark.

    `margin`: what it holds (cross: initial margin; isolated: its own equity). `margin_ratio`: an isolated
    position's own maintenance / equity; None in cross, where the pool's counts. `liquidation_distance`: the
    move of this market alone that liquidates, signed percent of mark. `liquidates_at_maintenance`: as the
    assessment's.
    """

    market: str
    leg: Leg
    mode: Mode
    leverage: int
    size: Decimal
    entry_price: Decimal
    mark: Decimal
    notional: Decimal
    unrealized_pnl: Decimal
    return_on_equity: Decimal
    margin: Decimal
    initial_margin: Decimal
    maintenance_margin: Decimal
    margin_ratio: Decimal | None
    liquidation_price: Decimal | None
    liquidation_distance: Decimal | None
    backstop_price: Decimal | None
    liquidates_at_maintenance: bool = False

    @property
    def is_liquidatable(self) -> bool:
        """True of an isolated position that its own equity no longer covers; in cross the pool decides."""
        return self.mode is Mode.ISOLATED and _is_gone(
            self.margin, self.maintenance_margin, self.liquidates_at_maintenance
        )


@dataclass(frozen=True, slots=True)
class Assessment:
    """The figures of one pool and of every position that draws on it or was set aside from it.

    `equity`, `maintenance_margin`, `initial_margin`, `margin_ratio` and `margin_utilization` are of the cross
    pool; `account_value` adds isolated equity; `unrealized_pnl`, exposures and `effective_leverage` count
    every position. `order_margin` is what resting orders hold. `margin_ratio` is None when nothing is open
    in cross or when equity ≤ 0 with something open (then `is_liquidatable`).

    `unknown_lasts`: markets whose last price was not given although the venue's available margin depends on
    it (Aster counts the worse of PnL at mark and at last). While it is not empty, `available_margin` and
    `withdrawable` are upper bounds and must be shown as such.

    `liquidates_at_maintenance`: it is liquidated at a ratio of 100 % (Aster), not only above (Hyperliquid).
    """

    pool: str
    equity: Decimal
    maintenance_margin: Decimal
    initial_margin: Decimal
    order_margin: Decimal
    available_margin: Decimal
    withdrawable: Decimal
    account_value: Decimal
    unrealized_pnl: Decimal
    net_exposure: Decimal
    gross_exposure: Decimal
    margin_ratio: Decimal | None
    margin_utilization: Decimal | None
    effective_leverage: Decimal | None
    positions: tuple[PositionFigures, ...] = ()
    unknown_lasts: tuple[str, ...] = ()
    liquidates_at_maintenance: bool = False

    @property
    def is_liquidatable(self) -> bool:
        """True when something is open in cross and equity no longer covers it."""
        is_open = any(position.mode is Mode.CROSS for position in self.positions)
        return is_open and _is_gone(self.equity, self.maintenance_margin, self.liquidates_at_maintenance)


@dataclass(frozen=True, slots=True)
class Indeterminate:
    """The figures cannot be known; `missing` names what is not known ("ETH mark")."""

    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The question has no answer under this account's rules; `reason` says why in words."""

    reason: str


def _is_gone(equity: Decimal, maintenance: Decimal, at_maintenance: bool) -> bool:
    """The venue's threshold; nothing left is always beyond it, even where maintenance is floored to 0."""
    return equity <= 0 or equity < maintenance or (at_maintenance and equity == maintenance)
