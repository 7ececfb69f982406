"""The recorded venue data, which is never copied into this repository."""

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2] / "shared" / "recordings"


def recording(name: str) -> Path:
    """A recorded file or folder, such as "hyperliquid/accounts".

    Where recordings are missing the test is skipped by their name; in CI (CI=true) it fails.
    """
    path = ROOT / name
    if not path.exists():
        missing = f"recordings/{name} is not here; it belongs beside the clone, in shared/recordings"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return path


def recorded(name: str) -> Any:
    """The content of a recorded JSON file, its numbers exact."""
    return json.loads(recording(name).read_text(), parse_float=Decimal)
