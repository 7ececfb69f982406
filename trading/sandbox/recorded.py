"""Reading recorded account states: which files hold a whole one, and what it says.

A state is whole when cash, sizes, entries, modes, leverage and marks follow from it, and when what it reports
of the whole account is what its positions make. Nothing depends on a file's name.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from margin.engine.accounts import Mode
from margin.engine.assess import assess
from margin.engine.assessment import Assessment
from trading.sandbox.accounts import Account, Holding, RestingOrder, to_engine
from trading.sandbox.instruments import INSTRUMENTS, Instrument
from trading.sandbox.numbers import MICRO, PERP_PRICE_DECIMALS, cut_entry

KNOWN = {instrument.coin: instrument for instrument in INSTRUMENTS}
LARGEST_LEVERAGE = 50


class Refused(Exception):
    """A file that does not hold a whole account state; the text says what is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A whole state, coins named as recorded. `remarks`: reported figures that today's rules do not give."""

    account: Account
    instruments: tuple[Instrument, ...]
    digest: str
    remarks: tuple[str, ...]


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The JSON files meant; a folder stands for all of its own. Refused when a path does not exist."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise Refused(f"{path} does not exist")
        found.extend(sorted(path.glob("*.json")) if path.is_dir() else [path])
    return found


def read(file: Path) -> Recorded:
    """The state in a file."""
    try:
        return parse(json.loads(file.read_bytes()))
    except (OSError, ValueError) as error:
        raise Refused(f"it cannot be read as JSON ({error})") from None


def parse(payload: Any) -> Recorded:
    """The state in decoded JSON: bare, wrapped in {"about", "data"}, or a websocket message."""
    about, state, user, dex = _unwrapped(payload)
    digest = hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()
    rows = [_position(_part(row, "position")) for row in state["assetPositions"]]
    prefixes = {market.coin.rpartition(":")[0] for _, market in rows}
    if len(prefixes) > 1:
        raise Refused("it mixes coins of several dexes")
    orders = [_order(order) for order in about.get("openOrders", [])]
    account = Account(
        address=(user or "0x" + digest[:40]).lower(),
        dex=dex or "".join(prefixes),
        cash=_money(_part(state, "crossMarginSummary"), "totalRawUsd"),
        holdings={holding.coin: holding for holding, _ in rows},
        orders={order.id: order for order in orders},
    )
    instruments = tuple(market for _, market in rows)
    strangers = {order.coin for order in orders} - {market.coin for market in instruments}
    if strangers:
        raise Refused(f"it has open orders in {', '.join(sorted(strangers))} but no mark for them")
    return Recorded(account, instruments, digest, _checked(state, account, instruments))


def _unwrapped(payload: Any) -> tuple[dict[str, Any], dict[str, Any], str, str]:
    about, state, user, dex = {}, payload, "", ""
    if isinstance(state, dict) and "about" in state and "data" in state:
        about, state = _part(state, "about"), state["data"]
    if isinstance(state, dict) and state.get("channel") == "clearinghouseState":
        message = _part(state, "data")
        user, dex, state = message.get("user", ""), message.get("dex", ""), message.get("clearinghouseState")
    if not isinstance(state, dict) or not isinstance(state.get("assetPositions"), list):
        raise Refused("it is not a clearinghouse state")
    return about, state, user, dex


def _position(position: dict[str, Any]) -> tuple[Holding, Instrument]:
    coin = position.get("coin")
    if not isinstance(coin, str):
        raise Refused("a position has no coin")
    leverage, funding = _part(position, "leverage"), _part(position, "cumFunding", coin)
    size, value = _number(position, "szi", coin), _money(position, "positionValue", coin)
    if not size:
        raise Refused(f"{coin} has no size")
    mark = _mark(coin, abs(size), value)
    cost = size * mark - _money(position, "unrealizedPnl", coin)
    isolated = leverage.get("type") == Mode.ISOLATED.value
    holding = Holding(
        coin=coin,
        size=size,
        cost=cost,
        mode=Mode.ISOLATED if isolated else Mode.CROSS,
        leverage=_whole(leverage, "value", coin),
        cash=_money(leverage, "rawUsd", coin) if isolated else None,
        funding_all_time=_money(funding, "allTime", coin),
        funding_since_open=_money(funding, "sinceOpen", coin),
        funding_since_change=_money(funding, "sinceChange", coin),
    )
    entry = _number(position, "entryPx", coin)
    return holding, _instrument(holding, entry, _whole(position, "maxLeverage", coin), mark)


def _instrument(holding: Holding, entry: Decimal, max_leverage: int, mark: Decimal) -> Instrument:
    """The market of a position: our own table where its leverage fits, else one tier of `maxLeverage`."""
    known = KNOWN.get(holding.coin.rpartition(":")[2])
    table = known.margin_table if known and known.max_leverage == max_leverage else max_leverage
    beta, own = (known.beta, known.own) if known else (1.2, 1.2)
    volume = known.day_volume if known else 1_000_000.0
    decimals = known.size_decimals if known else _size_decimals(holding, entry)
    return Instrument(holding.coin, decimals, table, mark, beta, own, 1, 100_000.0, volume)


def _size_decimals(holding: Holding, entry: Decimal) -> int:
    """The fewest size decimals with which the entry price is printed as it was."""
    least = max(0, -_exponent(holding.size))
    fitting = (
        decimals
        for decimals in range(least, PERP_PRICE_DECIMALS + 1)
        if cut_entry(holding.cost, holding.size, decimals) == entry
    )
    return next(fitting, least)


def _mark(coin: str, size: Decimal, value: Decimal) -> Decimal:
    """positionValue / size, with the fewest decimals that give positionValue back exactly."""
    for decimals in range(13):
        mark = (value / size).quantize(Decimal(1).scaleb(-decimals))
        if mark * size == value:
            return mark
    raise Refused(f"{coin}: positionValue {value} is no price times its size {size}")


def _order(order: dict[str, Any]) -> RestingOrder:
    if order.get("isTrigger"):
        raise Refused("its trigger orders are not read yet")
    return RestingOrder(
        id=_whole(order, "oid", "an open order", most=2**63),
        coin=order["coin"],
        is_buy=order["side"] == "B",
        price=_number(order, "limitPx", "an open order"),
        size=_number(order, "sz", "an open order"),
        first_size=_number(order, "origSz", "an open order"),
        time=_whole(order, "timestamp", "an open order", most=2**63),
        reduce_only=bool(order.get("reduceOnly")),
        tif=order.get("tif") or "Gtc",
        client_id=order.get("cloid"),
    )


def _checked(state: dict[str, Any], account: Account, instruments: tuple[Instrument, ...]) -> tuple[str, ...]:
    """Refuses a state whose totals are not its positions'; remarks on what else differs."""
    marks = {market.coin: market.price for market in instruments}
    figures = assess(to_engine(account, {market.coin: market for market in instruments}), marks)
    assert isinstance(figures, Assessment)
    summary = _part(state, "crossMarginSummary")
    _same("crossMarginSummary.accountValue", _money(summary, "accountValue"), figures.equity)
    _same("crossMarginSummary.totalMarginUsed", _money(summary, "totalMarginUsed"), figures.initial_margin)
    used = _money(state, "crossMaintenanceMarginUsed")
    _same("crossMaintenanceMarginUsed", used, figures.maintenance_margin)
    withdrawable = _money(state, "withdrawable")
    if withdrawable == figures.withdrawable:
        return ()
    return (f"withdrawable was {withdrawable}; today's rule gives {figures.withdrawable.normalize():f}",)


def _same(name: str, reported: Decimal, computed: Decimal) -> None:
    if reported != computed:
        raise Refused(f"{name} is {reported}, but its positions make {computed}: it is not the whole account")


def _part(whole: Any, name: str, of: str = "the state") -> dict[str, Any]:
    part = whole.get(name) if isinstance(whole, dict) else None
    if not isinstance(part, dict):
        raise Refused(f"{of} lacks {name}")
    return part


def _number(part: dict[str, Any], name: str, of: str = "the state") -> Decimal:
    value = part.get(name)
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise Refused(f"{of} lacks {name}" if value is None else f"{of}: {name} is no number: {value!r}")
    return number


def _money(part: dict[str, Any], name: str, of: str = "the state") -> Decimal:
    """A number of dollars; what binary floats add beyond the micro-dollar is rounded away."""
    return _number(part, name, of).quantize(MICRO, ROUND_HALF_UP)


def _whole(part: dict[str, Any], name: str, of: str, most: int = LARGEST_LEVERAGE) -> int:
    value = part.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise Refused(f"{of} lacks {name}" if value is None else f"{of}: {name} is {value!r}")
    return value


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent
