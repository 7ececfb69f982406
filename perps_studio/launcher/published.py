"""Exits 0 as soon as something is published on a channel, 1 when nothing is in time: URL PATTERN SECONDS.

A program of its own, so that the supervisor stays small.
"""

import sys

import redis


def main(url: str, pattern: str, seconds: str) -> int:
    with redis.Redis.from_url(url) as valkey, valkey.pubsub(ignore_subscribe_messages=True) as listener:
        listener.psubscribe(pattern)
        listener.get_message(timeout=1)  # the confirmation
        return 0 if listener.get_message(timeout=float(seconds)) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
