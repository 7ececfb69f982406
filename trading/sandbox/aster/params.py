"""Parameters of a request: read from query or body, strictly by kind."""

import re
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import parse_qsl

from trading.sandbox.aster.errors import AsterError, missing
from trading.sandbox.aster.instruments import coin_of
from trading.sandbox.market import Market
from trading.sandbox.world import World

NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,20})?([eE]-?\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Params:
    """The parameters by name, and the text they came in, in the order they were sent."""

    values: dict[str, str]
    text: str

    @classmethod
    def of(cls, query: str, body: str) -> "Params":
        """Of a query and a body; either may be empty."""
        text = "&".join(part for part in (query, body) if part)
        return cls(dict(parse_qsl(text, keep_blank_values=True)), text)

    def get(self, name: str, default: str = "") -> str:
        """A text that may be missing."""
        return self.values.get(name, default)

    def text_of(self, name: str) -> str:
        """A text that must be there."""
        value = self.values.get(name)
        if not value:
            raise missing(name)
        return value

    def number(self, name: str, default: Decimal | None = None) -> Decimal:
        """A number that must be there, unless there is a default."""
        value = self.values.get(name)
        if not value and default is not None:
            return default
        if not value or not NUMBER.fullmatch(value):
            raise missing(name)
        return Decimal(value)

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number that must be there, unless there is a default."""
        value = self.values.get(name)
        if not value and default is not None:
            return default
        if not value or not value.lstrip("-").isdigit():
            raise missing(name)
        return int(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """true or false."""
        value = self.values.get(name, "").lower()
        if value not in ("", "true", "false"):
            raise missing(name)
        return value == "true" if value else default

    def one_of(self, name: str, allowed: tuple[str, ...], error: AsterError, default: str = "") -> str:
        """One of a few words."""
        value = self.values.get(name) or default
        if not value:
            raise missing(name)
        if value.upper() not in allowed:
            raise error
        return value.upper()

    def market(self, world: World) -> Market:
        """The market of `symbol`."""
        found = world.market(coin_of(self.text_of("symbol")))
        if found is None:
            raise AsterError(-1121, "Invalid symbol.")
        return found
