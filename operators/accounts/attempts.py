"""Limits on tries (SECURITY I5): a try is counted before it is judged, so that parallel tries count too."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from operators.models import Attempt, Exchange


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `tries` within `window`."""

    tries: int
    window: timedelta


FAILURES = Limit(10, timedelta(minutes=15))
FAILURES_OF_AN_ADDRESS = Limit(200, timedelta(minutes=15))
MAILS = Limit(5, timedelta(hours=1))
MAILS_OF_AN_ADDRESS = Limit(60, timedelta(hours=1))
LONGEST = timedelta(hours=1)


def key_of(what: str, exchange: Exchange | None, who: object) -> str:
    """Names what is limited, where and for whom, without saying who.

    Letters that the database takes for the same (ı and i, ſ and s) are the same here.
    """
    site = exchange.pk if exchange else 0
    whom = str(who).upper().lower()
    return salted_hmac("attempts", f"{what}|{site}|{whom}", algorithm="sha256").hexdigest()


def take(key: str, limit: Limit) -> Attempt | None:
    """Counts a try; None when as many as allowed were made. A refused try does not lengthen the wait."""
    mine = Attempt.objects.create(key=key)
    if Attempt.objects.filter(key=key, at__gt=timezone.now() - limit.window).count() <= limit.tries:
        return mine
    mine.delete()
    return None


def forgive(key: str) -> None:
    """Forgets every try of this key, after the right person has shown to be there."""
    Attempt.objects.filter(key=key).delete()
