"""Signing as clients do, for tests; written apart from the venue's own code."""

from itertools import count
from typing import Any

import msgpack
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak

from tests.sandbox.running import Sandbox

ADA = Account.from_key("0x" + "a1" * 32)
BEN = Account.from_key("0x" + "b2" * 32)
_more = count()


def l1_request(key: Any, action: dict, nonce: int, source: str = "b", expires: int | None = None) -> dict:
    """A signed exchange request."""
    data = msgpack.packb(action) + nonce.to_bytes(8, "big") + b"\x00"
    if expires is not None:
        data += b"\x00" + expires.to_bytes(8, "big")
    message = {
        "domain": {"name": "Exchange", "version": "1", "chainId": 1337, "verifyingContract": "0x" + "0" * 40},
        "types": {
            "Agent": [{"name": "source", "type": "string"}, {"name": "connectionId", "type": "bytes32"}],
            "EIP712Domain": [
                {"name": "name", "type": "string"},
                {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"},
            ],
        },
        "primaryType": "Agent",
        "message": {"source": source, "connectionId": keccak(data)},
    }
    signed = key.sign_message(encode_typed_data(full_message=message))
    signature = {"r": hex(signed.r), "s": hex(signed.s), "v": signed.v}
    request = {"action": action, "nonce": nonce, "signature": signature, "vaultAddress": None}
    return request if expires is None else {**request, "expiresAfter": expires}


def limit(asset: int, is_buy: bool, size: str, price: str, tif: str = "Gtc", **more: Any) -> dict:
    """One order of an action."""
    wire = {"a": asset, "b": is_buy, "p": price, "s": size, "r": False, "t": {"limit": {"tif": tif}}}
    return {**wire, **more}


def act(sandbox: Sandbox, key: Any, action: dict, now: int) -> Any:
    """The answer to an action signed with a nonce of its own."""
    request = l1_request(key, action, now + next(_more))
    answer = sandbox.post("/hyperliquid/exchange", request)
    assert answer.status_code == 200, answer.text
    return answer.json()
