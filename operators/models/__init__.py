"""People and sites: who signs in, which company owns which exchange, how it looks and what its policy is."""

from operators.models.brand import Brand
from operators.models.people import Membership, Operator, User
from operators.models.policy import MarginPolicy
from operators.models.sites import Domain, Exchange

__all__ = ["Brand", "Domain", "Exchange", "MarginPolicy", "Membership", "Operator", "User"]
