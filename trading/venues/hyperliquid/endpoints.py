"""Hyperliquid's addresses, request weights and limits, from its documentation (rate limits)."""

from urllib.parse import urlsplit, urlunsplit

INFO = "/info"
SOCKET = "/ws"

WEIGHT_PER_MINUTE = 1200
LIGHT = 2
HEAVY = 20
LIGHT_REQUESTS = frozenset(
    {"l2Book", "allMids", "clearinghouseState", "orderStatus", "spotClearinghouseState", "exchangeStatus"}
)

STREAMED_USERS = 10
SUBSCRIPTIONS = 1000
HEARTBEAT_SECONDS = 20
FRAME_BYTES = 16 * 1024 * 1024


def weight(request: str) -> int:
    """What an info request of this type costs of the minute's budget of one address."""
    return LIGHT if request in LIGHT_REQUESTS else HEAVY


def socket_url(base: str) -> str:
    """The stream's address beside an HTTP base: http → ws, https → wss, then /ws."""
    parts = urlsplit(base)
    scheme = {"http": "ws", "https": "wss"}[parts.scheme]
    return urlunsplit((scheme, parts.netloc, parts.path.rstrip("/") + SOCKET, "", ""))
