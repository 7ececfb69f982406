"""An account as floats: what its venue's rules ask of it, worked out once, so that a tick only multiplies.

Every venue difference is a number here: the unit of a margin, whether PnL is cut, what an entry costs, what
1 / leverage is, and in which purse an amount counts.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from margin.engine import aster
from margin.engine.accounts import Account, Asset, Mode, Position, RuleSet
from margin.engine.assess import assess
from margin.engine.assessment import Indeterminate
from margin.engine.errors import MarginError
from margin.engine.money import ZERO, exactly, quotient

ONE = Decimal(1)

# What keeps 8.378175 from being floored to 8.378174 because its float is a hair lower: more than the at most
# seven half-ulp errors on the way to a margin, and below a millionth of a unit wherever a unit counts.
SLACK = 2.0**-49


class Holding(NamedTuple):
    """One position. `opening` and `tiers` (rate, deduction) give its margins in whole units of its purse."""

    market: str
    size: float
    cost: float
    opening: float
    tiers: tuple[tuple[float, float], ...]


class Purse(NamedTuple):
    """What backs positions: cash less what their entries cost, and the rates at which it counts.

    `margin_unit`: what one unit of margin takes from the pool (a micro-dollar; 1e-8 of an asset at its ask
    rate). `pnl_units`: how many units of PnL, cut towards zero, make one of the collateral; 0 where PnL is
    exact. `is_pool` is False of an isolated position, which has a purse of its own.
    """

    cash: float
    bid_rate: float
    ask_rate: float
    margin_unit: float
    pnl_units: float
    is_pool: bool
    holdings: tuple[Holding, ...]


class Flat(NamedTuple):
    """One account in floats."""

    purses: tuple[Purse, ...]


class _Roundings(NamedTuple):
    """How a venue rounds: margins down to 1 / `margin_units`, PnL to 1 / `pnl_units` (0: not at all)."""

    margin_units: int
    pnl_units: int
    cost: Callable[[Position], Decimal]
    rate: Callable[[int], Decimal]


_HYPERLIQUID = _Roundings(
    margin_units=10**6,
    pnl_units=0,
    cost=lambda position: position.cost,
    rate=lambda leverage: quotient(ONE, Decimal(leverage)),
)
_ASTER = _Roundings(
    margin_units=10**8,
    pnl_units=10**8,
    cost=lambda position: position.size * aster.entry_price(position),
    rate=aster.initial_rate,
)
_ROUNDINGS = {
    RuleSet.HYPERLIQUID: _HYPERLIQUID,
    RuleSet.HYPERLIQUID_UNIFIED: _HYPERLIQUID,
    RuleSet.ASTER: _ASTER,
    RuleSet.ASTER_MULTI_ASSETS: _ASTER,
}


@exactly
def flatten(account: Account) -> Flat | None:
    """The account's numbers as floats, once for each snapshot; None when the engine gives it no figures.

    The engine itself is asked, at prices of 1: what it calls Indeterminate or refuses at any price (an
    isolated margin, an order's leverage or tiers that are not known, two collaterals) has no floats either.
    """
    markets = {position.market for position in account.positions}
    try:
        if isinstance(assess(account, dict.fromkeys(markets, ONE)), Indeterminate):
            return None
    except MarginError:
        return None
    roundings = _ROUNDINGS[account.rules]
    cross = [position for position in account.positions if position.mode is Mode.CROSS]
    purses = [_purse(roundings, asset, held, is_pool=True) for asset, held in _pools(account, cross)]
    for position in account.positions:
        if position.wallet is not None:
            purses.append(_purse(roundings, _alone(position.wallet), [position], is_pool=False))
    return Flat(tuple(purses))


def _pools(account: Account, cross: Sequence[Position]) -> list[tuple[Asset, Sequence[Position]]]:
    """The collaterals that make up the pool, each with the positions that it settles."""
    if account.rules is RuleSet.ASTER_MULTI_ASSETS:
        return [(asset, [p for p in cross if p.collateral == asset.name]) for asset in account.assets]
    return [(_alone(account.wallet), cross)]


def _alone(wallet: Decimal) -> Asset:
    """The one collateral of a purse, which is its own unit of account."""
    return Asset("", wallet, ONE, ONE)


def _purse(roundings: _Roundings, asset: Asset, positions: Sequence[Position], *, is_pool: bool) -> Purse:
    costs = sum((roundings.cost(position) for position in positions), ZERO)
    return Purse(
        cash=float(asset.wallet - costs),
        bid_rate=float(asset.bid_rate),
        ask_rate=float(asset.ask_rate),
        margin_unit=float(asset.ask_rate) / roundings.margin_units,
        pnl_units=float(roundings.pnl_units),
        is_pool=is_pool,
        holdings=tuple(_holding(roundings, position) for position in positions),
    )


def _holding(roundings: _Roundings, position: Position) -> Holding:
    units = roundings.margin_units
    return Holding(
        market=position.market,
        size=float(position.size),
        cost=float(roundings.cost(position)),
        opening=float(units * roundings.rate(position.leverage)) * (1 + SLACK),
        tiers=tuple(
            (float(units * tier.rate) * (1 + SLACK), float(units * tier.deduction))
            for tier in position.tiers.tiers
        ),
    )
