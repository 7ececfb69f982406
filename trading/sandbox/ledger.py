"""The books of account: what a fill, a funding or a transfer does to an account. Money only moves here."""

from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from margin.engine.accounts import Leg, Mode
from trading.sandbox.accounts import Account, Holding, slot
from trading.sandbox.instruments import Instrument
from trading.sandbox.numbers import ZERO
from trading.sandbox.terms import Terms

COST_STEP = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class Booked:
    """What a fill did: the signed size before it, and the PnL of what it closed."""

    start: Decimal
    closed_pnl: Decimal


def fee_of(terms: Terms, notional: Decimal, rate: Decimal) -> Decimal:
    """A fee, downwards to the smallest amount."""
    return (notional * rate).quantize(terms.quantum, ROUND_FLOOR)


def book_fill(
    account: Account,
    instrument: Instrument,
    terms: Terms,
    leg: Leg,
    size: Decimal,
    price: Decimal,
    mark: Decimal,
    fee: Decimal,
    now: int,
) -> Booked:
    """Books signed `size` at `price`: what closes first, then what opens. The fee leaves the account."""
    start = account.size_of(instrument.coin, leg)
    closing = min(abs(size), abs(start)) if start and (start > 0) is not (size > 0) else ZERO
    closing = closing.copy_sign(size)
    pnl = _close(account, instrument.coin, leg, closing, price, terms, now) if closing else ZERO
    opening = size - closing
    if opening:
        _open(account, instrument, terms, leg, opening, price, mark, now)
    held = account.holdings.get(slot(instrument.coin, leg))
    if opening and held and held.cash is not None and terms.isolated_pays:
        account.holdings[held.slot] = replace(held, cash=held.cash - fee)
    else:
        account.cash -= fee
    return Booked(start, pnl)


def _open(
    account: Account,
    instrument: Instrument,
    terms: Terms,
    leg: Leg,
    size: Decimal,
    price: Decimal,
    mark: Decimal,
    now: int,
) -> None:
    key = slot(instrument.coin, leg)
    held = account.holdings.get(key)
    mode, leverage = account.leverage_of(instrument)
    cost = size * price
    cash: Decimal | None = None
    if mode is Mode.ISOLATED:
        valued = mark if terms.isolated_pays else price
        margin = (abs(size) * valued / leverage).quantize(terms.quantum, ROUND_FLOOR)
        account.cash -= margin
        cash = margin - cost
    else:
        account.cash -= cost
    if held:
        cash = None if held.cash is None else held.cash + (cash or ZERO)
        account.holdings[key] = replace(
            held, size=held.size + size, cost=held.cost + cost, cash=cash, updated=now,
            funding_since_change=ZERO,
        )  # fmt: skip
    else:
        account.holdings[key] = Holding(
            instrument.coin, size, cost, mode, leverage, cash, leg=leg, updated=now
        )


def _close(
    account: Account, coin: str, leg: Leg, size: Decimal, price: Decimal, terms: Terms, now: int
) -> Decimal:
    """Closes signed `size` (against the position); isolated margin returns in proportion. The PnL."""
    key = slot(coin, leg)
    held = account.holdings.pop(key)
    is_all = abs(size) == abs(held.size)
    cost = held.cost if is_all else (held.cost * abs(size / held.size)).quantize(COST_STEP)
    proceeds = -size * price
    account.cash += proceeds
    cash = held.cash
    if cash is not None:
        released = cash if is_all else (cash * abs(size / held.size)).quantize(terms.quantum, ROUND_FLOOR)
        account.cash += released
        cash -= released
    if is_all:
        account.modes[coin] = (held.mode, held.leverage)
    else:
        account.holdings[key] = replace(
            held, size=held.size + size, cost=held.cost - cost, cash=cash, updated=now,
            funding_since_change=ZERO,
        )  # fmt: skip
    return proceeds - cost


def book_funding(account: Account, key: str, paid: Decimal) -> None:
    """Pays (or receives, when negative) funding of one position: isolated from its own margin."""
    held = account.holdings[key]
    if held.cash is None:
        account.cash -= paid
    account.holdings[key] = replace(
        held,
        cash=None if held.cash is None else held.cash - paid,
        funding_all_time=held.funding_all_time + paid,
        funding_since_open=held.funding_since_open + paid,
        funding_since_change=held.funding_since_change + paid,
    )


def funding_of(size: Decimal, price: Decimal, rate: Decimal, terms: Terms) -> Decimal:
    """What a position pays: size × price × rate, to the nearest smallest amount; shorts the opposite."""
    return (size * price * rate).quantize(terms.quantum, ROUND_HALF_UP)


def move_isolated(account: Account, key: str, amount: Decimal) -> None:
    """Adds to an isolated position's margin from the pool; a negative amount takes away."""
    held = account.holdings[key]
    assert held.cash is not None
    account.holdings[key] = replace(held, cash=held.cash + amount)
    account.cash -= amount


def set_mode(account: Account, coin: str, mode: Mode, leverage: int) -> None:
    """What a market is set to; open positions take the leverage and keep their margin."""
    account.modes[coin] = (mode, leverage)
    for leg in Leg:
        held = account.holdings.get(slot(coin, leg))
        if held:
            account.holdings[held.slot] = replace(held, leverage=leverage)
