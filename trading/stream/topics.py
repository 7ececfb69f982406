"""Names of topics: built here and nowhere else. The server chooses them; a browser never does."""

LATEST = "latest:"
SCREENS = "screens"


def market(venue: str, network: str, symbol: str) -> str:
    """Topic of one instrument's prices."""
    return f"market:{venue}:{network}:{symbol}"


def account(venue: str, network: str, address: str, dex: str = "") -> str:
    """Topic of one venue account's figures."""
    return f"account:{venue}:{network}:{address}:{dex}"


def latest(topic: str) -> str:
    """Valkey key of the topic's latest value."""
    return LATEST + topic
