"""`manage.py sandbox`: the local venue, one process, one port."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trading.sandbox import program

ROOT = Path(__file__).resolve().parents[3]


class Command(BaseCommand):
    """Becomes `python -m trading.sandbox`: without Django the venue takes a third of the memory."""

    help = program.DESCRIPTION
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The program's own arguments."""
        program.add_arguments(parser)

    def run_from_argv(self, argv: list[str]) -> None:
        """Replaces this process by the program, with the same arguments, folder and process id."""
        if "--help" in argv or "-h" in argv:
            super().run_from_argv(argv)
            return
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        command = [sys.executable, "-m", "trading.sandbox", *argv[2:]]
        os.execve(sys.executable, command, {**os.environ, "PYTHONPATH": path})

    def handle(self, **options: Any) -> None:
        """Refuses `call_command`: a venue lives in a process of its own."""
        raise CommandError("Run it as a process: manage.py sandbox --port N")
