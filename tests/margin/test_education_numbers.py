"""The worked numbers that the education pages print."""

from dataclasses import replace
from decimal import Decimal

from margin.engine.assess import assess
from margin.engine.assessment import Assessment
from tests.margin import situations
from tests.margin.situations import DOGE, account, cross, isolated, marks


def figures(held, prices) -> Assessment:
    assessment = assess(held, prices)
    assert isinstance(assessment, Assessment)
    return assessment


def cents(amount: Decimal | None) -> str:
    return f"{amount:.2f}"


def test_a_twentieth_of_a_bitcoin_with_1000_is_liquidated_at_40506_33():
    ada = figures(situations.ada_long_a_twentieth_of_a_bitcoin(), marks(BTC="60000"))
    assert cents(ada.positions[0].liquidation_price) == "40506.33"
    assert ada.initial_margin == 300


def test_leverage_moves_no_cross_liquidation_price_and_only_locks_less():
    at_40 = account("1000", cross("BTC", "0.05", "60000", leverage=40))
    assessed = figures(at_40, marks(BTC="60000"))
    assert cents(assessed.positions[0].liquidation_price) == "40506.33"
    assert assessed.initial_margin == 75


def test_the_same_trade_isolated_is_liquidated_far_nearer():
    at_10 = figures(account("700", isolated("BTC", "0.05", "60000", "300")), marks(BTC="60000"))
    at_40 = figures(account("925", isolated("BTC", "0.05", "60000", "75", 40)), marks(BTC="60000"))
    assert cents(at_10.positions[0].liquidation_price) == "54683.54"
    assert cents(at_40.positions[0].liquidation_price) == "59240.51"


def test_another_position_moves_the_price_and_its_loss_moves_it_further():
    ada = account("1000", cross("BTC", "0.05", "60000"), cross("SOL", "20", "150"))
    opened = figures(ada, marks(BTC="60000", SOL="150"))
    fallen = figures(ada, marks(BTC="60000", SOL="120"))
    assert cents(opened.positions[0].liquidation_price) == "42025.32"
    assert cents(fallen.positions[0].liquidation_price) == "53873.42"


def test_25_million_in_the_10x_table_needs_a_million_and_a_half():
    assert DOGE.maintenance(Decimal(25_000_000)) == 1_500_000


def test_ten_thousand_with_one_bitcoin_has_four_money_figures():
    ben = figures(account("10000", cross("BTC", "1", "60000", 40)), marks(BTC="60000"))
    assert (ben.equity, ben.available_margin, ben.withdrawable) == (10_000, 8_500, 4_000)
    assert ben.margin_ratio == Decimal("7.5")


def test_an_isolated_position_at_maximum_leverage_opens_at_half_its_way_to_liquidation():
    opened = figures(account("0", isolated("BTC", "1", "60000", "1500", 40)), marks(BTC="60000"))
    after_fee = figures(account("0", isolated("BTC", "1", "60000", "1473", 40)), marks(BTC="60000"))
    assert opened.positions[0].margin_ratio == 50
    assert cents(after_fee.positions[0].margin_ratio) == "50.92"


def test_a_hedge_adds_to_the_requirement_and_takes_from_a_joint_loss():
    alone = account("10000", cross("BTC", "1", "60000"))
    hedged = account("10000", cross("BTC", "1", "60000"), cross("ETH", "-20", "3000"))
    now = marks(BTC="60000", ETH="3000")
    assert figures(alone, now).maintenance_margin == 750
    assert figures(hedged, now).maintenance_margin == 1950
    assert [figures(held, now).margin_ratio for held in (alone, hedged)] == [Decimal("7.5"), Decimal("19.5")]
    assert [f"{figures(held, now).positions[0].liquidation_price:.0f}" for held in (alone, hedged)] == [
        "50633",
        "51848",
    ]
    both_fall = marks(BTC="51000", ETH="2550")
    assert [f"{figures(held, both_fall).margin_ratio:.1f}" for held in (alone, hedged)] == ["63.8", "16.6"]


def test_a_hedge_that_parts_liquidates_what_alone_was_safe():
    parted = marks(BTC="54000", ETH="3150")
    alone = figures(account("10000", cross("BTC", "1", "60000")), parted)
    hedged = figures(account("10000", cross("BTC", "1", "60000"), cross("ETH", "-20", "3000")), parted)
    assert f"{alone.margin_ratio:.1f}" == "16.9"
    assert not alone.is_liquidatable
    assert hedged.is_liquidatable


def test_the_book_closes_between_liquidation_and_backstop():
    ben = figures(situations.ben_long_1_btc(), marks(BTC="60000")).positions[0]
    assert (cents(ben.liquidation_price), cents(ben.backstop_price)) == ("50632.91", "50420.17")


def test_equity_at_the_liquidation_price_is_what_the_book_may_leave():
    ben = situations.ben_long_1_btc()
    price = figures(ben, marks(BTC="60000")).positions[0].liquidation_price
    at_liquidation = figures(ben, {"BTC": price})
    assert cents(at_liquidation.equity) == "632.91"
    assert cents(price * Decimal("0.00045")) == "22.78"


def test_only_the_leverage_of_a_position_decides_what_it_locks():
    ben = situations.ben_long_1_btc()
    at_40 = replace(ben, positions=(replace(ben.positions[0], leverage=40),))
    freed = (
        figures(at_40, marks(BTC="60000")).available_margin
        - figures(ben, marks(BTC="60000")).available_margin
    )
    assert freed == 4500
