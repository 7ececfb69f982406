"""Recorded files: found, read with every digit kept, and given to the reader that knows their content."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from margin.recordings import aster, hyperliquid, hyperliquid_rows
from margin.recordings.findings import Finding


class Reader(Protocol):
    """A module that knows one kind of record by its content."""

    def recognizes(self, document: Any) -> bool: ...
    def findings(self, document: Any) -> Iterator[Finding]: ...


READERS: tuple[Reader, ...] = (hyperliquid, hyperliquid_rows, aster)


def json_files(paths: list[Path]) -> Iterator[Path]:
    """The files named, and every JSON file below the folders named, in order."""
    for path in paths:
        yield from sorted(path.rglob("*.json")) if path.is_dir() else [path]


def read(path: Path) -> Any:
    """A document with its numbers as Decimals; ValueError or OSError when it cannot be read."""
    return json.loads(path.read_text(), parse_float=Decimal)


def reader_of(document: Any) -> Reader | None:
    """The reader that knows this kind of document, or None."""
    return next((reader for reader in READERS if reader.recognizes(document)), None)
