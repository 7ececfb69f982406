"""`check_recordings` on Aster and Binance records: what is undecided says so, what is wrong is seen."""

import copy
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from margin.recordings import aster
from margin.recordings.aster_brackets import bracket_table
from margin.recordings.findings import Finding
from tests.recordings import recorded, recording

CASES = "aster/binance_cases"

# Binance test network, 2022-11-21 (code index 29808160742): a cross account, its row printed a moment before.
CROSS: dict[str, Any] = {
    "exchange": "binance",
    "brackets": {
        "BTCUSDT": [
            {
                "initialLeverage": 125,
                "notionalFloor": 0.0,
                "notionalCap": 50000.0,
                "maintMarginRatio": 0.004,
                "cum": 0.0,
            }
        ]
    },
    "crossWalletBalance": "14614.57417048",
    "positions": [
        {
            "symbol": "BTCUSDT",
            "positionSide": "BOTH",
            "positionAmt": "0.237",
            "entryPrice": "16747.72013242",
            "markPrice": "16067.09213386",
            "unRealizedProfit": "-161.30883565",
            "liquidationPrice": "0",
            "leverage": "2",
            "marginType": "cross",
            "account_view": {
                "unrealizedProfit": "-164.57300483",
                "initialMargin": "1902.31833327",
                "maintMargin": "15.21854666",
            },
        }
    ],
    "account": {
        "totalInitialMargin": "1902.31833327",
        "totalMaintMargin": "15.21854666",
        "totalWalletBalance": "14614.57417048",
        "totalUnrealizedProfit": "-164.57300483",
        "totalMarginBalance": "14450.00116565",
        "availableBalance": "12547.68283238",
    },
}

# Aster docs positionRisk V3, the LONG leg: no brackets, no isolated wallet.
POSITION_RISK = [
    {
        "entryPrice": "6563.66500",
        "marginType": "isolated",
        "isolatedMargin": "15517.54150468",
        "leverage": "10",
        "liquidationPrice": "5930.78",
        "markPrice": "6679.50671178",
        "positionAmt": "20.000",
        "symbol": "BTCUSDT",
        "unRealizedProfit": "2316.83423560",
        "positionSide": "LONG",
    },
    {"symbol": "BTCUSDT", "positionAmt": "0.000", "positionSide": "SHORT"},
]


def cross(**changes: Any) -> dict[str, Any]:
    """The cross account with some fields changed, wherever they stand; None removes one."""
    document = copy.deepcopy(CROSS)
    row = document["positions"][0]
    for name, value in changes.items():
        [holder] = [
            place for place in (document, row, row["account_view"], document["account"]) if name in place
        ]
        holder[name] = value
    return document


def by_figure(document: Any) -> dict[str, Finding]:
    return {finding.figure: finding for finding in aster.findings(document)}


def verdict(document: Any, figure: str) -> str:
    return by_figure(document)[figure].verdict


def test_a_cross_account_is_exact_where_it_can_be_judged():
    found = by_figure(CROSS)
    undecided = {figure for figure, finding in found.items() if finding.reason}
    assert undecided == {"account_view.unrealizedProfit"}
    assert {finding.verdict for figure, finding in found.items() if figure not in undecided} == {"exact"}
    assert len(found) == 11


def test_inputs_name_what_a_figure_was_computed_from():
    found = by_figure(CROSS)
    assert found["liquidationPrice"].inputs == (
        "crossWalletBalance",
        "positionAmt",
        "entryPrice",
        "markPrice",
        "brackets",
    )
    assert found["totalMarginBalance"].inputs == (
        "crossWalletBalance",
        "isolatedWallet",
        "totalUnrealizedProfit",
    )
    for figure, finding in found.items():
        assert figure not in finding.inputs
        assert figure.removeprefix("account_view.") not in finding.inputs


def test_the_lower_profit_of_another_moment_does_not_judge_the_row():
    assert verdict(CROSS, "account_view.unrealizedProfit") == (
        "not computable: the mark was printed at another moment than the account"
    )


def test_available_below_what_mark_alone_gives_is_open_and_above_it_wrong():
    assert verdict(cross(availableBalance="12547.68283239"), "availableBalance") == "within 0.01%"
    assert verdict(cross(availableBalance="12673.2"), "availableBalance") == "differs"
    assert verdict(cross(availableBalance="12540"), "availableBalance") == (
        "not computable: the last price of BTCUSDT is not recorded; "
        "with the mark alone it is at most 12547.68283238"
    )
    assert verdict(cross(availableBalance="12422.2"), "availableBalance") == "differs"


def test_a_recorded_last_price_decides_available():
    document = cross(availableBalance="12540.57283238")
    document["positions"][0]["lastPrice"] = "16023.31926815"
    assert verdict(document, "availableBalance") == "exact"


def test_totals_of_a_later_tick_are_judged_by_their_own_profit():
    later = cross(
        totalUnrealizedProfit="-166.94300483",
        totalInitialMargin="1901.13333327",
        totalMaintMargin="15.20906666",
        totalMarginBalance="14447.63116565",
        availableBalance="12546.49783238",
    )
    found = by_figure(later)
    assert found["totalUnrealizedProfit"].verdict.startswith(
        "not computable: the total was printed at another"
    )
    for figure in ("totalInitialMargin", "totalMaintMargin", "totalMarginBalance", "availableBalance"):
        assert found[figure].verdict == "exact", found[figure]
        assert "unrealizedProfit" not in found[figure].inputs


def test_a_cross_price_without_its_wallet_is_not_judged_but_may_be_doubted():
    """Binance, 2021-10-31: the thread knows the wallet only as 53.35."""
    changes = {"positionAmt": "0.001", "entryPrice": "61788.9", "crossWalletBalance": None}
    document = cross(liquidationPrice="8465.58529116", **changes)
    assert verdict(document, "liquidationPrice") == (
        "not computable: crossWalletBalance is not recorded; "
        "the price implies 53.35717705, whole to 0.00000001"
    )
    assert verdict(cross(liquidationPrice="8465.58129116", **changes), "liquidationPrice") == (
        "not computable: crossWalletBalance is not recorded; no wallet of 8 decimals has this price"
    )


def test_a_position_answer_is_judged_as_far_as_it_goes():
    found = by_figure(POSITION_RISK)
    assert found["unRealizedProfit"].verdict == "exact"
    assert found["isolatedMargin"].verdict == "not computable: isolatedWallet is not recorded"
    assert found["liquidationPrice"].verdict == ("not computable: the brackets of BTCUSDT are not recorded")
    with_brackets = {
        "positions": POSITION_RISK,
        "brackets": {
            "BTCUSDT": [
                {"initialLeverage": 125, "notionalFloor": 0, "notionalCap": 50000, "maintMarginRatio": 0.004,
                 "cum": 0},
                {"initialLeverage": 100, "notionalFloor": 50000, "notionalCap": 250000,
                 "maintMarginRatio": 0.005, "cum": 50},
            ]
        },
    }  # fmt: skip
    price = by_figure(with_brackets)["liquidationPrice"]
    assert (price.verdict, price.inputs[0]) == ("exact", "isolatedMargin")


def test_an_account_answer_is_judged_too():
    """Binance's account shape (docs), with a position of the recorded row of 2022-06."""
    row = {
        "symbol": "BTCUSDT",
        "positionAmt": "-0.001",
        "entryPrice": "29670.0",
        "leverage": "6",
        "isolated": True,
        "isolatedWallet": "4.93323209",
        "notional": "-29.73450000",
        "unrealizedProfit": "-0.06450000",
        "initialMargin": "4.95575009",
    }
    account = {
        "totalWalletBalance": "25.45013785",
        "totalCrossWalletBalance": "20.51690576",
        "totalUnrealizedProfit": "-0.06450000",
        "totalInitialMargin": "4.95575009",
        "availableBalance": "20.51690576",
        "assets": [{"asset": "USDT", "walletBalance": "25.45013785"}],
        "positions": [row],
    }
    found = by_figure(account)
    assert found.pop("totalCrossWalletBalance").reason == "it is the cash that the other figures start from"
    assert len(found) == 6
    assert {finding.verdict for finding in found.values()} == {"exact"}


def test_a_pool_of_several_assets_is_not_judged_without_rates():
    document = cross() | {"multiAssetsMargin": True}
    expected = "not computable: the rates of a pool of several assets are not recorded"
    assert verdict(document, "totalWalletBalance") == verdict(document, "liquidationPrice") == expected
    assert verdict(document, "unRealizedProfit") == "exact"


@pytest.mark.parametrize(
    ("changes", "figure", "reason"),
    [
        ({"markPrice": None}, "unRealizedProfit", "markPrice is not recorded"),
        ({"markPrice": "high"}, "unRealizedProfit", "markPrice is not a number: 'high'"),
        ({"markPrice": "NaN"}, "unRealizedProfit", "markPrice is not a number: 'NaN'"),
        ({"brackets": {}}, "totalMaintMargin", "the brackets of BTCUSDT are not recorded"),
        ({"leverage": "0"}, "unRealizedProfit", "BTCUSDT leverage: must be a whole number from 1 to 1,000"),
        ({"positionSide": "UP"}, "unRealizedProfit", "'up' is not a valid Leg"),
    ],
)
def test_a_partial_or_edited_record_says_why_a_figure_is_not_judged(changes, figure, reason):
    assert verdict(cross(**changes), figure).startswith(f"not computable: {reason}")


def test_a_single_published_bracket_is_used_only_where_it_holds():
    """freqtrade's isolated expectation: one bracket of 2.5 % and 16,300, said to begin at 0."""
    bracket = {"initialLeverage": 20, "notionalFloor": 0, "notionalCap": 5000000, "maintMarginRatio": 0.025}
    row = {
        "symbol": "BTCUSDT",
        "positionAmt": "109.488",
        "entryPrice": "32481.980",
        "leverage": "20",
        "marginType": "isolated",
        "isolatedWallet": "1535443.01",
        "liquidationPrice": "18778.73",
    }
    document = {"brackets": {"BTCUSDT": [bracket | {"cum": 16300}]}, "positions": [row]}
    assert verdict(document, "liquidationPrice") == "exact"
    row |= {"positionAmt": "1", "isolatedWallet": "1000"}
    assert verdict(document, "liquidationPrice") == (
        "not computable: the brackets of BTCUSDT are recorded only from 815000 on"
    )


def test_other_documents_are_not_taken_for_records():
    for document in (
        {},
        [],
        [1],
        {"positions": []},
        {"positions": [{"coin": "BTC"}]},
        {"assetPositions": []},
    ):
        assert not aster.recognizes(document)


def run(*arguments: Any) -> tuple[int, list[dict[str, Any]]]:
    """The command's exit code and rows."""
    out = io.StringIO()
    try:
        call_command("check_recordings", "--json", *map(str, arguments), stdout=out, stderr=io.StringIO())
        code = 0
    except CommandError as error:
        code = error.returncode
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_command_tells_aster_s_content_whatever_the_file_is_called(tmp_path):
    (tmp_path / "hyperliquid.json").write_text(json.dumps(CROSS))
    code, rows = run(tmp_path)
    assert code == 0
    assert {row["venue"] for row in rows} == {"binance"}
    (tmp_path / "worse.json").write_text(json.dumps(cross(maintMargin="15.3")))
    assert run(tmp_path)[0] == 1


def documents() -> list[Path]:
    return sorted(recording(CASES).glob("*.json"))


def test_every_recorded_case_is_exact_or_says_why_it_cannot_be_judged():
    verdicts = [
        (path.name, finding.figure, finding.verdict)
        for path in documents()
        for finding in aster.findings(recorded(f"{CASES}/{path.name}"))
    ]
    undecided = {(name, figure) for name, figure, verdict in verdicts if verdict != "exact"}
    assert undecided == {
        ("account-iso-btc-2022-06-04.json", "totalUnrealizedProfit"),
        ("account-iso-btc-2022-06-04.json", "totalCrossWalletBalance"),
        ("cross-implied-btc-long-2021-10.json", "liquidationPrice"),
        ("cross-implied-btc-short-2023-04.json", "liquidationPrice"),
        ("cross-zero-btc-2022-11.json", "account_view.unrealizedProfit"),
        ("cross-zero-btc-2022-11.json", "totalCrossWalletBalance"),
        ("row-openorders-btc-2024-01.json", "account_view.unrealizedProfit"),
        ("rows-im-mm-2022.json", "account_view.unrealizedProfit"),
    }
    assert all(verdict == "exact" or verdict.startswith("not computable: ") for *_, verdict in verdicts)
    assert len(verdicts) == 93


def places(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any], str]]:
    """Every reported figure: subject, our name for it, and where it stands."""
    found = []
    for line in aster.lines_of(document):
        found += [(line.subject, name, line.row, name) for name in line.row]
        found += [(line.subject, f"account_view.{name}", line.view, name) for name in line.view]
    for name, by_market in document.get("published", {}).items():
        found += [(market, f"published.{name}", by_market, market) for market in by_market]
    return found + [("account", name, document["account"], name) for name in document.get("account", {})]


@pytest.mark.parametrize("factor", ["1.01", "0.99"])
def test_each_figure_changed_by_one_percent_is_seen_to_differ(factor):
    changed = 0
    for path in documents():
        document = recorded(f"{CASES}/{path.name}")
        judged = {(f.subject, f.figure) for f in aster.findings(document) if not f.reason}
        for subject, figure, holder, key in places(document):
            if (subject, figure) not in judged:
                continue
            reported = holder[key]
            zero = Decimal(str(reported)) == 0
            holder[key] = "1" if zero else str(Decimal(str(reported)) * Decimal(factor))
            [finding] = [f for f in aster.findings(document) if (f.subject, f.figure) == (subject, figure)]
            assert finding.verdict == "differs", (path.name, finding)
            holder[key] = reported
            changed += 1
    assert changed == 85


def test_aster_s_own_empty_account_has_nothing_but_zeros():
    found = by_figure(recorded("aster/accountV4_hedge_empty_2026-01.json"))
    assert found.pop("totalCrossWalletBalance").reason
    assert {finding.verdict for finding in found.values()} == {"exact"}
    assert len(found) == 10


def test_every_recorded_bracket_table_is_one_continuous_schedule():
    """Continuity is checked where a schedule is built; cum is Binance's own."""
    snapshots = recorded("aster/BINANCE_leverageBracket_by_date.json")["snapshots"]
    tables = [bracket_table(market["brackets"]) for each in snapshots for market in each["brackets"]]
    assert len(tables) > 40
    assert {table.known_from for table in tables} == {0}
