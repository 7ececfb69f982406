"""How a password is checked: among the people of this site only."""

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from operators.models import User


class PasswordOnThisSite(ModelBackend):
    """E-mail and password on one site; the same e-mail elsewhere is somebody else (SECURITY T5)."""

    def authenticate(
        self,
        request: HttpRequest | None,
        email: str = "",
        password: str = "",
        **others: object,
    ) -> User | None:
        """The active person with this e-mail and password; as slow for an e-mail that nobody has."""
        if request is None or not email or not password:
            return None
        user = User.objects.filter(exchange=request.exchange, email__iexact=email).first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
