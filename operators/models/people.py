"""Users and the companies that employ some of them."""

import secrets

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower


def opaque_username() -> str:
    """A username that says nothing about its owner: people sign in by e-mail or wallet on one exchange."""
    return secrets.token_hex(12)


class User(AbstractUser):
    """A person on one exchange; without an exchange, one of the platform's own or an operator's people.

    The same e-mail on two exchanges is two users (SECURITY T5).
    """

    username = models.CharField(max_length=150, unique=True, default=opaque_username, editable=False)
    email = models.EmailField(blank=True)
    exchange = models.ForeignKey(
        "operators.Exchange", models.PROTECT, null=True, blank=True, related_name="users"
    )
    is_practice = models.BooleanField(
        default=False, help_text="A visitor with paper money and no way to sign in."
    )
    language = models.CharField(max_length=8, blank=True)
    theme = models.CharField(max_length=8, blank=True)
    density = models.CharField(max_length=8, blank=True)
    pnl_colors = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_practice=False) | models.Q(email="", exchange__isnull=False),
                name="user_practice_is_a_visitor_of_one_exchange",
            ),
            models.UniqueConstraint(
                "exchange",
                Lower("email"),
                condition=~models.Q(email=""),
                nulls_distinct=False,
                name="user_email_once_per_exchange",
            ),
        ]

    def __str__(self) -> str:
        return self.email or f"user {self.pk}"


class Operator(models.Model):
    """A company that owns exchanges."""

    name = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a person may do for an operator."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        EDITOR = "editor", "Editor"
        SUPPORT = "support", "Support"

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    operator = models.ForeignKey(Operator, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "operator"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "editor", "support"]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role} of {self.operator}"
