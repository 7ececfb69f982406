"""Killed at any point under load, the venue loses nothing that it answered and doubles nothing."""

import os
import signal
import threading
from decimal import Decimal
from random import Random

import httpx
from eth_account import Account

from tests.sandbox.running import Sandbox, running
from tests.sandbox.signing import l1_request, limit
from tests.waiting import until

KILLS = 50 if os.environ.get("PROVE") else 4
TRADERS = [Account.from_key(f"0x{number:064x}") for number in (11, 12)]


class Load:
    """One trader who places, fills and cancels until the venue dies; `answered`: what it confirmed."""

    def __init__(self, sandbox: Sandbox, key, rng: Random) -> None:
        self.sandbox, self.key, self.rng = sandbox, key, rng
        self.answered: list[tuple[str, dict]] = []
        self.nonce = sandbox.control()["now"]
        self.thread = threading.Thread(target=self.run)

    def run(self) -> None:
        try:
            while True:
                self.step()
        except httpx.TransportError:
            return

    def step(self) -> None:
        self.nonce += 1
        named = f"0x{self.rng.getrandbits(128):032x}"
        wire = self.rng.choice([
            limit(1, True, "0.01", "3000", c=named),
            limit(1, True, "0.01", "3600", "Ioc", c=named),
            limit(1, False, "0.01", "3100", "Ioc", c=named),
        ])  # fmt: skip
        action = {"type": "order", "orders": [wire], "grouping": "na"}
        answer = self.sandbox.post("/hyperliquid/exchange", l1_request(self.key, action, self.nonce)).json()
        self.answered.append((named, answer["response"]["data"]["statuses"][0]))


def test_fifty_kills_under_load_lose_nothing_and_double_nothing(tmp_path):
    state = ("--state", str(tmp_path / "state"))
    confirmed: dict[str, dict[str, dict]] = {key.address: {} for key in TRADERS}
    for number in range(KILLS):
        with running(tmp_path, *state) as sandbox:
            check(sandbox, confirmed)
            loads = [Load(sandbox, key, Random(f"{number}|{key.address}")) for key in TRADERS]
            for load in loads:
                load.thread.start()
            until(lambda loads=loads: all(len(load.answered) > 3 for load in loads), what="answers")
            os.kill(sandbox.process.pid, signal.SIGKILL)
            for load in loads:
                load.thread.join(20)
                confirmed[load.key.address].update(load.answered)
    with running(tmp_path, *state, "--paused") as sandbox:
        check(sandbox, confirmed)


def check(sandbox: Sandbox, confirmed: dict[str, dict[str, dict]]) -> None:
    """Every confirmed order is there once, with its fills; every position is the sum of its fills."""
    for address, orders in confirmed.items():
        fills = sandbox.info("userFills", user=address)
        open_ids = [row["oid"] for row in sandbox.info("openOrders", user=address)]
        assert len(open_ids) == len(set(open_ids))
        assert len({row["tid"] for row in fills}) == len(fills)
        by_name = {}
        for row in sandbox.info("historicalOrders", user=address):
            assert by_name.setdefault(row["order"]["cloid"], row) is row, "an order was doubled"
        for named, said in orders.items():
            if "resting" in said:
                assert by_name[named]["status"] == "open"
                assert said["resting"]["oid"] in open_ids
            elif "filled" in said:
                size = sum(Decimal(row["sz"]) for row in fills if row.get("cloid") == named)
                assert size == Decimal(said["filled"]["totalSz"])
        held = sum(Decimal(row["sz"]) * (1 if row["side"] == "B" else -1) for row in fills)
        state = sandbox.info("clearinghouseState", user=address)
        sizes = [Decimal(row["position"]["szi"]) for row in state["assetPositions"]]
        assert sum(sizes) == held
