"""`check_recordings`: what the venue reported beside ours, and that it cannot be fooled."""

import copy
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from margin.recordings import hyperliquid, hyperliquid_rows
from margin.recordings.findings import Finding
from tests.recordings import recorded, recording

ACCOUNTS = "hyperliquid/accounts"
POSITION_FIGURES = ("liquidationPx", "marginUsed", "unrealizedPnl", "returnOnEquity")
# A test author wrote 0.033 over the venue's return on equity of this position.
EDITED = ("xyz:SPCX", "returnOnEquity")

A_LONG: dict[str, Any] = {
    "about": {"network": "mainnet", "date": "2025-10-21", "completeness": "full account"},
    "data": {
        "marginSummary": {
            "accountValue": "462.860761",
            "totalNtlPos": "554.70656",
            "totalRawUsd": "-91.845799",
        },
        "crossMarginSummary": {
            "accountValue": "462.860761",
            "totalNtlPos": "554.70656",
            "totalRawUsd": "-91.845799",
        },
        "crossMaintenanceMarginUsed": "6.933832",
        "withdrawable": "407.390105",
        "assetPositions": [
            {
                "type": "oneWay",
                "position": {
                    "coin": "BTC",
                    "szi": "0.00496",
                    "leverage": {"type": "cross", "value": 20},
                    "entryPx": "111900.0",
                    "positionValue": "554.70656",
                    "unrealizedPnl": "-0.31744",
                    "returnOnEquity": "-0.0114387846",
                    "liquidationPx": "18751.694365047",
                    "marginUsed": "27.735328",
                    "maxLeverage": 40,
                },
            }
        ],
        "time": 1761076514978,
    },
}


def a_long(**changes: Any) -> dict[str, Any]:
    """The account above (a public Python client, October 2025); `position.` names change the position."""
    document = copy.deepcopy(A_LONG)
    for name, value in changes.items():
        target = (
            document["data"]["assetPositions"][0]["position"] if name in POSITION_FIELDS else document["data"]
        )
        if value is ABSENT:
            del target[name]
        else:
            target[name] = value
    return document


ABSENT = object()
POSITION_FIELDS = set(A_LONG["data"]["assetPositions"][0]["position"])


def verdicts(document: dict[str, Any]) -> dict[str, str]:
    return {finding.figure: finding.verdict for finding in hyperliquid.findings(document)}


def test_every_figure_of_a_full_account_is_exact():
    assert set(verdicts(a_long()).values()) == {"exact"}
    assert set(verdicts(a_long())) == {
        *POSITION_FIGURES,
        "crossMaintenanceMarginUsed",
        "crossMarginSummary.accountValue",
        "marginSummary.accountValue",
        "withdrawable",
    }


def test_without_the_maximum_leverage_the_table_of_that_date_is_used():
    document = a_long(maxLeverage=ABSENT)
    found = {finding.figure: finding for finding in hyperliquid.findings(document)}
    assert found["liquidationPx"].verdict == "exact"
    for figure in ("liquidationPx", "crossMaintenanceMarginUsed"):
        assert "tiers: BTC table 56, mainnet 2025-10" in found[figure].inputs


def test_a_date_before_the_table_is_not_guessed():
    document = a_long(maxLeverage=ABSENT, time=1736219976887)
    found = verdicts(document)
    assert found["liquidationPx"].startswith("not computable: maxLeverage is not recorded")
    assert found["crossMaintenanceMarginUsed"] == (
        "not computable: BTC: maxLeverage is not recorded, and tiers of BTC on 2025-01-07 are not known"
    )


def test_withdrawable_below_ours_is_undecided_only_where_orders_are_not_recorded():
    lower = a_long(withdrawable="400")
    assert verdicts(lower)["withdrawable"] == "differs"
    lower["about"]["completeness"] = "full account, resting orders unknown"
    assert verdicts(lower)["withdrawable"] == (
        "not computable: resting orders are not recorded; 7.390105 would be theirs"
    )
    lower["data"]["withdrawable"] = "410"
    assert verdicts(lower)["withdrawable"] == "differs"


def test_recorded_orders_explain_what_is_not_withdrawable():
    document = a_long(withdrawable=str(Decimal("407.390105") - 50))
    order = {"coin": "BTC", "side": "B", "limitPx": "100000", "sz": "0.01", "reduceOnly": False}
    document["about"]["openOrders"] = [order]
    assert verdicts(document)["withdrawable"] == "exact"
    document["about"]["openOrders"] = [order | {"coin": "ETH"}]
    assert verdicts(document)["withdrawable"].startswith("not computable: the leverage of a resting order")


def test_a_file_that_leaves_positions_out_says_so():
    document = a_long()
    for summary in ("crossMarginSummary", "marginSummary"):
        document["data"][summary]["totalNtlPos"] = "600.0"
    found = verdicts(document)
    assert found["crossMaintenanceMarginUsed"] == (
        "not computable: crossMarginSummary counts 600 of positions, the file holds 554.70656"
    )
    assert found["liquidationPx"] == "exact"


def test_an_entry_price_cut_too_short_is_undecided_not_excused():
    """31744 micro of loss: an entry of 111,900 leaves 496; one cut to hundreds leaves too much to tell."""
    found = verdicts(a_long(entryPx="111899.9", returnOnEquity=ABSENT))
    assert found["unrealizedPnl"].startswith("not computable: entryPx is cut to 111899.9")
    assert verdicts(a_long(entryPx="111890.0"))["unrealizedPnl"] == "differs"


def test_a_null_is_an_answer_of_the_liquidation_price_and_not_reported_elsewhere():
    assert verdicts(a_long(liquidationPx=None))["liquidationPx"] == "differs"
    everything = set(verdicts(a_long()))
    for figure in ("marginUsed", "unrealizedPnl", "crossMaintenanceMarginUsed", "withdrawable"):
        found = verdicts(a_long(**{figure: None}))
        without = {figure, "returnOnEquity"} if figure == "unrealizedPnl" else {figure}
        assert everything - set(found) == {figure}
        assert {found[other] for other in everything - without} == {"exact"}


def test_a_state_in_a_websocket_message_or_bare_reads_the_same():
    bare = A_LONG["data"]
    message = {"channel": "clearinghouseState", "data": {"dex": "", "clearinghouseState": bare}}
    positions = [finding for finding in hyperliquid.findings(bare) if finding.subject == "BTC"]
    assert [f.verdict for f in positions] == ["exact"] * 4
    assert [f for f in hyperliquid.findings(message) if f.subject == "BTC"] == positions


def written(folder: Path, name: str, document: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps(document))
    return path


def run(*arguments: Any) -> tuple[int, str]:
    """The command's exit code and standard output."""
    out = io.StringIO()
    try:
        call_command("check_recordings", *map(str, arguments), stdout=out, stderr=io.StringIO())
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def test_the_command_prints_one_object_a_line_and_leaves_with_0(tmp_path):
    code, out = run("--json", written(tmp_path, "any name.json", a_long()))
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert list(rows[0]) == [
        "file", "venue", "subject", "figure", "reported", "computed", "relative_error", "verdict", "inputs",
    ]  # fmt: skip
    assert rows[0] == {
        "file": str(tmp_path / "any name.json"),
        "venue": "hyperliquid",
        "subject": "BTC",
        "figure": "liquidationPx",
        "reported": "18751.694365047",
        "computed": "18751.694365047",
        "relative_error": "0",
        "verdict": "exact",
        "inputs": [
            "szi",
            "positionValue",
            "position.maxLeverage",
            "tiers: BTC table 56, mainnet 2025-10",
            "crossMarginSummary.totalRawUsd",
        ],
    }


def test_the_command_leaves_with_1_when_a_figure_differs(tmp_path):
    written(tmp_path, "good.json", a_long())
    written(tmp_path, "bad.json", a_long(marginUsed="28.012681"))
    code, out = run(tmp_path)
    assert code == 1
    assert out.splitlines()[-1] == "15 exact, 1 differs"


def test_the_command_leaves_with_2_when_there_is_nothing_to_read(tmp_path):
    assert run(tmp_path)[0] == 2
    assert run(tmp_path / "gone.json")[0] == 2
    assert run(written(tmp_path, "other.json", {"levels": []}))[0] == 2
    assert run(written(tmp_path, "broken.json", {"assetPositions": [{"position": {"coin": "BTC"}}]}))[0] == 2


def findings_of(document: Any) -> list[Finding]:
    reader = hyperliquid if hyperliquid.recognizes(document) else hyperliquid_rows
    return list(reader.findings(document))


def test_every_recorded_price_and_maintenance_is_exact():
    count = 0
    for path in sorted(recording(ACCOUNTS).glob("*.json")):
        for finding in findings_of(recorded(f"{ACCOUNTS}/{path.name}")):
            if finding.differs:
                assert (finding.subject, finding.figure) == EDITED
            if finding.figure == "liquidationPx":
                assert finding.verdict == "exact", (path.name, finding)
                count += 1
            if finding.figure == "crossMaintenanceMarginUsed" and not finding.reason:
                assert finding.computed == finding.reported, (path.name, finding)
    assert count == 60


def figures_in(document: Any) -> Iterator[tuple[str, str, dict[str, Any], str]]:
    """Every reported figure: subject, our name for it, and where it stands in the document."""
    if hyperliquid_rows.recognizes(document):
        for number, row in enumerate(document["data"], start=1):
            yield f"{row['coin']} row {number}", "liquidationPx", row, "liquidationPx"
        return
    state = hyperliquid.state_in(document)
    for item in state["assetPositions"]:
        for figure in POSITION_FIGURES:
            if figure in item["position"]:
                yield item["position"]["coin"], figure, item["position"], figure
    for figure in ("crossMaintenanceMarginUsed", "withdrawable"):
        if figure in state:
            yield "account", figure, state, figure
    for summary in ("crossMarginSummary", "marginSummary"):
        if state.get(summary):
            yield "account", f"{summary}.accountValue", state[summary], "accountValue"


@pytest.mark.parametrize("factor", ["1.01", "0.99"])
def test_each_figure_changed_by_one_percent_is_seen_to_differ(factor):
    changed = 0
    for path in sorted(recording(ACCOUNTS).glob("*.json")):
        document = recorded(f"{ACCOUNTS}/{path.name}")
        judged = {(f.subject, f.figure) for f in findings_of(document) if not f.reason and f.reported != 0}
        for subject, figure, holder, key in figures_in(document):
            if (subject, figure) not in judged:
                continue
            reported = holder[key]
            holder[key] = "12345.6" if reported is None else str(Decimal(reported) * Decimal(factor))
            [finding] = [f for f in findings_of(document) if (f.subject, f.figure) == (subject, figure)]
            assert finding.verdict == "differs", (path.name, finding)
            holder[key] = reported
            changed += 1
    assert changed == 183


def test_no_figure_is_computed_from_itself():
    for path in sorted(recording(ACCOUNTS).glob("*.json")):
        for finding in findings_of(recorded(f"{ACCOUNTS}/{path.name}")):
            assert finding.figure not in finding.inputs
            contains_equity = {"marginSummary.accountValue", "crossMarginSummary.accountValue"}
            if finding.figure in contains_equity | {"crossMaintenanceMarginUsed"}:
                assert not contains_equity & set(finding.inputs)
                assert "withdrawable" not in finding.inputs
