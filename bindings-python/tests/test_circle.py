"""Coverage and circles give what the core gives by JSON."""

import json
from collections.abc import Callable
from typing import Any

import doorstep
import pytest

Rows = list[dict[str, Any]]

RESIDENTS: Rows = [
    {"id": "r1", "lon": 117.021, "lat": 36.66, "area_class": "urban", "region": "370102", "weight": 120},
    {"id": "r2", "lon": 117.04, "lat": 36.66, "area_class": "rural", "region": "370103", "weight": 7},
    {"id": "r3", "lon": 117.04, "lat": 36.66, "area_class": None, "region": None, "weight": None},
    {"id": "r4", "lon": None, "lat": None, "area_class": "urban", "region": "370102", "weight": 2},
]
STATIONS: Rows = [
    {"id": "s1", "lon": 117.02, "lat": 36.66, "area_class": "urban"},
    {"id": "s2", "lon": None, "lat": None, "area_class": None},
]


def test_every_kind_of_table_gives_the_same(kind: Callable[[Rows], Any]) -> None:
    found = doorstep.coverage(kind(RESIDENTS), kind(STATIONS))
    answer = json.loads(
        doorstep.call("coverage", json.dumps({"residents": {"rows": RESIDENTS}, "stations": {"rows": STATIONS}}))
    )
    given = [{key: value for key, value in row.items() if value is not None} for row in found.rows.to_pylist()]
    assert given == answer["rows"]
    totals = [{key: value for key, value in row.items() if value is not None} for row in found.totals.to_pylist()]
    assert totals == answer["regions"]
    assert (found.total, found.system) == (answer["total"], "wgs84")
    assert found.stations_without_place == ["s2"]
    assert found.total == {"covered": 127, "not_covered": 0, "unknown": 3, "total": 130}
    assert repr(found) == "doorstep.Coverage(127 covered, 0 not covered, 3 unknown)"


def test_the_rule_is_a_dict() -> None:
    rule = {"rural": {"kind": "distance", "metres": 1000}}
    assert doorstep.coverage(RESIDENTS, STATIONS, rule).total["covered"] == 120
    assert doorstep.circles([STATIONS[0] | {"area_class": "rural"}], rule)["features"][0]["properties"]["radius_m"] == 1000


def test_rejects_of_both_tables_are_kept_apart() -> None:
    broken = [STATIONS[0] | {"id": "s3", "lat": 99}]
    with pytest.raises(doorstep.TableError):
        doorstep.coverage(RESIDENTS, broken)
    found = doorstep.coverage([*RESIDENTS, {"weight": -1}], broken, errors="collect")
    assert [f["code"] for f in found.residents_rejects.to_pylist()] == ["value.out_of_range"]
    assert [f["code"] for f in found.stations_rejects.to_pylist()] == ["coordinate.latitude_out_of_range"]
    assert found.rows.to_pylist()[0]["why"] == "no_station"


def test_each_table_has_its_mapping() -> None:
    def rename(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
        return {names.get(key, key): value for key, value in row.items()}

    def mapping(names: dict[str, str]) -> dict[str, Any]:
        return {"fields": {key: {"column": column} for key, column in names.items()}}

    people, places = {"id": "户", "lon": "经度"}, {"id": "站", "lat": "纬度"}
    found = doorstep.coverage(
        [rename(row, people) for row in RESIDENTS],
        [rename(row, places) for row in STATIONS],
        residents_mapping=mapping(people),
        stations_mapping=mapping(places),
    )
    assert found.rows.to_pylist() == doorstep.coverage(RESIDENTS, STATIONS).rows.to_pylist()


def test_circles_are_geojson(kind: Callable[[Rows], Any]) -> None:
    drawn = doorstep.circles(kind(STATIONS), vertices=12)
    request = {"stations": {"rows": STATIONS}, "vertices": 12}
    assert drawn == json.loads(doorstep.call("circles", json.dumps(request)))
    assert drawn["type"] == "FeatureCollection" and len(drawn["features"]) == 1
    assert len(drawn["features"][0]["geometry"]["coordinates"][0]) == 13
