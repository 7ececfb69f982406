"""Where things lie: what is kept in the clone's `.run/`, and the one private scratch folder outside it."""

import errno
import fcntl
import os
import secrets
import shutil
import socket
import stat
import tempfile
from pathlib import Path

from perps_studio.launcher.child import StartError

PREFIX = "perps-"
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


def lock(run: Path) -> int:
    """Hold the folder for this process; the kernel lets go when we end, however that happens."""
    descriptor = os.open(run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 20).decode() or "unknown"
        os.close(descriptor)
        raise StartError(
            f"Perps Studio already runs from this folder (process {holder}): stop that one first, "
            "or run a second one from another clone, with another PORT."
        ) from None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, str(os.getpid()).encode())
    return descriptor


def scratch_folder(run: Path) -> Path:
    """A new short private folder for sockets (their paths have a limit); a killed run's is removed."""
    note = run / "scratch"
    if note.exists() and _is_ours(left := Path(note.read_text())):
        shutil.rmtree(left)
    for parent in (tempfile.gettempdir(), "/tmp"):
        if len(os.fsencode(parent)) + 40 <= LONGEST_SOCKET_PATH:
            folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
            note.write_text(str(folder))
            return folder
    raise StartError(
        "No folder has a path short enough for sockets: set TMPDIR to one, for example TMPDIR=/tmp."
    )


def _is_ours(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return folder.name.startswith(PREFIX) and stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()


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


def claim_port(addresses: list[str], port: int) -> None:
    """StartError when we cannot listen there, with the reason and what to do."""
    for address in addresses:
        problem = why_not(address, port)
        if problem is None:
            continue
        if isinstance(problem, socket.gaierror) or problem.errno == errno.EADDRNOTAVAIL:
            raise StartError(
                f"This machine has no address {address}: set HOST to one of its own, for example "
                "HOST=localhost make run."
            )
        if problem.errno in {errno.EACCES, errno.EPERM}:
            raise StartError(
                f"Port {port} may not be used by an ordinary user: choose one from 1024 on, for example "
                "PORT=8000 make run."
            )
        raise StartError(
            f"Port {port} on {address} is taken: stop what listens there, or choose another, for example "
            f"PORT={port + 1} make run."
        )


def free_port() -> int:
    """A loopback port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(host: str, port: int) -> bool:
    """True when we could listen there."""
    return why_not(host, port) is None


def why_not(host: str, port: int) -> OSError | None:
    """What keeps us from listening there; None when nothing does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as problem:
        return problem
    return None
