"""The product's own processes: name, command, what "ready" means. Production runs the same commands."""

import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

from perps_studio.launcher.child import Child, Spec
from perps_studio.launcher.folders import port_is_free

ROOT = Path(__file__).resolve().parents[2]
AS_ROOT = "You're running the worker with superuser privileges"  # as in a container; our tasks are no pickles
LOCAL = ("127.0.0.1", "::1")


def manage(*arguments: str) -> tuple[str, ...]:
    """The command line of one of Django's commands."""
    return (sys.executable, str(ROOT / "manage.py"), *arguments)


def sandbox(port: int, state: Path) -> Spec:
    url = f"http://127.0.0.1:{port}/hyperliquid/info"
    return Spec(
        "sandbox",
        manage("sandbox", "--port", str(port), "--state", str(state)),
        ready=lambda _child: _answers(url, b'{"type": "allMids"}'),
    )


def feed() -> Spec:
    return Spec("feed", manage("feed"), ready=_publishes_marks)


def web(addresses: list[str], port: int) -> Spec:
    """The pages and sockets, on every one of the addresses."""
    endpoints = [f"tcp:port={port}:interface={address.replace(':', r'\:')}" for address in addresses]
    flags = [part for endpoint in endpoints for part in ("--endpoint", endpoint)]
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(addresses[0], addresses[0])
    url = f"http://{f'[{asked}]' if ':' in asked else asked}:{port}/healthz"
    return Spec(
        "web",
        (sys.executable, "-m", "daphne", "--verbosity", "0", *flags, "perps_studio.asgi:application"),
        ready=lambda _child: _answers(url),
    )


def worker() -> Spec:
    """Celery with its clock inside: one process for tasks, one for the clock."""
    return Spec(
        "worker",
        (
            sys.executable, "-W", f"ignore:{AS_ROOT}", "-m", "celery", "--quiet", "--app", "perps_studio",
            "worker", "--beat", "--pool", "solo", "--loglevel", "info",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        ),
        ready=_has_printed(" ready."),
    )  # fmt: skip


def addresses_of(host: str) -> list[str]:
    """Where to listen for HOST: `localhost` is this machine by both of its numbers, where it has both."""
    if host != "localhost":
        return [host]
    return [address for address in LOCAL if address == LOCAL[0] or port_is_free(address, 0)]


def _has_printed(text: str) -> Callable[[Child], bool]:
    def ready(child: Child) -> bool:
        return any(text in line for line in list(child.tail))

    return ready


def _publishes_marks(feed: Child) -> bool:
    listen = (sys.executable, "-m", "perps_studio.launcher.published")
    asked = (feed.spec.env["REDIS_URL"], "market:*", "2")
    return subprocess.run(listen + asked, cwd=ROOT, check=False, stderr=subprocess.DEVNULL).returncode == 0


def _answers(url: str, body: bytes | None = None) -> bool:
    """True when the address answers 2xx; with a body it is asked by POST, in JSON."""
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=5) as answer:
            return bool(200 <= answer.status < 300)
    except OSError:
        return False
