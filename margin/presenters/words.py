"""Labels of the widgets, made once a language: translating at every tick would cost more than rendering."""

from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import override


@cache
def words(language: str) -> dict[str, str]:
    """Every label by its name. Names with `{…}` in their text are filled in by the presenter."""
    with override(language):
        return {
            "margin": _("Margin"),
            "cross_pool": _("cross pool"),
            "margin_ratio": _("Margin ratio"),
            "caution_at": _("caution {ratio}"),
            "critical_at": _("critical {ratio}"),
            "buffer": _("Buffer"),
            "of_equity": _("{share} % of equity"),
            "maintenance_margin": _("Maintenance margin"),
            "equity": _("Equity"),
            "initial_margin": _("Initial margin"),
            "utilization": _("utilization"),
            "order_margin": _("Resting orders"),
            "available_margin": _("Available margin"),
            "available": _("Available"),
            "withdrawable": _("Withdrawable"),
            "account_value": _("Account value"),
            "with_isolated": _("isolated {amount}"),
            "unrealized_pnl": _("Unrealized PnL"),
            "net_exposure": _("Net exposure"),
            "gross_exposure": _("Gross exposure"),
            "effective_leverage": _("Effective leverage"),
            "level_ok": _("OK"),
            "level_caution": _("Caution"),
            "level_critical": _("Critical"),
            "level_liquidation": _("Liquidation"),
            "level_stale": _("Unknown now"),
            "level_none": _("Nothing open"),
            "alarm_ratio": _("{level}, ratio"),
            "alarm_gone": _("{level}, equity is used up"),
            "none_in_cross": _("Nothing in cross"),
            "read_ago": _("read {age} ago"),
            "agreed_ago": _("agreed {age} ago"),
            "differs": _("differs from {venue}"),
            "stale_for": _("stale, {age}"),
            "prices_ok": _("live {age}"),
            "prices_stale": _("stale, {age}"),
            "no_price": _("no price yet"),
            "figures_of": _("Figures of {age} ago. The ratio may be higher now."),
            "closing_works": _("Stops rest at {venue} and keep working there."),
            "late": _("The account was last read {age} ago; the marks are live."),
            "venue_down": _("{venue} does not answer us."),
            "venue_down_more": _(
                "Your positions and stops rest at {venue}, not here, and keep working there. Nothing you "
                "press here is queued or sent later; to act now, use {venue} itself."
            ),
            "unknown": _("The margin figures cannot be known now."),
            "unknown_more": _("Missing: {what}. Until it is known nothing is shown rather than a guess."),
            "unified": _("This is a unified account."),
            "portfolio": _("This is a portfolio margin account."),
            "other_mode_more": _(
                "Its balances back spot and perpetual positions together by other rules. {venue} shows its "
                "margin; here it is shown only where it can be computed exactly."
            ),
            "loading": _("Asking {venue} for this account"),
            "loading_more": _("Usually under a second. Prices are already live."),
            "together": _("Figures appear together, never one by one."),
            "positions": _("Positions"),
            "market": _("Market"),
            "size": _("Size"),
            "value": _("Value"),
            "entry": _("Entry"),
            "mark": _("Mark"),
            "liquidation_price": _("Liq. price, est."),
            "only_this_market": _("only this market moves"),
            "only_market": _("Liq. price, est., only {market} moves"),
            "position_margin": _("Margin"),
            "total": _("Total"),
            "cross": _("Cross"),
            "isolated": _("Isolated"),
            "own_ratio": _("Own ratio"),
            "no_liquidation": _("None"),
            "no_liquidation_more": _("no price of {market} alone liquidates it"),
            "nothing_open": _("Nothing open"),
            "nothing_open_more": _(
                "The pool is {equity} {unit}, {available} of it available. The margin ratio appears with the "
                "first position."
            ),
            "nothing_in_cross": _("Nothing is open in cross; each isolated position has its own ratio."),
            "distance": _("Distance to liquidation"),
            "distance_more": _("each market moving alone, the others still"),
            "legend_mark": _("mark"),
            "legend_entry": _("entry"),
            "legend_edge": _("liquidation"),
            "distance_none": _("No price of these markets alone liquidates anything."),
            "index": _("Index"),
            "funding": _("Funding"),
            "longs_pay": _("longs pay, in {time}"),
            "shorts_pay": _("shorts pay, in {time}"),
            "nobody_pays": _("nobody pays, in {time}"),
            "volume": _("24 h volume"),
            "open_interest": _("Open interest"),
            "up": _("up"),
            "down": _("down"),
            "flat": _("unchanged"),
            "leverage_long": _("long"),
            "leverage_short": _("short"),
        }
