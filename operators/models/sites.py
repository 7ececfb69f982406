"""Exchanges and the hosts that serve them."""

from django.core.validators import RegexValidator
from django.db import models

host_name = RegexValidator(
    r"\A(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z|\A[0-9.]+\Z|\A\[[0-9a-f:]+\]\Z",
    "Write a host name like trade.example.com, in lower case, without https:// and without a port.",
)


class Exchange(models.Model):
    """One branded site: the tenant. Everything a page shows starts from it."""

    class Venue(models.TextChoices):
        HYPERLIQUID = "hyperliquid", "Hyperliquid"
        ASTER = "aster", "Aster"

    class Network(models.TextChoices):
        MAINNET = "mainnet", "Mainnet"
        TESTNET = "testnet", "Testnet"
        SANDBOX = "sandbox", "Sandbox"

    operator = models.ForeignKey("operators.Operator", models.PROTECT, related_name="exchanges")
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    tagline = models.CharField(max_length=120, blank=True)
    venue = models.CharField(max_length=16, choices=Venue.choices, default=Venue.HYPERLIQUID)
    network = models.CharField(max_length=8, choices=Network.choices, default=Network.SANDBOX)
    default_market = models.CharField(max_length=32, default="BTC")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(venue__in=["hyperliquid", "aster"]), name="exchange_venue_known"
            ),
            models.CheckConstraint(
                condition=models.Q(network__in=["mainnet", "testnet", "sandbox"]),
                name="exchange_network_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """A host that serves an exchange; one of them is primary."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="domains")
    host = models.CharField(max_length=253, unique=True, validators=[host_name])
    is_primary = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exchange"],
                condition=models.Q(is_primary=True),
                name="domain_one_primary_per_exchange",
            ),
        ]

    def __str__(self) -> str:
        return self.host
