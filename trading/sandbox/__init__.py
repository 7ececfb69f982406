"""The local venue: its own market, accounts and both wire protocols. Shares no code with `trading.venues`."""
