"""Who signed: Hyperliquid's two ways, recovered from the signature. Nothing here signs.

L1 actions: keccak(msgpack(action) ‖ nonce ‖ vault ‖ expiry) as the connection id of a phantom agent, whose
source is "a" on mainnet and "b" elsewhere. Actions of money and rights: typed data that a wallet shows.
Source: the official Python SDK, utils/signing.py, and its published vectors.
"""

from typing import Any

import msgpack
from eth_account.messages import encode_typed_data
from eth_keys import keys
from eth_keys.exceptions import BadSignature, ValidationError
from eth_utils import keccak

SOURCES = ("b", "a")
ZERO_ADDRESS = "0x" + "0" * 40

_DOMAIN_TYPE = keccak(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
_L1_DOMAIN = keccak(
    _DOMAIN_TYPE + keccak(b"Exchange") + keccak(b"1") + (1337).to_bytes(32, "big") + bytes(32)
)
_AGENT_TYPE = keccak(b"Agent(string source,bytes32 connectionId)")
_SOURCE = {source: keccak(source.encode()) for source in SOURCES}

_DOMAIN_FIELDS = [
    {"name": "name", "type": "string"},
    {"name": "version", "type": "string"},
    {"name": "chainId", "type": "uint256"},
    {"name": "verifyingContract", "type": "address"},
]

# Action → its primary type and the fields that are signed, in order.
USER_SIGNED: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "usdSend": ("UsdSend", (("destination", "string"), ("amount", "string"), ("time", "uint64"))),
    "withdraw3": ("Withdraw", (("destination", "string"), ("amount", "string"), ("time", "uint64"))),
    "usdClassTransfer": (
        "UsdClassTransfer", (("amount", "string"), ("toPerp", "bool"), ("nonce", "uint64"))
    ),
    "sendAsset": (
        "SendAsset",
        (
            ("destination", "string"), ("sourceDex", "string"), ("destinationDex", "string"),
            ("token", "string"), ("amount", "string"), ("fromSubAccount", "string"), ("nonce", "uint64"),
        ),
    ),
    "approveAgent": (
        "ApproveAgent", (("agentAddress", "address"), ("agentName", "string"), ("nonce", "uint64"))
    ),
    "approveBuilderFee": (
        "ApproveBuilderFee", (("maxFeeRate", "string"), ("builder", "address"), ("nonce", "uint64"))
    ),
    "userSetAbstraction": (
        "UserSetAbstraction", (("user", "address"), ("abstraction", "string"), ("nonce", "uint64"))
    ),
}  # fmt: skip


class Unsigned(Exception):
    """No signer can be recovered from the signature."""


def connection_id(action: Any, nonce: int, vault: str | None, expires: int | None) -> bytes:
    """The hash of an L1 action, in the order of names as it was sent."""
    packed: bytes = msgpack.packb(action)
    packed += nonce.to_bytes(8, "big")
    packed += b"\x00" if vault is None else b"\x01" + bytes.fromhex(vault[2:])
    if expires is not None:
        packed += b"\x00" + expires.to_bytes(8, "big")
    return keccak(packed)


def l1_signers(
    action: Any, nonce: int, vault: str | None, expires: int | None, signature: Any
) -> dict[str, str]:
    """The address that signed, for each network's source; only one of them is anybody's."""
    connection = connection_id(action, nonce, vault, expires)
    return {
        source: recovered(
            keccak(b"\x19\x01" + _L1_DOMAIN + keccak(_AGENT_TYPE + _SOURCE[source] + connection)), signature
        )
        for source in SOURCES
    }


def user_signer(action: dict[str, Any], signature: Any) -> str:
    """The address that signed an action of money or rights."""
    name, fields = USER_SIGNED[action["type"]]
    signed = [("hyperliquidChain", "string"), *fields]
    try:
        message = encode_typed_data(
            full_message={
                "domain": {
                    "name": "HyperliquidSignTransaction",
                    "version": "1",
                    "chainId": int(action["signatureChainId"], 16),
                    "verifyingContract": ZERO_ADDRESS,
                },
                "types": {
                    f"HyperliquidTransaction:{name}": [
                        {"name": field, "type": kind} for field, kind in signed
                    ],
                    "EIP712Domain": _DOMAIN_FIELDS,
                },
                "primaryType": f"HyperliquidTransaction:{name}",
                "message": {field: action.get(field, "") for field, _ in signed},
            }
        )
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise Unsigned from error
    return recovered(keccak(b"\x19" + message.version + message.header + message.body), signature)


def recovered(digest: bytes, signature: Any) -> str:
    """The address whose key signed `digest`, in lower case. Unsigned when there is none."""
    try:
        v = int(signature["v"])
        parts = (v - 27 if v >= 27 else v, int(signature["r"], 16), int(signature["s"], 16))
        found = keys.Signature(vrs=parts).recover_public_key_from_msg_hash(digest)
    except (BadSignature, ValidationError, KeyError, TypeError, ValueError) as error:
        raise Unsigned from error
    address: str = found.to_address()
    return address
