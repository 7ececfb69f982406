"""The Django side of margin: instruments with their tiers, accounts at venues, equity over time."""

from decimal import Decimal

from django.db import models

from margin.engine.tiers import TierSchedule


class Instrument(models.Model):
    """A perpetual on a venue, as the venue describes it.

    `tiers`: [["floor", max_leverage], …] on Hyperliquid, brackets on Aster; amounts as texts.
    `size_decimals`: places of a size; `margin_mode`: "" or the venue's limit ("noCross", "strictIsolated").
    """

    venue = models.CharField(max_length=16)
    network = models.CharField(max_length=8)
    symbol = models.CharField(max_length=32)
    dex = models.CharField(max_length=16, blank=True)
    asset = models.PositiveIntegerField()
    size_decimals = models.PositiveSmallIntegerField()
    max_leverage = models.PositiveSmallIntegerField()
    tiers = models.JSONField()
    margin_mode = models.CharField(max_length=16, blank=True)
    is_delisted = models.BooleanField(default=False)
    refreshed_at = models.DateTimeField()

    class Meta:
        ordering = ["venue", "network", "dex", "asset"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "network", "symbol"], name="instrument_once"),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} on {self.venue} {self.network}"

    def schedule(self) -> TierSchedule:
        """The tiers as the engine takes them."""
        return TierSchedule.of_leverages([(Decimal(floor), leverage) for floor, leverage in self.tiers])


class VenueAccount(models.Model):
    """An account at a venue: an address, on Hyperliquid one per dex."""

    venue = models.CharField(max_length=16)
    network = models.CharField(max_length=8)
    address = models.CharField(max_length=42)
    dex = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["venue", "network", "address", "dex"], name="venue_account_once"),
            models.CheckConstraint(
                condition=models.Q(address__regex=r"^0x[0-9a-f]{40}$"),
                name="venue_account_address_is_lower_hex",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} at {self.venue} {self.network}"


class EquitySample(models.Model):
    """An account's figures at one moment, for the history."""

    account = models.ForeignKey(VenueAccount, models.CASCADE, related_name="samples")
    at = models.DateTimeField()
    equity = models.DecimalField(max_digits=30, decimal_places=10)
    account_value = models.DecimalField(max_digits=30, decimal_places=10)
    maintenance_margin = models.DecimalField(max_digits=30, decimal_places=10)
    margin_ratio = models.DecimalField(max_digits=20, decimal_places=10, null=True)

    class Meta:
        ordering = ["account", "at"]
        constraints = [
            models.UniqueConstraint(fields=["account", "at"], name="equity_sample_once_per_moment")
        ]

    def __str__(self) -> str:
        return f"{self.account} at {self.at:%Y-%m-%d %H:%M}"
