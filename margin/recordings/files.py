"""Recorded files: found, read with every digit kept, and given to the reader that knows their content."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from margin.recordings import aster, hyperliquid, hyperliquid_rows
from margin.recordings.findings import Finding
from margin.recordings.numbers import PROBLEMS, reason_of


class Reader(Protocol):
    """A module that knows one kind of record by its content."""

    def recognizes(self, document: Any) -> bool: ...
    def findings(self, document: Any) -> Iterator[Finding]: ...


READERS: tuple[Reader, ...] = (hyperliquid, hyperliquid_rows, aster)


def json_files(paths: list[Path]) -> Iterator[Path]:
    """The files named, and every JSON file below the folders named, in order."""
    for path in paths:
        yield from sorted(path.rglob("*.json")) if path.is_dir() else [path]


def judged(path: Path) -> Iterator[Finding]:
    """The findings of one file, none for a file of something else; what cannot be read is a finding too."""
    try:
        document = json.loads(path.read_text(), parse_float=Decimal)
        reader = reader_of(document)
        if reader is not None:
            yield from reader.findings(document)
    except OSError as error:
        yield _of_file(f"cannot be read: {error.strerror}")
    except RecursionError:
        yield _of_file("is nested too deeply to be read")
    except PROBLEMS as problem:
        yield _of_file(f"cannot be read: {reason_of(problem)}")


def _of_file(reason: str) -> Finding:
    return Finding("", "file", "", None, None, reason=f"the file {reason}")


def reader_of(document: Any) -> Reader | None:
    """The reader that knows this kind of document, or None."""
    return next((reader for reader in READERS if reader.recognizes(document)), None)
