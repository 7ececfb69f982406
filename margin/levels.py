"""Levels of margin: how close to liquidation, decided on exact values and never on what is printed."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from margin.engine.accounts import Mode
from margin.engine.assessment import Assessment, PositionFigures


class Level(StrEnum):
    """What a panel's color, icon and word say. STALE outranks all: an old figure is never green."""

    OK = "ok"
    CAUTION = "caution"
    CRITICAL = "critical"
    LIQUIDATION = "liquidation"
    STALE = "stale"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Ratios, in percent, from which on the operator warns."""

    caution: Decimal
    critical: Decimal

    def level(self, ratio: Decimal) -> Level:
        """The level of something alive at this ratio."""
        if ratio >= self.critical:
            return Level.CRITICAL
        return Level.CAUTION if ratio >= self.caution else Level.OK


def pool_level(assessment: Assessment, thresholds: Thresholds) -> Level:
    """The cross pool's level; NONE when nothing is open in cross."""
    if assessment.is_liquidatable:
        return Level.LIQUIDATION
    if assessment.margin_ratio is None:
        return Level.NONE
    return thresholds.level(assessment.margin_ratio)


def position_level(position: PositionFigures, pool: Level, thresholds: Thresholds) -> Level:
    """A position's level: the pool's in cross, its own when isolated."""
    if position.mode is Mode.CROSS:
        return pool
    if position.is_liquidatable or position.margin_ratio is None:
        return Level.LIQUIDATION
    return thresholds.level(position.margin_ratio)
