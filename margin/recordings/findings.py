"""One reported figure beside ours, and the verdict."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from margin.engine.money import ZERO, ratio

EXACT = "exact"
WITHIN = "within 0.01%"
DIFFERS = "differs"
NOT_COMPUTABLE = "not computable"
CLOSE = Decimal("0.0001")
_PRINTED = Context(prec=400, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure a venue reported, what the engine computes for it, and from which recorded fields.

    None is a figure of its own ("no liquidation price"). `decimals` are the places the venue prints at most
    (it drops trailing zeros). `reason` says why nothing can be computed, or why what is computed cannot
    decide; it then is the verdict.
    """

    venue: str
    subject: str
    figure: str
    reported: Decimal | None
    computed: Decimal | None
    inputs: tuple[str, ...] = ()
    decimals: int = 6
    reason: str = ""

    @property
    def relative_error(self) -> Decimal | None:
        """|computed − reported| / |reported|; None where there is nothing to divide."""
        if self.computed is None or self.reported is None:
            return None
        if self.reported == 0:
            return ZERO if self._digits_agree else None
        return ratio(abs(_PRINTED.subtract(self.computed, self.reported)), abs(self.reported))

    @property
    def verdict(self) -> str:
        """exact · within 0.01% · differs · not computable: reason."""
        if self.reason:
            return f"{NOT_COMPUTABLE}: {self.reason}"
        if self.reported is None or self.computed is None:
            return EXACT if self.reported is self.computed else DIFFERS
        if self._digits_agree:
            return EXACT
        error = self.relative_error
        return WITHIN if error is not None and error <= CLOSE else DIFFERS

    @property
    def differs(self) -> bool:
        """True when the engine is wrong about this record, or the record about its venue."""
        return self.verdict == DIFFERS

    @property
    def _digits_agree(self) -> bool:
        if self.computed is None or self.reported is None:
            return False
        step = Decimal(1).scaleb(-self.decimals)
        printed = (amount.quantize(step, context=_PRINTED) for amount in (self.computed, self.reported))
        return next(printed) == next(printed)

    def as_row(self, file: str) -> dict[str, object]:
        """The finding as one JSON object; amounts are texts, so that no digit is lost."""
        return {
            "file": file,
            "venue": self.venue,
            "subject": self.subject,
            "figure": self.figure,
            "reported": text(self.reported),
            "computed": text(self.computed),
            "relative_error": None if self.relative_error is None else f"{self.relative_error:.3g}",
            "verdict": self.verdict,
            "inputs": list(self.inputs),
        }


def text(amount: Decimal | None) -> str | None:
    """An amount in plain digits without trailing zeros."""
    if amount is None:
        return None
    plain = format(amount, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def decimals_of(amount: Decimal) -> int:
    """How many decimals an amount was printed with."""
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
