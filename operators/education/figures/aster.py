"""The same examples under Aster's rules, with the example table of brackets."""

from decimal import Decimal

from margin.engine.accounts import Leg, Mode, RuleSet
from margin.engine.scenarios.cash import known_assessment
from operators.education.figures import situations as s

D = Decimal
ASTER = RuleSet.ASTER


def values() -> dict[str, Decimal | str]:
    """0.05 BTC with 1,000 in both modes; 1 BTC with 10,000 at 40× and its four money figures."""
    in_cross, isolated = s.one(rules=ASTER), s.one(Mode.ISOLATED, rules=ASTER)
    alone = s.position(isolated, "BTC")
    large = s.large(rules=ASTER)
    now, risen = s.assessed(large), s.assessed(large, BTC=D(66_000))
    worse = known_assessment(large, s.PRICES, s.PRICES | {"BTC": D(59_800)})
    return {
        "cross": s.position(in_cross, "BTC").liquidation_price,
        "cross_40": s.position(s.at_leverage(in_cross, 40), "BTC").liquidation_price,
        "isolated_10": alone.liquidation_price,
        "isolated_40": s.position(s.one(Mode.ISOLATED, 40, ASTER), "BTC").liquidation_price,
        "aside_10": isolated.positions[0].wallet,
        "available": now.available_margin,
        "available_worse": worse.available_margin,
        "maintenance": now.maintenance_margin,
        "ratio": now.margin_ratio,
        "risen_equity": risen.equity,
        "risen_available": risen.available_margin,
        "risen_withdrawable": risen.withdrawable,
        "risen_maintenance": risen.maintenance_margin,
        "cum": s.tiers_of("BTC", ASTER).at(D(250_001)).deduction,
        "third_maintenance": s.tiers_of("BTC", ASTER).maintenance(D(300_000)),
    }


def legs() -> dict[str, Decimal | str]:
    """Both legs of one market in cross: long 1 BTC and short 0.4 BTC, with 10,000."""
    account = s.holding(
        D(10_000),
        s.order("BTC", D(1), rules=ASTER, leg=Leg.LONG),
        s.order("BTC", D("-0.4"), rules=ASTER, leg=Leg.SHORT),
        rules=ASTER,
    )
    now = s.assessed(account)
    long, short = now.positions
    return {
        "long": long.liquidation_price,
        "short": short.liquidation_price,
        "maintenance": now.maintenance_margin,
        "long_maintenance": long.maintenance_margin,
        "short_maintenance": short.maintenance_margin,
    }
