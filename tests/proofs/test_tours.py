"""The venues' own clients, unchanged, on the local venue."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.sandbox.running import ROOT, running

PYTHON = ROOT / ".venv-proofs" / "bin" / "python"
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def clients() -> Path:
    """The Python of the proofs' environment; without one the test is skipped, in CI it fails."""
    if not PYTHON.exists():
        reason = "the venues' own clients are not installed: bin/clients (or make prove) does it"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return PYTHON


def tour(python: Path, name: str, base: str) -> subprocess.CompletedProcess[str]:
    """Runs one tour to its end."""
    return subprocess.run(
        [str(python), str(HERE / name), base],
        cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


def test_ccxt_does_everything_it_offers_on_aster(clients, tmp_path):
    with running(tmp_path) as sandbox:
        ended = tour(clients, "tour_ccxt_aster.py", f"http://127.0.0.1:{sandbox.port}/aster")
        assert ended.stdout.endswith("done\n"), ended.stdout + ended.stderr + sandbox.said
        assert "Traceback" not in sandbox.said


@pytest.mark.parametrize("name", ["tour_hyperliquid_sdk.py", "tour_ccxt_hyperliquid.py"])
def test_a_client_of_hyperliquid_does_everything_it_offers(clients, tmp_path, name):
    with running(tmp_path) as sandbox:
        ended = tour(clients, name, f"http://127.0.0.1:{sandbox.port}/hyperliquid")
        assert ended.stdout.endswith("done\n"), ended.stdout + ended.stderr + sandbox.said
        assert "Traceback" not in sandbox.said
