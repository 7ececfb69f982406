from django.apps import AppConfig


class TradingConfig(AppConfig):
    name = "trading"

    def ready(self) -> None:
        from operators.accounts.deletion import account_deleted
        from trading.practice.accounts import unlink

        account_deleted.connect(unlink)
