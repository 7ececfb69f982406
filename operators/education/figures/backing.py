"""The small example in cross, in isolated, and beside another position."""

from decimal import Decimal

from margin.engine.accounts import Mode
from margin.engine.scenarios.modes import mode_choices
from operators.education.figures import situations as s

D = Decimal


def cross() -> dict[str, Decimal | str]:
    """0.05 BTC with 1,000 in cross."""
    account = s.one()
    now, held = s.assessed(account), s.position(account, "BTC")
    at_40 = s.at_leverage(account, 40)
    return {
        "liquidation": held.liquidation_price,
        "distance": held.liquidation_distance,
        "equity": now.equity,
        "maintenance": now.maintenance_margin,
        "ratio": now.margin_ratio,
        "notional": held.notional,
        "initial_10": now.initial_margin,
        "available_10": now.available_margin,
        "liquidation_40": s.position(at_40, "BTC").liquidation_price,
        "initial_40": s.assessed(at_40).initial_margin,
        "available_40": s.assessed(at_40).available_margin,
        "effective": now.effective_leverage,
        "freed": s.assessed(at_40).available_margin - now.available_margin,
        "liquidation_equity": s.assessed(account, BTC=held.liquidation_price).equity,
    }


def isolated() -> dict[str, Decimal | str]:
    """The same trade isolated at 10× and at 40×; Hyperliquid's highest leverage with its fee."""
    values: dict[str, Decimal | str] = {}
    for leverage in (10, 40):
        account = s.one(Mode.ISOLATED, leverage)
        held = s.position(account, "BTC")
        values |= {
            f"aside_{leverage}": account.positions[0].wallet,
            f"left_{leverage}": account.wallet,
            f"liquidation_{leverage}": held.liquidation_price,
            f"distance_{leverage}": held.liquidation_distance,
            f"ratio_{leverage}": held.margin_ratio,
        }
    with_fee = s.holding(
        D(10_000), s.order("BTC", D(1), s.BTC_LEVERAGE, Mode.ISOLATED, fee_rate=D("0.00045"))
    )
    return values | {"ratio_after_fee": s.position(with_fee, "BTC").margin_ratio}


def two_ways() -> dict[str, Decimal | str]:
    """20 SOL in cross with 1,000, then 0.05 BTC bought in cross, or isolated at 10×."""
    account = s.holding(D(1_000), s.order("SOL", D(20)))
    sides = mode_choices(account, s.PRICES, s.order("BTC", D("0.05")), Mode.CROSS)
    before = s.position(account, "SOL")
    values: dict[str, Decimal | str] = {
        "sol_before": before.liquidation_price,
        "sol_before_distance": before.liquidation_distance,
    }
    for side in sides:
        after = {held.market: held for held in side.facts.difference.after.positions}
        name = side.mode.value
        values |= {
            f"{name}_backing": side.facts.backing,
            f"{name}_pool": side.facts.difference.after.equity,
            f"{name}_btc": after["BTC"].liquidation_price,
            f"{name}_btc_distance": after["BTC"].liquidation_distance,
            f"{name}_sol": after["SOL"].liquidation_price,
            f"{name}_sol_distance": after["SOL"].liquidation_distance,
        }
    return values


def moved() -> dict[str, Decimal | str]:
    """BTC's liquidation price with 20 SOL beside it, before and after SOL falls by a fifth."""
    account = s.holding(D(1_000), s.order("BTC", D("0.05")), s.order("SOL", D(20)))
    fallen = s.PRICES["SOL"] * D("0.8")
    opened, after = s.assessed(account), s.assessed(account, SOL=fallen)
    return {
        "alone": s.position(s.one(), "BTC").liquidation_price,
        "opened": opened.positions[0].liquidation_price,
        "fallen": after.positions[0].liquidation_price,
        "rise": after.positions[0].liquidation_price - opened.positions[0].liquidation_price,
        "sol_loss": after.positions[1].unrealized_pnl,
        "sol_price": fallen,
        "equity": after.equity,
        "maintenance": after.maintenance_margin,
        "ratio": after.margin_ratio,
        "sol_maintenance": opened.positions[1].maintenance_margin,
        "sol_maintenance_after": after.positions[1].maintenance_margin,
    }
