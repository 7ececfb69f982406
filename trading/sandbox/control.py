"""The control call of tests and demos: set marks, pause, step, fall silent, hand out paper money."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from trading.sandbox.clock import take_news
from trading.sandbox.emptying import empty
from trading.sandbox.funding import pay
from trading.sandbox.numbers import ZERO
from trading.sandbox.scenarios import SCRIPTS
from trading.sandbox.venue import FASTEST, Venue

KEYS = {"mark", "pause", "resume", "mute", "unmute", "speed", "step", "reset", "fund", "funding", "scenario"}
MOST_STEPS = 100_000
MOST_MONEY = Decimal(1_000_000)
ADDRESS = re.compile(r"0x[0-9a-f]{40}")


class Refused(Exception):
    """A control call that cannot be carried out; the text says why."""


def control(venue: Venue, asked: Any) -> dict[str, Any]:
    """Carries out a call and returns where the venue stands.

    Keys, all optional: "mark" {coin: price}, "pause", "resume", "mute", "unmute" (true),
    "scenario" (its name, or null: no more), "speed" (number > 0), "step" (ticks), "reset" (address: it
    holds nothing any more),
    "funding" (true, or {coin: rate}: paid now), "fund" {"address", "amount"} (paper money on top, after a
    reset in the same call).
    """
    if not isinstance(asked, dict):
        raise Refused("The body must be an object.")
    unknown = sorted(set(asked) - KEYS)
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
    if marks:
        venue.set_marks(marks)
    if _paper_money(venue, asked):
        venue.tell(take_news(venue.world))
    if "scenario" in asked:
        venue.world.scenario = _scenario(asked["scenario"])
    rates = _rates(venue, asked.get("funding", {}))
    for coin, rate in rates.items():
        pay(venue.world, venue.world.listed(coin), rate)
    if rates:
        venue.tell(take_news(venue.world, moved=True))
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


def _scenario(asked: Any) -> tuple[str, float] | None:
    if asked is not None and (not isinstance(asked, str) or asked not in SCRIPTS):
        raise Refused(f"scenario must be null or one of {', '.join(sorted(SCRIPTS))}.")
    return (asked, 0.0) if asked else None


def _rates(venue: Venue, asked: Any) -> dict[str, Decimal]:
    """The rates to pay now: those given, or for true every market's own."""
    if asked is True:
        return {coin: one.funding for dex in venue.world.dexes.values() for coin, one in dex.markets.items()}
    if not isinstance(asked, dict):
        raise Refused("funding must be true, or an object of rates by coin.")
    rates = {}
    for coin, rate in asked.items():
        if venue.world.market(coin) is None:
            raise Refused(f"There is no market {coin}.")
        try:
            rates[coin] = Decimal(rate)
        except (InvalidOperation, TypeError, ValueError):
            raise Refused(f"The rate of {coin} must be a number in quotes, not {rate!r}.") from None
        if not rates[coin].is_finite() or abs(rates[coin]) > 1:
            raise Refused(f"The rate of {coin} must be between -1 and 1, not {rate}.")
    return rates


def _paper_money(venue: Venue, asked: dict[str, Any]) -> bool:
    """Resets and funds accounts of the main dex; True when there was one."""
    emptied = _address(asked["reset"]) if "reset" in asked else None
    funded, amount = _fund(asked["fund"]) if "fund" in asked else (None, ZERO)
    world = venue.world
    if emptied:
        empty(world, world.opened(emptied, ""))
    if funded:
        world.transfer(world.opened(funded, ""), "deposit", amount)
    return bool(emptied or funded)


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
