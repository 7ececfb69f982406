"""Measuring: medians of CPU time per unit of work, beside a reference measured in the same run."""

import platform
import statistics
import time
from collections.abc import Callable


def per_call(work: Callable[[], object], seconds: float = 0.4, rounds: int = 7) -> float:
    """CPU seconds that one call takes: the median of `rounds` rounds that fill `seconds` together."""
    calls = 1
    while True:
        started = time.process_time()
        for _ in range(calls):
            work()
        spent = time.process_time() - started
        if spent > seconds / rounds / 4:
            break
        calls *= 2
    calls = max(1, round(calls * seconds / rounds / spent))
    return statistics.median(_round(work, calls) for _ in range(rounds))


def _round(work: Callable[[], object], calls: int) -> float:
    started = time.process_time()
    for _ in range(calls):
        work()
    return (time.process_time() - started) / calls


def reference() -> float:
    """What this machine is worth: the time of 1,000 float steps in plain Python."""

    def loop() -> float:
        total = 0.0
        for number in range(1000):
            total += number * 1.5
        return total

    return per_call(loop)


def say(what: str, seconds: float, unit: float) -> None:
    """One line: the time in microseconds and as a multiple of the reference."""
    print(f"{what:<58} {seconds * 1e6:>10.1f} µs  {seconds / unit:>8.2f} × reference")


def heading() -> float:
    """Prints the machine and the reference; returns the reference."""
    unit = reference()
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    print(f"reference: 1,000 float steps in plain Python, {unit * 1e6:.1f} µs of CPU")
    return unit
