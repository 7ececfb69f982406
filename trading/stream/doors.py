"""Which sockets close when a session ends or a person's role changes (SECURITY K14: within two seconds)."""

import logging
from collections.abc import Awaitable, Callable

from channels.db import database_sync_to_async

from operators.accounts import sessions

log = logging.getLogger(__name__)

Close = Callable[[], Awaitable[None]]


class Doors:
    """The open sockets of signed-in people, by the names that `operators.accounts.sessions` announces."""

    def __init__(self) -> None:
        self.names: dict[Close, set[str]] = {}

    async def watch(self, names: set[str], close: Close) -> bool:
        """Starts watching, then looks whether the session still stands, so that nothing falls between."""
        if not names:
            return True
        self.names[close] = names
        return not await _ended(names)

    def forget(self, close: Close) -> None:
        """The socket is gone."""
        self.names.pop(close, None)

    async def shut(self, announced: set[str]) -> None:
        """Closes every socket that one of these names is for."""
        for close in [close for close, names in self.names.items() if names & announced]:
            self.forget(close)
            try:
                await close()
            except Exception:
                # One socket that cannot be closed must not keep the others open.
                log.exception("Could not close a socket")

    async def look_again(self) -> None:
        """After a time without announcements: closes what ended meanwhile."""
        if self.names:
            await self.shut(await _ended(set().union(*self.names.values())))


@database_sync_to_async
def _ended(names: set[str]) -> set[str]:
    return sessions.ended_among(names)
