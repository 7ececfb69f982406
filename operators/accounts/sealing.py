"""Small secrets at rest: AES-256-GCM under a key derived from SECRET_KEY, bound to whom they belong."""

import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12


def seal(text: str, owner: str) -> bytes:
    """The text sealed; it opens for the same owner only."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, text.encode(), owner.encode())


def unseal(sealed: bytes, owner: str) -> str:
    """The text again; cryptography's InvalidTag for another owner, another SECRET_KEY or changed bytes."""
    sealed = bytes(sealed)
    return _cipher().decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], owner.encode()).decode()


def _cipher() -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"perps studio second factor")
    return AESGCM(derive.derive(settings.SECRET_KEY.encode()))
