"""Asking a wallet for a signature and judging the answer (SECURITY K13)."""

import re
import secrets
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from operators.accounts.siwe import Message, signer
from operators.models import WalletChallenge
from operators.models.sessions import handle_of

LIFE = timedelta(minutes=5)
ADDRESS = re.compile(r"0x[0-9a-f]{40}\Z")
LARGEST_CHAIN = 2**53 - 1


def ask(request: HttpRequest, purpose: str, address: str, chain_id: int) -> str:
    """A new message for this session, host and purpose. ValueError for an impossible address or chain."""
    address = address.lower()
    if not ADDRESS.match(address) or not 0 < chain_id <= LARGEST_CHAIN:
        raise ValueError("not an address or not a chain")
    if not request.session.session_key:
        request.session.create()
    now = timezone.now().replace(microsecond=0)
    challenge = WalletChallenge.objects.create(
        nonce=secrets.token_hex(16),
        session=handle_of(request.session.session_key),
        exchange=request.exchange,
        host=request.get_host(),
        uri=request.build_absolute_uri(reverse("wallet-challenge")),
        purpose=purpose,
        address=address,
        chain_id=chain_id,
        issued_at=now,
        expires_at=now + LIFE,
    )
    return message_of(challenge).text()


def message_of(challenge: WalletChallenge) -> Message:
    """The message that was asked."""
    return Message(
        domain=challenge.host,
        uri=challenge.uri,
        address=challenge.address,
        purpose=challenge.purpose,
        chain_id=challenge.chain_id,
        nonce=challenge.nonce,
        issued_at=challenge.issued_at,
        expires_at=challenge.expires_at,
    )


def answer(
    request: HttpRequest, purpose: str, text: str, signature: str, now: datetime | None = None
) -> str | None:
    """The address that is proven, once; None for all that is not exactly what was asked here and just now.

    The first answer uses the challenge up, right or wrong: of parallel answers one is judged at most.
    """
    nonce = re.search(r"^Nonce: ([0-9a-f]{32})$", text, re.MULTILINE)
    if nonce is None or not request.session.session_key:
        return None
    now = now or timezone.now()
    mine = WalletChallenge.objects.filter(
        nonce=nonce[1],
        session=handle_of(request.session.session_key),
        exchange=request.exchange,
        host=request.get_host(),
        purpose=purpose,
    )
    if not mine.filter(used_at=None, issued_at__lte=now, expires_at__gt=now).update(used_at=now):
        return None
    challenge = mine.get()
    if message_of(challenge).text() != text or signer(text, signature) != challenge.address:
        return None
    return challenge.address
