"""What need not be kept any longer."""

from datetime import timedelta

from django.utils import timezone

from operators.accounts import links
from operators.accounts.attempts import LONGEST
from operators.models import Attempt, Session, UsedLink, WalletChallenge

KEPT_FOR_QUESTIONS = timedelta(days=1)


def forget_what_is_over() -> None:
    """Removes expired sessions, wallet messages a day after they expired, tries that no limit counts, used
    links that are too old to work.
    """
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    WalletChallenge.objects.filter(expires_at__lt=now - KEPT_FOR_QUESTIONS).delete()
    Attempt.objects.filter(at__lt=now - LONGEST).delete()
    UsedLink.objects.filter(at__lt=now - max(links.LIVES.values())).delete()
