"""Invitations to work for an operator."""

from django.db import models
from django.db.models.functions import Lower

from operators.models.people import Membership


class Invitation(models.Model):
    """An offer of a role, sent to an e-mail address; open until it is accepted, withdrawn or a week old."""

    operator = models.ForeignKey("operators.Operator", models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=8, choices=Membership.Role.choices)
    invited_by = models.ForeignKey("operators.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "operator",
                Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "editor", "support"]), name="invitation_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.role} of {self.operator}"
