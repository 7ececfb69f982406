"""A stream as a socket asked for it."""

from dataclasses import dataclass
from typing import Any

type Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subscription:
    """One stream as a socket asked for it. `wire` is how the venue repeats it."""

    kind: str
    coin: str = ""
    user: str = ""
    dex: str = ""
    interval: str = ""
    figures: int | None = None
    mantissa: int | None = None

    @property
    def wire(self) -> dict[str, Any]:
        """The subscription as acknowledged: the venue's own order of names, addresses in lower case."""
        said: dict[str, Any] = {"type": self.kind}
        if self.interval:
            said["interval"] = self.interval
        if self.coin:
            said["coin"] = self.coin
        if self.user:
            said["user"] = self.user
        if self.kind == "l2Book":
            said |= {"nSigFigs": self.figures, "mantissa": self.mantissa}
        if self.dex:
            said["dex"] = self.dex
        return said
