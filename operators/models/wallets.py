"""Wallets that sign in, and the messages asked of them."""

from django.db import models


class Wallet(models.Model):
    """An address that signs in to one exchange; elsewhere it is somebody else (SECURITY T5)."""

    user = models.ForeignKey("operators.User", models.CASCADE, related_name="wallets")
    exchange = models.ForeignKey("operators.Exchange", models.CASCADE, related_name="wallets")
    address = models.CharField(max_length=42)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["exchange", "address"], name="wallet_once_per_exchange"),
            models.CheckConstraint(
                condition=models.Q(address__regex=r"^0x[0-9a-f]{40}$"), name="wallet_address_is_lower_hex"
            ),
        ]

    def __str__(self) -> str:
        return self.address


class WalletChallenge(models.Model):
    """One EIP-4361 message: everything it says, for whom, and whether it was used (SECURITY K13)."""

    class Purpose(models.TextChoices):
        SIGN_IN = "sign-in"
        JOIN = "join"
        CONFIRM = "confirm"

    nonce = models.CharField(max_length=32, unique=True)
    session = models.CharField(max_length=32)
    exchange = models.ForeignKey("operators.Exchange", models.CASCADE, related_name="+")
    host = models.CharField(max_length=260)
    uri = models.CharField(max_length=400)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    address = models.CharField(max_length=42)
    chain_id = models.PositiveBigIntegerField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=["sign-in", "join", "confirm"]),
                name="wallet_challenge_purpose_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} asked of {self.address}"
