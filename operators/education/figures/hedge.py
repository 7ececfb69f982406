"""1 BTC long with 10,000, alone and with 20 ETH short beside it."""

from decimal import Decimal

from margin.engine.scenarios.fills import filled
from margin.engine.scenarios.hedging import break_even_divergence
from margin.engine.scenarios.stress import stressed
from operators.education.figures import situations as s
from operators.education.spoken import spoken as _

D = Decimal
TOGETHER = {"BTC": D(-15), "ETH": D(-15)}
APART = {"BTC": D(-10), "ETH": D(5)}


def values() -> dict[str, Decimal | str]:
    """Requirements, ratios and liquidation prices of both, in three cases."""
    alone = s.large()
    hedged = filled(alone, s.order("ETH", D(-20)))
    result: dict[str, Decimal | str] = {}
    for name, account in (("alone", alone), ("hedged", hedged)):
        now = s.assessed(account)
        together = stressed(account, s.PRICES, TOGETHER).assessment
        apart = stressed(account, s.PRICES, APART).assessment
        result |= {
            f"{name}_maintenance": now.maintenance_margin,
            f"{name}_ratio": now.margin_ratio,
            f"{name}_liquidation": now.positions[0].liquidation_price,
            f"{name}_together": together.margin_ratio,
            f"{name}_together_equity": together.equity,
            f"{name}_apart_equity": apart.equity,
            f"{name}_apart_maintenance": apart.maintenance_margin,
            f"{name}_apart": _("liquidated") if apart.is_liquidatable else f"{apart.margin_ratio:.1f} %",
            f"{name}_net": now.net_exposure,
        }
    return result | {"eth_fall": -break_even_divergence(alone, hedged, s.PRICES, "BTC", D(-10), "ETH").move}
