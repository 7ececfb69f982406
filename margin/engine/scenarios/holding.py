"""Finding and replacing what an account holds; every change of an account is built from these."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from margin.engine.accounts import Account, Asset, Leg, Position
from margin.engine.errors import MarginError
from margin.engine.money import exactly


def position_in(account: Account, market: str, leg: Leg = Leg.BOTH) -> Position | None:
    """The account's position in a market (and leg, in hedge mode), or None."""
    for position in account.positions:
        if (position.market, position.leg) == (market, leg):
            return position
    return None


def positions_in(account: Account, market: str) -> tuple[Position, ...]:
    """The account's positions in a market: none, one, or both legs in hedge mode."""
    return tuple(position for position in account.positions if position.market == market)


def open_position(account: Account, market: str, leg: Leg = Leg.BOTH) -> Position:
    """Like `position_in`; MarginError when nothing is open there."""
    position = position_in(account, market, leg)
    if position is None:
        raise MarginError(f"{market} position", "must be open")
    return position


def with_position(account: Account, before: Position | None, after: Position | None) -> Account:
    """`account` with `before` replaced by `after`, in its place; None: was not there, is not there."""
    positions: Sequence[Position | None]
    if before is None:
        positions = (*account.positions, after)
    else:
        positions = [after if position is before else position for position in account.positions]
    return replace(account, positions=tuple(position for position in positions if position is not None))


def asset_in(account: Account, collateral: str) -> Asset:
    """The named asset of a pool of several; MarginError when the pool has none of that name."""
    for asset in account.assets:
        if asset.name == collateral:
            return asset
    raise MarginError("collateral", f"must be one of the pool's assets, not {collateral!r}")


@exactly
def credited(account: Account, amount: Decimal, collateral: str = "") -> Account:
    """`account` with `amount` more cash (less when negative), in its one wallet or in the named asset's."""
    if not account.assets:
        return replace(account, wallet=account.wallet + amount)
    changed = asset_in(account, collateral)
    assets = tuple(
        replace(asset, wallet=asset.wallet + amount) if asset is changed else asset
        for asset in account.assets
    )
    return replace(account, assets=assets)
