"""A pytest plugin: real PostgreSQL and Valkey for the whole run, started before Django's settings are read.

Loaded by `-p tests.servers` in pyproject.toml, so run pytest as `python -m pytest`. Where DATABASE_URL and
REDIS_URL are set, those servers are used. With xdist there is one PostgreSQL, and a Valkey for each worker.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from perps_studio.launcher import postgres, valkey
from perps_studio.launcher.child import Child, Spec

OURS = "PERPS_TEST_SERVERS"  # tells xdist's workers that REDIS_URL is not the user's
_children: list[Child] = []
_folders: list[Path] = []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    scratch = Path(tempfile.mkdtemp(prefix="perps-test-"))
    _folders.append(scratch)
    if "REDIS_URL" not in os.environ or OURS in os.environ:
        spec, os.environ["REDIS_URL"] = valkey.prepare(scratch / "valkey", scratch)
        os.environ[OURS] = "1"
        _start(spec)
    if "DATABASE_URL" not in os.environ:
        settings = {**postgres.SETTINGS, **postgres.THROWAWAY}
        spec, os.environ["DATABASE_URL"] = postgres.prepare(scratch / "data", scratch, settings)
        _start(spec)
        postgres.create_database(scratch)
    os.environ.setdefault("PERPS_RUN_DIR", str(scratch))
    return (yield)


@atexit.register
def pytest_unconfigure() -> None:
    while _children:
        _children.pop().stop()
    while _folders:
        shutil.rmtree(_folders.pop(), ignore_errors=True)


def _start(spec: Spec) -> None:
    child = Child(spec, lambda _name, _line: None)
    _children.append(child)
    child.start()
    child.wait_ready()
