"""What the person who started us reads: progress with times, and every process's lines behind its name."""

import sys
import threading
import time

WIDTH = 9
COLORS = {"web": 36, "feed": 32, "worker": 35, "sandbox": 33, "postgres": 34, "valkey": 31}


class Console:
    """Prints whole lines from any thread. A closed output (`make run | head`) never stops a process."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._lock = threading.Lock()
        self._colored = sys.stdout.isatty()

    def say(self, text: str) -> None:
        """A line of ours, with the seconds since the start."""
        self._print(f"{time.monotonic() - self._started:6.1f} s  {text}")

    def plain(self, text: str = "") -> None:
        self._print(text)

    def hear(self, name: str, line: str) -> None:
        """A line of a child's."""
        label = f"{name:<{WIDTH}}|"
        if self._colored:
            label = f"\x1b[{COLORS.get(name, 37)}m{label}\x1b[0m"
        self._print(f"{label} {line}")

    def _print(self, text: str) -> None:
        with self._lock:
            try:
                sys.stdout.write(text + "\n")
                sys.stdout.flush()
            except (OSError, ValueError):
                self._colored = False
