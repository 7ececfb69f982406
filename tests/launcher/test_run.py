"""`make run` from the outside: it starts, says what to open, keeps its data, and leaves nothing behind."""

import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launcher.product import Product, all_gone
from tests.waiting import until

pytestmark = pytest.mark.xdist_group("launcher")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a short path, away from the clone."""
    folder = Path(tempfile.mkdtemp(prefix="pt-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def product(place: Path) -> Iterator[Product]:
    (place / "tmp").mkdir()
    (place / "home").mkdir()
    product = Product(place / "run", env={"TMPDIR": str(place / "tmp"), "HOME": str(place / "home")})
    yield product
    product.stop()


def test_it_starts_everything_says_what_to_open_and_stops_without_a_trace(product, place):
    product.start()
    output = product.output()
    for host in ("localhost", "aurora.localhost", "studio.localhost"):
        assert f"http://{host}:{product.port}" in output
        assert product.get("/", host) == 200
    assert output.count("/sign-in/") == 2
    assert len(list((place / "tmp").iterdir())) == 1, "one scratch folder"
    for private, mode in (("secret-key", 0o600), ("postgres", 0o700)):
        assert stat.S_IMODE((product.run / private).stat().st_mode) == mode
    started = product.processes()
    product.send(signal.SIGTERM)
    assert product.ended() == 0
    until(lambda: all_gone(started), 5, "every process to end")
    assert list((place / "tmp").iterdir()) == []
    assert list((place / "home").iterdir()) == []


def test_the_next_start_keeps_all_data_after_ctrl_c_and_after_a_killed_supervisor(product, place):
    product.start()
    with product.database() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    secret = (product.run / "secret-key").read_text()
    product.send(signal.SIGINT)
    assert product.ended() == 0

    product.start()
    left = product.processes()
    assert len(left) >= 6
    product.send(signal.SIGKILL)
    assert product.ended() == -signal.SIGKILL
    until(lambda: all_gone(left), 10, "every orphan to end")

    product.start()
    with product.database() as connection:
        assert connection.execute("SELECT answer FROM kept").fetchall() == [(42,)]
    assert (product.run / "secret-key").read_text() == secret
    assert len(list((place / "tmp").iterdir())) == 1, "the killed run's scratch folder is gone"


def test_two_run_side_by_side_refuse_what_they_would_share_and_restart_what_dies(product, place):
    product.start()
    other = Product(place / "other").start()
    try:
        assert (product.get(), other.get()) == (200, 200)
        same_port = Product(place / "third", port=product.port).refused()
        assert f"Port {product.port} on 127.0.0.1 is taken" in same_port
        assert f"PORT={product.port + 1} make run" in same_port
        assert "already runs from this folder" in Product(product.run).refused()
    finally:
        other.stop()
    product.process("daphne").kill()
    until(lambda: "web ended with code -9" in product.output(), 5, "the supervisor to notice")
    until(lambda: product.get() == 200, 30, "the web process to answer again")
    product.process("postgres").kill()
    until(lambda: "postgres started again" in product.output(), 20, "PostgreSQL to start again")
    until(lambda: product.get() == 200, 30, "the pages to have their database again")


def test_a_wrong_port_is_told_in_a_sentence(place):
    assert (
        Product(place / "run", env={"PORT": "http"}).refused() == "PORT must be a whole number, not 'http'.\n"
    )
    refused = Product(place / "run", env={"PORT": "70000"}).refused()
    assert refused == "PORT must lie between 1 and 65535, not 70000.\n"
