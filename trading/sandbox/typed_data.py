"""Digests of typed data (EIP-712) for flat messages, and who signed them. Nothing here signs."""

from collections.abc import Mapping, Sequence

from eth_keys import keys
from eth_keys.exceptions import BadSignature, ValidationError
from eth_utils import keccak

_DOMAIN_TYPE = keccak(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")


class Unsigned(Exception):
    """No signer can be recovered from the signature, or the message cannot be what was signed."""


def domain(name: str, chain: int) -> bytes:
    """The separator of a domain of version 1 without a contract."""
    return keccak(_DOMAIN_TYPE + keccak(name.encode()) + keccak(b"1") + chain.to_bytes(32, "big") + bytes(32))


def digest(
    separator: bytes, primary: str, fields: Sequence[tuple[str, str]], message: Mapping[str, object]
) -> bytes:
    """The digest of a message whose `fields` are (name, kind). Unsigned when a value is not of its kind."""
    kind_of = f"{primary}({','.join(f'{kind} {name}' for name, kind in fields)})"
    encoded = b"".join(_word(kind, message.get(name, "")) for name, kind in fields)
    return keccak(b"\x19\x01" + separator + keccak(keccak(kind_of.encode()) + encoded))


def _word(kind: str, value: object) -> bytes:
    match kind, value:
        case "string", str():
            return keccak(value.encode())
        case "bool", bool():
            return int(value).to_bytes(32, "big")
        case (("uint64" | "uint256"), int()) if not isinstance(value, bool) and 0 <= value < 2**256:
            return value.to_bytes(32, "big")
        case "bytes32", bytes():
            return value
        case "address", str() if len(value) == 42:
            try:
                return bytes(12) + bytes.fromhex(value[2:])
            except ValueError:
                raise Unsigned from None
    raise Unsigned


def recovered(hashed: bytes, v: int, r: int, s: int) -> str:
    """The address whose key signed the digest, in lower case. Unsigned when there is none."""
    try:
        signature = keys.Signature(vrs=(v - 27 if v >= 27 else v, r, s))
        address: str = signature.recover_public_key_from_msg_hash(hashed).to_address()
    except (BadSignature, ValidationError, ValueError, TypeError) as error:
        raise Unsigned from error
    return address
