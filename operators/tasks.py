"""Celery's tasks of operators: envelopes around one function each; every one may run twice."""

from celery import shared_task

from operators.accounts import forgetting


@shared_task
def forget_what_is_over() -> None:
    """Removes expired sessions, used-up messages to wallets and old counts of tries."""
    forgetting.forget_what_is_over()
