"""The calculator and the advice: plain forms whose addresses hold everything."""

import re

from operators.education import calculation, fit


def row(page: str, label: str) -> list[str]:
    """The printed values of a row, cross first."""
    found = re.search(rf'<th scope="row">{label}</th>(.*?)</tr>', page, re.S)
    assert found, label
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", found[1])]


def test_the_first_numbers_are_those_of_the_articles(read):
    page = read("/learn/calculator/")
    assert row(page, "Liq. price, est.") == ["42,025.32", "54,683.54"]
    assert row(page, "Backs it, and can be lost") == ["1,000.00", "300.00"]
    assert row(page, "Other position’s liq. price") == ["104.49", "117.95"]


def test_a_move_parts_the_modes(read):
    page = read("/learn/calculator/?move=-10")
    assert row(page, "This position") == ["open", "liquidated"]
    assert row(page, "Pool for everything else") == ["700.00", "700.00"]
    page = read("/learn/calculator/?move=-35")
    assert row(page, "This position") == ["liquidated", "liquidated"]
    assert row(page, "Pool for everything else") == ["liquidated", "700.00"]


def test_leverage_moves_only_the_isolated_price(read):
    page = read("/learn/calculator/?leverage=25&other_size=0")
    assert row(page, "Liq. price, est.") == ["40,506.33", "58,329.11"]
    assert row(page, "Backs it, and can be lost") == ["1,000.00", "120.00"]


def test_a_short_is_the_mirror_and_aster_uses_its_example_table(read):
    page = read("/learn/calculator/?side=short&other_size=0&move=5")
    assert row(page, "PnL of this position") == ["−150.00", "−150.00"]
    page = read("/learn/calculator/?venue=aster&other_size=0")
    assert row(page, "Liq. price, est.") == ["40,160.64", "54,216.87"]
    assert "Aster, example table" in page


def test_what_cannot_be_read_is_said_and_kept(read):
    page = read("/learn/calculator/?size=much&leverage=41")
    assert "Size: write a number from 0.00001" in page
    assert "Leverage: write a whole number from 1 to 40." in page
    assert 'value="much"' in page
    assert "Liq. price" not in page
    assert "Pool: write a number" in read("/learn/calculator/?pool=NaN")


def test_an_order_that_the_pool_cannot_carry_is_called_refused(read):
    assert "would refuse this order" in read("/learn/calculator/?pool=100&other_size=0")
    assert "would refuse this order" not in read("/learn/calculator/")


def test_the_script_asks_for_the_same_result(read):
    query = "?move=-10&leverage=20"
    assert read(f"/learn/calculator/result/{query}").strip() in read(f"/learn/calculator/{query}")


def test_every_field_at_its_limits_is_computed():
    for end in (2, 3):
        query = {name: f"{limits[end]:f}" for name, limits in calculation.FIELDS.items()}
        query["leverage"] = "1"
        form = calculation.read(query)
        assert form.errors == {}
        assert calculation.result(form) is not None


ALL = {"sum": "pool", "others": "no", "balance": "no", "watch": "yes"}


def test_advice_waits_for_all_answers():
    assert fit.advice({}) is None
    assert fit.advice({**ALL, "watch": "maybe"}) is None


def test_advice_follows_from_the_answers_and_names_what_cannot_be_had():
    assert fit.advice(ALL).headline == "Cross"
    assert fit.advice({**ALL, "sum": "fixed"}).headline == "Isolated"
    assert fit.advice({**ALL, "watch": "no"}).headline == "Isolated"
    assert fit.advice({**ALL, "balance": "yes"}).headline == "Cross"
    assert fit.advice({**ALL, "balance": "yes", "others": "yes"}).headline == "No mode gives you both"


def test_the_answers_stay_in_the_form(read):
    page = read("/learn/which-fits-me/?sum=fixed&others=no&balance=no&watch=yes")
    assert '<h2 id="answer">Isolated</h2>' in page
    assert 'name="sum" value="fixed" required checked' in page
