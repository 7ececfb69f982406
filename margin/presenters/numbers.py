"""Decimals in text: grouped, with a true minus, with the places that fit the thing counted."""

from decimal import Decimal

MINUS = "−"
SIGNIFICANT = 5
MOST_PLACES = 6
FINEST_STEP = 200


def plain(value: Decimal | None) -> str:
    """The exact value for `data-value`, never in exponent notation; empty when there is none."""
    return "" if value is None else f"{value:f}"


def grouped(value: Decimal, places: int) -> str:
    """`-1234.5` with 2 places is `−1,234.50`; what rounds to nothing has no sign."""
    return f"{value:z,.{places}f}".replace("-", MINUS)


def signed(value: Decimal, places: int) -> str:
    """Like `grouped`, with a plus where the printed number is above zero."""
    text = grouped(value, places)
    return f"+{text}" if value > 0 and text.strip("0.,") else text


def tone(text: str) -> str:
    """`up`, `down` or `flat` of a signed text: what is printed decides, so that 0.00 is never green."""
    return {"+": "up", MINUS: "down"}.get(text[:1], "flat")


def price_places(mark: Decimal) -> int:
    """Places of a market's prices: five significant digits at its mark, at most six places."""
    return min(MOST_PLACES, max(0, SIGNIFICANT - 1 - mark.adjusted()))


def size_places(size: Decimal, mark: Decimal) -> int:
    """Places of a size: as many as it has, and enough that the last one counts at most 200 of value."""
    places = 0
    while mark.scaleb(-places) > FINEST_STEP:
        places += 1
    own = len(f"{size:f}".partition(".")[2].rstrip("0"))
    return max(places, own)


def fill(places: int, widest: int) -> str:
    """The digits that a number lacks beside the longest of its column; drawn unseen, so that points align."""
    if places == widest:
        return ""
    return ("." if places == 0 else "") + "0" * (widest - places)


def compact(value: Decimal) -> tuple[str, str]:
    """A large amount in three digits and its unit: `2840000000` is `("2.84", "B")`."""
    for power, unit in ((9, "B"), (6, "M"), (3, "K")):
        if abs(value) >= Decimal(10) ** power:
            scaled = value.scaleb(-power)
            return grouped(scaled, max(0, 2 - max(0, scaled.adjusted()))), unit
    return grouped(value, 0), ""
