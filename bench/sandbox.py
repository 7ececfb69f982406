"""The local venue: orders a second on one core with margin checks, and websocket messages a second.

The venue's own CPU time counts (this process checks every signature, margin and book, and commits to disk as
the venue does before each answer). Requests carry 1 or 20 orders, as the venue's clients bundle them.
"""

import asyncio
import json
import tempfile
import time
from itertools import count
from pathlib import Path

import msgpack
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak

from bench._measure import heading
from trading.sandbox.app import Application
from trading.sandbox.connection import Connection
from trading.sandbox.store import Store
from trading.sandbox.venue import Venue, unix_milliseconds
from trading.sandbox.world import World

KEY = Account.from_key("0x" + "5a" * 32)
ORDERS = 2_000
SOCKETS = 20


def request(action: dict, nonce: int) -> bytes:
    """A signed exchange request."""
    connection = keccak(msgpack.packb(action) + nonce.to_bytes(8, "big") + b"\x00")
    domain = {"name": "Exchange", "version": "1", "chainId": 1337, "verifyingContract": "0x" + "0" * 40}
    agent = [{"name": "source", "type": "string"}, {"name": "connectionId", "type": "bytes32"}]
    message = encode_typed_data(domain, {"Agent": agent}, {"source": "b", "connectionId": connection})
    signed = KEY.sign_message(message)
    signature = {"r": hex(signed.r), "s": hex(signed.s), "v": signed.v}
    return json.dumps({"action": action, "nonce": nonce, "signature": signature}).encode()


def actions(bundle: int) -> list[dict]:
    """Orders that rest, that fill and that close, and cancels of what rests."""
    numbers = count()
    made = []
    for _ in range(ORDERS // bundle):
        wires = []
        for number in (next(numbers) for _ in range(bundle)):
            kind = number % 4
            price, tif = {0: ("3000", "Gtc"), 1: ("3600", "Ioc"), 2: ("3100", "Ioc"), 3: ("3001", "Gtc")}[
                kind
            ]
            wire = {"a": 1, "b": kind != 2, "p": price, "s": "0.01", "r": False, "t": {"limit": {"tif": tif}}}
            wires.append({**wire, "c": f"0x{number:032x}"} if kind in (0, 3) else wire)
        made.append({"type": "order", "orders": wires, "grouping": "na"})
        named = [{"asset": 1, "cloid": wire["c"]} for wire in wires if "c" in wire]
        if named:
            made.append({"type": "cancelByCloid", "cancels": named})
    return made


async def orders(bundle: int) -> None:
    """Orders a second through signature, nonce, margin, book and commit."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        venue = Venue(World.fresh(1, unix_milliseconds()), store)
        store.save_all(venue.world)
        application = Application(venue)
        start = unix_milliseconds()
        bodies = [request(action, start + n) for n, action in enumerate(actions(bundle))]
        begin, cpu = time.perf_counter(), time.process_time()
        for body in bodies:
            status, answer = application.exchange(body)
            assert status == 200, answer
            assert answer.value["status"] == "ok", answer.value
        spent, busy = time.perf_counter() - begin, time.process_time() - cpu
        await asyncio.sleep(0.1)
        store.close()
    by_clock = f"{ORDERS / spent:,.0f} by the clock"
    print(f"  {bundle:>2} orders a request: {ORDERS / busy:>7,.0f} orders/s of CPU ({by_clock})")


async def messages() -> None:
    """Messages of market streams to sockets, written once a stream and queued for each."""
    venue = Venue(World.fresh(1, unix_milliseconds()))
    application = Application(venue)
    connections = [Connection() for _ in range(SOCKETS)]
    coins = list(venue.world.dexes[""].markets)
    for connection in connections:
        for coin in coins:
            for kind in ("l2Book", "bbo", "trades", "activeAssetCtx"):
                asked = {"method": "subscribe", "subscription": {"type": kind, "coin": coin}}
                application.hub.receive(connection, json.dumps(asked))
    while not all(connection.outbox.empty() for connection in connections):
        for connection in connections:
            while not connection.outbox.empty():
                connection.outbox.get_nowait()
    sent, cpu = 0, time.process_time()
    for _ in range(20):
        venue.step(1)
        for connection in connections:
            while not connection.outbox.empty():
                connection.outbox.get_nowait()
                sent += 1
    busy = time.process_time() - cpu
    print(f"  {SOCKETS} sockets: {sent / busy:>7,.0f} messages/s of CPU, the ticks that made them included")


async def main() -> None:
    """Every figure."""
    heading()
    await orders(20)
    await orders(1)
    await messages()


if __name__ == "__main__":
    asyncio.run(main())
