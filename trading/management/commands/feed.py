"""`manage.py feed`: venue streams to marks and snapshots to figures, in one process."""

import asyncio
import contextlib
import signal

from django.core.management.base import BaseCommand

from trading.feed.run import main


class Command(BaseCommand):
    help = "Follows every venue in use and publishes marks and account figures to Valkey until stopped."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        asyncio.run(until_stopped())


async def until_stopped() -> None:
    """Runs the feed until SIGTERM or SIGINT."""
    work = asyncio.create_task(main())
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, work.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await work
