from typing import Any

from django.core.management.base import BaseCommand

from perps_studio.seed import seed_demo


class Command(BaseCommand):
    help = (
        "Makes the demo's exchanges, people and accounts where they are missing; changes nothing that exists."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        made = seed_demo()
        self.stdout.write(f"Demo: made {', '.join(made)}." if made else "Demo: everything is there.")
