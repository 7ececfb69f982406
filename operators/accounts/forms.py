"""What people type into account pages."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from operators.accounts.preferences import CHOICES
from operators.models import Membership, User


class EmailForm(forms.Form):
    """An e-mail address."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={"invalid": _("Write an address like name@example.com.")},
    )

    def clean_email(self) -> str:
        """ASCII alone: look-alike letters would name one person in two ways (SECURITY I5)."""
        email = self.cleaned_data["email"]
        if not email.isascii():
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"], "invalid")
        return email


class SignInForm(EmailForm):
    """E-mail and password."""

    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(forms.Form):
    """A password to choose; once, because it can be shown and reset."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters. A few words you remember are better than signs you forget."),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User | None, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class PasswordForm(forms.Form):
    """The present password."""

    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A code of an authenticator app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}
        ),
    )


class PreferencesForm(forms.Form):
    """Each choice empty for the exchange's own."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    density = forms.ChoiceField(label=_("Density"), required=False)
    pnl_colors = forms.ChoiceField(label=_("Profit and loss colors"), required=False)

    LABELS = {
        "language": {"": _("The browser's"), "en": "English", "es": "Español"},
        "theme": {"": _("The exchange's own"), "dark": _("Dark"), "light": _("Light")},
        "density": {"": _("The exchange's own"), "dense": _("Dense"), "roomy": _("Roomy")},
        "pnl_colors": {
            "": _("The exchange's own"),
            "green-up": _("Green is up, red is down"),
            "red-up": _("Red is up, green is down"),
        },
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, values in CHOICES.items():
            self.fields[name].choices = [(value, self.LABELS[name][value]) for value in ("", *values)]


class InvitationForm(EmailForm):
    """Whom to invite, and as what."""

    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices, initial=Membership.Role.EDITOR)


class DeletionForm(forms.Form):
    """The word that says that it is meant."""

    confirm = forms.CharField(
        label=_("Type DELETE"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean_confirm(self) -> str:
        if self.cleaned_data["confirm"].strip().upper() != "DELETE":
            raise forms.ValidationError(_("Nothing was deleted: type the word DELETE to go on."))
        return "DELETE"
