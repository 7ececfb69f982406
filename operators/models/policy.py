"""What an operator decides about margin. Never: maintenance levels or leverage above the venue's."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class MarginPolicy(models.Model):
    """One exchange's margin policy: modes, defaults, the levels that color the ratio."""

    class Mode(models.TextChoices):
        CROSS = "cross", "Cross"
        ISOLATED = "isolated", "Isolated"

    class Audience(models.TextChoices):
        BEGINNER = "beginner", "Beginner"
        STANDARD = "standard", "Standard"
        PRO = "pro", "Pro"

    exchange = models.OneToOneField("operators.Exchange", models.CASCADE, related_name="margin_policy")
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.STANDARD)
    default_mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.CROSS)
    cross_enabled = models.BooleanField(default=True)
    isolated_enabled = models.BooleanField(default=True)
    default_leverage = models.PositiveSmallIntegerField(default=10, validators=[MinValueValidator(1)])
    caution = models.DecimalField(
        max_digits=5, decimal_places=2, default=50, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    critical = models.DecimalField(
        max_digits=5, decimal_places=2, default=80, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(default_mode="cross", cross_enabled=True)
                | models.Q(default_mode="isolated", isolated_enabled=True),
                name="policy_default_mode_is_enabled",
            ),
            models.CheckConstraint(
                condition=models.Q(caution__gt=0)
                & models.Q(caution__lt=models.F("critical"))
                & models.Q(critical__lt=100),
                name="policy_caution_below_critical",
            ),
            models.CheckConstraint(
                condition=models.Q(default_leverage__gte=1), name="policy_leverage_at_least_1"
            ),
        ]

    def __str__(self) -> str:
        return f"Margin policy of {self.exchange}"
