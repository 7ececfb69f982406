"""The local venue as a process of its own, for tests that need real sockets."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Sandbox:
    """A running local venue; `said` is what it printed when it started."""

    port: int
    process: subprocess.Popen[str]
    log: Path

    @property
    def said(self) -> str:
        """Everything it printed so far."""
        return self.log.read_text()

    def post(self, path: str, body: Any) -> httpx.Response:
        """One request with a JSON body, or with raw bytes."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        url = f"http://127.0.0.1:{self.port}{path}"
        return httpx.post(url, content=content, headers=headers, timeout=10, trust_env=False)

    def info(self, kind: str, **fields: Any) -> Any:
        """The answer to an info request."""
        answer = self.post("/hyperliquid/info", {"type": kind, **fields})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def control(self, **fields: Any) -> Any:
        """The answer to a control call."""
        answer = self.post("/control", fields)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def socket(self) -> ClientConnection:
        """A websocket, to be used in a `with`."""
        return connect(f"ws://127.0.0.1:{self.port}/hyperliquid/ws", compression=None, proxy=None)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[Sandbox]:
    """The program that `manage.py sandbox` becomes, with its output in `folder`, until the block ends."""
    port = free_port()
    log = folder / f"sandbox-{port}.log"
    command = [sys.executable, "-m", "trading.sandbox", "--port", str(port), *arguments]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, text=True)
    sandbox = Sandbox(port, process, log)
    try:
        _wait(sandbox)
        yield sandbox
    finally:
        process.terminate()
        process.wait(10)


def _wait(sandbox: Sandbox) -> None:
    deadline = time.monotonic() + 90
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{sandbox.port}/health", trust_env=False)
            return
        except httpx.TransportError:
            assert sandbox.process.poll() is None, sandbox.said
            assert time.monotonic() < deadline, f"the sandbox does not answer: {sandbox.said}"


def receive(socket: ClientConnection, channel: str) -> Any:
    """The data of the next frame on a channel; others are passed over."""
    while True:
        frame = json.loads(socket.recv(timeout=10))
        if frame["channel"] == channel:
            return frame.get("data")
