"""Accessibility: what the JSON operation gives, what PySAL's `access` gives, and columns of any library as they are."""

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import doorstep
import pandas
import polars
import pyarrow
import pytest

Rows = list[dict[str, Any]]
FIXTURES = Path(__file__).parents[2] / "fixtures"

HOMES: Rows = [{"id": "d1", "weight": 100}, {"id": "d2", "weight": 50.5}, {"id": "d3", "weight": 0}]
STATIONS: Rows = [{"id": "s1", "weight": 15}, {"id": "s2", "weight": 20}]
COSTS: Rows = [
    {"demand_id": "d1", "supply_id": "s1", "cost": 1.5},
    {"demand_id": "d2", "supply_id": "s1", "cost": 9.0},
    {"demand_id": "d1", "supply_id": "s2", "cost": 60.5},
]


def by_json(**request: Any) -> Any:
    return json.loads(doorstep.call("accessibility", json.dumps(request)))


def test_every_kind_of_table_gives_the_same(kind: Callable[[Rows], Any]) -> None:
    found = doorstep.accessibility(kind(HOMES), kind(STATIONS), kind(COSTS), 60)
    answer = by_json(demand=HOMES, supply=STATIONS, costs=COSTS, catchment=60)
    assert found.rows.to_pylist() == answer["rows"]
    assert found.supply.to_pylist() == answer["supply"]
    assert found.total == answer["total"]
    assert repr(found) == "doorstep.Accessibility(15 of 35 in reach, 0 people unreached, Gini 0.000)"
    assert answer["supply"][1]["unused"] and answer["rows"][2]["unreached"]


def test_costs_of_candidates_are_read(kind: Callable[[Rows], Any]) -> None:
    costs = [{"demand_id": row["demand_id"], "candidate_id": row["supply_id"], "cost": row["cost"]} for row in COSTS]
    found = doorstep.accessibility(kind(HOMES), kind(STATIONS), kind(costs), 60)
    assert found.rows.to_pylist() == doorstep.accessibility(HOMES, STATIONS, COSTS, 60).rows.to_pylist()


def test_straight_lines_need_no_costs(kind: Callable[[Rows], Any]) -> None:
    homes = [{"id": 1, "weight": 120, "lon": 117.021, "lat": 36.66}, {"id": 2, "weight": 7, "lon": 117.5, "lat": 36.9}]
    stations = [{"id": 1, "weight": 3, "lon": 117.02, "lat": 36.66}]
    found = doorstep.accessibility(kind(homes), kind(stations), None, 5000)
    assert [row["score"] for row in found.rows.to_pylist()] == [3 / 120, 0.0]
    assert found.total["demand_unreached"] == 7
    shifted = [homes[0] | {"system": "gcj02"}, homes[1] | {"system": "gcj02"}]
    assert doorstep.accessibility(kind(shifted), kind(stations), None, 300).total["supply_unused"] == 3
    with pytest.raises(doorstep.CircleError) as refused:
        doorstep.accessibility(kind([homes[0], homes[1] | {"lon": None, "lat": None}]), kind(stations), None, 5000)
    assert (refused.value.code, "demand row 1" in str(refused.value)) == ("circle.no_place", True)


CASES = json.loads((FIXTURES / "accessibility_by_access.json").read_text(encoding="utf-8"))["cases"]


def scores(case: dict[str, Any], make: Callable[[Any], Any]) -> list[float]:
    tables = (make(case[name]) for name in ("demand", "supply", "costs"))
    found = doorstep.accessibility(*tables, case["catchment"], case["method"], decay=case["decay"])
    assert found.total["shared_out"] == pytest.approx(found.total["supply_used"], rel=1e-9)
    return [row["score"] for row in found.rows.to_pylist()]


@pytest.mark.parametrize("make", [pandas.DataFrame, polars.DataFrame, pyarrow.table], ids=["pandas", "polars", "pyarrow"])
def test_scores_are_those_of_access(make: Callable[[Any], Any]) -> None:
    assert len(CASES) >= 40
    for case in CASES:
        assert scores(case, make) == pytest.approx(case["scores"], rel=1e-9, abs=0)


@pytest.mark.filterwarnings("ignore")
def test_scores_are_those_of_access_where_it_is() -> None:
    pytest.importorskip("access", reason="skipped: PySAL's access is not installed")
    spec = importlib.util.spec_from_file_location("by_access", FIXTURES / "accessibility_by_access.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["by_access"] = module
    spec.loader.exec_module(module)
    for seed in range(100, 140):
        given = module.table(seed)
        for method, decay, theirs in module.ways(given["catchment"]):
            case = given | {"method": method, "decay": decay}
            expected = module.by_access(given, method, theirs)
            assert scores(case, pandas.DataFrame) == pytest.approx(expected, rel=1e-9, abs=0)


def test_keys_are_numbers_or_texts() -> None:
    """A number and its text are one key, numbers stay numbers, and far apart or close together they are found."""
    texts = doorstep.accessibility(HOMES, STATIONS, COSTS, 60).rows.to_pylist()
    for keys in [{"d1": 7, "d2": 5, "d3": 6}, {"d1": 0, "d2": 1, "d3": 2}, {"d1": -(2**60), "d2": 2**60, "d3": 0}]:
        homes = pandas.DataFrame(HOMES).assign(id=[keys[row["id"]] for row in HOMES])
        costs = pandas.DataFrame(COSTS).assign(demand_id=[keys[row["demand_id"]] for row in COSTS])
        found = doorstep.accessibility(homes, STATIONS, costs, 60).rows.to_pylist()
        assert found == [row | {"demand_id": keys[row["demand_id"]]} for row in texts]
        mixed = doorstep.accessibility(homes, STATIONS, costs.astype({"demand_id": str}), 60).rows.to_pylist()
        assert mixed == found


@pytest.mark.parametrize(
    ("change", "code", "shown"),
    [
        ({"demand": [HOMES[0], HOMES[0]]}, "circle.duplicate_demand", "demand row 1"),
        ({"supply": [STATIONS[1], STATIONS[0], STATIONS[1]]}, "circle.duplicate_supply", "supply row 2"),
        ({"demand": [HOMES[0], HOMES[1] | {"weight": -1.0}]}, "circle.bad_weight", "demand row 1"),
        ({"costs": [*COSTS, COSTS[1]]}, "circle.duplicate_pair", "costs row 3"),
        ({"costs": [COSTS[0], COSTS[1] | {"demand_id": "d9"}]}, "circle.unknown_demand", "costs row 1"),
        ({"costs": [COSTS[0], COSTS[1] | {"supply_id": "s9"}]}, "circle.unknown_supply", "costs row 1"),
        ({"costs": [COSTS[0] | {"cost": -0.5}]}, "circle.bad_cost", "costs row 0"),
        ({"catchment": -1.0}, "circle.bad_catchment", "-1"),
        ({"decay": {"kind": "gaussian", "sigma": 1}}, "circle.bad_decay", "2sfca"),
        ({"method": "e2sfca", "decay": {"kind": "gaussian", "sigma": 0}}, "circle.bad_decay", "sigma"),
        ({"method": "4sfca"}, "request.json", "4sfca"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("circle.") else "",
)
def test_what_is_wrong_is_named(
    kinds: dict[str, Callable[[Rows], Any]], change: dict[str, Any], code: str, shown: str
) -> None:
    given = {"demand": HOMES, "supply": STATIONS, "costs": COSTS, "catchment": 60} | change
    for kind in kinds.values():
        tables = {name: kind(given[name]) for name in ("demand", "supply", "costs")}
        rest = {name: value for name, value in given.items() if name not in tables}
        with pytest.raises(doorstep.DoorstepError) as refused:
            doorstep.accessibility(**tables, **rest)
        assert refused.value.code == code and shown in str(refused.value) and refused.value.message_zh


def test_columns_that_are_none() -> None:
    frame = pandas.DataFrame(COSTS)
    for costs, code in [
        (frame.drop(columns="cost"), "table.missing_column"),
        (frame.assign(cost="near"), "table.column_type"),
        (frame.assign(demand_id=[1.5, 2.5, 3.5]), "table.column_type"),
        (frame.assign(demand_id=["d1", None, "d2"]), "table.column_type"),
        (frame.assign(cost=[1.0, None, 2.0]), "circle.bad_cost"),
    ]:
        with pytest.raises(doorstep.DoorstepError) as refused:
            doorstep.accessibility(HOMES, STATIONS, costs, 60)
        assert refused.value.code == code
    nothing = doorstep.accessibility([], [], [], 0)
    assert (len(nothing.rows), nothing.total["equity"]["gini"]) == (0, 0)
