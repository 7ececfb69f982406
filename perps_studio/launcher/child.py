"""One child process: how it is started, known to be ready, heard and stopped."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

TETHER = Path(__file__).with_name("tether.py")


class StartError(Exception):
    """Something could not be started; the text says what, why, and what to do."""


@dataclass(frozen=True)
class Spec:
    """What to run. `ready` is asked about the started child until it says yes, for `patience` seconds."""

    name: str
    argv: tuple[str, ...]
    ready: Callable[["Child"], bool]
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL  # what it gets from the kernel when we are killed
    identity: str = "same"
    inherit: tuple[int, ...] = ()
    patience: float = 60.0


def tethered(argv: tuple[str, ...], orphan_signal: int, identity: str = "same") -> list[str]:
    """The command line that runs `argv` tied to the life of this process."""
    return [
        sys.executable,
        "-I",
        "-S",
        str(TETHER),
        str(int(orphan_signal)),
        identity,
        str(os.getpid()),
        *argv,
    ]


class Child:
    """A process of a Spec, running or not. `hear` gets every line it prints; `tail` keeps the last ones."""

    def __init__(self, spec: Spec, hear: Callable[[str, str], None]):
        self.spec = spec
        self.tail: deque[str] = deque(maxlen=40)
        self._hear = hear
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self._process.poll() if self._process else None

    def start(self) -> None:
        """Start it in a session of its own, so that a Ctrl-C reaches us alone.

        Call from the main thread: the kernel ties the child to the thread that made it.
        """
        self.tail.clear()
        self._process = subprocess.Popen(
            tethered(self.spec.argv, self.spec.orphan_signal, self.spec.identity),
            env={**os.environ, **self.spec.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=self.spec.inherit,
            start_new_session=True,
            text=True,
            errors="replace",
        )
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def wait_ready(self) -> None:
        """Return when it is ready; StartError when it ends or takes too long."""
        deadline = time.monotonic() + self.spec.patience
        while True:
            if not self.alive:
                raise StartError(f"{self.spec.name} ended, code {self.exit_code}: {self.last_words()}")
            if self.spec.ready(self):
                return
            if time.monotonic() > deadline:
                raise StartError(
                    f"{self.spec.name} is not ready after {self.spec.patience:.0f} s: {self.last_words()}"
                )
            time.sleep(0.05)

    def ask_to_stop(self) -> None:
        """Send its stop signal; returns at once."""
        if self._process and self.alive:
            self._process.send_signal(self.spec.stop_signal)

    def stop(self, patience: float = 8.0) -> None:
        """Ask it to stop and see that it does."""
        self.ask_to_stop()
        self.see_off(patience)

    def see_off(self, patience: float) -> None:
        """Wait until it has ended, and end whatever of it is left after `patience` seconds."""
        if not self._process:
            return
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the process and its whole session at once."""
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def last_words(self) -> str:
        return " / ".join(list(self.tail)[-3:]) or "it printed nothing"

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self.tail.append(line.rstrip())
                self._hear(self.spec.name, line.rstrip())
