"""LOOK.md's account, as the panel, the table and the drawing print it."""

from dataclasses import replace
from decimal import Decimal as D

import pytest

from margin.levels import Thresholds
from margin.presenters.distances import distances, reach_of
from margin.presenters.figures import holding, ratio, requirement
from margin.presenters.pool import part, pool_panel, scale
from margin.presenters.positions import positions_table
from tests.presenters.situations import EMPTY, FRESH, LOOK, ONLY_ISOLATED, STALE, USUAL, WORDS, assessed


def panel(account=LOOK, fresh=FRESH, **marks: str) -> dict:
    return pool_panel(assessed(account, **marks), USUAL, fresh, WORDS)


def rows(account=LOOK, fresh=FRESH, **marks: str) -> list[dict]:
    return positions_table(assessed(account, **marks), USUAL, fresh, "/trade/{market}/", WORDS)["rows"]


def test_the_panel_prints_the_look_documents_figures() -> None:
    shown = panel()
    printed = {
        name: shown[name]["text"]
        for name in (
            "ratio",
            "equity",
            "maintenance_margin",
            "buffer",
            "initial_margin",
            "margin_utilization",
            "available_margin",
            "account_value",
            "unrealized_pnl",
            "net_exposure",
            "gross_exposure",
            "effective_leverage",
        )
    }
    assert printed == {
        "ratio": "23.4",
        "equity": "3,346.47",
        "maintenance_margin": "783.08",
        "buffer": "2,563.39",
        "initial_margin": "2,376.30",
        "margin_utilization": "71.0",
        "available_margin": "970.17",
        "account_value": "5,858.47",
        "unrealized_pnl": "+210.00",
        "net_exposure": "+34,150.00",
        "gross_exposure": "60,902.00",
        "effective_leverage": "10.4",
    }
    assert (shown["level"], shown["word"], shown["buffer_share"]) == ("ok", "OK", "76.6 % of equity")
    assert shown["isolated"] == "isolated 2,512.00"


def test_every_printed_figure_carries_its_exact_value() -> None:
    figures = assessed()
    shown = panel()
    assert D(shown["ratio"]["value"]) == figures.margin_ratio
    assert D(shown["maintenance_margin"]["value"]) == D("783.075")
    assert D(shown["buffer"]["value"]) == figures.equity - figures.maintenance_margin


def test_what_is_demanded_rounds_up_and_what_is_there_rounds_down() -> None:
    assert requirement(D("783.071"))["text"] == "783.08"
    assert holding(D("970.179"))["text"] == "970.17"
    assert holding(D("-0.001"))["text"] == "−0.01"


@pytest.mark.parametrize(
    ("value", "is_liquidatable", "text"),
    [("99.94", False, "99.9"), ("99.96", False, ">99.9"), ("100", False, ">99.9"), ("105.31", True, "105.3")],
)
def test_alive_is_never_printed_as_100(value: str, is_liquidatable: bool, text: str) -> None:
    assert ratio(D(value), is_liquidatable) == {"text": text, "value": value}


def test_nothing_open_is_words_and_no_zero_percent() -> None:
    shown = panel(EMPTY)
    assert (shown["level"], shown["word"]) == ("none", "Nothing open")
    assert shown["ratio"] == {"text": "", "value": ""}
    assert shown["margin_utilization"]["text"] == ""
    assert shown["meter"]["filled"] == "0.00"


def test_only_isolated_positions_leave_the_pool_without_a_ratio() -> None:
    shown = panel(ONLY_ISOLATED)
    assert (shown["level"], shown["word"], shown["ratio"]["value"]) == ("none", "Nothing in cross", "")
    assert shown["only_isolated"] == "Nothing is open in cross; each isolated position has its own ratio."


def test_equity_gone_is_the_state_liquidation_with_a_full_meter_and_no_ratio() -> None:
    shown = panel(BTC="50000", SOL="120")
    assert (shown["level"], shown["word"], shown["ratio"]["value"]) == ("liquidation", "Liquidation", "")
    assert (shown["meter"]["filled"], shown["used"], shown["buffer_share"]) == ("100.00", "100.00", "")


def test_f1_stale_figures_are_unknown_now() -> None:
    shown = panel(fresh=STALE)
    assert (shown["level"], shown["word"]) == ("stale", "Unknown now")
    assert shown["ratio"]["text"] == "23.4"
    assert {row["level"] for row in rows(fresh=STALE)} == {"stale"}


def test_the_rows_print_the_look_documents_figures() -> None:
    printed = [
        (
            row["market"],
            row["badge"],
            row["size"]["text"],
            row["mark"]["text"],
            row["unrealized_pnl"]["text"],
            row["return_on_equity"]["text"],
            row["liquidation_price"]["text"],
            row["liquidation_distance"]["text"],
            row["margin"]["text"],
        )
        for row in rows()
    ]
    assert printed == [
        ("BTC", "Cross 20×", "+0.500", "64,812", "+346.00", "+21.6", "59,620", "−8.0", "1,620.30"),
        ("SOL", "Cross 20×", "+100", "151.20", "0.00", "0.0", "124.91", "−17.4", "756.00"),
        ("ETH", "Isolated 5×", "−4.00", "3,344.0", "−136.00", "−5.1", "3,894.1", "+16.5", "2,512.00"),
    ]
    assert [row["mark"]["fill"] for row in rows()] == [".00", "", "0"]


def test_only_an_isolated_row_has_its_own_ratio() -> None:
    btc, sol, eth = rows()
    assert btc["own_ratio"] is sol["own_ratio"] is None
    assert eth["own_ratio"]["text"] == "10.6"


def test_a_position_that_no_price_of_its_own_liquidates_says_so() -> None:
    [btc, *_] = rows(replace(LOOK, wallet=D(100_000), positions=LOOK.positions[:1]))
    assert btc["liquidation_price"] == {"text": "—", "value": "", "fill": ""}
    assert btc["no_liquidation"] == "no price of BTC alone liquidates it"


def test_markets_in_addresses_are_quoted() -> None:
    odd = replace(LOOK, positions=(replace(LOOK.positions[0], market="xyz:A/B"),))
    [row] = positions_table(
        assessed(odd, **{"xyz:A/B": "64812"}), USUAL, FRESH, "/trade/{market}/?account=main", WORDS
    )["rows"]
    assert row["url"] == "/trade/xyz%3AA%2FB/?account=main"


def test_distances_are_drawn_to_scale_around_the_mark() -> None:
    shown = distances(assessed(), USUAL, FRESH, WORDS)
    btc, _sol, eth = shown["lines"]
    assert (btc["price"], btc["distance"]) == ("59,620", "−8.0")
    assert abs(D(btc["x"]) - (50 - 50 * D("8.01") / 25)) < D("0.02")
    assert D(eth["x"]) > 50 > D(btc["x"])
    assert [tick["text"] for tick in shown["ticks"]] == ["−25.0 %", "−12.5 %", "0.0 %", "+12.5 %", "+25.0 %"]


@pytest.mark.parametrize(
    ("moves", "reach"),
    [([], 10), (["3"], 10), (["10"], 10), (["10.1"], 25), (["8", "60"], 100), (["400"], 100)],
)
def test_the_scale_holds_every_move_or_ends_at_100(moves: list[str], reach: int) -> None:
    assert reach_of([D(move) for move in moves]) == reach


@pytest.mark.parametrize(
    ("amount", "whole", "share"),
    [
        ("25", "100", "25.00"),
        ("120", "100", "100.00"),
        ("5", "0", "100.00"),
        ("0", "0", "0.00"),
        ("5", "-3", "100.00"),
    ],
)
def test_a_bar_is_never_longer_than_full(amount: str, whole: str, share: str) -> None:
    assert part(D(amount), D(whole)) == share


def test_thresholds_close_together_lose_their_words() -> None:
    assert scale(USUAL, WORDS)["caution_label"] == "caution 50"
    tight = scale(Thresholds(D("80"), D("95.5")), WORDS)
    assert (tight["caution_label"], tight["critical_label"], tight["end_label"]) == ("80", "95.5", "")
