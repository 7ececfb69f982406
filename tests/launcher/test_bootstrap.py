"""`bin/bootstrap`: finds a Python that fits, installs a lock once, and says in a sentence what is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "dirname", "cat", "cksum", "mkdir", "tail", "uname", "grep", "rm")
OLD = '#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.11.2" || exit 1\n'


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with an empty lock; its PATH has a bare machine's tools and an old python3."""
    folder = tmp_path / "clone"
    (folder / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "bin" / "bootstrap", folder / "bin")
    (folder / "requirements.txt").write_text("# nothing\n")
    path = tmp_path / "path"
    path.mkdir()
    for tool in TOOLS:
        (path / tool).symlink_to(shutil.which(tool))
    put(path / "python3", OLD)
    return folder


def put(program: Path, text: str) -> None:
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(text)
    program.chmod(0o755)


def this_python() -> str:
    return f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'


def bootstrap(clone: Path, **env: str) -> subprocess.CompletedProcess[str]:
    bare = {"PATH": str(clone.parent / "path"), "HOME": str(clone.parent), "PIP_NO_INDEX": "1"}
    return subprocess.run(
        ["/bin/sh", "bin/bootstrap"], cwd=clone, env=bare | env, capture_output=True, text=True, check=False
    )


def test_too_old_a_python_is_told_in_one_sentence(clone):
    done = bootstrap(clone)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "needs Python 3.12 or 3.13" in done.stderr
    assert "Python 3.11.2" in done.stderr
    assert "install one" in done.stderr
    assert not (clone / ".venv").exists()


def test_a_python_in_pyenvs_folder_is_found_behind_an_old_default(clone):
    put(clone.parent / ".pyenv" / "versions" / "3.12.99" / "bin" / "python3", this_python())
    done = bootstrap(clone)
    assert (done.returncode, done.stderr) == (0, "")
    assert (clone / ".venv" / "bin" / "python").exists()


def test_another_projects_active_environment_is_ignored(clone):
    put(clone.parent / "path" / "python3.12", this_python())
    done = bootstrap(clone, VIRTUAL_ENV="/nowhere", PYTHONPATH="/nowhere", PYTHONHOME="/nowhere")
    assert (done.returncode, done.stderr) == (0, "")


def test_an_installed_lock_is_left_alone_and_needs_nothing(clone):
    put(clone.parent / "path" / "python3.13", this_python())
    assert "Installing requirements.txt" in bootstrap(clone).stdout
    os.remove(clone.parent / "path" / "python3.13")
    again = bootstrap(clone)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    (clone / "requirements.txt").write_text("# still nothing\n")
    assert "Installing requirements.txt" in bootstrap(clone).stdout


def test_a_package_without_a_wheel_is_told_with_what_to_do(clone):
    put(clone.parent / "path" / "python3.12", this_python())
    (clone / "requirements.txt").write_text(f"absent-package==1.0 --hash=sha256:{'0' * 64}\n")
    done = bootstrap(clone)
    assert done.returncode == 1
    assert "absent-package==1.0" in done.stderr
    assert "CPython 3.12 or 3.13 on Linux (glibc) or macOS" in done.stderr
    assert bootstrap(clone).returncode == 1, "it is not taken for installed"
