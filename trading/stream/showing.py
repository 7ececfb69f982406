"""How one exchange shows figures: part of what makes an audience."""

from dataclasses import dataclass
from decimal import Decimal

from margin.levels import Thresholds
from margin.presenters import words


@dataclass(frozen=True, slots=True)
class WidgetSettings:
    """The ratios from which an exchange warns, its venue's names, the language.

    `market_url` is a market's address on this screen, with `{market}` for its symbol.
    """

    caution: Decimal
    critical: Decimal
    venue: str
    network: str
    collateral: str = "USDC"
    market_url: str = "/trade/{market}/"
    language: str = "en"

    @property
    def thresholds(self) -> Thresholds:
        """The ratios from which this exchange warns."""
        return Thresholds(self.caution, self.critical)

    @property
    def words(self) -> dict[str, str]:
        """The labels of every widget in this language."""
        return words.words(self.language)
