"""Everything that runs, started and stopped in order; `make run` and the browser tests use the same code."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from perps_studio.launcher import folders, postgres, processes, valkey
from perps_studio.launcher.child import Child, Spec, StartError, tethered

SERVERS = ("postgres", "valkey")
Hear = Callable[[str, str], None]


@dataclass(frozen=True)
class Plan:
    """Where and how to run. `run`: the folder of all that is kept; `throwaway`: data may be lost.

    Servers given by `database_url` and `redis_url` are used instead of starting ours.
    """

    run: Path
    host: str = "localhost"
    port: int = 8000
    database_url: str = ""
    redis_url: str = ""
    throwaway: bool = False


class Stack:
    """The running product. `say` gets progress, `hear` every line of every process."""

    def __init__(self, plan: Plan, say: Callable[[str], None], hear: Hear):
        self.plan = plan
        self.children: dict[str, Child] = {}
        self.env: dict[str, str] = {}
        self._say = say
        self._hear = hear
        self._lock: int | None = None
        self._scratch: Path | None = None

    def start(self) -> str:
        """Start everything; when every process is ready, return the sign-in links that `prepare` printed.

        StartError says what does not start.
        """
        run = folders.run_folder(self.plan.run)
        self._lock = folders.lock(run)
        addresses = processes.addresses_of(self.plan.host)
        folders.claim_port(addresses, self.plan.port)
        self._scratch = folders.scratch_folder(run)
        sandbox_port = folders.remembered_port(run, "sandbox-port")
        self.env = self._environment(run, sandbox_port)
        self._start_servers(run, self._scratch)
        self._launch(processes.sandbox(sandbox_port, run / "sandbox"))
        with self._timed("Database up to date, demo in place"):
            links = self.manage("prepare", "--port", str(self.plan.port))
        for spec in (processes.feed(), processes.web(addresses, self.plan.port), processes.worker()):
            self._launch(spec)
        for name in ("sandbox", "feed", "web", "worker"):
            self._await(name)
        return links

    def manage(self, *arguments: str) -> str:
        """Run one of Django's commands beside the running product; returns what it printed."""
        done = subprocess.run(
            tethered(processes.manage(*arguments), signal.SIGKILL),
            env={**os.environ, **self.env},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            lines = (done.stdout + done.stderr).splitlines()
            for line in lines:
                self._hear(arguments[0], line)
            raise StartError(f"manage.py {arguments[0]} failed: {lines[-1] if lines else 'no words'}")
        return done.stdout

    def start_one(self, name: str) -> None:
        """Start a stopped process of this stack again and wait until it is ready."""
        self.children[name].start()
        self._await(name)

    def stop_one(self, name: str) -> None:
        self.children[name].stop()

    def restart(self, name: str) -> None:
        self.stop_one(name)
        self.start_one(name)

    def stop(self) -> None:
        """Stop every process: first the product's, then the local venue, then the servers they need."""
        for names in (("web", "feed", "worker"), ("sandbox",), SERVERS):
            group = [self.children[name] for name in names if name in self.children]
            for child in group:
                child.ask_to_stop()
            deadline = time.monotonic() + 5
            for child in group:
                child.see_off(max(0.1, deadline - time.monotonic()))
        if self._scratch:
            shutil.rmtree(self._scratch, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _environment(self, run: Path, sandbox_port: int) -> dict[str, str]:
        defaults = {
            "DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "perps_studio.settings",
            "SECRET_KEY": folders.secret(run, "secret-key"),
            "PYTHONPATH": str(processes.ROOT),
        }
        ours = {
            "PERPS_RUN_DIR": str(run),
            "SANDBOX_PORT": str(sandbox_port),
            "PYTHONUNBUFFERED": "1",
        }
        return {**{name: value for name, value in defaults.items() if not os.environ.get(name)}, **ours}

    def _start_servers(self, run: Path, scratch: Path) -> None:
        self.env["DATABASE_URL"] = self.plan.database_url
        self.env["REDIS_URL"] = self.plan.redis_url
        if self.plan.database_url:
            self._say("PostgreSQL: yours, by DATABASE_URL")
        else:
            settings = postgres.SETTINGS | (postgres.THROWAWAY if self.plan.throwaway else {})
            with self._timed("PostgreSQL is ready"):
                spec, self.env["DATABASE_URL"] = postgres.prepare(run / "postgres", scratch, settings)
                self._launch(spec)
                self.children["postgres"].wait_ready()
                postgres.create_database(scratch)
        if self.plan.redis_url:
            self._say("Valkey: yours, by REDIS_URL")
        else:
            spec, self.env["REDIS_URL"] = valkey.prepare(run / "valkey", scratch)
            self._launch(spec)
            self._await("valkey")

    def _launch(self, spec: Spec) -> None:
        child = Child(replace(spec, env=dict(self.env)), self._hear)
        self.children[spec.name] = child
        child.start()

    def _await(self, name: str) -> None:
        with self._timed(f"{name} is ready"):
            self.children[name].wait_ready()

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self._say(f"{what} ({time.monotonic() - started:.1f} s)")
