"""Who signed: typed data over exactly the text that was sent, or over the fields of a right that is given.

Source: the venue's docs (futures-v3/general-info, asterCode/authentication); vectors in the recordings.
"""

from typing import Any

from trading.sandbox import typed_data
from trading.sandbox.aster.errors import AsterError
from trading.sandbox.aster.params import Params
from trading.sandbox.people import Person
from trading.sandbox.world import World

CHAINS = (1666, 714)
NONCE_SECONDS = 10
UNAUTHORIZED = AsterError(-1022, "Signature for this request is not valid.")
UINTS = ("nonce", "expired")
NAME = "AsterSignTransaction"
AREA = "aster"

_DOMAINS = {chain: typed_data.domain(NAME, chain) for chain in CHAINS}


def unsigned_text(text: str) -> str:
    """What was signed: every parameter as it was sent, but the signature."""
    return "&".join(part for part in text.split("&") if not part.startswith("signature="))


def message_digest(text: str, chain: int) -> bytes:
    """The digest of a trading request."""
    return typed_data.digest(_DOMAINS[chain], "Message", (("msg", "string"),), {"msg": text})


def management_digest(primary: str, values: dict[str, str], chain: int) -> bytes:
    """The digest of a right: fields in the order sent, first letters upper, types by their values."""
    fields: list[tuple[str, str]] = []
    message: dict[str, object] = {}
    for name, value in values.items():
        kind = "bool" if value in ("true", "false") else "uint256" if name in UINTS else "string"
        title = name[0].upper() + name[1:]
        fields.append((title, kind))
        message[title] = value == "true" if kind == "bool" else int(value) if kind == "uint256" else value
    return typed_data.digest(typed_data.domain(NAME, chain), primary, fields, message)


def recovered(digest: bytes, signature: str) -> str:
    """The address whose key signed, in lower case; UNAUTHORIZED when there is none."""
    try:
        raw = bytes.fromhex(signature.removeprefix("0x"))
        r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:64], "big")
        return typed_data.recovered(digest, raw[64], r, s)
    except (typed_data.Unsigned, ValueError, IndexError):
        raise UNAUTHORIZED from None


def person_of(world: World, address: str) -> Person:
    """Who this is at Aster: nonces and agents are apart from the other venue's."""
    return world.person(f"{AREA}:{address}")


def trader(world: World, params: Params) -> str:
    """Whose account a signed request is for. UNAUTHORIZED when it is not signed by whom it says."""
    signer = params.text_of("signer").lower()
    text = unsigned_text(params.text)
    signature = params.text_of("signature")
    if signer not in (recovered(message_digest(text, chain), signature) for chain in CHAINS):
        raise UNAUTHORIZED
    user = params.get("user").lower() or person_of(world, signer).master or signer
    if user != signer:
        agent = person_of(world, user).agent(signer)
        if agent is None or agent.valid_until <= world.now:
            raise AsterError(-2015, "Invalid API-key, IP, or permissions for action.", 401)
    use_nonce(world, user, params)
    return user


def manager(world: World, params: Params, primary: str) -> str:
    """Whose right a management request changes: it is signed by the main wallet."""
    values: dict[str, Any] = {
        name: value for name, value in params.values.items() if name not in ("signature", "signatureChainId")
    }
    user = params.text_of("user").lower()
    chain = params.whole("signatureChainId", CHAINS[0])
    signature = params.text_of("signature")
    tried = (values, {name: value for name, value in values.items() if name != "signer"})
    if user not in [recovered(management_digest(primary, one, chain), signature) for one in tried]:
        raise UNAUTHORIZED
    use_nonce(world, user, params)
    return user


def use_nonce(world: World, user: str, params: Params) -> None:
    """Takes a nonce: microseconds, within ten seconds of the venue's clock, never twice."""
    nonce = params.whole("nonce")
    if abs(nonce - world.now * 1000) > NONCE_SECONDS * 1_000_000:
        raise AsterError(-1000, "Nonce is too far from the server's time.")
    if not person_of(world, user).uses(nonce):
        raise AsterError(-1000, "Nonce was used before.")
