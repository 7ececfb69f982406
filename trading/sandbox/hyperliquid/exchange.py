"""`POST /exchange`: who signed, whether the nonce is new, then the action."""

from typing import Any

from trading.sandbox.house import HOUSE
from trading.sandbox.hyperliquid import settings, trading
from trading.sandbox.hyperliquid.errors import ActionError
from trading.sandbox.hyperliquid.requests import ADDRESS, Undeserializable
from trading.sandbox.hyperliquid.signing import USER_SIGNED, Unsigned, l1_signers, user_signer
from trading.sandbox.hyperliquid.wire_orders import whole
from trading.sandbox.world import FIRST_MONEY, World

ACTIONS = {**trading.ACTIONS, **settings.ACTIONS}
BEFORE, AFTER = 2 * 86_400_000, 86_400_000
NONCE_IN = {"usdSend": "time", "withdraw3": "time"}


def answer(world: World, request: Any) -> dict[str, Any]:
    """The JSON answer to an exchange request. Undeserializable when it could not be read."""
    try:
        return {"status": "ok", "response": act(world, request)}
    except ActionError as refused:
        return {"status": "err", "response": str(refused)}
    except Unsigned:
        raise Undeserializable from None


def act(world: World, request: Any) -> dict[str, Any]:
    """Does what was signed."""
    match request:
        case {"action": {"type": str(kind)} as action, "nonce": int(nonce), "signature": dict(signature)}:
            pass
        case _:
            raise Undeserializable
    if kind not in ACTIONS:
        raise Undeserializable
    whole(nonce)
    vault, expires = _vault(request.get("vaultAddress")), request.get("expiresAfter")
    if kind in USER_SIGNED:
        user = signer = user_signer(action, signature)
        _must_be_own_master(world, user)
        if action.get(NONCE_IN.get(kind, "nonce")) != nonce:
            raise ActionError("Nonce mismatch.")
    else:
        expires = None if expires is None else whole(expires)
        signer = _l1_signer(world, l1_signers(action, nonce, vault, expires, signature))
        user = _master(world, signer)
        if expires is not None and expires < world.now:
            world.person(user).requests += 5
            raise ActionError("Action already expired")
    if vault and vault != user:
        raise ActionError(f"Vault not registered: {vault}")
    _use_nonce(world, signer, nonce)
    welcome(world, user)
    world.person(user).requests += 1
    return ACTIONS[kind](world, user, action)


def _vault(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not ADDRESS.fullmatch(value):
        raise Undeserializable
    return value.lower()


def _l1_signer(world: World, signers: dict[str, str]) -> str:
    """The signer on whichever network is known here: clients disagree on which one a local venue is."""
    for address in signers.values():
        if address in world.people or world.knows(address):
            return address
    for address in signers.values():
        if address in world.seen:
            return address
    return signers["b"]


def _master(world: World, signer: str) -> str:
    """Whom the signer acts for: itself, or the user whose agent it is."""
    person = world.people.get(signer)
    if person is None or not person.master:
        return signer
    agent = world.people[person.master].agent(signer)
    if agent is None:
        raise ActionError(f"User or API Wallet {signer} does not exist.")
    return person.master


def _must_be_own_master(world: World, signer: str) -> None:
    person = world.people.get(signer)
    if person and person.master:
        raise ActionError(f"Must deposit before performing actions. User: {signer}")


def _use_nonce(world: World, signer: str, nonce: int) -> None:
    if not world.now - BEFORE < nonce < world.now + AFTER:
        raise ActionError(
            f"Invalid nonce: {nonce} is not within two days before and one day after {world.now}"
        )
    if not world.person(signer).uses(nonce):
        raise ActionError(f"Invalid nonce: duplicate nonce {nonce}")


def welcome(world: World, user: str) -> None:
    """Who signs for the first time gets paper money."""
    if not world.knows(user) and user not in HOUSE:
        world.transfer(world.opened(user, ""), "deposit", FIRST_MONEY)
