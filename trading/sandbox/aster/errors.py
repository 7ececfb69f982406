"""Refusals with the venue's codes and words."""


class AsterError(Exception):
    """A request that fails: the venue's code, its message, and the HTTP status."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status

    @property
    def body(self) -> dict[str, object]:
        """The answer's body."""
        return {"code": self.code, "msg": self.message}


def missing(name: str) -> AsterError:
    """A parameter that is needed and was not sent, or not as it must be."""
    return AsterError(-1102, f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")
