"""`manage.py check_recordings`: every figure a venue reported in recorded files, beside the engine's."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from margin.recordings.files import json_files, judged
from margin.recordings.findings import DIFFERS, NOT_COMPUTABLE, Finding, text


class Command(BaseCommand):
    """Needs no database. Exits 1 when a figure differs, else 2 when none could be judged."""

    help = "Compares the figures in recorded account states with the margin engine's."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of files"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        verdicts: Counter[str] = Counter()
        for path in json_files(paths):
            found = list(judged(path))
            if not found:
                self.stderr.write(f"{path}: skipped, no reported figure of an account in it")
            for finding in found:
                verdicts[finding.verdict.partition(":")[0]] += 1
                row = json.dumps(finding.as_row(str(path))) if options["json"] else as_line(path, finding)
                self.stdout.write(row)
        if verdicts and not options["json"]:
            self.stdout.write(", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common()))
        if verdicts[DIFFERS]:
            raise CommandError(f"{verdicts[DIFFERS]} of {verdicts.total()} figures differ.", returncode=1)
        if verdicts.total() == verdicts[NOT_COMPUTABLE]:
            raise CommandError(
                "No reported figure could be judged. Name files or folders that hold account states.",
                returncode=2,
            )


def as_line(path: Path, finding: Finding) -> str:
    """One finding for people: file, subject, figure, both values, error, verdict."""
    error = "-" if finding.relative_error is None else f"{finding.relative_error:.1e}"
    reported, computed = text(finding.reported) or "null", text(finding.computed) or "-"
    return (
        f"{path.name}  {finding.subject:<12} {finding.figure:<33} "
        f"{reported:>18} {computed:>24} {error:>8}  {finding.verdict}"
    )
