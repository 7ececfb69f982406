"""The venue's recorded answers: whole files, read as bytes so that no number passes through a float."""

import json
from pathlib import Path
from typing import Any

import msgspec

from tests.recordings import recording


def files(pattern: str) -> list[Path]:
    """Recordings of Hyperliquid by pattern."""
    return sorted(recording("hyperliquid").glob(pattern))


def data(path: Path) -> Any:
    """A recording's content without its description: plain JSON values."""
    content = json.loads(path.read_text(), parse_float=str)
    if isinstance(content, dict):
        return content.get("data", content.get("response", content)) if "channel" not in content else content
    return content


def typed(path: Path, shape: Any) -> Any:
    """A recording's content in a shape of ours."""
    return msgspec.json.decode(json.dumps(data(path)), type=shape)


def account(path: Path) -> bytes:
    """The account state in a recording, whether an answer or a frame."""
    content = data(path)
    if "channel" in content:
        content = content["data"]["clearinghouseState"]
    return json.dumps(content).encode()
