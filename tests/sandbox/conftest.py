"""Worlds and venues for the sandbox's tests: one of each serves all who only read."""

from collections.abc import Iterator

import pytest

from tests.sandbox.running import Sandbox, running
from tests.sandbox.situations import a_fresh_world, a_world_after
from trading.sandbox.world import World


@pytest.fixture(scope="session")
def first_instant() -> World:
    """The demo's world before its first tick; only to be read."""
    return a_fresh_world()


@pytest.fixture(scope="session")
def a_minute_later() -> World:
    """The demo's world after sixty ticks; only to be read."""
    return a_world_after(60)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A running local venue, shared by tests that leave its marks alone."""
    with running(tmp_path_factory.mktemp("sandbox")) as venue:
        yield venue
