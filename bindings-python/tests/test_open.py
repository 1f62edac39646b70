"""The nearest open station: what the JSON operation gives, and what a scan over the network's table of times gives."""

import json
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import doorstep
import numpy
import pandas
import pytest

Rows = list[dict[str, Any]]

PLACES: Rows = [
    {"id": "r1", "lon": 117.02, "lat": 36.66, "weight": 120},
    {"id": "r2", "lon": 117.05, "lat": 36.67, "weight": 30},
    {"id": "r3", "lon": None, "lat": None, "weight": None},
]
STATIONS: Rows = [
    {"id": "Z01", "lon": 117.021, "lat": 36.66, "hours": "请来电咨询"},
    {"id": "Z02", "lon": 117.024, "lat": 36.661, "hours": "周一至周五 9:00-12:00，13:30-17:00；节假日休息"},
    {"id": "Z03", "lon": 117.06, "lat": 36.67, "hours": "Mo-Sa 08:30-18:00; PH off"},
    {"id": "Z04", "lon": None, "lat": None, "hours": "每天 9:00-17:00"},
    {"id": "Z05", "lon": 117.03, "lat": 36.66, "hours": None},
]


def stated(table: doorstep.Table) -> Rows:
    return [{key: value for key, value in row.items() if value is not None} for row in table.to_pylist()]


def test_every_kind_of_table_gives_the_same(kind: Callable[[Rows], Any]) -> None:
    found = doorstep.nearest_open(kind(PLACES), kind(STATIONS), "2026-11-26T10:30")
    request = {"places": {"rows": PLACES}, "stations": {"rows": STATIONS}, "at": "2026-11-26T10:30"}
    answer = json.loads(doorstep.call("nearest_open", json.dumps(request)))
    assert stated(found.rows) == answer["rows"]
    assert (found.total, found.stations) == (answer["total"], answer["stations"])
    assert (found.system, found.stations_without_place) == ("wgs84", ["Z04"])
    assert [row["code"] for row in found.stations_rejects.to_pylist()] == ["opening_hours.format"]
    assert repr(found) == "doorstep.NearestOpen(150 of 154 found, 0 none open, 0 hours unknown)"
    first = found.rows.to_pylist()[0]
    assert (first["station_id"], first["maybe_station_id"], first["maybe_why"]) == ("Z02", "Z01", "no_hours")


@pytest.mark.parametrize(
    "at",
    [datetime(2026, 11, 26, 10, 30), pandas.Timestamp("2026-11-26 10:30"), numpy.datetime64("2026-11-26T10:30"), "2026-11-26 10:30:00"],
    ids=["datetime", "pandas", "numpy", "text"],
)
def test_times_are_of_any_library(at: Any) -> None:
    expected = doorstep.nearest_open(PLACES, STATIONS, "2026-11-26T10:30")
    assert doorstep.nearest_open(PLACES, STATIONS, at).rows.to_pylist() == expected.rows.to_pylist()


@pytest.mark.parametrize("at", [datetime(2026, 11, 26, tzinfo=timezone.utc), "2026-11-26", "2026-11-26T10:30Z", ""])
def test_times_have_a_time_and_no_offset(at: Any) -> None:
    with pytest.raises(doorstep.InvalidValueError) as refused:
        doorstep.nearest_open(PLACES, STATIONS, at)
    assert refused.value.code == "value.not_a_local_time"


def test_holidays_close_and_own_days_count() -> None:
    known = [STATIONS[1], STATIONS[2]]

    def outcome(at: str, **more: Any) -> str:
        return str(doorstep.nearest_open(PLACES[:1], known, at, **more).rows.to_pylist()[0]["outcome"])

    assert outcome("2026-10-01T10:30") == "none_open"
    assert outcome("2027-01-01T10:30") == "hours_unknown"
    own = {"years": [2027], "days": [{"date": "2027-01-01", "kind": "holiday"}]}
    assert outcome("2027-01-01T10:30", calendar=own) == "none_open"
    assert outcome("2027-01-04T10:30", calendar=own) == "found"
    assert outcome("2026-10-01T10:30", calendar={"years": [2026], "alone": True}) == "found"
    assert doorstep.nearest_open(PLACES, [], "2026-10-01T10:30").total["no_station"] == 151
    with pytest.raises(doorstep.InvalidValueError) as refused:
        outcome("2027-01-01T10:30", calendar=own | {"days": own["days"] * 2})
    assert refused.value.code == "value.duplicate"


def street() -> doorstep.RoadNetwork:
    nodes = [{"node": number, "lon": 117 + number / 1000, "lat": 36.6} for number in range(40)]
    edges = [{"from": number, "to": number + 1, "oneway": number % 11 == 3} for number in range(39)]
    return doorstep.RoadNetwork.from_edges(nodes, edges)


def test_on_streets_it_is_the_least_of_the_table_of_times(kind: Callable[[Rows], Any]) -> None:
    network = street()
    hours = ["Mo-Fr 09:00-17:00", "24/7", None, "Sa-Su 10:00-12:00"]
    places: Rows = [{"id": f"r{row}", "lon": 117 + row * 37 % 390 / 10_000, "lat": 36.6003} for row in range(30)]
    places.append({"id": "far", "lon": 119.0, "lat": 36.6})
    stations: Rows = [
        {"id": f"s{row}", "lon": 117 + row * 53 % 390 / 10_000, "lat": 36.6, "hours": hours[row % 4]} for row in range(9)
    ]
    times = network.times(places, stations, 40).to_pylist()
    is_open = {"24/7": True, None: None, hours[0]: True, hours[3]: False}
    found = doorstep.nearest_open(kind(places), kind(stations), "2026-11-26T10:30", network=network, max_min=40)
    counts = dict.fromkeys(found.total, 0)
    for place, row in zip(places, found.rows.to_pylist(), strict=True):
        ways = [
            (pair["time_s"], pair["distance_m"], pair["destination_id"]) for pair in times if pair["origin_id"] == place["id"]
        ]
        state = {station["id"]: is_open[station["hours"]] for station in stations}
        best = min((way for way in ways if state[way[2]]), default=None)
        maybe = min((way for way in ways if state[way[2]] is None and (best is None or way < best)), default=None)
        assert row["station_id"] == (best[2] if best else None)
        assert row["distance_m"] == (best[1] if best else None)
        assert row["maybe_station_id"] == (maybe[2] if maybe else None)
        counts[row["outcome"]] += 1
    assert {name: count for name, count in counts.items() if name != "total"} == {
        name: count for name, count in found.total.items() if name != "total"
    }
    assert counts["found"] > 10 and counts["no_street"] == 1
    with pytest.raises(doorstep.RequestError):
        doorstep.nearest_open(places, stations, "2026-11-26T10:30", network=network, mode="walk")
    with pytest.raises(doorstep.NetworkError):
        doorstep.nearest_open(places, stations, "2026-11-26T10:30", network=network, max_min=0)
    off = doorstep.nearest_open(places[:1], [stations[0], {"id": "off", "lon": 119, "lat": 30}], "2026-11-26T10:30", network=network)
    assert off.stations_without_street == ["off"]
