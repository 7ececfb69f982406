"""The second factor: codes of an authenticator app (RFC 6238) and recovery codes, each good once."""

import hmac
import io
import secrets
import time

import pyotp
import segno
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from operators.accounts.sealing import seal, unseal
from operators.models import RecoveryCode, SecondFactor, User

STEP = 30
RECOVERY_CODES = 10
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def has(user: User) -> bool:
    """True when this person signs in with a second factor."""
    return SecondFactor.objects.filter(user=user).exists()


def new_secret() -> str:
    """A fresh secret in the base32 that authenticator apps take."""
    return pyotp.random_base32()


def app_address(secret: str, account: str, issuer: str) -> str:
    """The otpauth:// address that an authenticator app scans."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def picture(address: str) -> str:
    """The address as an SVG picture to scan, without style."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, svgclass="qr", lineclass=None
    )
    return out.getvalue().decode()


def step_of(secret: str, code: str, now: float) -> int | None:
    """The time step that this code belongs to: the present one or a neighbor; None for any other code."""
    if not code.isascii():
        return None
    totp = pyotp.TOTP(secret)
    present = int(now) // STEP
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(totp.generate_otp(step), code):
            return step
    return None


def turn_on(user: User, secret: str, code: str, now: float | None = None) -> list[str] | None:
    """Gives a person this secret, proven by a code of it: new recovery codes, None for a wrong code."""
    step = step_of(secret, code, time.time() if now is None else now)
    if step is None:
        return None
    with transaction.atomic():
        SecondFactor.objects.update_or_create(
            user=user, defaults={"sealed_secret": seal(secret, str(user.pk)), "last_step": step}
        )
        return new_recovery_codes(user)


def turn_off(user: User) -> None:
    """Removes the authenticator and its recovery codes."""
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Ten new codes, shown once; the old ones stop working."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in codes)
    return codes


def check(user: User, code: str, now: float | None = None) -> str | None:
    """ "app" or "recovery" for a right code, which is used up by it; None for a wrong or used one."""
    code = code.replace(" ", "").replace("-", "").lower()
    held = SecondFactor.objects.filter(user=user).first()
    if held is None:
        return None
    step = step_of(unseal(held.sealed_secret, str(user.pk)), code, time.time() if now is None else now)
    if step is not None:
        unused = SecondFactor.objects.filter(pk=held.pk, last_step__lt=step)
        return "app" if unused.update(last_step=step) else None
    mine = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at=None)
    return "recovery" if mine.update(used_at=timezone.now()) else None


def _new_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _digest(user: User, code: str) -> str:
    return salted_hmac("recovery code", f"{user.pk}|{code.replace('-', '')}", algorithm="sha256").hexdigest()
