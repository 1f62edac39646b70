"""Coverage by division: what the JSON operation gives, and sums that pandas counts anew."""

import json
from collections.abc import Callable
from typing import Any

import doorstep
import pandas
import pytest

Rows = list[dict[str, Any]]

ANSWERS: Rows = [
    {"id": "r1", "region": "370102005001", "group": "youth", "answer": "covered", "weight": 120},
    {"id": "r2", "region": "370102005002", "group": None, "answer": "not_covered", "weight": 7},
    {"id": "r3", "region": "370102", "group": "youth", "answer": "covered", "weight": None},
    {"id": "r4", "region": "3701", "group": None, "answer": None, "weight": 3},
    {"id": "r5", "region": "济南", "group": None, "answer": "unknown", "weight": 2},
    {"id": "r6", "region": None, "group": "veteran", "answer": "covered", "weight": 5},
    {"id": "r7", "region": "110101", "group": None, "answer": "not_covered", "weight": 9},
]
SUMS = ["covered", "not_covered", "unknown", "total"]


def test_every_kind_of_table_gives_the_same(kind: Callable[[Rows], Any]) -> None:
    found = doorstep.rollup(kind(ANSWERS))
    answer = json.loads(doorstep.call("rollup", json.dumps({"answers": {"rows": ANSWERS}})))
    regions = [
        {name: row.get(name) for name in ("region", "tier", "parent")}
        | row["all"]
        | {f"own_{name}": count for name, count in row["own"].items()}
        for row in answer["regions"]
    ]
    assert found.regions.to_pylist() == regions
    groups = [{name: row.get(name) for name in ("region", "tier", "group")} | row["all"] for row in answer["groups"]]
    assert found.groups.to_pylist() == groups
    assert found.total_groups.to_pylist() == [{"group": row.get("group")} | row["all"] for row in answer["total_groups"]]
    assert found.total == answer["total"] == {"covered": 126, "not_covered": 16, "unknown": 5, "total": 147}
    assert repr(found) == "doorstep.Rollup(10 divisions, 126 covered, 16 not covered, 5 unknown)"


def test_sums_are_those_of_pandas() -> None:
    """Each division counts what begins with its code, and nobody is counted twice or lost."""
    frame = pandas.DataFrame(ANSWERS).assign(answer=lambda rows: rows["answer"].fillna("unknown"))
    frame["weight"] = frame["weight"].fillna(1).astype(int)
    regions = doorstep.rollup(frame).regions.to_pandas()
    known = regions[regions["region"].notna()]
    for row in known.itertuples():
        inside = frame[frame["region"].fillna("").str.startswith(row.region)]
        sums = inside.groupby("answer")["weight"].sum()
        assert [row.covered, row.not_covered, row.unknown] == [int(sums.get(name, 0)) for name in SUMS[:3]]
        below = known[known["parent"] == row.region]
        assert row.total == row.own_total + below["total"].sum()
    top = regions[regions["parent"].isna()]
    assert top["total"].sum() == frame["weight"].sum() == 147


def test_coverage_is_rolled_up() -> None:
    homes: Rows = [
        {"id": "a", "lon": 117.021, "lat": 36.66, "area_class": "urban", "region": "370102005001", "weight": 4},
        {"id": "b", "lon": 117.4, "lat": 36.66, "area_class": "urban", "region": "370102005002", "weight": 6},
    ]
    found = doorstep.coverage(homes, [{"id": "s", "lon": 117.02, "lat": 36.66}])
    rows = [home | {"answer": row["answer"]} for home, row in zip(homes, found.rows.to_pylist(), strict=True)]
    with pytest.warns(doorstep.DoorstepWarning):
        sums = doorstep.rollup(rows)
    assert sums.total == found.total
    assert [row["covered"] for row in sums.regions.to_pylist()] == [4, 4, 4, 4, 4, 0]


def test_rows_that_cannot_be_read() -> None:
    broken = [*ANSWERS, {"id": "r8", "answer": "maybe"}, {"id": "r1", "answer": "covered"}]
    with pytest.raises(doorstep.TableError):
        doorstep.rollup(broken)
    found = doorstep.rollup(broken, errors="collect")
    assert [row["code"] for row in found.rejects.to_pylist()] == ["value.unknown_word", "value.duplicate"]
    assert found.total["total"] == 147
    mapping = {"fields": {"answer": {"column": "结果", "words": {"已覆盖": "covered"}}}}
    assert doorstep.rollup([{"结果": "已覆盖"}], mapping=mapping).total["covered"] == 1
