"""The demo's accounts as they are on the first start, at the first marks of `instruments.INSTRUMENTS`.

The main account's figures are those of the terminal drawing: cross equity 3,346.47, maintenance 783.08,
available 970.17, ETH set aside with 2,512.00. Orders rest further away than marks can drift by themselves.
"""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from itertools import count

from margin.engine.accounts import Mode
from trading.demo import AT_RISK, EMPTY, HEDGED, ISOLATED, MAIN
from trading.sandbox.accounts import Account, Holding, RestingOrder, Trigger
from trading.sandbox.numbers import step_of, to_step

SLIPPAGE = Decimal("0.1")


def demo_accounts(now: int, ids: Iterator[int] | None = None) -> list[Account]:
    """Fresh accounts whose orders were placed at `now` (Unix milliseconds), with order ids from `ids`."""
    ids = ids or count(1)
    return [_main(now, ids), _hedged(now, ids), _at_risk(), _isolated(), _empty()]


def _main(now: int, ids: Iterator[int]) -> Account:
    return _account(
        MAIN.address,
        "-44179.53",
        [
            _cross("BTC", "0.5", "64120", 20),
            _cross("SOL", "100", "151.20", 20),
            _isolated_holding("ETH", "-4", "3310", 5, cash="15888"),
        ],
        [
            _close(next(ids), "BTC", "sell", "0.5", "69900", "tp", now, 5),
            _close(next(ids), "BTC", "sell", "0.5", "60900", "sl", now, 5),
            _close(next(ids), "SOL", "sell", "100", "142", "sl", now, 2),
            _close(next(ids), "ETH", "buy", "4", "3560", "sl", now, 4),
            _limit(next(ids), "SOL", "sell", "50", "160", now, reduce_only=True),
        ],
    )


def _hedged(now: int, ids: Iterator[int]) -> Account:
    entry = next(ids)
    children = (
        _close(next(ids), "SOL", "sell", "40", "165", "tp", now, 2),
        _close(next(ids), "SOL", "sell", "40", "135", "sl", now, 2),
    )
    return _account(
        HEDGED.address,
        "12068",
        [_cross("BTC", "1", "63900", 20), _cross("ETH", "-20", "3290", 20)],
        [
            _limit(entry, "SOL", "buy", "40", "143", now, children=children),
            _limit(next(ids), "BTC", "buy", "0.05", "61500", now),
            _limit(next(ids), "ETH", "sell", "2", "3520", now),
            _close(next(ids), "BTC", "sell", "1", "60900", "sl", now, 5),
        ],
    )


def _at_risk() -> Account:
    return _account(
        AT_RISK.address,
        "-4070.68",
        [
            _cross("LINK", "500", "15.62", 10),
            _cross("DOGE", "46000", "0.17310", 10),
            _cross("AVAX", "-330", "26.31", 10),
        ],
    )


def _isolated() -> Account:
    return _account(
        ISOLATED.address,
        "4000",
        [
            _isolated_holding("SOL", "-60", "155.40", 3, cash="12432"),
            _isolated_holding("BTC", "0.15", "63950", 10, cash="-8633.25"),
        ],
    )


def _empty() -> Account:
    return _account(EMPTY.address, "10000", [])


def _account(
    address: str, cash: str, holdings: list[Holding], orders: list[RestingOrder] | None = None
) -> Account:
    return Account(
        address=address,
        dex="",
        cash=Decimal(cash),
        holdings={holding.coin: holding for holding in holdings},
        orders={order.id: order for order in orders or []},
    )


def _cross(coin: str, size: str, entry: str, leverage: int) -> Holding:
    return Holding(coin, Decimal(size), Decimal(size) * Decimal(entry), Mode.CROSS, leverage)


def _isolated_holding(coin: str, size: str, entry: str, leverage: int, cash: str) -> Holding:
    return Holding(
        coin, Decimal(size), Decimal(size) * Decimal(entry), Mode.ISOLATED, leverage, Decimal(cash)
    )


def _limit(
    order_id: int,
    coin: str,
    side: str,
    size: str,
    price: str,
    now: int,
    reduce_only: bool = False,
    children: tuple[RestingOrder, ...] = (),
) -> RestingOrder:
    return RestingOrder(
        id=order_id,
        coin=coin,
        is_buy=side == "buy",
        price=Decimal(price),
        size=Decimal(size),
        first_size=Decimal(size),
        time=now,
        reduce_only=reduce_only,
        children=children,
    )


def _close(
    order_id: int, coin: str, side: str, size: str, at: str, kind: str, now: int, size_decimals: int
) -> RestingOrder:
    """A market order that closes at a trigger; its limit leaves the venue's 10 % of slippage."""
    trigger = Decimal(at)
    limit = trigger * (1 + SLIPPAGE if side == "buy" else 1 - SLIPPAGE)
    return RestingOrder(
        id=order_id,
        coin=coin,
        is_buy=side == "buy",
        price=to_step(limit, step_of(limit, size_decimals), ROUND_DOWN),
        size=Decimal(size),
        first_size=Decimal(size),
        time=now,
        reduce_only=True,
        tif=None,
        trigger=Trigger(trigger, True, kind),
    )
