"""Waiting for a condition, never for a time."""

import time
from collections.abc import Callable


def until[T](ask: Callable[[], T], seconds: float = 20.0, what: str = "") -> T:
    """The first true answer of `ask`; AssertionError when there is none in time."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain for {what or ask}"
        time.sleep(0.02)
