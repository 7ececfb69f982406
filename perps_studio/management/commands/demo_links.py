from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from perps_studio.local import new_link
from perps_studio.seed import MERIDIAN, STAFF_EMAIL


class Command(BaseCommand):
    help = "Prints one-time links that sign in the demo's operator and platform staff (local networks only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the port that the web process listens on")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Sign-in links exist on a demo only. Set DEMO=1 to run one.")
        for label, email in (
            ("Operator of Meridian", MERIDIAN.operator_email),
            ("Platform staff", STAFF_EMAIL),
        ):
            user = get_user_model().objects.get(email=email, exchange=None)
            url = f"http://{settings.PLATFORM_HOSTS[0]}:{options['port']}/sign-in/{new_link(user.pk)}/"
            self.stdout.write(f"{label}: {url}")
