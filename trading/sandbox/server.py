"""Serving a venue on one port."""

import asyncio
import contextlib

import uvicorn

from trading.sandbox.app import Application
from trading.sandbox.venue import Venue


async def serve(venue: Venue, host: str, port: int, limited: bool = False) -> None:
    """Serves until SIGINT or SIGTERM; `limited`: rate limits refuse. OSError when the port is taken."""
    server = uvicorn.Server(
        uvicorn.Config(
            Application(venue, limited),
            host=host,
            port=port,
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            lifespan="off",
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
    )
    clock = asyncio.create_task(venue.live())
    clock.add_done_callback(lambda _: setattr(server, "should_exit", True))  # no venue without its clock
    try:
        await server.serve()
    finally:
        clock.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await clock
