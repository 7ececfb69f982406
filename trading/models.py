"""What trading keeps: which accounts at venues a person, or everyone on a demo exchange, sees."""

from django.db import models


class AccountLink(models.Model):
    """An exchange shows a venue account: to its user, or to everyone when `user` is null (demo accounts)."""

    exchange = models.ForeignKey("operators.Exchange", models.CASCADE, related_name="account_links")
    user = models.ForeignKey(
        "operators.User", models.CASCADE, null=True, blank=True, related_name="account_links"
    )
    account = models.ForeignKey("margin.VenueAccount", models.PROTECT, related_name="links")
    slug = models.SlugField(max_length=40)
    label = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "user", "slug"], nulls_distinct=False, name="account_link_slug_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} on {self.exchange}"
