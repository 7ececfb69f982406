"""Whoever signs: agents, used nonces, what builders may take, volume, and what was set for the future."""

from dataclasses import dataclass, field
from decimal import Decimal

from trading.sandbox.numbers import ZERO

NONCES_KEPT = 100


@dataclass(frozen=True, slots=True)
class Agent:
    """A key that may trade for somebody until `valid_until` (Unix milliseconds); "" is the unnamed one."""

    name: str
    address: str
    valid_until: int


@dataclass(slots=True)
class Person:
    """One address. `nonces` are the highest used, smallest first; `cancel_at`: the dead man's switch."""

    address: str
    nonces: list[int] = field(default_factory=list)
    agents: list[Agent] = field(default_factory=list)
    master: str = ""
    builders: dict[str, int] = field(default_factory=dict)
    fee_rates: dict[str, Decimal] = field(default_factory=dict)
    builder_rewards: Decimal = ZERO
    referrer: str = ""
    abstraction: str = "default"
    volume: Decimal = ZERO
    requests: int = 0
    cancel_at: int = 0
    cancels_fired: int = 0
    cancels_day: int = 0
    reserved: int = 0
    spot: Decimal = ZERO
    countdowns: dict[str, int] = field(default_factory=dict)
    listen_key: str = ""
    listen_until: int = 0

    def uses(self, nonce: int) -> bool:
        """Takes a nonce: False when it was used, or is below the smallest that is remembered."""
        if nonce in self.nonces or (len(self.nonces) >= NONCES_KEPT and nonce < self.nonces[0]):
            return False
        self.nonces.append(nonce)
        self.nonces.sort()
        del self.nonces[:-NONCES_KEPT]
        return True

    def agent(self, address: str) -> Agent | None:
        """One of its agents by address."""
        return next((agent for agent in self.agents if agent.address == address), None)
