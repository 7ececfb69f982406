"""Rules of the whole repository that no tool checks by itself."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400
LONG_FILES: dict[str, str] = {}  # path: the reason
HAND_WRITTEN = (".py", ".js", ".css", ".html", ".sh")
NOT_OURS = ("static/vendor/",)
EXACT = ("margin/engine/", "trading/orders/")
PRODUCTION = {
    "PRODUCTION": "1",
    "DEMO": "0",
    "SECRET_KEY": "K9v-not-a-real-key-2mWq7Zr4Tb1Xc8Ny5Ld3Hf6Jp0Gs_Ua",
    "SMTP_HOST": "mail.example.com",
}


def files(*endings: str) -> list[Path]:
    """The repository's own files, tracked or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    paths = [ROOT / name for name in listed if name.endswith(endings) and not name.startswith(NOT_OURS)]
    return [path for path in paths if path.is_file()]


def lines_with(pattern: str, paths: list[Path]) -> list[str]:
    """`path:line: text` of every line that matches."""
    wanted = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if wanted.search(line)
    ]


def test_no_file_names_a_package_registry_or_a_path_of_one_machine():
    text = [path for path in files() if path.suffix not in {".png", ".webp", ".woff2", ".ico", ".gz"}]
    assert (
        lines_with(r"py[p]i\.org|python[h]osted|npm[j]s\.|deb\.deb[i]an\.org|/w[o]rk/|/r[o]ot/", text) == []
    )


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt", "requirements-proofs.txt"])
def test_a_lock_pins_and_hashes_every_package_and_names_no_index(lock):
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(entries) > 40
    assert [
        line for line in entries if not re.match(r"[A-Za-z0-9._\[\]-]+==\S+ .*--hash=sha256:", line)
    ] == []


def test_money_is_never_a_float():
    exact = [path for path in files(".py") if str(path.relative_to(ROOT)).startswith(EXACT)]
    parsers = [path for path in files("parse.py") if "venues" in path.parts]
    assert exact
    assert lines_with(r"\bfloat\(", exact + parsers) == []


def test_a_hand_written_file_is_short_or_gives_its_reason():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in files(*HAND_WRITTEN)
        if "migrations" not in path.parts
    }
    assert {name for name, lines in lengths.items() if lines > LONGEST_FILE} == set(LONG_FILES)


def test_templates_hold_no_inline_style_or_script():
    inline = r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|<script(?![^>]*\bsrc=)"
    templates = [path for path in files(".html") if "templates" in path.parts]
    assert lines_with(inline, templates) == []


def test_the_models_and_their_migrations_agree(db):
    call_command("makemigrations", "--check", "--dry-run")


def test_the_deployment_checks_have_nothing_to_say_about_production():
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**os.environ, **PRODUCTION},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout
