"""What differs between venues when an account changes: one `ChangeRules` of plain functions per rule set.

They stand beside `margin.engine.rules.Rules` (which values what is held) because only what-ifs need them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from margin.engine.accounts import Account, Mode, Position
from margin.engine.assessment import Assessment, PositionFigures
from margin.engine.rules import Holding
from margin.engine.scenarios.locks import Lock


@dataclass(frozen=True, slots=True)
class ChangeRules:
    """One venue's rules of change. Every function runs inside `money.EXACT`.

    `fee(value, rate)`: what a fill worth `value` (≥ 0) pays; `isolated_pays_fee`: an opening fill's fee is
    taken from the margin set aside. `set_aside(value, leverage)`: isolated margin of a fill worth `value`.
    `kept_margin(position, size, cost)`: what stays aside when the position shrinks to `size` and `cost`.
    `payment(amount)`: a funding payment as the venue books it. `addable` and `removable`: the most that can
    go to or come from an isolated position; `withdrawable(account, assessment, collateral)`: the most that
    can leave the pool, in that collateral's own units. `mode_locks(account, market, mode)` and
    `leverage_locks(position, leverage)`: why the venue would refuse. `trigger_slippage`: how far, in percent,
    a triggered market order may fill beyond its trigger; None where each market has its own.
    """

    fee: Callable[[Decimal, Decimal], Decimal]
    isolated_pays_fee: bool
    set_aside: Callable[[Decimal, int], Decimal]
    kept_margin: Callable[[Position, Decimal, Decimal], Decimal]
    payment: Callable[[Decimal], Decimal]
    addable: Callable[[Account, Sequence[Holding], Assessment], Decimal]
    removable: Callable[[Position, PositionFigures], Decimal]
    withdrawable: Callable[[Account, Assessment, str], Decimal]
    mode_locks: Callable[[Account, str, Mode], tuple[Lock, ...]]
    leverage_locks: Callable[[Position, int], tuple[Lock, ...]]
    trigger_slippage: Decimal | None


def pool_withdrawable(account: Account, assessment: Assessment, collateral: str) -> Decimal:
    """What is withdrawable of a pool of one collateral, in that collateral."""
    return assessment.withdrawable
