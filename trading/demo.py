"""The demo's venue accounts: addresses that the local venue seeds and the demo exchanges show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account of the demo: `slug` in addresses, `label` on the screen, `address` at the local venue."""

    slug: str
    label: str
    address: str


MAIN = DemoAccount("main", "Main account", "0xd000000000000000000000000000000000000001")
HEDGED = DemoAccount("hedged", "Hedged book", "0xd000000000000000000000000000000000000002")
AT_RISK = DemoAccount("at-risk", "Close to trouble", "0xd000000000000000000000000000000000000003")
ISOLATED = DemoAccount("isolated", "Isolated only", "0xd000000000000000000000000000000000000004")
EMPTY = DemoAccount("empty", "Nothing open", "0xd000000000000000000000000000000000000005")

DEMO_ACCOUNTS = (MAIN, HEDGED, AT_RISK, ISOLATED, EMPTY)
