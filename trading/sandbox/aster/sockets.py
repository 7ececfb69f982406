"""Aster's websockets: streams by path, by query or asked for by frames; user streams by key."""

import json
from collections import defaultdict
from typing import Any
from urllib.parse import parse_qs

from trading.sandbox.aster import streams, user_stream
from trading.sandbox.aster.signing import AREA
from trading.sandbox.aster.streams import Books, is_stream
from trading.sandbox.connection import Connection
from trading.sandbox.venue import Venue
from trading.sandbox.world import Tick

MOST_STREAMS = 200


class Hub:
    """Who listens to which stream; a stream is written once for all who listen."""

    def __init__(self, venue: Venue) -> None:
        self.venue = venue
        self.listeners: defaultdict[str, set[Connection]] = defaultdict(set)
        self.wrapped: set[Connection] = set()
        self.books = Books(venue.world)
        venue.listeners.append(self.on_tick)

    def on_tick(self, tick: Tick) -> None:
        """Sends what changed."""
        for name, connections in list(self.listeners.items()):
            for message in self._messages(name, tick):
                plain = json.dumps(message, separators=(",", ":"))
                wrapped = json.dumps({"stream": name, "data": message}, separators=(",", ":"))
                for connection in connections:
                    connection.send(wrapped if connection in self.wrapped else plain)

    def _messages(self, name: str, tick: Tick) -> list[Any]:
        world = self.venue.world
        if name.startswith("user:"):
            return list(user_stream.messages(world, name.removeprefix("user:"), tick))
        return list(streams.messages(world, name, tick, self.books))

    def join(self, connection: Connection, path: str, query: str) -> None:
        """Begins what the address asks for: `/ws/<name or key>`, or `/stream?streams=a/b`."""
        first, _, rest = path.strip("/").partition("/")
        if first == "stream":
            self.wrapped.add(connection)
            rest = parse_qs(query).get("streams", [""])[0]
        for name in filter(None, rest.split("/")):
            self._listen(connection, self._named(name))

    def _named(self, name: str) -> str:
        """A stream's name, or for a listen key the user's."""
        for key, person in self.venue.world.people.items():
            if person.listen_key and person.listen_key == name:
                return f"user:{key.removeprefix(f'{AREA}:')}"
        return name

    def _listen(self, connection: Connection, name: str) -> None:
        symbol, _, kind = name.partition("@")
        if kind.startswith("depth") and is_stream(self.venue.world, name):
            self.books.learn(self.venue.world.listed(f"{AREA}:{symbol.upper()}"))
        if name.startswith("user:") or is_stream(self.venue.world, name):
            connection.subscriptions.add(name)
            self.listeners[name].add(connection)

    def leave(self, connection: Connection) -> None:
        """Forgets a client."""
        self.wrapped.discard(connection)
        for name in list(connection.subscriptions):
            self._drop(connection, name)

    def _drop(self, connection: Connection, name: str) -> None:
        connection.subscriptions.discard(name)
        self.listeners[name].discard(connection)
        if not self.listeners[name]:
            del self.listeners[name]

    def receive(self, connection: Connection, frame: str) -> None:
        """Answers one frame of a client."""
        try:
            asked = json.loads(frame)
            number = asked.get("id") if isinstance(asked, dict) else None  # ccxt sends none
        except (ValueError, RecursionError):
            return connection.send('{"code":3,"msg":"Invalid JSON: expected value"}')
        match asked:
            case {"method": "SUBSCRIBE", "params": list(names)} if self._may(connection, names):
                for name in names:
                    self._listen(connection, self._named(name))
                result: Any = None
            case {"method": "UNSUBSCRIBE", "params": list(names)}:
                for name in names:
                    self._drop(connection, self._named(str(name)))
                result = None
            case {"method": "LIST_SUBSCRIPTIONS"}:
                result = sorted(connection.subscriptions)
            case {"method": "SET_PROPERTY", "params": ["combined", bool(combined)]}:
                (self.wrapped.add if combined else self.wrapped.discard)(connection)
                result = None
            case {"method": "GET_PROPERTY", "params": ["combined"]}:
                result = connection in self.wrapped
            case _:
                return connection.send('{"code":2,"msg":"Invalid request"}')
        return connection.send(json.dumps({"result": result, "id": number}, separators=(",", ":")))

    def _may(self, connection: Connection, names: list[Any]) -> bool:
        return all(isinstance(name, str) for name in names) and (
            len(connection.subscriptions) + len(names) <= MOST_STREAMS
        )
