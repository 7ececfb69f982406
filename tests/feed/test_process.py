"""`manage.py feed` as a process: it outlives its servers and ends when asked."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import msgspec
import pytest
import redis
from django.db import connection

from perps_studio.launcher import processes, valkey
from perps_studio.launcher.child import Child, Spec
from tests.feed.conftest import Sandbox
from tests.feed.situations import LINE
from tests.waiting import until
from trading.demo import MAIN
from trading.feed.values import AccountValues
from trading.stream import topics

NOWHERE = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}


class FeedProcess(Child):
    """The command as a process, with every line it printed."""

    def __init__(self, env: dict[str, str]) -> None:
        self.lines: list[str] = []
        spec = Spec("feed", processes.manage("feed"), lambda child: True, env)
        super().__init__(spec, lambda name, text: self.lines.append(text))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()


def test_without_database_and_valkey_it_says_so_keeps_trying_and_ends_when_asked():
    with FeedProcess(NOWHERE) as feed:
        until(lambda: sum("The feed goes on without" in line for line in feed.lines) >= 2, what="its words")
        assert feed.alive
        asked = time.monotonic()
        feed.ask_to_stop()
        until(lambda: not feed.alive, seconds=8)
        assert time.monotonic() - asked < 5
        assert feed.exit_code == 0


@pytest.fixture
def own_valkey(tmp_path: Path) -> Iterator[tuple[Child, str]]:
    spec, url = valkey.prepare(tmp_path / "data", tmp_path)
    child = Child(spec, lambda name, text: None)
    child.start()
    child.wait_ready()
    yield child, url
    child.stop()


def test_a_valkey_that_restarts_empty_is_filled_again_without_a_hand(
    sandbox: Sandbox, demo: None, own_valkey: tuple[Child, str], tmp_path: Path
):
    server, url = own_valkey
    database = os.environ["DATABASE_URL"].replace("/perps_studio?", f"/{connection.settings_dict['NAME']}?")
    venue = sandbox.url.removesuffix("/hyperliquid")
    with FeedProcess({"DATABASE_URL": database, "REDIS_URL": url, "SANDBOX_URL": venue}) as feed:
        until(lambda: figures(url), what="figures")
        server.kill()
        for left in (tmp_path / "data").iterdir():
            left.unlink()
        server.start()
        server.wait_ready()
        restarted = time.time() * 1000
        until(lambda: (values := figures(url)) and values.marked_at > restarted, seconds=10, what="new ones")
    assert feed.exit_code == 0
    assert not any("Traceback" in line for line in feed.lines)


def figures(url: str) -> AccountValues | None:
    """The main account's values, once they are known."""
    with redis.Redis.from_url(url) as client:
        value = client.get(topics.latest(topics.account(*LINE, MAIN.address)))
    values = value and msgspec.msgpack.decode(value, type=AccountValues)
    return values if values and values.assessment else None


def test_a_keyboard_ends_it_too():
    with FeedProcess(NOWHERE) as feed:
        until(lambda: feed.lines, what="its words")
        os.kill(feed.pid, signal.SIGINT)
        until(lambda: not feed.alive, seconds=8)
        assert feed.exit_code == 0
