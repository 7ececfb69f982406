"""Mailed links that were used: each works once."""

from django.db import models


class UsedLink(models.Model):
    """A mailed link that was used, as a digest of its token; kept as long as the link would live."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"link used at {self.at:%Y-%m-%d %H:%M:%S}"
