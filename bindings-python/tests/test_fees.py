"""Fees, scores and allocations: what the JSON operations give, and sums that pandas and fractions count anew."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import doorstep
import pandas
import pytest

Rows = list[dict[str, Any]]

GOLDEN = Path(__file__).parents[2] / "fixtures" / "golden"


def golden(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    case = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return case["request"], json.loads(case["answer_text"])


def statement(request: dict[str, Any], records: Any, settled: Any = None) -> doorstep.FeeStatement:
    return doorstep.fees(records, request["catalogue"], request["contract"], settled=settled)


def filled(rows: Rows) -> Rows:
    """Rows with the same keys each, as tables have them."""
    names = ["id", "outlet", "person", "item", "milestone", "date", "quantity"]
    return [{name: row.get(name) for name in names} for row in rows]


def test_every_kind_of_table_gives_the_same(kind: Callable[[Rows], Any]) -> None:
    request, answer = golden("fees")
    found = statement(request, kind(filled(request["records"]["rows"])))
    lines = [
        {name: line.get(name) for name in ("outlet", "item", "milestone", "basis", "version", "unit_price_fen")}
        | {"quantity": line["quantity"], "gross_fen": line["gross_fen"]}
        | {"cut_fen": sum(cut["cut_fen"] for cut in line["cuts"]), "amount_fen": line["amount_fen"]}
        | {"records": [part["record"] for part in line["records"]]}
        for line in answer["lines"]
    ]
    assert found.lines.to_pylist() == lines
    parts = [{"line": number} | part for number, line in enumerate(answer["lines"]) for part in line["records"]]
    assert found.records.to_pylist() == parts
    cuts = [{"line": number} | cut for number, line in enumerate(answer["lines"]) for cut in line["cuts"]]
    assert found.cuts.to_pylist() == cuts
    assert found.unpaid.to_pylist() == [{"counted": None} | line for line in answer["unpaid"]]
    assert found.outlets.to_pylist() == answer["outlets"]
    assert found.bases.to_pylist() == answer["bases"]
    assert found.total == answer["total"] | {name: answer[name] for name in ("records", "paid_records", "unpaid_records")}
    assert repr(found) == "doorstep.FeeStatement(124599 fen for 12 of 19 records)"


def test_sums_are_those_of_pandas() -> None:
    request, _ = golden("fees")
    found = statement(request, request["records"]["rows"])
    lines, records = found.lines.to_pandas(), found.records.to_pandas()
    assert (lines["gross_fen"] == lines["unit_price_fen"] * lines["quantity"]).all()
    assert (lines["amount_fen"] == lines["gross_fen"] - lines["cut_fen"]).all()
    assert (records.groupby("line")["amount_fen"].sum() == lines["amount_fen"]).all()
    by_outlet = lines.groupby("outlet")["amount_fen"].sum()
    assert dict(by_outlet) == {row["outlet"]: row["amount_fen"] for row in found.outlets.to_pylist()}
    assert found.total["amount_fen"] == lines["amount_fen"].sum() == found.settled.to_pandas()["amount_fen"].sum()
    told = set(records["record"]) | set(found.unpaid.to_pandas()["record"])
    assert told == {row["id"] for row in request["records"]["rows"]}


def test_a_year_of_monthly_statements_pays_each_record_once(kind: Callable[[Rows], Any]) -> None:
    request, _ = golden("fees")
    rows = sorted(filled(request["records"]["rows"]), key=lambda row: row["date"])
    settled: Rows = []
    for end in (6, 10, len(rows)):
        before = kind(settled) if settled else None
        settled += statement(request, rows[:end], before).settled.to_pylist()
    assert len({row["record"] for row in settled}) == len(settled)
    again = statement(request, rows, kind(settled))
    assert again.total["amount_fen"] == 0
    assert {row["why"] for row in again.unpaid.to_pylist()} >= {"settled", "counted", "other_outlet"}


def test_rows_that_cannot_be_read() -> None:
    request, answer = golden("fees_settled")
    found = doorstep.fees(
        request["records"]["rows"],
        request["catalogue"],
        request["contract"],
        settled=request["settled"],
        mapping=request["records"]["mapping"],
        errors="collect",
    )
    assert found.rejects.to_pylist() == answer["findings"]
    assert found.total["amount_fen"] == answer["total"]["amount_fen"]
    with pytest.raises(doorstep.TableError) as refused:
        statement(request, [{"id": "a", "outlet": "o-1", "person": "13800000000", "item": "course", "date": "2026-07-01"}])
    assert refused.value.code == "table.rejected"
    assert "13800000000" not in f"{refused.value} {refused.value.findings}"


def test_what_does_not_add_up() -> None:
    request, _ = golden("fees")
    with pytest.raises(doorstep.VoucherError) as refused:
        doorstep.fees([], [], request["contract"])
    assert (refused.value.code, refused.value.field, refused.value.seq) == ("fee.catalogue_empty", "catalogue", None)
    assert "目录" in refused.value.message_zh
    with pytest.raises(doorstep.RequestError):
        doorstep.fees([], request["catalogue"], {})
    with pytest.raises(doorstep.VoucherError) as refused:
        statement(request, request["records"]["rows"], [{"record": "other", "quantity": 1, "amount_fen": 1}])
    assert refused.value.code == "fee.settled_unknown"
    with pytest.raises(doorstep.VoucherError) as refused:
        doorstep.scorecard(golden("scorecard")[0]["scorecards"][-1:], golden("scorecard")[0]["terms"])
    assert refused.value.code == "fee.replaces"


def test_scores_decide_the_fee() -> None:
    for name in ("scorecard", "scorecard_step"):
        request, answer = golden(name)
        rows = doorstep.scorecard(request["scorecards"], request["terms"])
        assert rows == answer["rows"]
        for row in rows:
            exact = Fraction(row["part_numerator"], row["part_denominator"]) * row["fee_fen"]
            assert row["amount_fen"] == (exact + Fraction(1, 2)) // 1
            assert row["amount_fen"] + row["withheld_fen"] == row["fee_fen"]


def test_a_sum_is_divided(kind: Callable[[Rows], Any]) -> None:
    request, answer = golden("allocate")
    names = ["key", "weight", "floor_fen", "ceiling_fen"]
    claims = [{name: claim.get(name) for name in names} for claim in request["claims"]]
    found = doorstep.allocate(request["total_fen"], kind(claims)).to_pylist()
    assert found == [{"bound": None} | share for share in answer["shares"]]
    assert sum(share["amount_fen"] for share in found) == request["total_fen"]
    with pytest.raises(doorstep.VoucherError) as refused:
        doorstep.allocate(9, [{"key": "a", "weight": 1, "floor_fen": 10}])
    assert refused.value.code == "fee.floors_above_total"
    for bad in ([{"key": "a", "weight": 1.5}], [{"key": "a", "weight": -1}], [{"key": "a"}]):
        with pytest.raises(doorstep.RequestError):
            doorstep.allocate(9, bad)
    with pytest.raises(doorstep.InvalidValueError):
        doorstep.allocate(-1, [])


def test_frames_with_gaps_have_decimals() -> None:
    """A column of whole numbers with a gap is one of decimals in pandas: they are exact, and taken."""
    frame = pandas.DataFrame({"key": ["a", "b"], "weight": [3, 1], "ceiling_fen": [50.0, None]})
    assert [row["amount_fen"] for row in doorstep.allocate(100, frame).to_pylist()] == [50, 50]
