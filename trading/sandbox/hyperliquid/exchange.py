"""`POST /exchange`: who signed, whether the nonce is new, then the action."""

from typing import Any

from trading.sandbox.house import HOUSE
from trading.sandbox.hyperliquid import settings, trading
from trading.sandbox.hyperliquid.errors import ActionError
from trading.sandbox.hyperliquid.people import FREE_REQUESTS
from trading.sandbox.hyperliquid.requests import ADDRESS, Undeserializable
from trading.sandbox.hyperliquid.signing import USER_SIGNED, l1_signers, user_signer
from trading.sandbox.hyperliquid.wire_orders import whole
from trading.sandbox.typed_data import Unsigned
from trading.sandbox.world import FIRST_MONEY, World

ACTIONS = {**trading.ACTIONS, **settings.ACTIONS}
AGENT_GRACE = 15 * 60_000  # the venue was seen not to enforce an expiry for so long
BEFORE, AFTER = 2 * 86_400_000, 86_400_000
NONCE_IN = {"usdSend": "time", "withdraw3": "time"}


def answer(world: World, request: Any, limited: bool = False) -> dict[str, Any]:
    """The JSON answer to an exchange request; `limited`: who used up its requests is refused.

    Undeserializable when it could not be read.
    """
    try:
        return {"status": "ok", "response": act(world, request, limited)}
    except ActionError as refused:
        return {"status": "err", "response": str(refused)}
    except Unsigned:
        raise Undeserializable from None


def act(world: World, request: Any, limited: bool = False) -> dict[str, Any]:
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
    _count_request(world, user, kind, limited)
    return ACTIONS[kind](world, user, action)


def _count_request(world: World, user: str, kind: str, limited: bool) -> None:
    """10,000 requests and one for each dollar traded; cancels have as many again, up to 100,000 more."""
    person = world.person(user)
    person.requests += 1
    most = FREE_REQUESTS + int(person.volume) + person.reserved
    if kind.startswith("cancel"):
        most = min(most + 100_000, most * 2)
    if limited and person.requests > most:
        raise ActionError(
            f"Too many cumulative requests sent ({person.requests} > {most}) for cumulative volume traded "
            f"${person.volume:.2f}. Place taker orders to free up 1 request per USDC traded."
        )


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
    if agent is None or agent.valid_until + AGENT_GRACE < world.now:
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
