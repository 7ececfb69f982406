"""The servers of the wheels: real, private, UTF-8 everywhere."""

import os
import stat
from pathlib import Path

import psycopg
import redis

from perps_studio.launcher import postgres


def test_the_database_answers_on_a_private_socket_and_listens_on_no_port():
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        (addresses,) = connection.execute("SHOW listen_addresses").fetchone()
        (folder,) = connection.execute("SHOW unix_socket_directories").fetchone()
    assert addresses == ""
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700


def test_text_is_utf8_whatever_the_machine_speaks():
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_creating_the_database_a_second_time_changes_nothing():
    sockets = Path(os.environ["DATABASE_URL"].partition("?host=")[2])
    postgres.create_database(sockets.parent)
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("perps_studio",)


def test_valkey_listens_on_no_port():
    with redis.from_url(os.environ["REDIS_URL"]) as client:
        assert client.config_get("port") == {"port": "0"}


def test_the_database_has_room_for_a_hundred_requests_at_once():
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        (most,) = connection.execute("SHOW max_connections").fetchone()
    assert int(most) >= 150
