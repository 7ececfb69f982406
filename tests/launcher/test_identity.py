"""PostgreSQL refuses root: whom we run it as, and that neither way opens a folder or adds a user."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launcher.product import ROOT

WITHOUT_NAMESPACES = (sys.executable, str(Path(__file__).with_name("without_namespaces.py")))
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")
STORY = """
import sys
from pathlib import Path
from perps_studio.launcher import postgres
from perps_studio.launcher.child import Child
import psycopg

base = Path(sys.argv[1])
for _ in range(2):
    settings = postgres.SETTINGS | postgres.THROWAWAY
    spec, url = postgres.prepare(base / "closed" / "data", base / "scratch", settings)
    server = Child(spec, lambda _name, _line: None)
    server.start()
    server.wait_ready()
    postgres.create_database(base / "scratch")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
        print("answer", *connection.execute("SELECT answer FROM kept").fetchone())
    server.stop()
print("identity", spec.identity)
"""


def can(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def base() -> Iterator[Path]:
    """A folder whose inner folder `closed` is for its owner alone, as a home is."""
    folder = Path("/tmp") / f"pt-{os.getpid()}-{os.urandom(3).hex()}"
    for path in (folder, folder / "closed", folder / "scratch"):
        path.mkdir(mode=0o700)
    yield folder
    shutil.rmtree(folder)


def tell(base: Path, *before: str) -> list[str]:
    """Starts PostgreSQL twice on one data folder; the lines that the story prints."""
    done = subprocess.run(
        [*before, sys.executable, "-c", STORY, str(base)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def modes(base: Path) -> list[int]:
    return [stat.S_IMODE(path.stat().st_mode) for path in (base, base / "closed")]


@pytest.mark.skipif(os.getuid() != 0, reason="needs root")
def test_root_runs_it_in_a_namespace_and_all_files_stay_roots(base):
    if not can("unshare", "--user", "true"):
        pytest.skip("user namespaces are forbidden here")
    users = Path("/etc/passwd").read_text()
    assert tell(base) == ["answer 42", "answer 42", "identity namespace"]
    assert {path.stat().st_uid for path in base.rglob("*")} == {0}
    assert modes(base) == [0o700, 0o700]
    assert Path("/etc/passwd").read_text() == users


@pytest.mark.skipif(os.getuid() != 0, reason="needs root")
def test_where_namespaces_are_forbidden_root_hands_a_copy_to_nobody_and_opens_no_folder(base):
    if not can(*WITHOUT_NAMESPACES, "true"):
        pytest.skip("this root may not make such a place")
    base.chmod(0o711)  # the scratch folder lies where others may pass; the data folder's parent stays closed
    users = Path("/etc/passwd").read_text()
    assert tell(base, *WITHOUT_NAMESPACES) == ["answer 42", "answer 42", "identity nobody"]
    assert modes(base) == [0o711, 0o700]
    assert {path.stat().st_uid for path in (base / "closed" / "data").rglob("*")} == {65534}
    assert {path.stat().st_uid for path in (base / "scratch" / "programs").rglob("*")} == {0}
    assert tell(base) == ["answer 42", "answer 42", "identity namespace"], "and back"
    assert Path("/etc/passwd").read_text() == users


@pytest.mark.skipif(os.getuid() != 0, reason="as an ordinary user every other test shows it")
def test_an_ordinary_user_runs_it_as_itself(base):
    if not can(*NOBODY, sys.executable, "-c", "import psycopg"):
        pytest.skip("an ordinary user cannot reach this Python")
    for path in (base, *base.rglob("*")):
        os.chown(path, 65534, 65534)
    assert tell(base, *NOBODY) == ["answer 42", "answer 42", "identity same"]
