"""Accounts whose pool is more than one collateral, or spot and perpetuals together."""

from decimal import Decimal

from margin.engine.accounts import Account, Asset, Mode, RuleSet
from margin.engine.hyperliquid_modes import unified_account
from operators.education.figures import situations as s

D = Decimal
BID, ASK = D("0.99988"), D("1.00008")


def multi_assets() -> dict[str, Decimal | str]:
    """The recorded account of 2026-03-17: two stable assets, counted at one bid rate."""
    assets = (Asset("USDF", D(25), BID, ASK), Asset("USDT", D("10.01540483"), BID, ASK))
    account = Account("recorded", RuleSet.ASTER_MULTI_ASSETS, D(0), assets=assets)
    equity = s.assessed(account).equity
    held = sum(asset.wallet for asset in assets)
    return {"held": held, "equity": equity, "rate": BID, "haircut": held - equity}


def unified() -> dict[str, Decimal | str]:
    """12,000 USDC of spot, 2,000 of it in an isolated position, 1 BTC in cross."""
    crossed, alone = s.large(10).positions[0], s.holding(D(2_000), s.order("SOL", D(100), 10, Mode.ISOLATED))
    (aside,) = alone.positions
    account = unified_account("unified", D(12_000), (crossed, aside), (), s.PRICES)
    now = s.assessed(account)
    return {
        "spot": D(12_000),
        "aside": aside.wallet,
        "equity": now.equity,
        "maintenance": now.maintenance_margin,
        "ratio": now.margin_ratio,
    }
