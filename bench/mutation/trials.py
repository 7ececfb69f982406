"""Trying mutants: which tests reach which lines, and whether one of them fails."""

import gc
import importlib.machinery
import math
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.process import BaseProcess
from multiprocessing.queues import SimpleQueue
from types import CodeType, FunctionType

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, Phase, settings

from bench.mutation.mutants import Mutant

WORKERS = 2
MEMORY = 6 * 2**30
PATIENCE = 15  # seconds of CPU beyond three times what the tests take: an endless loop is a failure
COLLECTION = ""
SURVIVED, KILLED, UNCLEAR, BROKEN = range(4)
ARGUMENTS = ["-q", "-x", "-s", "--noconftest", "-c", os.devnull, "--rootdir=.", "-W", "error", "--tb=no"]
ARGUMENTS += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # hypothesis is imported before pytest runs
ARGUMENTS += [f"-pno:{name}" for name in ("django", "asyncio", "xdist", "cacheprovider", "terminalreporter")]

for profile, examples in (("live", 25), ("anew", 5)):
    settings.register_profile(
        profile,
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@dataclass
class Found:
    """What one session saw: each mutant's outcome (UNCLEAR: a new import decides), the seconds of files.

    `failed`: tests that fail without any mutant; they decide nothing.
    """

    outcomes: list[int]
    seconds: dict[str, float]
    failed: list[str]


@dataclass
class Live:
    """A pytest plugin: runs every test once, then tries `mutants` in forks of this very session."""

    mutants: Sequence[Mutant]
    folder: str
    reached: dict[str, set[tuple[str, int]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    at: str = COLLECTION
    outcomes: list[int] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """From now on, notes the lines of `folder` that are reached, for the test of the moment."""
        monitoring = sys.monitoring
        monitoring.use_tool_id(monitoring.COVERAGE_ID, "mutation")
        monitoring.register_callback(monitoring.COVERAGE_ID, monitoring.events.LINE, self._reach)
        monitoring.set_events(monitoring.COVERAGE_ID, monitoring.events.LINE)

    def _reach(self, code: CodeType, line: int) -> object:
        if code.co_filename.startswith(self.folder):
            self.reached.setdefault(self.at, set()).add((code.co_filename, line))
        return sys.monitoring.DISABLE

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of pytest's own loop."""
        items = [item for item in session.items if self._passes_unchanged(item)]
        sys.monitoring.set_events(sys.monitoring.COVERAGE_ID, 0)
        items.sort(key=lambda item: self.seconds[item.nodeid])
        functions = _functions(self.folder)
        self.outcomes = shared(self.mutants, lambda mutant: self._try(mutant, items, functions))
        return True

    def _passes_unchanged(self, item: pytest.Item) -> bool:
        self.at = item.nodeid
        sys.monitoring.restart_events()
        started = time.process_time()
        outcomes = _outcomes(item)
        self.seconds[item.nodeid] = time.process_time() - started
        if "failed" in outcomes:
            self.failed.append(item.nodeid)
        return outcomes == {"passed"}

    def reaches(self, test: str, mutant: Mutant) -> bool:
        """True when `test` (COLLECTION: what the tests' own modules hold) reaches the mutant's lines."""
        seen = self.reached.get(test, set())
        return any((str(mutant.path), line) in seen for line in mutant.lines)

    def _try(
        self,
        mutant: Mutant,
        items: Sequence[pytest.Item],
        functions: dict[tuple[str, str], list[FunctionType]],
    ) -> int:
        reaching = [item for item in items if self.reaches(item.nodeid, mutant)]
        limit(sum(self.seconds[item.nodeid] for item in reaching))
        assert mutant.function is not None
        code = next(held for held in _codes(mutant.compiled()) if held.co_qualname == mutant.function)
        for function in functions[str(mutant.path), mutant.function]:
            if function.__code__.co_freevars != code.co_freevars:
                return UNCLEAR
            function.__code__ = code
        if any("failed" in _outcomes(item) for item in reaching):
            return KILLED
        return UNCLEAR if self.reaches(COLLECTION, mutant) else SURVIVED


def in_one_session(mutants: Sequence[Mutant], files: Sequence[str], folder: str) -> Found:
    """Tries mutants of functions in a process of its own; SystemExit when tests cannot be collected."""
    context = multiprocessing.get_context("fork")
    answer = context.SimpleQueue()

    def run() -> None:
        live = Live(mutants, folder)
        live.watch()
        code = session("live", files, live)
        seconds: dict[str, float] = dict.fromkeys(files, 0.0)
        for test, spent in live.seconds.items():
            seconds[test.partition("::")[0]] += spent
        answer.put((live.failed, code, live.outcomes, seconds))

    process = context.Process(target=run)
    process.start()
    try:
        failed, code, outcomes, seconds = _answer(answer, process)
    finally:
        process.join()
    if code or len(outcomes) != len(mutants):
        raise SystemExit(f"the tests could not be collected; pytest ended with {code}")
    return Found(outcomes, seconds, failed)


def _answer(answer: SimpleQueue, process: BaseProcess) -> tuple:
    while answer.empty():
        if not process.is_alive() and answer.empty():
            raise SystemExit("the pytest session could not start; its error stands above")
        process.join(0.2)
    return answer.get()


def anew(mutant: Mutant, files: Sequence[str], found: Found) -> int:
    """Tries a mutant in this process, which has imported neither the engine nor a test."""
    limit(sum(found.seconds.values()))
    unchanged = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader: importlib.machinery.SourceFileLoader, name: str) -> CodeType | None:
        return mutant.compiled() if loader.path == str(mutant.path) else unchanged(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code
    return KILLED if session("anew", [*files, *(f"--deselect={test}" for test in found.failed)]) else SURVIVED


def session(profile: str, arguments: Sequence[str], *plugins: object) -> int:
    """One pytest session, until the first failure; its exit code."""
    settings.load_profile(profile)
    return int(pytest.main([*ARGUMENTS, *arguments], plugins=list(plugins)))


def shared[T](tasks: Sequence[T], outcome_of: Callable[[T], int]) -> list[int]:
    """`outcome_of` every task, each in a fork of its own, two at a time."""
    context = multiprocessing.get_context("fork")
    position, results = context.Value("i", 0), context.SimpleQueue()

    def work() -> None:
        while True:
            with position.get_lock():
                index = position.value
                position.value += 1
            if index >= len(tasks):
                return
            results.put((index, forked(partial(outcome_of, tasks[index]))))

    workers = [context.Process(target=work, daemon=True) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    outcomes: dict[int, int] = {}
    while len(outcomes) < len(tasks):
        index, outcome = results.get()
        if outcome == BROKEN:
            raise RuntimeError(f"could not be tried: {tasks[index]}")
        outcomes[index] = outcome
        if outcome != KILLED or len(outcomes) % 100 == 0:
            said = f": {tasks[index]}" if outcome != KILLED else ""
            print(f"{len(outcomes)} of {len(tasks)} tried{said}", file=sys.stderr, flush=True)
    for worker in workers:
        worker.join()
    return [outcomes[index] for index in range(len(tasks))]


def forked(work: Callable[[], int]) -> int:
    """What `work` returns in a fork without output; KILLED when a limit ended it, BROKEN when it raised."""
    child = os.fork()
    if not child:
        code = BROKEN
        try:
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            code = work()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else KILLED


def limit(seconds: float) -> None:
    """Ends this process when it takes far more CPU than `seconds`, or far more memory than any test."""
    most = math.ceil(resource.getrusage(resource.RUSAGE_SELF).ru_utime + 3 * seconds + PATIENCE)
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _outcomes(item: pytest.Item) -> set[str]:
    return {report.outcome for report in runtestprotocol(item, log=False, nextitem=None)}


def _functions(folder: str) -> dict[tuple[str, str], list[FunctionType]]:
    """The living functions of the files in `folder`, by file and qualified name."""
    found: dict[tuple[str, str], list[FunctionType]] = {}
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename.startswith(folder):
            found.setdefault((thing.__code__.co_filename, thing.__code__.co_qualname), []).append(thing)
    return found


def _codes(code: CodeType) -> Iterator[CodeType]:
    for held in code.co_consts:
        if isinstance(held, CodeType):
            yield held
            yield from _codes(held)
