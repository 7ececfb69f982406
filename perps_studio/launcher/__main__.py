"""`make run`: the whole product on this machine until Ctrl-C, at PORT on HOST."""

import os
import signal
import sys
from types import FrameType

from perps_studio import env
from perps_studio.launcher import processes, tether
from perps_studio.launcher.child import StartError
from perps_studio.launcher.console import Console
from perps_studio.launcher.stack import Plan, Stack
from perps_studio.launcher.watch import keep_running

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
HOSTS = (
    ("localhost", "Meridian: a live terminal on a demo account"),
    ("aurora.localhost", "Aurora: isolated by default, for beginners"),
    ("studio.localhost", "the platform: sign-up and admin"),
)


def main() -> int:
    console = Console()
    if "MAKELEVEL" in os.environ:
        tether.die_with_parent(signal.SIGTERM, os.getppid())  # a killed `make` stops us in order, too
    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler)
    stack: Stack | None = None
    code = 0
    try:
        stack = Stack(_plan(), console.say, console.hear)
        _welcome(console, stack.plan.port, links=stack.start())
        keep_running(list(stack.children.values()), console.say)
    except KeyboardInterrupt:
        console.say("Stopping …")
    except StartError as error:
        console.plain(str(error))
        code = 1
    finally:
        if stack:
            _hurry_on_signal(stack)
            stack.stop()
    if not code:
        console.say("Stopped; the next start keeps all data.")
    return code


def _plan() -> Plan:
    port = env.number("PORT", 8000)
    if not 0 < port < 65536:
        raise StartError(f"PORT must lie between 1 and 65535, not {port}.")
    return Plan(
        run=env.folder("PERPS_RUN_DIR", processes.ROOT / ".run"),
        host=env.text("HOST", "localhost"),
        port=port,
        database_url=env.text("DATABASE_URL"),
        redis_url=env.text("REDIS_URL"),
    )


def _welcome(console: Console, port: int, links: str) -> None:
    console.say("Everything is ready. Open:")
    for host, what in HOSTS:
        console.plain(f"    http://{host}:{port:<6} {what}")
    if links:
        console.plain("Sign in, once each, from this machine:")
        for line in links.splitlines():
            console.plain(f"    {line}")
    console.plain("Ctrl-C stops everything and keeps all data.")


def _hurry_on_signal(stack: Stack) -> None:
    """From now on a second signal ends every process at once."""

    def end(_number: int, _frame: FrameType | None) -> None:
        for child in stack.children.values():
            child.kill()

    for number in SIGNALS:
        signal.signal(number, end)


if __name__ == "__main__":
    sys.exit(main())
