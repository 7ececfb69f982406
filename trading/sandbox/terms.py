"""What differs between the two venues' books of account: fees, the smallest amount, the rules of margin."""

from dataclasses import dataclass
from decimal import Decimal

from margin.engine.accounts import RuleSet


@dataclass(frozen=True, slots=True)
class Terms:
    """A venue's terms. Fees are fractions of notional; `quantum` is the smallest amount of money.

    `isolated_pays`: the fee of an opening fill is taken from the isolated margin, as recorded.
    """

    venue: str
    rules: RuleSet
    taker: Decimal
    maker: Decimal
    quantum: Decimal
    isolated_pays: bool


HYPERLIQUID = Terms(
    "hyperliquid", RuleSet.HYPERLIQUID, Decimal("0.00045"), Decimal("0.00015"), Decimal("1e-6"), True
)
ASTER = Terms("aster", RuleSet.ASTER, Decimal("0.00035"), Decimal("0.0001"), Decimal("1e-8"), False)
