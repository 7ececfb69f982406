"""Celery's tasks of trading: envelopes around one function each; every one may run twice."""

from celery import shared_task

from trading.feed import refresh, sampling


@shared_task
def refresh_instruments() -> None:
    """Reads every line's instruments and tiers from its venue."""
    refresh.refresh_all()


@shared_task
def sample_equity() -> None:
    """Stores what every venue account is worth now, as far as it is known."""
    sampling.sample()
