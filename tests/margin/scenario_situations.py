"""The accounts of the drawings, and what the tests of what-ifs share."""

from decimal import Decimal

from margin.engine.accounts import Account, Mode
from margin.engine.assess import assess
from margin.engine.assessment import Assessment, PositionFigures
from margin.engine.scenarios.drafts import Draft
from margin.engine.tiers import TierSchedule
from tests.margin.situations import TIERS, account, cross, isolated, marks

DRAWN = marks(BTC="64812", SOL="151.20", ETH="3344")
CAUTION = marks(BTC="62420", SOL="141.51", ETH="3268")


def drawn() -> Account:
    """The terminal of the drawings: BTC and SOL in cross at 20×, ETH short in isolated at 5×."""
    return account(
        "3000.47",
        cross("BTC", "0.5", "64120", 20),
        cross("SOL", "100", "151.20", 20),
        isolated("ETH", "-4", "3310", "2648", 5),
    )


def drawn_without_bitcoin() -> Account:
    """The mode dialog of the drawings: the same pool, 3,346.47, and nothing open in BTC."""
    return account(
        "3346.47",
        cross("SOL", "100", "151.20", 20),
        isolated("ETH", "-4", "3310", "2648", 5),
    )


def draft(
    market: str,
    size: str,
    price: str,
    leverage: int = 10,
    mode: Mode = Mode.CROSS,
    reduce_only: bool = False,
    fee_rate: str = "0",
    tiers: TierSchedule | None = None,
) -> Draft:
    return Draft(
        market,
        Decimal(size),
        Decimal(price),
        mode,
        leverage,
        tiers or TIERS[market],
        reduce_only=reduce_only,
        fee_rate=Decimal(fee_rate),
    )


def known(held: Account, prices: dict[str, Decimal], lasts: dict[str, Decimal] | None = None) -> Assessment:
    """The assessment of an account that is wholly known."""
    assessment = assess(held, prices, lasts)
    assert isinstance(assessment, Assessment)
    return assessment


def figures_of(assessment: Assessment, market: str) -> PositionFigures:
    return next(figures for figures in assessment.positions if figures.market == market)


def liquidations_of(assessment: Assessment) -> dict[str, str]:
    """Liquidation prices to the cent."""
    return {figures.market: cents(figures.liquidation_price) for figures in assessment.positions}


def cents(amount: Decimal | None) -> str:
    return "none" if amount is None else f"{amount:.2f}"
