"""Counted tries: wrong passwords, wrong codes, mails asked for."""

from django.db import models


class Attempt(models.Model):
    """One try at something that is limited; `key` names what and for whom, as a digest."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="attempt_key_at")]

    def __str__(self) -> str:
        return f"attempt at {self.at:%H:%M:%S}"
