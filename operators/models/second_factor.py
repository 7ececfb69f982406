"""The second factor: one authenticator app a person, and codes for the day it is lost."""

from django.db import models


class SecondFactor(models.Model):
    """A person's authenticator, its secret sealed. `last_step`: the newest step used; no code works twice."""

    user = models.OneToOneField("operators.User", models.CASCADE, related_name="second_factor")
    sealed_secret = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"second factor of {self.user}"


class RecoveryCode(models.Model):
    """One recovery code, kept as a digest only, good once."""

    user = models.ForeignKey("operators.User", models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once"),
        ]

    def __str__(self) -> str:
        return f"recovery code of {self.user}"
