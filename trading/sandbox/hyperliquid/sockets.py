"""One websocket: requests in, frames out. `streams` decides what is said; here it is queued and sent."""

import json
from collections import defaultdict
from typing import Any

from trading.sandbox.connection import Connection
from trading.sandbox.hyperliquid import exchange, info, streams
from trading.sandbox.hyperliquid.requests import Undeserializable
from trading.sandbox.hyperliquid.streams import UnknownMarket
from trading.sandbox.hyperliquid.subscription import Subscription
from trading.sandbox.venue import Venue
from trading.sandbox.world import Tick

SUBSCRIPTIONS = 1_000


def encode(message: Any) -> str:
    """JSON without spaces, as the venue sends it."""
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)


class Hub:
    """Who listens to what; after a tick each stream is written once for all who listen."""

    def __init__(self, venue: Venue) -> None:
        self.venue = venue
        self.listeners: defaultdict[Subscription, set[Connection]] = defaultdict(set)
        venue.listeners.append(self.on_tick)

    def on_tick(self, tick: Tick) -> None:
        """Sends what the tick changed."""
        for subscription, connections in self.listeners.items():
            if streams.is_quiet(subscription, tick):
                continue
            for message in streams.messages(self.venue.world, subscription, tick):
                frame = encode(message)
                for connection in connections:
                    connection.send(frame)

    def leave(self, connection: Connection) -> None:
        """Forgets a client."""
        for subscription in connection.subscriptions:
            self._drop(connection, subscription)

    def receive(self, connection: Connection, frame: str) -> None:
        """Answers one frame of a client."""
        try:
            request = json.loads(frame)
            self._handle(connection, request)
        except (ValueError, RecursionError, Undeserializable):
            self._error(connection, f"Error parsing JSON into valid websocket request: {frame}")
        except UnknownMarket as refused:
            self._error(connection, f"Invalid subscription {refused}")

    def _handle(self, connection: Connection, request: Any) -> None:
        match request:
            case {"method": "ping"}:
                connection.send('{"channel":"pong"}')
            case {"method": "subscribe", "subscription": asked}:
                self._subscribe(connection, streams.read(self.venue.world, asked))
            case {"method": "unsubscribe", "subscription": asked}:
                self._unsubscribe(connection, streams.read(self.venue.world, asked))
            case {"method": "post", "id": int(request_id), "request": {"type": "info", "payload": payload}}:
                self._post(connection, request_id, payload)
            case {"method": "post", "id": int(request_id), "request": {"type": "action", "payload": payload}}:
                self._act(connection, request_id, payload)
            case _:
                raise Undeserializable

    def _subscribe(self, connection: Connection, subscription: Subscription) -> None:
        if subscription in connection.subscriptions:
            return self._error(connection, f"Already subscribed: {encode(subscription.wire)}")
        if len(connection.subscriptions) >= SUBSCRIPTIONS:
            return self._error(connection, f"Cannot subscribe to more than {SUBSCRIPTIONS} channels.")
        connection.subscriptions.add(subscription)
        self.listeners[subscription].add(connection)
        self._acknowledge(connection, "subscribe", subscription)
        if not self.venue.muted:
            for message in streams.messages(self.venue.world, subscription, None):
                connection.send(encode(message))
        return None

    def _unsubscribe(self, connection: Connection, subscription: Subscription) -> None:
        if subscription not in connection.subscriptions:
            return self._error(connection, f"Already unsubscribed: {encode(subscription.wire)}")
        connection.subscriptions.remove(subscription)
        self._drop(connection, subscription)
        return self._acknowledge(connection, "unsubscribe", subscription)

    def _drop(self, connection: Connection, subscription: Subscription) -> None:
        self.listeners[subscription].discard(connection)
        if not self.listeners[subscription]:
            del self.listeners[subscription]

    def _post(self, connection: Connection, request_id: int, payload: Any) -> None:
        try:
            data = info.answer(self.venue.world, payload)
            response = {"type": "info", "payload": {"type": payload["type"], "data": data}}
        except Undeserializable:
            response = {"type": "error", "payload": "422 Unprocessable Entity: Failed to deserialize"}
        connection.send(encode({"channel": "post", "data": {"id": request_id, "response": response}}))

    def _act(self, connection: Connection, request_id: int, payload: Any) -> None:
        try:
            response = {"type": "action", "payload": exchange.answer(self.venue.wake(), payload)}
        except Undeserializable:
            response = {"type": "error", "payload": "422 Unprocessable Entity: Failed to deserialize"}
        self.venue.commit()
        connection.send(encode({"channel": "post", "data": {"id": request_id, "response": response}}))

    def _acknowledge(self, connection: Connection, method: str, subscription: Subscription) -> None:
        data = {"method": method, "subscription": subscription.wire}
        connection.send(encode({"channel": "subscriptionResponse", "data": data}))

    def _error(self, connection: Connection, text: str) -> None:
        connection.send(encode({"channel": "error", "data": text}))
