"""What can go wrong between us and a venue. Texts say what happened and hold no request or answer."""


class VenueError(Exception):
    """A venue could not be read or did not do what was asked."""


class Unreachable(VenueError):
    """No answer: connection refused or dropped, or no answer in time."""


class Busy(VenueError):
    """The venue, or our own budget for it, allows no request now; `retry_after` in seconds."""

    def __init__(self, text: str, retry_after: float):
        super().__init__(text)
        self.retry_after = retry_after


class Refused(VenueError):
    """The venue answered with an error status."""

    def __init__(self, text: str, status: int):
        super().__init__(text)
        self.status = status


class Unreadable(VenueError):
    """An answer or a frame is not what the venue's protocol says."""
