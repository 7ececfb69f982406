"""Addresses of account pages on an exchange's own host."""

from django.urls import path

from operators.accounts.views import by_mail, second_factor, settings, sign_in, wallet

everywhere = [
    path("account/", settings.account, name="account"),
    path("account/preferences/", settings.account_preferences, name="account-preferences"),
    path("account/sign-in/", sign_in.sign_in, name="sign-in"),
    path("account/sign-in/code/", sign_in.sign_in_second_factor, name="sign-in-second-factor"),
    path("account/sign-out/", sign_in.sign_out, name="sign-out"),
    path("account/password-reset/", by_mail.password_reset, name="password-reset"),
    path("account/link/<str:token>/", by_mail.mail_link, name="mail-link"),
    path("account/proof/", settings.account_proof, name="proof"),
    path("account/password/", settings.account_password, name="account-password"),
    path("account/second-factor/", second_factor.second_factor_setup, name="second-factor"),
    path("account/second-factor/codes/", second_factor.second_factor_codes, name="second-factor-codes"),
    path("account/second-factor/removal/", second_factor.second_factor_removal, name="second-factor-removal"),
    path("account/sessions/revocation/", settings.session_revocation_others, name="sessions-revocation"),
    path("account/sessions/<str:handle>/revocation/", settings.session_revocation, name="session-revocation"),
    path("account/deletion/", settings.account_deletion, name="account-deletion"),
]
urlpatterns = [
    *everywhere,
    path("account/sign-up/", by_mail.sign_up, name="sign-up"),
    path("account/email/", settings.account_email, name="account-email"),
    path("account/wallet/challenge/", wallet.wallet_challenge, name="wallet-challenge"),
    path("account/wallet/answer/", wallet.wallet_answer, name="wallet-answer"),
    path("account/wallets/<int:wallet_id>/removal/", wallet.wallet_removal, name="wallet-removal"),
]
