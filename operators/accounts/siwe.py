"""Sign-in with Ethereum (EIP-4361): the text that a wallet signs, and who signed it. No clock, no database.

The server writes every message and keeps each of its fields, so checking one means writing it again and
comparing all of it: nothing that a browser sends is parsed or believed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from eth_account import Account
from eth_account.messages import encode_defunct
from eth_keys.exceptions import BadSignature
from eth_utils import ValidationError, to_checksum_address

STATEMENTS = {
    "sign-in": "Sign in. This proves that the wallet is yours. It moves nothing and costs nothing.",
    "join": "Join this wallet to your account, to sign in with it. It moves nothing and costs nothing.",
    "confirm": "Confirm a change to your account. It moves nothing and costs nothing.",
}


@dataclass(frozen=True, slots=True)
class Message:
    """The fields of one message: `domain` and `uri` of the page, `address` in lower case, times in UTC."""

    domain: str
    uri: str
    address: str
    purpose: str
    chain_id: int
    nonce: str
    issued_at: datetime
    expires_at: datetime

    def text(self) -> str:
        """What the wallet shows and signs, exactly."""
        return (
            f"{self.domain} wants you to sign in with your Ethereum account:\n"
            f"{to_checksum_address(self.address)}\n\n"
            f"{STATEMENTS[self.purpose]}\n\n"
            f"URI: {self.uri}\n"
            f"Version: 1\n"
            f"Chain ID: {self.chain_id}\n"
            f"Nonce: {self.nonce}\n"
            f"Issued At: {_time(self.issued_at)}\n"
            f"Expiration Time: {_time(self.expires_at)}"
        )


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def signer(text: str, signature: str) -> str | None:
    """The address, in lower case, whose key signed this text (EIP-191); None for what is no signature."""
    try:
        raw = bytes.fromhex(signature.removeprefix("0x"))
        if len(raw) != 65:
            return None
        return str(Account.recover_message(encode_defunct(text=text), signature=raw)).lower()
    except (ValueError, BadSignature, ValidationError):
        return None
