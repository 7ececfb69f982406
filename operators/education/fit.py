"""Which mode fits: four questions, and what follows from the answers, contradictions included."""

from collections.abc import Mapping
from dataclasses import dataclass

from operators.education.spoken import spoken as _

QUESTIONS = (
    (
        "sum",
        "How much may this trade cost you at most?",
        (("fixed", "A sum that I fix now"), ("pool", "My whole pool, if it comes to that")),
    ),
    (
        "others",
        "Do you hold other positions that must survive if this one fails?",
        (("yes", "Yes"), ("no", "No")),
    ),
    (
        "balance",
        "Is this trade meant to balance another position?",
        (("yes", "Yes, it is a hedge"), ("no", "No")),
    ),
    (
        "watch",
        "Will you watch the account, with a stop at the venue?",
        (("yes", "Yes"), ("no", "Not always")),
    ),
)


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer, its reasons, and what it costs."""

    headline: str
    reasons: tuple[str, ...]
    price: str


def asked(answers: Mapping[str, str]) -> list[dict[str, object]]:
    """The questions with what was chosen."""
    return [
        {
            "name": name,
            "title": _(title),
            "options": [
                {"value": value, "label": _(label), "chosen": answers.get(name) == value}
                for value, label in options
            ],
        }
        for name, title, options in QUESTIONS
    ]


def advice(answers: Mapping[str, str]) -> Advice | None:
    """What the answers say, in the reader's language; None until all are given."""
    said = _advice(answers)
    return said and Advice(_(said.headline), tuple(_(one) for one in said.reasons), _(said.price))


def _advice(answers: Mapping[str, str]) -> Advice | None:
    given = {name: answers.get(name) for name, _, options in QUESTIONS if answers.get(name) in dict(options)}
    if len(given) < len(QUESTIONS):
        return None
    limits, hedges = given["sum"] == "fixed" or given["others"] == "yes", given["balance"] == "yes"
    if hedges and limits:
        return Advice(
            "No mode gives you both",
            (
                "A hedge works only where its profit reaches the other position: in cross.",
                "A fixed loss and protected other positions exist only in isolated.",
            ),
            "Decide which matters more. With a small position, cross and a stop well inside the liquidation "
            "price come nearest; the loss is then likely limited, not certainly.",
        )
    if hedges:
        return Advice(
            "Cross",
            (
                "The hedge's profit then backs the other position at once.",
                "In isolated it would help nobody but itself.",
            ),
            "It adds to your maintenance margin from the first moment, and hurts if the two markets part.",
        )
    if limits or given["watch"] == "no":
        reasons = []
        if given["sum"] == "fixed":
            reasons.append("Only isolated makes the sum that you set aside the most that you can lose.")
        if given["others"] == "yes":
            reasons.append(
                "In isolated its end leaves your other positions alone, with a smaller pool behind them."
            )
        if given["watch"] == "no":
            reasons.append("Nobody watching means that a loss can run; isolated stops it at the set-aside.")
        return Advice(
            "Isolated",
            tuple(reasons),
            "The end comes sooner than in cross. Low leverage sets more aside and moves it further away.",
        )
    return Advice(
        "Cross",
        (
            "You accept the whole pool as the limit, and it gives the position the widest room.",
            "You watch the account and keep a stop at the venue, which cross needs most.",
        ),
        "One bad trade can take everything in the pool. Check effective leverage, not the slider.",
    )
