"""Under every rule set the fleet's floats say what the engine's decimals say, at once and tick after tick."""

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from margin.engine.accounts import RuleSet
from margin.fleet import Fleet, figures, flatten
from tests.margin.fleet_situations import MARKETS, assert_agree, floats, scenes

TICKS = 2_000


@pytest.mark.parametrize("rules", RuleSet)
@given(st.data())
def test_every_figure_and_the_worst_ratio_agree_to_1e_9(rules, data):
    account, marks = data.draw(scenes(rules))
    assert_agree(account, marks, figures(flatten(account), floats(marks)))


@pytest.mark.parametrize("rules", RuleSet)
@settings(max_examples=3)
@given(st.data(), st.integers())
def test_after_thousands_of_ticks_every_account_is_what_a_fresh_one_would_be(rules, data, seed):
    chance = random.Random(seed)
    drawn = [data.draw(scenes(rules)) for _ in range(3)]
    accounts, marks = [account for account, _ in drawn], dict(drawn[0][1])
    fleet = Fleet()
    for key, account in enumerate(accounts):
        fleet.put(key, account)
    seen = dict(fleet.revalue(floats(marks), MARKETS))
    for _ in range(TICKS):
        moved = chance.sample(MARKETS, chance.randint(1, len(MARKETS)))
        for market in moved:
            marks[market] = walked(marks[market], chance)
        seen |= fleet.revalue(floats(marks), moved)
    for key, account in enumerate(accounts):
        if account.positions:
            assert seen[key] == fleet.figures(key) == figures(flatten(account), floats(marks))
            assert_agree(account, marks, fleet.figures(key))


def walked(mark: Decimal, chance: random.Random) -> Decimal:
    """A tick away from `mark`, at 8 decimals."""
    moved = mark * (1 + Decimal(chance.randint(-200, 200)) / 100_000)
    return max(moved.quantize(Decimal("1e-8")), Decimal("1e-5"))
