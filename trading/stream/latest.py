"""The latest values as a page shows them first; asking for them tells the feed that they are on a screen."""

import logging
import time
from collections.abc import Iterable

import msgspec
from django.conf import settings
from redis import Redis, RedisError

from trading.feed.values import AccountValues, MarketValues
from trading.stream import topics
from trading.stream.audience import Audience

log = logging.getLogger(__name__)


def latest_values(audiences: Iterable[Audience]) -> dict[str, MarketValues | AccountValues | None]:
    """The latest value of each audience's topic by kind; None where there is none or Valkey is away."""
    asked = list(audiences)
    found: dict[str, MarketValues | AccountValues | None] = {audience.kind: None for audience in asked}
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=2) as valkey:
            valkey.zadd(topics.SCREENS, {audience.topic: time.time() for audience in asked})
            data = valkey.mget([topics.latest(audience.topic) for audience in asked])
    except RedisError:
        log.warning("Valkey is away: the page is shown without figures")
        return found
    for audience, raw in zip(asked, data, strict=True):
        if raw is not None:
            shape = MarketValues if audience.kind == "market" else AccountValues
            found[audience.kind] = msgspec.msgpack.decode(raw, type=shape)
    return found
