"""What is on a screen is read strictly: a strange name in Valkey is nobody's topic."""

import pytest

from tests.feed.situations import ADA, LINE
from trading.feed.screens import understood
from trading.stream import topics
from trading.venues.contract import AccountKey, Line


def test_markets_and_accounts_of_every_line_are_understood():
    names = {
        topics.market("hyperliquid", "sandbox", "BTC"),
        topics.market("hyperliquid", "mainnet", "xyz:XYZ100"),
        topics.account(*LINE, ADA.address),
        topics.account("hyperliquid", "mainnet", ADA.address, "xyz"),
    }
    screens = understood(names)
    assert screens.topics == names
    assert screens.accounts == {
        LINE: frozenset({ADA}),
        Line("hyperliquid", "mainnet"): frozenset({AccountKey(ADA.address, "xyz")}),
    }


@pytest.mark.parametrize(
    "name",
    [
        "",
        "hub",
        "account:hyperliquid:sandbox:0xABC:",
        f"account:hyperliquid:sandbox:{ADA.address.upper()}:",
        f"account:hyperliquid:sandbox:{ADA.address}",
        f"account:hyperliquid:sandbox:{ADA.address}:\n",
        "market:hyperliquid:sandbox:",
        "market:hyperliquid:sandbox:" + "x" * 65,
        "market:Hyperliquid:sandbox:BTC",
        "orders:hyperliquid:sandbox:BTC",
    ],
)
def test_anything_else_is_nobodys(name):
    screens = understood([name])
    assert (screens.topics, screens.accounts) == (frozenset(), {})
