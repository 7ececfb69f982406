"""Where things lie: what is kept in the clone's `.run/`, and the one private scratch folder outside it."""

import os
import secrets
import socket
import stat
import tempfile
from pathlib import Path

from perps_studio.launcher.child import StartError

LONGEST_SOCKET_PATH = 100  # 107 bytes on Linux, 103 on macOS


def run_folder(path: Path) -> Path:
    """The folder of everything kept over restarts, made private when new."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        (path / ".writable").write_text("")
    except PermissionError:
        raise StartError(
            f"{path} belongs to another user: start as that user, or remove the folder to begin anew."
        ) from None
    return path


def scratch_folder(run: Path) -> Path:
    """A short private folder for sockets (their paths have a limit), remembered so that a killed run's folder is used again."""
    note = run / "scratch"
    if note.exists() and _is_private(remembered := Path(note.read_text().strip())):
        return remembered
    for parent in (tempfile.gettempdir(), "/tmp"):
        if len(os.fsencode(parent)) + 40 <= LONGEST_SOCKET_PATH:
            folder = Path(tempfile.mkdtemp(prefix="perps-", dir=parent))
            note.write_text(str(folder))
            return folder
    raise StartError(
        "There is no folder with a path short enough for sockets: set TMPDIR to one, for example TMPDIR=/tmp."
    )


def _is_private(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o066


def secret(run: Path, name: str) -> str:
    """A random text made at the first start and kept, readable by its owner only."""
    path = run / name
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


def remembered_port(run: Path, name: str) -> int:
    """A loopback port that is free now: the one of the last start if possible."""
    path = run / name
    if path.exists() and port_is_free("127.0.0.1", port := int(path.read_text())):
        return port
    port = free_port()
    path.write_text(str(port))
    return port


def free_port() -> int:
    """A loopback port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(host: str, port: int) -> bool:
    """True when we could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
