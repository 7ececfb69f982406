"""Who signed: Hyperliquid's two ways, recovered from the signature. Nothing here signs.

L1 actions: keccak(msgpack(action) ‖ nonce ‖ vault ‖ expiry) as the connection id of a phantom agent, whose
source is "a" on mainnet and "b" elsewhere. Actions of money and rights: typed data that a wallet shows.
Source: the official Python SDK, utils/signing.py, and its published vectors.
"""

from typing import Any

import msgpack
from eth_utils import keccak

from trading.sandbox.typed_data import Unsigned, digest, domain, recovered

SOURCES = ("b", "a")
ZERO_ADDRESS = "0x" + "0" * 40

_L1_DOMAIN = domain("Exchange", 1337)
_AGENT = (("source", "string"), ("connectionId", "bytes32"))

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
        source: _signer(
            digest(_L1_DOMAIN, "Agent", _AGENT, {"source": source, "connectionId": connection}), signature
        )
        for source in SOURCES
    }


def user_signer(action: dict[str, Any], signature: Any) -> str:
    """The address that signed an action of money or rights."""
    name, fields = USER_SIGNED[action["type"]]
    try:
        separator = domain("HyperliquidSignTransaction", int(action["signatureChainId"], 16))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unsigned from error
    signed = [("hyperliquidChain", "string"), *fields]
    return _signer(digest(separator, f"HyperliquidTransaction:{name}", signed, action), signature)


def _signer(hashed: bytes, signature: Any) -> str:
    try:
        parts = int(signature["v"]), int(signature["r"], 16), int(signature["s"], 16)
    except (KeyError, TypeError, ValueError) as error:
        raise Unsigned from error
    return recovered(hashed, *parts)
