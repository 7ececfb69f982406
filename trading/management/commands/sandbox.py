"""`manage.py sandbox`: the local venue, one process, one port."""

import asyncio
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from trading.sandbox.server import serve
from trading.sandbox.venue import Venue, unix_milliseconds
from trading.sandbox.world import World


class Command(BaseCommand):
    """Runs the local venue until it is stopped."""

    help = "The local venue: Hyperliquid's protocol at /hyperliquid of one port."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and how the market runs."""
        parser.add_argument("--port", type=int, required=True)
        parser.add_argument(
            "--host", default="127.0.0.1", help="where to listen (default: this machine only)"
        )
        parser.add_argument("--seed", type=int, default=1, help="decides every chance of a new state")
        parser.add_argument("--speed", type=float, default=1.0, help="seconds of market per second")
        parser.add_argument("--paused", action="store_true", help="start with marks standing still")

    def handle(self, **options: Any) -> None:
        """Builds the venue and serves it."""
        world = World.fresh(options["seed"], unix_milliseconds())
        venue = Venue(world, speed=options["speed"], paused=options["paused"])
        host, port = options["host"], options["port"]
        self.stdout.write(f"The local venue listens: http://{host}:{port}/hyperliquid")
        self.stdout.flush()
        asyncio.run(serve(venue, host, port))
