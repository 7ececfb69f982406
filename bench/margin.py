"""What a margin figure costs: the exact engine beside the fleet, on accounts of 1, 3 and 10 positions."""

from decimal import Decimal

from bench._measure import heading, per_call, say
from margin.engine.accounts import Account, Mode, Position, RuleSet
from margin.engine.assess import assess
from margin.engine.tiers import TierSchedule
from margin.fleet import figures, flatten

TIERS = TierSchedule.of_leverages([(Decimal(0), 40), (Decimal(150_000_000), 20)])


def account(positions: int) -> tuple[Account, dict[str, Decimal]]:
    """An account with `positions` cross positions, each in a market of its own, and their marks."""
    held = tuple(
        Position(f"M{number}", Decimal(number + 1), Decimal(100 * (number + 1)), 10, Mode.CROSS, TIERS)
        for number in range(positions)
    )
    marks = {position.market: Decimal("100.5") for position in held}
    return Account("pool", RuleSet.HYPERLIQUID, Decimal(10_000), held), marks


def main() -> None:
    unit = heading()
    for positions in (1, 3, 10):
        held, marks = account(positions)
        flat, floats = flatten(held), {market: float(mark) for market, mark in marks.items()}
        exact = per_call(lambda held=held, marks=marks: assess(held, marks))
        quick = per_call(lambda flat=flat, floats=floats: figures(flat, floats))
        say(f"engine, every figure exact, {positions} positions", exact, unit)
        say(f"fleet, the pool's figures in floats, {positions} positions", quick, unit)


if __name__ == "__main__":
    main()
