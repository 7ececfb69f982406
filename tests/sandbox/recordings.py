"""The venue's recorded answers without what says where they are from."""

from typing import Any

from tests.recordings import recorded, recording


def path(name: str):
    """A recording's file or folder."""
    return recording(f"hyperliquid/{name}")


def load(name: str) -> Any:
    """What was recorded."""
    payload = recorded(f"hyperliquid/{name}")
    if isinstance(payload, dict) and "about" in payload:
        return payload["data"]
    if isinstance(payload, dict) and payload.keys() == {"request", "response"}:
        return payload["response"]
    return payload
