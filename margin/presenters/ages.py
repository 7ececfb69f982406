"""How long ago, in words short enough for a panel's corner."""


def age(milliseconds: int) -> str:
    """`200` is `0.2 s`, `14_300` is `14 s`, `190_000` is `3 min`; the future counts as now."""
    if milliseconds < 1_000:
        return f"{max(0, milliseconds) / 1000:.1f} s"
    seconds = milliseconds // 1_000
    if seconds < 120:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 7_200 else f"{seconds // 3_600} h"
