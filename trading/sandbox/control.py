"""The control call of tests and demos: set marks, pause, step, fall silent, hand out paper money."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from trading.sandbox.accounts import Account
from trading.sandbox.numbers import ZERO
from trading.sandbox.venue import FASTEST, Venue
from trading.sandbox.world import Tick

MOST_STEPS = 100_000
MOST_MONEY = Decimal(1_000_000)
ADDRESS = re.compile(r"0x[0-9a-f]{40}")


class Refused(Exception):
    """A control call that cannot be carried out; the text says why."""


def control(venue: Venue, asked: Any) -> dict[str, Any]:
    """Carries out a call and returns where the venue stands.

    Keys, all optional: "mark" {coin: price}, "pause", "resume", "mute", "unmute" (true),
    "speed" (number > 0), "step" (ticks), "reset" (address: the account holds nothing any more),
    "fund" {"address", "amount"} (paper money on top, after a reset in the same call).
    """
    if not isinstance(asked, dict):
        raise Refused("The body must be an object.")
    unknown = sorted(
        set(asked) - {"mark", "pause", "resume", "mute", "unmute", "speed", "step", "reset", "fund"}
    )
    if unknown:
        raise Refused(f"Unknown: {', '.join(unknown)}.")
    marks = _marks(venue, asked.get("mark", {}))
    speed, steps = asked.get("speed", venue.speed), asked.get("step", 0)
    if isinstance(speed, bool) or not isinstance(speed, int | float) or not 0 < speed <= FASTEST:
        raise Refused(f"speed must be a number above 0, at most {FASTEST}.")
    if isinstance(steps, bool) or not isinstance(steps, int) or not 0 <= steps <= MOST_STEPS:
        raise Refused(f"step must be a whole number from 0 to {MOST_STEPS}.")
    venue.speed = speed
    venue.paused = (venue.paused or asked.get("pause") is True) and asked.get("resume") is not True
    venue.muted = (venue.muted or asked.get("mute") is True) and asked.get("unmute") is not True
    for coin, mark in marks.items():
        venue.world.put_mark(coin, mark)
    if marks:
        venue.world.settle()
        venue.tell(Tick({}, frozenset(venue.world.accounts)))
    touched = _paper_money(venue, asked)
    if touched:
        venue.tell(Tick({}, touched))
    venue.step(steps)
    return {"now": venue.world.now, "ticks": venue.world.ticks, "paused": venue.paused, "muted": venue.muted,
            "speed": venue.speed}  # fmt: skip


def _marks(venue: Venue, asked: Any) -> dict[str, Decimal]:
    if not isinstance(asked, dict):
        raise Refused("mark must be an object of prices by coin.")
    marks = {}
    for coin, price in asked.items():
        if venue.world.market(coin) is None:
            raise Refused(f"There is no market {coin}.")
        try:
            marks[coin] = Decimal(price)
        except (InvalidOperation, TypeError, ValueError):
            raise Refused(f"The mark of {coin} must be a number in quotes, not {price!r}.") from None
        if not marks[coin].is_finite() or marks[coin] <= 0:
            raise Refused(f"The mark of {coin} must be above 0, not {price}.")
    return marks


def _paper_money(venue: Venue, asked: dict[str, Any]) -> frozenset[tuple[str, str]]:
    """Resets and funds accounts of the main dex; the accounts that were touched."""
    emptied = _address(asked["reset"]) if "reset" in asked else None
    funded, amount = _fund(asked["fund"]) if "fund" in asked else (None, ZERO)
    if emptied:
        venue.world.add_account(Account(emptied, ""))
    if funded:
        account = venue.world.account(funded, "")
        account.cash += amount
        venue.world.add_account(account)
    return frozenset((address, "") for address in (emptied, funded) if address)


def _fund(asked: Any) -> tuple[str, Decimal]:
    if not isinstance(asked, dict):
        raise Refused("fund must be an object with address and amount.")
    return _address(asked.get("address")), _amount(asked.get("amount"))


def _address(asked: Any) -> str:
    if not isinstance(asked, str) or not ADDRESS.fullmatch(asked):
        raise Refused("An address is 0x and 40 hexadecimal digits in lower case.")
    return asked


def _amount(asked: Any) -> Decimal:
    try:
        amount = Decimal(asked)
    except (InvalidOperation, TypeError, ValueError):
        raise Refused(f"amount must be a number in quotes, not {asked!r}.") from None
    if not amount.is_finite() or not 0 < amount <= MOST_MONEY or amount != round(amount, 6):
        raise Refused(f"amount must be above 0, at most {MOST_MONEY}, with at most 6 decimals.")
    return amount
