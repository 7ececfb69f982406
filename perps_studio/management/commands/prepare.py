from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "What a start needs: the database up to date and, on a demo, its content and sign-in links."
    requires_system_checks: list[str] = []  # CI checks; a start should not wait for it

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="the port that the web process will listen on"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMO:
            call_command("seed_demo", stdout=self.stderr)
            call_command("demo_links", port=options["port"], stdout=self.stdout)
