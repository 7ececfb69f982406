"""`manage.py check_recordings`: every figure a venue reported in recorded files, beside the engine's."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from margin.recordings.files import json_files, read, reader_of
from margin.recordings.findings import Finding, text


class Command(BaseCommand):
    """Needs no database. Exits 1 when a figure differs, 2 when nothing could be read."""

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
            for finding in self.findings_in(path):
                verdicts[finding.verdict.partition(":")[0]] += 1
                row = json.dumps(finding.as_row(str(path))) if options["json"] else as_line(path, finding)
                self.stdout.write(row)
        if not verdicts:
            raise CommandError(
                "No recorded account state found. Name files or folders that hold some.", returncode=2
            )
        if not options["json"]:
            self.stdout.write(", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common()))
        if verdicts["differs"]:
            raise CommandError(f"{verdicts['differs']} of {verdicts.total()} figures differ.", returncode=1)

    def findings_in(self, path: Path) -> list[Finding]:
        """The findings of one file; a file that holds no record, or a broken one, is named on stderr."""
        try:
            document = read(path)
            reader = reader_of(document)
            if reader is None:
                self.stderr.write(f"{path}: skipped, no recorded account state in it")
                return []
            return list(reader.findings(document))
        except OSError as error:
            raise CommandError(f"{path}: cannot be read: {error.strerror}", returncode=2) from error
        except (ValueError, KeyError, TypeError, ArithmeticError) as error:
            raise CommandError(f"{path}: not a complete record: {error!r}", returncode=2) from error


def as_line(path: Path, finding: Finding) -> str:
    """One finding for people: file, subject, figure, both values, error, verdict."""
    error = "-" if finding.relative_error is None else f"{finding.relative_error:.1e}"
    reported, computed = text(finding.reported) or "null", text(finding.computed) or "-"
    return (
        f"{path.name}  {finding.subject:<12} {finding.figure:<33} "
        f"{reported:>18} {computed:>24} {error:>8}  {finding.verdict}"
    )
