"""The local venue as a program: `python -m trading.sandbox`, which `manage.py sandbox` becomes."""

import asyncio
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path

from trading.demo import DEMO_ACCOUNTS
from trading.sandbox import recorded, settlers
from trading.sandbox.scenarios import SCRIPTS
from trading.sandbox.server import serve
from trading.sandbox.store import StateError, Store
from trading.sandbox.venue import FASTEST, Venue, unix_milliseconds
from trading.sandbox.world import World

DESCRIPTION = "The local venue: Hyperliquid's protocol at /hyperliquid and Aster's at /aster of one port."


def add_arguments(parser: ArgumentParser) -> None:
    """Where to listen, what to remember, how the market runs."""
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: this machine only)")
    parser.add_argument("--state", type=Path, metavar="FOLDER", help="keep the state here (default: nowhere)")
    parser.add_argument("--seed", type=int, default=1, help="decides all chance in a new state (default: 1)")
    parser.add_argument("--speed", type=_speed, default=1.0, help="seconds of market a second (default: 1)")
    parser.add_argument("--limits", action="store_true", help="refuse what is over the venues' rate limits")
    parser.add_argument("--scenario", choices=sorted(SCRIPTS), help="a scripted move to begin with")
    parser.add_argument("--paused", action="store_true", help="start with marks standing still")
    parser.add_argument(
        "--accounts",
        type=Path,
        nargs="+",
        default=[],
        metavar="PATH",
        help="recorded account states (files or folders of them) that live on from their recorded marks",
    )


def main(arguments: Sequence[str]) -> int:
    """Runs the venue until SIGINT or SIGTERM; the process's exit code."""
    parser = ArgumentParser(prog="manage.py sandbox", description=DESCRIPTION)
    add_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        asyncio.run(_run(options))
    except (StateError, recorded.Refused, OSError) as error:
        print(f"The local venue cannot start: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


async def _run(options: Namespace) -> None:
    store = Store(options.state) if options.state else None
    try:
        world = (store and store.load()) or World.fresh(options.seed, unix_milliseconds())
        world.add_aster()
        if options.scenario:
            world.scenario = (options.scenario, 0.0)
        _say(f"The local venue: http://{options.host}:{options.port}/hyperliquid and /aster")
        for account in DEMO_ACCOUNTS:
            _say(f"  {account.address}  {account.label}")
        _settle_in(world, options.accounts)
        if store:
            store.save_all(world)
        await serve(
            Venue(world, store, options.speed, options.paused), options.host, options.port, options.limits
        )
    finally:
        if store:
            store.close()


def _settle_in(world: World, paths: list[Path]) -> None:
    """Lets every whole recorded account move in, and says of each file what became of it."""
    for file in recorded.files_of(paths):
        try:
            found = recorded.read(file)
        except recorded.Refused as refused:
            _say(f"  {file.name}: refused, {refused}")
            continue
        account = settlers.settle(world, found, file.stem)
        _say(f"  {account.address}  dex {account.dex}  {file.name}")
        for remark in found.remarks:
            _say(f"      {remark}")


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed <= FASTEST:
        raise ArgumentTypeError(f"must be above 0 and at most {FASTEST}, not {text}")
    return speed


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
