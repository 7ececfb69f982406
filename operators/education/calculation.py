"""The calculator: a reader's own trade in both modes, now and after prices have moved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from margin.engine.accounts import Account, Mode, RuleSet
from margin.engine.assessment import Assessment
from margin.engine.scenarios.cash import known_assessment
from margin.engine.scenarios.drafts import Draft
from margin.engine.scenarios.fills import filled
from margin.engine.scenarios.prices import shocked
from margin.engine.tiers import TierSchedule
from operators.education.drawings import fall, shown
from operators.education.figures import situations as s
from operators.education.spoken import spoken as _

D = Decimal
OTHER = "SOL"
VENUES = {"hyperliquid": RuleSet.HYPERLIQUID, "aster": RuleSet.ASTER}
LEVERAGES = (40, 25, 20, 10, 5, 3)
# Field: label, value at first, least, most, unit.
FIELDS = {
    "pool": ("Pool", "1000", D(1), D(1_000_000_000), "USD"),
    "size": ("Size", "0.05", D("0.00001"), D(1_000_000_000), "coins"),
    "entry": ("Entry price", "60000", D("0.000001"), D(10_000_000), "USD"),
    "leverage": ("Leverage", "10", D(1), D(125), "×"),
    "move": ("This market moves", "-10", D(-99), D(500), "%"),
    "other_size": ("Other position in cross, its size", "20", D(-1_000_000_000), D(1_000_000_000), "SOL"),
    "other_entry": ("Its price", "150", D("0.000001"), D(10_000_000), "USD"),
    "other_move": ("It moves", "0", D(-99), D(500), "%"),
}


@dataclass(frozen=True, slots=True)
class Form:
    """What was asked; `numbers` holds the fields that can be read, `errors` a sentence for the others."""

    texts: dict[str, str]
    venue: str
    side: str
    top: int
    numbers: dict[str, Decimal] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> list[dict[str, str]]:
        """The number fields for a page."""
        return [
            {
                "name": name,
                "label": _(label),
                "unit": _(unit),
                "text": self.texts[name],
                "error": self.errors.get(name, ""),
            }
            for name, (label, *rest, unit) in FIELDS.items()
        ]


def read(query: Mapping[str, str]) -> Form:
    """The form from an address; what is missing has its first value."""
    texts = {name: query.get(name, first).strip()[:20] for name, (label, first, *rest) in FIELDS.items()}
    top = query.get("top", "")
    form = Form(
        texts,
        venue=query.get("venue") if query.get("venue") in VENUES else "hyperliquid",
        side="short" if query.get("side") == "short" else "long",
        top=int(top) if top in map(str, LEVERAGES) else s.BTC_LEVERAGE,
    )
    for name, (label, _first, least, most, _unit) in FIELDS.items():
        number = _number(texts[name])
        if number is None or not least <= number <= most:
            form.errors[name] = _("{label}: write a number from {least} to {most}.").format(
                label=_(label), least=f"{least:f}", most=f"{most:f}"
            )
        else:
            form.numbers[name] = number
    highest = _tiers(form).max_leverage
    leverage = form.numbers.get("leverage")
    if leverage is not None and (leverage > highest or leverage != leverage.to_integral_value()):
        form.errors["leverage"] = _("Leverage: write a whole number from 1 to {top}.").format(top=highest)
    return form


def result(form: Form) -> dict[str, object] | None:
    """Both modes as rows of printed values; None while a field cannot be read."""
    if form.errors:
        return None
    n = form.numbers
    prices = {"THIS": n["entry"], OTHER: n["other_entry"]}
    moved = shocked(prices, {"THIS": n["move"], OTHER: n["other_move"]})
    account = s.empty(n["pool"], VENUES[form.venue])
    if n["other_size"]:
        account = filled(account, _draft(form, OTHER, n["other_size"], n["other_entry"], Mode.CROSS))
    size = n["size"] if form.side == "long" else -n["size"]
    sides = {
        mode: _side(filled(account, _draft(form, "THIS", size, n["entry"], mode)), mode, prices, moved)
        for mode in Mode
    }
    backed = {
        mode: fall.Backed(mode.value, max(D(0), side["backing"]), side["liquidation"])
        for mode, side in sides.items()
    }
    return {
        "drawing": shown(
            "diverge",
            lambda width: fall.chart(width, n["entry"], size, *backed.values(), now=moved["THIS"]),
            (560, 320),
        ),
        "sides": [sides[Mode.CROSS], sides[Mode.ISOLATED]],
        "price": moved["THIS"],
        "rate": _tiers(form).at(n["size"] * n["entry"]).rate * 100,
        "has_other": bool(n["other_size"]),
        "refused": known_assessment(account, prices, prices).available_margin
        < n["size"] * n["entry"] / n["leverage"],
    }


def _side(
    account: Account, mode: Mode, prices: dict[str, Decimal], moved: dict[str, Decimal]
) -> dict[str, object]:
    now, then = known_assessment(account, prices, prices), known_assessment(account, moved, moved)
    held = _of(now, "THIS")
    if mode is Mode.CROSS:
        backing, needed, left = now.equity, then.maintenance_margin, then.equity
    else:
        backing, left = account.positions[-1].wallet, _of(then, "THIS").margin
        needed = _of(then, "THIS").maintenance_margin
    gone = left < needed
    others = [one.liquidation_price for one in now.positions if one.market == OTHER]
    return {
        "mode": mode.value,
        "backing": backing,
        "liquidation": held.liquidation_price,
        "distance": held.liquidation_distance,
        "initial": held.initial_margin,
        "other": others[0] if others else None,
        "pnl": _of(then, "THIS").unrealized_pnl,
        "left": max(D(0), left),
        "ratio": needed / left * 100 if left > 0 and not gone else None,
        "gone": gone,
        "pool_left": max(D(0), then.equity),
        "pool_gone": then.is_liquidatable,
    }


def _of(assessment: Assessment, market: str):
    return next(one for one in assessment.positions if one.market == market)


def _draft(form: Form, market: str, size: Decimal, price: Decimal, mode: Mode) -> Draft:
    tiers = _tiers(form) if market == "THIS" else s.tiers_of(OTHER, VENUES[form.venue])
    leverage = int(form.numbers["leverage"]) if market == "THIS" else 10
    return Draft(market, size, price, mode, leverage, tiers)


def _tiers(form: Form) -> TierSchedule:
    if form.venue == "aster":
        return s.tiers_of("BTC", RuleSet.ASTER)
    return TierSchedule.of_leverages([(D(0), form.top)])


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", "").replace("−", "-"))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
