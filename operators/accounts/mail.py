"""Mails about accounts, in the exchange's name."""

import logging
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string

log = logging.getLogger(__name__)


def send(request: HttpRequest, to: str, template: str, **values: Any) -> bool:
    """Sends `account/mail/<template>.txt`, whose first line is the subject; False when that failed."""
    site = request.exchange.name if request.exchange else "Perps Studio"
    text = render_to_string(
        f"account/mail/{template}.txt", {"site": site, "host": request.get_host(), **values}
    )
    subject, _, body = text.strip().partition("\n")
    try:
        EmailMessage(subject=subject.strip(), body=body.strip() + "\n", to=[to]).send()
    except (SMTPException, OSError, ValueError) as problem:  # ValueError: an address that cannot be written
        log.error("A mail (%s) could not be sent: %s", template, type(problem).__name__)
        return False
    return True
