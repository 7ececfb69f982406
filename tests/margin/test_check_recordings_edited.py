"""`check_recordings` on edited, partial and broken records: what can be judged is, the rest says why."""

import copy
import io
import json
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from margin.recordings.files import reader_of
from tests.recordings import recorded, recording

ACCOUNTS = "hyperliquid/accounts"
TWO = f"{ACCOUNTS}/13_cross_long_short_2024-10-10.json"
ONE = f"{ACCOUNTS}/02_cross_btc_long_2025-10-21.json"


def findings_by_place(document: Any) -> dict[tuple[str, str], str]:
    reader = reader_of(document)
    assert reader is not None
    return {(found.subject, found.figure): found.verdict for found in reader.findings(document)}


def state(document: Any) -> dict[str, Any]:
    while "assetPositions" not in document:
        document = document.get("clearinghouseState") or document["data"]
    return document


def position(document: Any, index: int = 0) -> dict[str, Any]:
    return state(document)["assetPositions"][index]["position"]


def run(*paths: Path) -> tuple[int, list[dict[str, Any]]]:
    """The command's exit code and its rows."""
    out = io.StringIO()
    try:
        call_command("check_recordings", "--json", *map(str, paths), stdout=out, stderr=io.StringIO())
        code = 0
    except CommandError as error:
        code = error.returncode
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def written(path: Path, document: Any) -> Path:
    path.write_text(json.dumps(document, default=float))
    return path


def lost(field: str) -> dict[tuple[str, str], str]:
    """What is no longer exact when the first of two cross positions lacks `field`, and why."""
    document = recorded(TWO)
    before = findings_by_place(document)
    coin = position(document)["coin"]
    del position(document)[field]
    after = findings_by_place(document)
    if field == "coin":
        return {place: verdict for place, verdict in after.items() if place[0] == "position 1" != verdict}
    assert {place[0] for place in after} == {"SOL", "ETH", "account"}
    assert coin == "SOL"
    return {place: verdict for place, verdict in after.items() if before[place] != verdict}


def test_a_missing_entry_price_costs_one_pnl():
    assert lost("entryPx") == {("SOL", "unrealizedPnl"): "not computable: entryPx is not recorded"}


def test_a_missing_size_costs_what_needs_its_side():
    reason = "not computable: szi is not recorded"
    assert lost("szi") == {
        ("SOL", "liquidationPx"): reason,
        ("SOL", "unrealizedPnl"): reason,
        ("SOL", "returnOnEquity"): reason,
        ("account", "crossMarginSummary.accountValue"): f"{reason[:16]}SOL: szi is not recorded",
        ("account", "marginSummary.accountValue"): f"{reason[:16]}SOL: szi is not recorded",
    }


def test_a_missing_value_costs_its_position_and_the_sums():
    found = lost("positionValue")
    assert {place for place in found if place[0] == "SOL"} == {
        ("SOL", figure) for figure in ("liquidationPx", "marginUsed", "unrealizedPnl", "returnOnEquity")
    }
    assert found["account", "crossMaintenanceMarginUsed"] == (
        "not computable: SOL: positionValue is not recorded"
    )
    assert ("ETH", "liquidationPx") not in found


def test_a_missing_leverage_leaves_its_pnl():
    found = lost("leverage")
    assert ("SOL", "unrealizedPnl") not in found
    assert found["SOL", "marginUsed"] == "not computable: leverage is not recorded"
    assert found["account", "crossMaintenanceMarginUsed"] == "not computable: SOL: leverage is not recorded"
    assert ("account", "marginSummary.accountValue") not in found


def test_a_position_without_its_coin_is_judged_under_its_number():
    assert set(lost("coin").values()) == {"exact"}


@pytest.mark.parametrize("nonsense", ["NaN", "Infinity", "x", [1], {}, True, "1e400", "-1e-99999999"])
def test_a_figure_that_is_no_number_costs_only_itself(nonsense):
    document = recorded(ONE)
    position(document)["marginUsed"] = nonsense
    found = findings_by_place(document)
    assert found["BTC", "marginUsed"].startswith("not computable: marginUsed is not a number: ")
    assert [verdict for verdict in found.values() if verdict != "exact"] == [found["BTC", "marginUsed"]]


@pytest.mark.parametrize("nonsense", ["x", [1], 7])
def test_a_summary_that_is_no_object_gets_a_row_in_words(nonsense):
    document = recorded(ONE)
    state(document)["marginSummary"] = nonsense
    found = findings_by_place(document)
    assert found.pop(("account", "marginSummary")) == "not computable: marginSummary is not an object"
    assert set(found.values()) == {"exact"}


def test_a_state_without_its_positions_still_says_so(tmp_path):
    document = recorded(ONE)
    del state(document)["assetPositions"]
    code, rows = run(written(tmp_path / "state.json", document))
    assert code == 2
    assert "not computable: assetPositions is not recorded as a list" in {row["verdict"] for row in rows}


def test_a_difference_counts_whatever_else_the_folder_holds(tmp_path):
    broken, partial, wrong = tmp_path / "1.json", recorded(TWO), recorded(ONE)
    broken.write_text('{"data": ')
    del position(partial)["entryPx"]
    position(wrong)["marginUsed"] = "28"
    written(tmp_path / "2.json", partial)
    written(tmp_path / "3.json", wrong)
    code, rows = run(tmp_path, tmp_path / "gone.json")
    assert code == 1
    assert [row["file"] for row in rows if row["verdict"] == "differs"] == [str(tmp_path / "3.json")]
    unread = {row["file"]: row["verdict"] for row in rows if row["subject"] == "file"}
    assert unread[str(broken)].startswith("not computable: the file cannot be read: Expecting value")
    assert unread[str(tmp_path / "gone.json")] == (
        "not computable: the file cannot be read: No such file or directory"
    )


def test_what_cannot_be_read_does_not_spoil_what_is_exact(tmp_path):
    written(tmp_path / "good.json", recorded(ONE))
    (tmp_path / "bad.json").write_bytes(b"\xff\xfe{")
    assert run(tmp_path)[0] == 0
    assert run(tmp_path / "bad.json")[0] == 2


def large(coin: str, value: str, max_leverage: int) -> dict[str, Any]:
    """One recorded cross long, resized: `value` of notional at 100,000 in November 2025."""
    document = recorded(ONE)
    held, raw = position(document), state(document)
    held |= {"coin": coin, "maxLeverage": max_leverage, "positionValue": value, "liquidationPx": "1"}
    held["szi"] = str(Decimal(value) / 100_000)
    raw["time"] = 1763000000000
    for name in ("marginSummary", "crossMarginSummary"):
        raw[name] |= {"totalNtlPos": value, "totalRawUsd": str(-Decimal(value) / 2)}
    return document


def maintenance_and_price(document: Any) -> tuple[Any, Any]:
    reader = reader_of(document)
    assert reader is not None
    found = {finding.figure: finding for finding in reader.findings(document)}
    return found["crossMaintenanceMarginUsed"], found["liquidationPx"]


def test_the_table_that_decided_is_named():
    required, price = maintenance_and_price(large("BTC", "240000000", 40))
    assert required.computed == 240_000_000 / Decimal(40) - 150_000_000 / Decimal(80)
    assert "tiers: BTC table 56, mainnet 2025-11" in required.inputs
    assert "tiers: BTC table 56, mainnet 2025-11" in price.inputs


def test_a_coin_without_a_table_is_judged_by_its_maximum_leverage_only_below_every_edge():
    required, price = maintenance_and_price(large("ZZZ", "2999999", 10))
    assert (required.computed, required.reason, price.reason) == (Decimal("149999.95"), "", "")
    assert "position.maxLeverage" in required.inputs
    for figure in maintenance_and_price(large("ZZZ", "3000000", 10)):
        assert "tiers of ZZZ are not known" in figure.verdict
        assert figure.verdict.startswith("not computable: ")


def test_a_short_whose_price_lies_beyond_the_first_edge_is_not_judged():
    document = large("ZZZ", "2900000", 10)
    position(document)["szi"] = "-29"
    for name in ("marginSummary", "crossMarginSummary"):
        state(document)[name]["totalRawUsd"] = "5800000"
    required, price = maintenance_and_price(document)
    assert required.reason == ""
    assert price.verdict == "not computable: tiers of ZZZ are not known from 3000000 on"


@pytest.mark.parametrize("mode", ["unifiedAccount", "portfolioMargin"])
def test_an_account_of_another_margin_mode_is_not_judged_by_the_standard_one(mode):
    told, beside = recorded(ONE), recorded(ONE)
    told["about"]["abstraction"] = mode
    beside["userAbstraction"] = {"request": {"type": "userAbstraction"}, "response": mode}
    for document in (told, beside):
        assert set(findings_by_place(document).values()) == {
            f"not computable: the account is in {mode}, not in the standard margin mode"
        }


def test_an_account_that_says_it_is_standard_is_judged():
    document = recorded(ONE)
    document["userAbstraction"] = "disabled"
    assert set(findings_by_place(document).values()) == {"exact"}


def test_an_undated_record_that_an_older_rule_explains_is_undecided_and_others_still_differ():
    document = recorded(f"{ACCOUNTS}/15_cross_12pos_2023-03-27_old_formula.json")
    del document["about"]["date"]
    undecided = "not computable: the record is not dated; by an older rule it is exact"
    assert findings_by_place(document)["BTC", "returnOnEquity"] == undecided
    position(document)["returnOnEquity"] = "-0.00764"
    assert findings_by_place(document)["BTC", "returnOnEquity"] == "differs"


@pytest.mark.parametrize("left_out", range(12))
def test_a_position_left_out_of_a_state_of_2023_moves_no_other_liquidation_price(left_out):
    document = recorded(f"{ACCOUNTS}/15_cross_12pos_2023-03-27_old_formula.json")
    del state(document)["assetPositions"][left_out]
    prices = [v for (_, figure), v in findings_by_place(document).items() if figure == "liquidationPx"]
    assert prices == ["exact"] * 11


def test_provenance_that_does_not_speak_of_orders_does_not_vouch_for_them():
    document = recorded(TWO)
    del document["about"]["completeness"]
    found = findings_by_place(document)["account", "withdrawable"]
    assert found.startswith("not computable: resting orders are not recorded")


NONSENSE: tuple[Any, ...] = (
    None, "NaN", "-Infinity", float("nan"), "x", "", [], [1], {}, {"a": 1}, True, 0, -1, "0", "1e19", "1e400",
    10**30, "-5", 0.1, [[]], [{}], "1e-39",
)  # fmt: skip


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every key and index of a document, with what holds it."""
    for key in list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield node, key
        yield from places(node[key])


def mutate(document: Any, chance: random.Random) -> None:
    holder, key = chance.choice(list(places(document)) or [({0: 0}, 0)])
    if chance.random() < 0.2:
        del holder[key]
    else:
        holder[key] = copy.deepcopy(chance.choice(NONSENSE))


def records() -> list[Path]:
    small = (path for path in recording("aster").rglob("*.json") if path.stat().st_size < 30_000)
    return sorted((*recording(ACCOUNTS).glob("*.json"), *small))


@pytest.mark.parametrize("seed", range(4))
def test_no_edit_of_a_record_ends_in_a_traceback(tmp_path, seed):
    """Removed, retyped, emptied, immense: one to three edits at a time, and every run ends with a code."""
    chance = random.Random(seed)
    known = [path for path in records() if reader_of(json.loads(path.read_text(), parse_float=Decimal))]
    assert len(known) > 20
    for path in known:
        for count in range(6):
            document = json.loads(path.read_text())
            for _ in range(chance.randint(1, 3)):
                mutate(document, chance)
            written(tmp_path / f"{count}.json", document)
        code, rows = run(tmp_path)
        assert code in (0, 1, 2)
        assert all(row["verdict"] for row in rows)
        shapes = [row for row in rows if row["subject"] == "file" or "not shaped" in row["verdict"]]
        assert shapes == [], path.name
