"""Signing in with a wallet: the server's message, the wallet's answer. JSON, for one small script."""

import json
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from operators.accounts import attempts, audit, challenges, entrance, proof, sessions
from operators.accounts.guards import signed_in
from operators.accounts.proof import needs_proof
from operators.accounts.returning import inside
from operators.accounts.visitor import address_of
from operators.models import AuditEntry, User, Wallet, WalletChallenge

PURPOSES = set(WalletChallenge.Purpose.values)


@require_POST
def wallet_challenge(request: HttpRequest) -> HttpResponse:
    """{"purpose", "address", "chain"} → {"message"} for the wallet to sign."""
    told = _told(request)
    purpose = _purpose(request, told)
    if purpose == WalletChallenge.Purpose.JOIN and not proof.is_fresh(request):
        return JsonResponse({"next": proof.address(reverse("account"))})
    key = attempts.key_of("wallet from", request.exchange, address_of(request))
    if attempts.take(key, attempts.FAILURES_OF_AN_ADDRESS) is None:
        return _refused(_("Too many requests from this network. Wait 15 minutes and try again."), 429)
    try:
        text = challenges.ask(request, purpose, str(told.get("address", "")), int(told.get("chain", 0)))
    except (ValueError, TypeError, OverflowError):
        return _refused(
            _("The wallet did not name an Ethereum address and a network. Unlock it and try again.")
        )
    return JsonResponse({"message": text})


@require_POST
def wallet_answer(request: HttpRequest) -> HttpResponse:
    """{"purpose", "message", "signature"} → {"next"}: where to go, signed in, joined or confirmed."""
    told = _told(request)
    purpose = _purpose(request, told)
    address = challenges.answer(
        request, purpose, str(told.get("message", "")), str(told.get("signature", ""))
    )
    if address is None:
        audit.record(request, AuditEntry.Kind.SIGN_IN_FAILED, after={"method": "wallet", "purpose": purpose})
        return _refused(_("The signature does not fit the message, or the message is too old. Try again."))
    if purpose == WalletChallenge.Purpose.JOIN and proof.is_fresh(request):
        return _join(request, address)
    if purpose == WalletChallenge.Purpose.CONFIRM:
        return _confirm(request, address, inside(str(told.get("next", "")), reverse("account")))
    if purpose == WalletChallenge.Purpose.JOIN:
        return JsonResponse({"next": proof.address(reverse("account"))})
    return _sign_in(request, address, inside(str(told.get("next", "")), "/"))


def _sign_in(request: HttpRequest, address: str, after: str) -> HttpResponse:
    wallet = Wallet.objects.select_related("user").filter(exchange=request.exchange, address=address).first()
    if wallet is None:
        try:
            user = _person_of_new_wallet(request, address)
        except IntegrityError:  # the same wallet a moment ago, from another tab
            return _refused(_("This wallet has just been used in another tab. Sign in again."))
        after = f"{reverse('account')}#email" if not user.email else after
    else:
        user = wallet.user
    if not user.is_active:
        return _refused(_("This wallet cannot sign in here."))
    return JsonResponse({"next": entrance.enter(request, user, "wallet", after)})


@transaction.atomic
def _person_of_new_wallet(request: HttpRequest, address: str) -> User:
    """The practice visitor of this browser, whose account becomes a full one, or somebody new."""
    if request.user.is_authenticated and request.user.is_practice:
        user = request.user
        user.is_practice = False
        user.save(update_fields=["is_practice"])
        kind = AuditEntry.Kind.ACCOUNT_CONVERTED
    else:
        user = User(exchange=request.exchange)
        user.set_unusable_password()
        user.save()
        kind = AuditEntry.Kind.ACCOUNT_OPENED
    Wallet.objects.create(user=user, exchange=request.exchange, address=address)
    audit.record(request, kind, actor=user, person=user, target=address, after={"by": "wallet"})
    return user


def _join(request: HttpRequest, address: str) -> HttpResponse:
    try:
        with transaction.atomic():
            Wallet.objects.create(user=request.user, exchange=request.exchange, address=address)
    except IntegrityError:
        return _refused(
            _("This wallet signs in to another account here. Sign in with it and remove it there first.")
        )
    audit.record(request, AuditEntry.Kind.WALLET_JOINED, person=request.user, target=address)
    return JsonResponse({"next": reverse("account")})


def _confirm(request: HttpRequest, address: str, after: str) -> HttpResponse:
    if not request.user.wallets.filter(address=address).exists() or "wallet" not in proof.ways_of(
        request.user
    ):
        audit.record(request, AuditEntry.Kind.PROOF_FAILED, person=request.user, after={"method": "wallet"})
        return _refused(_("This wallet is not one of your account. Choose the wallet you signed in with."))
    proof.mark(request)
    return JsonResponse({"next": after})


@require_POST
@signed_in
@needs_proof
def wallet_removal(request: HttpRequest, wallet_id: int) -> HttpResponse:
    """A wallet no longer signs in; refused where it is the last way in."""
    wallet = get_object_or_404(Wallet, pk=wallet_id, user=request.user)
    others = request.user.wallets.exclude(pk=wallet.pk).exists()
    if not others and not (request.user.email and request.user.has_usable_password()):
        messages.error(
            request, _("This wallet is the only way into your account. Add an e-mail and a password first.")
        )
        return redirect("account")
    address = wallet.address
    wallet.delete()
    audit.record(request, AuditEntry.Kind.WALLET_REMOVED, person=request.user, target=address)
    sessions.announce([f"user:{request.user.pk}"])
    return redirect("account")


def _told(request: HttpRequest) -> dict[str, Any]:
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError, RawPostDataException):
        return {}
    return told if isinstance(told, dict) else {}


def _purpose(request: HttpRequest, told: dict[str, Any]) -> str:
    """The purpose, if it is one for this visitor: joining and confirming are for signed-in people."""
    purpose = told.get("purpose")
    if request.exchange is None or not isinstance(purpose, str) or purpose not in PURPOSES:
        raise Http404
    is_full = request.user.is_authenticated and not request.user.is_practice
    if purpose != WalletChallenge.Purpose.SIGN_IN and not is_full:
        raise Http404
    return purpose


def _refused(words: str, status: int = 422) -> JsonResponse:
    return JsonResponse({"error": words}, status=status)
