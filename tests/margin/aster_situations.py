"""Named Aster situations, and what draws random ones."""

from decimal import Decimal

from hypothesis import strategies as st

from margin.engine.accounts import Account, Asset, Leg, Mode, Order, Position, RuleSet
from margin.engine.assess import assess
from margin.engine.assessment import Assessment
from margin.engine.tiers import TierSchedule

ROWS_2020 = (("0", "50000", "0.004", "0"), ("50000", "250000", "0.005", "50"))
ROWS_2020 += (("250000", "1000000", "0.01", "1300"), ("1000000", "5000000", "0.025", "16300"))
LEVERAGES = (125, 100, 50, 20)


def brackets(*rows: tuple[str, str, str, str]) -> TierSchedule:
    """A bracket table from texts: floor, cap, rate, cum."""
    return TierSchedule.of_brackets(
        [
            (Decimal(floor), Decimal(cap), Decimal(rate), Decimal(cum), leverage)
            for (floor, cap, rate, cum), leverage in zip(rows, LEVERAGES, strict=False)
        ]
    )


BTC = brackets(*ROWS_2020)
ETH = brackets(("0", "10000", "0.005", "0"), ("10000", "100000", "0.0065", "15"))
FLAT = brackets(("0", "1000000000000", "0.01", "0"))


def held(
    size: str | Decimal,
    entry: str | Decimal,
    *,
    market: str = "BTCUSDT",
    leverage: int = 10,
    wallet: str | Decimal | None = None,
    tiers: TierSchedule = BTC,
    leg: Leg = Leg.BOTH,
    collateral: str = "USDT",
    auto_add: bool = False,
) -> Position:
    """A position; isolated when it has a wallet."""
    amount = Decimal(size)
    return Position(
        market=market,
        size=amount,
        cost=amount * Decimal(entry),
        leverage=leverage,
        mode=Mode.CROSS if wallet is None else Mode.ISOLATED,
        tiers=tiers,
        wallet=None if wallet is None else Decimal(wallet),
        leg=leg,
        collateral=collateral,
        auto_add_margin=auto_add,
    )


def resting(
    size: str,
    price: str,
    *,
    market: str = "BTCUSDT",
    leverage: int | None = 10,
    mode: Mode = Mode.CROSS,
    reduce_only: bool = False,
    leg: Leg = Leg.BOTH,
) -> Order:
    """A resting order."""
    return Order(market, Decimal(size), Decimal(price), mode, leverage, reduce_only, leg, "USDT")


def pool(wallet: str | Decimal, *positions: Position, orders: tuple[Order, ...] = ()) -> Account:
    """A single-asset account."""
    return Account("Aster · USDT", RuleSet.ASTER, Decimal(wallet), positions, orders)


def several(assets: tuple[Asset, ...], *positions: Position, orders: tuple[Order, ...] = ()) -> Account:
    """A multi-assets account."""
    return Account("Aster · multi-assets", RuleSet.ASTER_MULTI_ASSETS, Decimal(0), positions, orders, assets)


def known(
    account: Account, marks: dict[str, str | Decimal], lasts: dict[str, str | Decimal] | None = None
) -> Assessment:
    """The assessment of an account that is wholly known."""
    result = assess(
        account,
        {market: Decimal(price) for market, price in marks.items()},
        None if lasts is None else {market: Decimal(price) for market, price in lasts.items()},
    )
    assert isinstance(result, Assessment)
    return result


def prices(low: int = 1, high: int = 200_000) -> st.SearchStrategy[Decimal]:
    """Prices of up to 4 decimals."""
    return st.decimals(low, high, places=4)


def quantities() -> st.SearchStrategy[Decimal]:
    """Sizes of up to 3 decimals, without sign."""
    return st.decimals("0.001", "500", places=3)


@st.composite
def tables(draw: st.DrawFn) -> TierSchedule:
    """A continuous bracket table of one to four brackets."""
    steps = draw(st.lists(st.integers(1, 400), min_size=1, max_size=4))
    rises = draw(st.lists(st.integers(1, 60), min_size=len(steps), max_size=len(steps)))
    rows, floor, cum, rate = [], Decimal(0), Decimal(0), Decimal(0)
    for index, (step, rise) in enumerate(zip(steps, rises, strict=True)):
        higher = rate + Decimal(rise) / 1000
        cum += floor * (higher - rate)
        rate = higher
        rows.append((floor, floor + step * 5000, rate, cum, LEVERAGES[index]))
        floor += step * 5000
    return TierSchedule.of_brackets(rows)


@st.composite
def positions(
    draw: st.DrawFn, market: str = "BTCUSDT", *, isolated: bool = False, leg: Leg = Leg.BOTH
) -> Position:
    """Any position of one market."""
    long = draw(st.booleans()) if leg is Leg.BOTH else leg is Leg.LONG
    quantity, entry = draw(quantities()), draw(prices())
    return held(
        quantity if long else -quantity,
        entry,
        market=market,
        leverage=draw(st.integers(1, 125)),
        wallet=quantity * entry * draw(st.integers(1, 150)) / 100 if isolated else None,
        tiers=draw(tables()),
        leg=leg,
    )
