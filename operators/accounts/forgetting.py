"""What need not be kept any longer."""

from datetime import timedelta

from django.utils import timezone

from operators.accounts.attempts import LONGEST
from operators.models import Attempt, Session, WalletChallenge

KEPT_FOR_QUESTIONS = timedelta(days=1)


def forget_what_is_over() -> None:
    """Removes expired sessions, wallet messages a day after they expired, and tries that no limit counts."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    WalletChallenge.objects.filter(expires_at__lt=now - KEPT_FOR_QUESTIONS).delete()
    Attempt.objects.filter(at__lt=now - LONGEST).delete()
