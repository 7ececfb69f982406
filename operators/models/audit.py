"""The audit log: who did what, when, from where. The database refuses to change or remove a row."""

from django.db import models


class AuditEntry(models.Model):
    """One event. People and sites are numbers without constraint: the log outlives what it speaks of.

    `actor` did it, to `person` (often the same). `before` and `after` hold what changed, never secrets.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed-in", "Signed in"
        SIGN_IN_FAILED = "sign-in-failed", "Sign-in failed"
        SIGNED_OUT = "signed-out", "Signed out"
        SESSION_ENDED = "session-ended", "Session ended"
        PROOF_FAILED = "proof-failed", "Confirmation failed"
        ACCOUNT_OPENED = "account-opened", "Account opened"
        ACCOUNT_CONVERTED = "account-converted", "Practice account became a full account"
        ACCOUNT_DELETED = "account-deleted", "Account deleted"
        PASSWORD_CHANGED = "password-changed", "Password changed"
        EMAIL_CHANGED = "email-changed", "E-mail changed"
        WALLET_JOINED = "wallet-joined", "Wallet joined"
        WALLET_REMOVED = "wallet-removed", "Wallet removed"
        SECOND_FACTOR_ON = "second-factor-on", "Second factor turned on"
        SECOND_FACTOR_OFF = "second-factor-off", "Second factor turned off"
        RECOVERY_CODES_MADE = "recovery-codes-made", "Recovery codes made"
        RECOVERY_CODE_USED = "recovery-code-used", "Recovery code used"
        INVITED = "invited", "Invited"
        INVITATION_WITHDRAWN = "invitation-withdrawn", "Invitation withdrawn"
        ROLE_GIVEN = "role-given", "Role given"
        ROLE_CHANGED = "role-changed", "Role changed"
        ROLE_REMOVED = "role-removed", "Role removed"

    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=32)
    exchange = models.ForeignKey(
        "operators.Exchange", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    operator = models.ForeignKey(
        "operators.Operator", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    actor = models.ForeignKey(
        "operators.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    person = models.ForeignKey(
        "operators.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    target = models.CharField(max_length=120, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    ip = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M:%S}"
