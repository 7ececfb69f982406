"""Aster's multi-assets mode: several collaterals in one cross pool, counted in USD.

What is owned counts at the bid rate, what is owed and every margin at the ask rate. Source: the venue's front
end; equities and rates proven on one recorded Aster account, liquidation prices on none: docs/margin.md.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from margin.engine import checks
from margin.engine.accounts import Account, Asset, Mode, Order, Position
from margin.engine.aster import (
    as_printed,
    backstop_price,
    entry_price,
    hold,
    legs_and_others,
    order_margins,
    unknown_lasts,
    worse_pnl,
)
from margin.engine.errors import MarginError
from margin.engine.liquidation import Load, prices_of_zero
from margin.engine.money import ZERO, cut8, exactly, quotient
from margin.engine.rules import Holding, Pool, Prices, Rules

ONE = Decimal(1)


@exactly
def rates(index: Decimal, bid_buffer: Decimal, ask_buffer: Decimal) -> tuple[Decimal, Decimal]:
    """(bid rate, ask rate) of an asset: index × (1 − bid buffer), index × (1 + ask buffer); both below 1."""
    checks.positive("index", index)
    bid = index * (ONE - checks.share("bid buffer", bid_buffer))
    return bid, index * (ONE + checks.share("ask buffer", ask_buffer))


@exactly
def in_usd(amount: Decimal, asset: Asset) -> Decimal:
    """What `amount` of an asset counts for: at its bid rate when owned, its ask rate when owed; exact."""
    checks.finite("amount", amount)
    return min(amount * asset.bid_rate, amount * asset.ask_rate)


@exactly
def in_asset(usd: Decimal, asset: Asset) -> Decimal:
    """An available amount in USD as an amount of `asset`: usd / ask rate, cut at 8 decimals as recorded."""
    return cut8(quotient(checks.finite("amount in USD", usd), asset.ask_rate))


@exactly
def pool(account: Account, holdings: Sequence[Holding], lasts: Prices) -> Pool:
    """The pool in USD. Only cross exists in this mode; each position's own figures stay in its collateral.

    available = max(0, equity with the worse of mark and last PnL − Σ initial at ask − Σ orders at ask).
    """
    _refuse_what_the_mode_has_not(account)
    assets = _by_name(account)
    collateral_of = {item.market: item.collateral for item in _items(account)}
    orders = sum(
        (
            amount * assets[collateral_of[market]].ask_rate
            for (market, _), amount in order_margins(account, holdings).items()
        ),
        ZERO,
    )
    initial = sum((h.initial * assets[h.position.collateral].ask_rate for h in holdings), ZERO)
    maintenance = _maintenance(holdings, assets)
    unrealized = (in_usd(_pnl(holdings, name, _at_mark), asset) for name, asset in assets.items())
    worse = _equity(account, holdings, lambda holding: worse_pnl(holding, lasts))
    available = max(ZERO, worse - initial - orders)
    return Pool(
        equity=_equity(account, holdings, _at_mark),
        unrealized=sum(unrealized, ZERO),
        maintenance=maintenance,
        initial=initial,
        order_margin=orders,
        available=available,
        withdrawable=max(ZERO, min(_equity(account, (), _at_mark) - maintenance, available)),
        unknown_lasts=unknown_lasts(holdings, lasts),
    )


@exactly
def liquidation_price(
    account: Account, pool: Pool, holdings: Sequence[Holding], target: Holding
) -> Decimal | None:
    """Where the target's market alone brings the pool's equity in USD down to its maintenance in USD.

    The collateral's own equity counts at the bid rate while it is positive at the result, else at the ask
    rate; of several prices the one nearest mark. Half up at 8 decimals.
    """
    assets = _by_name(account)
    own = assets[target.position.collateral]
    legs, others = legs_and_others(holdings, target.position.market)
    elsewhere = sum(
        (
            in_usd(asset.wallet + _pnl(holdings, name, _at_mark), asset)
            for name, asset in assets.items()
            if name != own.name
        ),
        -_maintenance(others, assets),
    )
    costs = sum((leg.position.size * entry_price(leg.position) for leg in legs), ZERO)
    constant = own.wallet + _pnl(others, own.name, _at_mark) - costs
    slope = sum((leg.position.size for leg in legs), ZERO)
    loads = [Load(abs(leg.position.size), leg.position.tiers) for leg in legs]
    owned = [
        price
        for price in prices_of_zero(
            elsewhere + own.bid_rate * constant, own.bid_rate * slope, loads, own.ask_rate
        )
        if constant + slope * price > 0
    ]
    owed = [
        price
        for price in prices_of_zero(
            elsewhere + own.ask_rate * constant, own.ask_rate * slope, loads, own.ask_rate
        )
        if constant + slope * price <= 0
    ]
    return as_printed(min(owned + owed, key=lambda price: abs(price - target.mark), default=None))


def unknowns(account: Account) -> tuple[str, ...]:
    """Collaterals that positions or orders use and whose rates the account does not have, in words."""
    known = _by_name(account)
    used = dict.fromkeys(item.collateral for item in _items(account))
    return tuple(f"{name or 'collateral'} rates" for name in used if name not in known)


def _refuse_what_the_mode_has_not(account: Account) -> None:
    for item in _items(account):
        if item.mode is Mode.ISOLATED:
            raise MarginError(
                f"{item.market} mode", "must be cross: multi-assets mode has no isolated margin"
            )
    names = [asset.name for asset in account.assets]
    for name in names:
        if names.count(name) > 1:
            raise MarginError(f"{name} asset", "must be given once")
    if account.wallet != 0:
        raise MarginError("wallet", "must be 0 in multi-assets mode, where each of `assets` has its own")


def _items(account: Account) -> tuple[Position | Order, ...]:
    return (*account.positions, *account.orders)


def _by_name(account: Account) -> dict[str, Asset]:
    return {asset.name: asset for asset in account.assets}


def _at_mark(holding: Holding) -> Decimal:
    return holding.unrealized


def _pnl(holdings: Iterable[Holding], collateral: str, pnl: Callable[[Holding], Decimal]) -> Decimal:
    return sum((pnl(holding) for holding in holdings if holding.position.collateral == collateral), ZERO)


def _equity(account: Account, holdings: Sequence[Holding], pnl: Callable[[Holding], Decimal]) -> Decimal:
    """Every asset's cash and PnL in USD; without holdings, the cash alone."""
    return sum(
        (in_usd(asset.wallet + _pnl(holdings, asset.name, pnl), asset) for asset in account.assets), ZERO
    )


def _maintenance(holdings: Iterable[Holding], assets: dict[str, Asset]) -> Decimal:
    return sum((h.maintenance * assets[h.position.collateral].ask_rate for h in holdings), ZERO)


RULES = Rules(
    hold=hold,
    pool=pool,
    liquidation_price=liquidation_price,
    backstop_price=backstop_price,
    unknowns=unknowns,
    liquidates_at_maintenance=True,
)
