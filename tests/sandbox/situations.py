"""Worlds with names."""

from copy import deepcopy
from functools import cache

from trading.sandbox.clock import tick
from trading.sandbox.world import World

NOON = 1_795_348_800_000  # 2026-11-22 12:00 UTC


@cache
def _first_instant(seed: int) -> World:
    return World.fresh(seed, NOON)


def a_fresh_world(seed: int = 1) -> World:
    """The demo at its first instant."""
    return deepcopy(_first_instant(seed))


def a_world_after(ticks: int, seed: int = 1) -> World:
    """The demo some seconds later."""
    world = a_fresh_world(seed)
    for _ in range(ticks):
        tick(world, world.now + 1000, 1.0)
    return world
