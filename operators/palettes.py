"""The base palettes, each in two themes. Every text pair reaches 4.5:1; `tests/look` computes it.

A role's tint is `<role>-tint`, the text on it `on-<role>`.
"""

from dataclasses import dataclass

Colors = dict[str, str]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colors by token name for the dark and the light theme."""

    dark: Colors
    light: Colors


def _colors(table: str) -> Colors:
    return dict(line.split(None, 1) for line in table.strip().splitlines())


PALETTES = {
    "graphite": Palette(
        dark=_colors("""
            bg #0D0F11
            surface #121517
            raised #1B1F22
            hover #22272B
            line #252A2E
            line2 #3A4147
            text #EDEAE3
            text2 #ABAEAB
            text3 #8A8F90
            accent #3FC3C4
            accent-tint #12292B
            on-accent #04201F
            up #5FBF7A
            up-tint #15261C
            on-up #06180C
            down #F0716A
            down-tint #2C1A1A
            on-down #240605
            caution #E3B24C
            caution-tint #2A2213
            critical #FF6257
            critical-tint #361816
            stale #9CA2A8
            stale-tint #1D2124
            scrim rgba(6,7,8,.66)
        """),
        light=_colors("""
            bg #EFECE4
            surface #FBF9F4
            raised #F1EEE6
            hover #E9E5DB
            line #E0DBCF
            line2 #B9B3A5
            text #1B1E20
            text2 #4D5254
            text3 #666A6A
            accent #0A7376
            accent-tint #E1EFEC
            on-accent #FFFFFF
            up #1C7440
            up-tint #E3EFE2
            on-up #FFFFFF
            down #BE3430
            down-tint #F8E5E1
            on-down #FFFFFF
            caution #855800
            caution-tint #FAEBC9
            critical #B3201C
            critical-tint #F9DDD8
            stale #63686C
            stale-tint #EBE8E1
            scrim rgba(60,56,48,.42)
        """),
    ),
    "violet": Palette(
        dark=_colors("""
            bg #100E18
            surface #161322
            raised #201C2F
            hover #292440
            line #2A2539
            line2 #453E5C
            text #EFECF8
            text2 #B3AEC6
            text3 #9089A6
            accent #A78BFA
            accent-tint #251D41
            on-accent #160A38
            up #55C08A
            up-tint #14281F
            on-up #04190E
            down #F4758A
            down-tint #311A25
            on-down #2A0410
            caution #E7B955
            caution-tint #2D2416
            critical #FF6B78
            critical-tint #3A1720
            stale #A39EB5
            stale-tint #221E2F
            scrim rgba(8,6,14,.66)
        """),
        light=_colors("""
            bg #F5F3FA
            surface #FFFFFF
            raised #F5F3FA
            hover #EEEAF7
            line #E6E2F0
            line2 #C5BEDA
            text #1B1730
            text2 #524C69
            text3 #6D6785
            accent #6640DB
            accent-tint #F0EBFD
            on-accent #FFFFFF
            up #0B7A4B
            up-tint #E5F4EC
            on-up #FFFFFF
            down #C62F45
            down-tint #FCEAEC
            on-down #FFFFFF
            caution #8A5B00
            caution-tint #FFF2D3
            critical #B51E33
            critical-tint #FCE0E3
            stale #68637B
            stale-tint #F0EEF5
            scrim rgba(40,34,64,.42)
        """),
    ),
}
