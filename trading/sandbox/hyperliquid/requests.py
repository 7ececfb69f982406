"""What a request must look like before it is answered: the venue reads strictly and refuses the rest."""

import re
from typing import Any

ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


class Undeserializable(Exception):
    """The venue could not read the request into one of its types (HTTP 422)."""


def text(request: dict[str, Any], name: str) -> str:
    """A required string."""
    value = request.get(name)
    if not isinstance(value, str):
        raise Undeserializable
    return value


def optional_text(request: dict[str, Any], name: str) -> str:
    """A string that may be missing or null: then empty."""
    return "" if request.get(name) is None else text(request, name)


def address(request: dict[str, Any], name: str = "user") -> str:
    """A required address, in lower case."""
    value = text(request, name)
    if not ADDRESS.fullmatch(value):
        raise Undeserializable
    return value.lower()


def moment(request: dict[str, Any], name: str) -> int:
    """A required time in Unix milliseconds."""
    value = optional_moment(request, name)
    if value is None:
        raise Undeserializable
    return value


def optional_moment(request: dict[str, Any], name: str) -> int | None:
    """A whole number ≥ 0 that may be missing or null."""
    value = request.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**64:
        raise Undeserializable
    return value


def one_of[T](request: dict[str, Any], name: str, allowed: tuple[T, ...]) -> T | None:
    """A value out of a few that may be missing or null; the venue refuses any other."""
    value = request.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or value not in allowed:
        raise Undeserializable
    return value
