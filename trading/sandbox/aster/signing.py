"""Who signed: typed data over exactly the text that was sent, or over the fields of a right that is given.

Source: the venue's docs (futures-v3/general-info, asterCode/authentication); vectors in the recordings.
"""

from typing import Any

from eth_account.messages import encode_typed_data
from eth_keys import keys
from eth_keys.exceptions import BadSignature, ValidationError
from eth_utils import keccak

from trading.sandbox.aster.errors import AsterError
from trading.sandbox.aster.params import Params
from trading.sandbox.people import Person
from trading.sandbox.world import World

CHAINS = (1666, 714)
NONCE_SECONDS = 10
UNAUTHORIZED = AsterError(-1022, "Signature for this request is not valid.")
ZERO_ADDRESS = "0x" + "0" * 40
AREA = "aster"

_DOMAIN_TYPE = keccak(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
_MESSAGE_TYPE = keccak(b"Message(string msg)")
_DOMAIN_FIELDS = [
    {"name": "name", "type": "string"},
    {"name": "version", "type": "string"},
    {"name": "chainId", "type": "uint256"},
    {"name": "verifyingContract", "type": "address"},
]


def _domain(chain: int) -> bytes:
    named = keccak(b"AsterSignTransaction") + keccak(b"1")
    return keccak(_DOMAIN_TYPE + named + chain.to_bytes(32, "big") + bytes(32))


_DOMAINS = {chain: _domain(chain) for chain in CHAINS}


def unsigned_text(text: str) -> str:
    """What was signed: every parameter as it was sent, but the signature."""
    return "&".join(part for part in text.split("&") if not part.startswith("signature="))


def message_digest(text: str, chain: int) -> bytes:
    """The digest of a trading request."""
    return keccak(b"\x19\x01" + _DOMAINS[chain] + keccak(_MESSAGE_TYPE + keccak(text.encode())))


def management_digest(primary: str, values: dict[str, str], chain: int) -> bytes:
    """The digest of a right: fields in the order sent, first letters upper, types by their values."""
    fields, message = [], {}
    for name, value in values.items():
        kind = "bool" if value in ("true", "false") else "uint256" if name in UINTS else "string"
        title = name[0].upper() + name[1:]
        fields.append({"name": title, "type": kind})
        message[title] = value == "true" if kind == "bool" else int(value) if kind == "uint256" else value
    signable = encode_typed_data(
        full_message={
            "domain": {
                "name": "AsterSignTransaction", "version": "1", "chainId": chain,
                "verifyingContract": ZERO_ADDRESS,
            },
            "types": {primary: fields, "EIP712Domain": _DOMAIN_FIELDS},
            "primaryType": primary,
            "message": message,
        }
    )  # fmt: skip
    return keccak(b"\x19" + signable.version + signable.header + signable.body)


UINTS = ("nonce", "expired")


def recovered(digest: bytes, signature: str) -> str:
    """The address whose key signed, in lower case; UNAUTHORIZED when there is none."""
    try:
        raw = bytes.fromhex(signature.removeprefix("0x"))
        v = raw[64] - 27 if raw[64] >= 27 else raw[64]
        found = keys.Signature(signature_bytes=raw[:64] + bytes([v]))
        address: str = found.recover_public_key_from_msg_hash(digest).to_address()
    except (BadSignature, ValidationError, ValueError, IndexError):
        raise UNAUTHORIZED from None
    return address


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
