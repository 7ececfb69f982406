"""People and sites: who signs in, which company owns which exchange, how it looks and what its policy is."""

from operators.models.attempts import Attempt
from operators.models.audit import AuditEntry
from operators.models.brand import Brand
from operators.models.invitations import Invitation
from operators.models.links import UsedLink
from operators.models.people import Membership, Operator, User
from operators.models.policy import MarginPolicy
from operators.models.second_factor import RecoveryCode, SecondFactor
from operators.models.sessions import Session
from operators.models.sites import Domain, Exchange
from operators.models.wallets import Wallet, WalletChallenge

__all__ = [
    "Attempt",
    "AuditEntry",
    "Brand",
    "Domain",
    "Exchange",
    "Invitation",
    "MarginPolicy",
    "Membership",
    "Operator",
    "RecoveryCode",
    "SecondFactor",
    "Session",
    "UsedLink",
    "User",
    "Wallet",
    "WalletChallenge",
]
