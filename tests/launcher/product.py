"""`make run` as a person starts it: a process of its own, judged by what it prints and leaves behind."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from perps_studio.launcher.folders import free_port
from perps_studio.launcher.postgres import NAME, USER
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "perps_studio.launcher")
READY = "Ctrl-C stops everything"


@dataclass
class Product:
    """One start of the product that keeps what it keeps in `run`."""

    run: Path
    port: int = field(default_factory=free_port)
    env: dict[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()  # a command that runs ours, as `setpriv … --`

    def start(self) -> "Product":
        """Start it and wait for its welcome; an end before that is an assertion error with all it printed."""
        self._launch()
        until(lambda: READY in self.output() or self._process.poll() is not None, 60, "the welcome")
        assert self._process.poll() is None, self.output()
        return self

    def refused(self) -> str:
        """Start it where it must not start; returns what it printed."""
        self._launch()
        assert self._process.wait(30) != 0
        return self.output()

    def output(self) -> str:
        return self._log.read_text()

    def processes(self) -> list[psutil.Process]:
        """The supervisor's children, and theirs."""
        return psutil.Process(self._process.pid).children(recursive=True)

    def process(self, words: str) -> psutil.Process:
        """The child whose command line holds `words`."""
        return next(child for child in self.processes() if words in " ".join(child.cmdline()))

    def get(self, path: str = "/healthz", host: str = "localhost") -> int:
        """The status of a page, 0 when nothing answers."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Host": host})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return int(error.code)
        except OSError:
            return 0

    def scratch(self) -> Path:
        return Path((self.run / "scratch").read_text())

    def database(self) -> "psycopg.Connection[tuple[object, ...]]":
        host = self.scratch() / "postgres"
        return psycopg.connect(f"postgresql://{USER}@/{NAME}?host={host}", autocommit=True)

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def ended(self, seconds: float = 15) -> int:
        """Wait for the supervisor's end; its exit code."""
        return self._process.wait(seconds)

    def stop(self) -> None:
        """However the test went: nothing of it stays."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(20)

    def _launch(self) -> None:
        self.run.mkdir(parents=True, exist_ok=True)
        self._log = self.run.with_name(f"{self.run.name}.log")
        plain = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "MAKELEVEL"}}
        ours = {"PERPS_RUN_DIR": str(self.run), "PORT": str(self.port), "HOST": "127.0.0.1"}
        with open(self._log, "w") as log:
            self._process = subprocess.Popen(
                [*self.before, *PROGRAM],
                cwd=ROOT,
                env=plain | ours | self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


def all_gone(processes: list[psutil.Process]) -> bool:
    return not [process for process in processes if process.is_running()]
