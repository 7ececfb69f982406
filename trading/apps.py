from django.apps import AppConfig


class TradingConfig(AppConfig):
    name = "trading"

    def ready(self) -> None:
        from operators.accounts.deletion import account_deleted
        from operators.accounts.entrance import visitor_recognized
        from trading.practice.accounts import hand_over, unlink

        account_deleted.connect(unlink)
        visitor_recognized.connect(hand_over)
