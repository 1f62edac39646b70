"""Coverage, accessibility and detours on streets: every place against every station by `RoadNetwork.times`."""

import math
import random
from collections.abc import Callable
from typing import Any

import doorstep
import pytest

Rows = list[dict[str, Any]]

DAY_MIN = 24 * 60


def city(seed: int) -> tuple[Rows, Rows]:
    """A grid of 9 × 9 with gaps, one-way streets and an island."""
    chance = random.Random(seed)
    nodes = [{"node": 9 * y + x, "lon": 117.0 + x / 400, "lat": 36.6 + y / 500} for y in range(9) for x in range(9)]
    edges: Rows = []
    for y in range(9):
        for x in range(9):
            for east, north in ((x + 1, y), (x, y + 1)):
                is_gap = chance.random() < 0.15 or (x < 7 <= east) and y < 2
                if east < 9 and north < 9 and not is_gap:
                    edges.append({"from": 9 * y + x, "to": 9 * north + east, "oneway": chance.random() < 0.2})
    return nodes, edges


def people(seed: int) -> Rows:
    chance = random.Random(seed)
    rows: Rows = []
    for number in range(150):
        place = {"lon": 116.995 + chance.random() * 0.03, "lat": 36.597 + chance.random() * 0.022}
        rows.append(
            {
                "id": f"r{number:03}",
                **(place if chance.random() < 0.95 else {"lon": None, "lat": None}),
                "area_class": chance.choice(["urban", "urban", "rural", None]),
                "region": chance.choice(["370102", "370103", None]),
                "weight": chance.randrange(1, 50),
            }
        )
    return rows


def stations(seed: int) -> Rows:
    chance = random.Random(seed)
    places = [(116.997 + chance.random() * 0.026, 36.598 + chance.random() * 0.02) for _ in range(7)]
    rows = [{"id": f"s{number}", "lon": lon, "lat": lat} for number, (lon, lat) in enumerate(places)]
    # Out of order, one far away, one nowhere.
    return [*reversed(rows), {"id": "far", "lon": 117.1, "lat": 36.6}, {"id": "lost", "lon": None, "lat": None}]


RULE = {"urban": {"kind": "time", "minutes": 15}, "rural": {"kind": "distance", "metres": 900}}


@pytest.mark.parametrize("seed", range(6))
def test_coverage_on_streets_is_that_of_every_station(seed: int, kind: Callable[[Rows], Any]) -> None:
    network = doorstep.RoadNetwork.from_edges(*city(seed))
    homes, places = people(seed), stations(seed)
    found = doorstep.coverage(kind(homes), kind(places), RULE, network, snap_limit_m=150, threads=2)
    straight = doorstep.coverage(homes, places, RULE).rows.to_pylist()
    ways: dict[str, list[tuple[float, int, str]]] = {}
    for row in network.times(homes, places, DAY_MIN, snap_limit_m=150).to_pylist():
        ways.setdefault(row["origin_id"], []).append((row["time_s"], row["distance_m"], row["destination_id"]))
    snapped = {row["point_id"]: row["snap_m"] for row in network.nearest(homes, places, snap_limit_m=150).to_pylist()}
    rows = found.rows.to_pylist()
    answers = set()
    for home, row, line in zip(homes, rows, straight, strict=True):
        answers.add((home["area_class"], row["answer"], row["why"]))
        if home["lon"] is None or home["area_class"] == "rural":
            assert row == line | {"measured": "straight_line" if line["station_id"] else None}
            continue
        if snapped[home["id"]] is None:
            assert (row["answer"], row["why"]) == ("unknown", "off_streets")
            continue
        time, metres, station = min(ways.get(home["id"], []), default=(None, None, None))
        minutes = None if time is None else math.ceil(time / 60)
        covered = "covered" if minutes is not None and minutes <= 15 else "not_covered"
        if home["area_class"] is None and covered != ("covered" if line["distance_m"] <= 900 else "not_covered"):
            assert (row["answer"], row["why"]) == ("unknown", "no_area_class")
        else:
            assert (row["answer"], row["why"]) == (covered, None)
        if time is not None:
            assert (row["distance_m"], row["travel_min"], row["measured"]) == (metres, minutes, "network")
            ties = [name for other, length, name in ways[home["id"]] if (other, length) == (time, metres)]
            assert row["station_id"] in ties and station == min(ties)
    assert {("urban", "covered", None), ("urban", "not_covered", None), ("urban", "unknown", "off_streets")} <= answers
    assert found.stations_off_streets[-1] == "far" and found.stations_without_place == ["lost"]
    for name in ("covered", "not_covered", "unknown", "total"):
        assert found.total[name] == sum(row[name] for row in found.totals.to_pylist())
    for answer in ("covered", "not_covered", "unknown"):
        weights = (home["weight"] for home, row in zip(homes, rows, strict=True) if row["answer"] == answer)
        assert found.total[answer] == sum(weights)


def test_straight_lines_may_stand_in_off_the_streets() -> None:
    network = doorstep.RoadNetwork.from_edges(*city(1))
    homes, places = people(1), stations(1)
    unknown = doorstep.coverage(homes, places, RULE, network, snap_limit_m=150)
    found = doorstep.coverage(homes, places, RULE, [network], snap_limit_m=150, off_streets="straight_line")
    assert found.stations_off_streets == unknown.stations_off_streets
    assert found.total["covered"] > unknown.total["covered"] and found.total["unknown"] < unknown.total["unknown"]
    whys = {row["why"] for row in found.rows.to_pylist()}
    assert "no_coordinate" in whys and "off_streets" not in whys
    for before, after in zip(unknown.rows.to_pylist(), found.rows.to_pylist(), strict=True):
        assert before["answer"] != "covered" or after["answer"] == "covered"
    without = doorstep.coverage(homes, places, RULE)
    assert "measured" not in without.rows.to_pylist()[0] and without.stations_off_streets == []


def test_a_network_must_suit_the_rule() -> None:
    nodes, edges = city(2)
    walk = doorstep.RoadNetwork.from_edges(nodes, edges)
    drive = doorstep.RoadNetwork.from_edges(nodes, edges, "drive")
    by_car = {"urban": {"kind": "time", "minutes": 5, "mode": "drive"}}
    homes, places = people(2), stations(2)
    refused: list[tuple[Any, Any]] = [(by_car, walk), (RULE, [walk, walk]), (RULE, [])]
    for rule, network in refused:
        with pytest.raises(doorstep.CircleError) as caught:
            doorstep.coverage(homes, places, rule, network)
        assert caught.value.code == "circle.network_mode"
    both = {"urban": RULE["urban"], "rural": {"kind": "time", "minutes": 2, "mode": "drive"}}
    found = doorstep.coverage(homes, places, both, [drive, walk])
    assert {row["measured"] for row in found.rows.to_pylist()} == {"network", None}
    with pytest.raises(TypeError, match="RoadNetwork"):
        doorstep.coverage(homes, places, RULE, "streets")  # type: ignore[arg-type]
    with pytest.raises(doorstep.RequestError):
        doorstep.coverage(homes, places, RULE, walk, off_streets="nothing")  # type: ignore[arg-type]
    shifted = [home | {"system": "gcj02"} for home in homes]
    with pytest.raises(doorstep.NetworkError) as error:
        doorstep.coverage(shifted, places, RULE, walk)
    assert error.value.code == "network.system_mismatch"
    assert doorstep.coverage(shifted, places, RULE, walk.shifted("gcj02")).system == "gcj02"


@pytest.mark.parametrize("method", ["2sfca", "e2sfca", "3sfca"])
def test_accessibility_on_streets_is_that_of_the_table_of_times(method: Any, kind: Callable[[Rows], Any]) -> None:
    network = doorstep.RoadNetwork.from_edges(*city(3))
    demand = [{**home, "weight": float(home["weight"])} for home in people(3)]
    supply = [{**place, "weight": 1.0 + number} for number, place in enumerate(stations(3))]
    found = doorstep.accessibility(kind(demand), kind(supply), None, 12.5, method, network=network, snap_limit_m=150)
    times = network.times(demand, supply, 12.5, snap_limit_m=150).to_pylist()
    minutes = [
        {"demand_id": row["origin_id"], "supply_id": row["destination_id"], "cost": round(row["time_s"] * 10) / 600}
        for row in times
    ]
    table = doorstep.accessibility(demand, supply, minutes, 12.5, method)
    snaps = network.nearest(demand, supply, snap_limit_m=150).to_pylist()
    for row, by_table, snap in zip(found.rows.to_pylist(), table.rows.to_pylist(), snaps, strict=True):
        assert row.pop("snap_m") == snap["snap_m"]
        assert row["score"] == pytest.approx(by_table["score"], rel=1e-12)
        assert row | {"score": 0} == by_table | {"score": 0}
        assert row["unreached"] or snap["snap_m"] is not None
    load, of_table = found.supply.to_pylist(), table.supply.to_pylist()
    assert [row["ratio"] for row in load] == pytest.approx([row["ratio"] for row in of_table], rel=1e-12)
    assert [row["snap_m"] is None for row in load[-2:]] == [True, True] and load[-1]["unused"]
    unreached = sum(point["weight"] for point, row in zip(demand, found.rows.to_pylist(), strict=True) if row["unreached"])
    assert 0 < found.total["demand_unreached"] == pytest.approx(unreached)
    with pytest.raises(doorstep.RequestError, match="one of them"):
        doorstep.accessibility(demand, supply, minutes, 12.5, network=network)


def metres(one: dict[str, Any], other: dict[str, Any]) -> float:
    rise, turn = (math.radians(other[name] - one[name]) / 2 for name in ("lat", "lon"))
    cosines = math.cos(math.radians(one["lat"])) * math.cos(math.radians(other["lat"]))
    return 2 * 6_371_008.8 * math.asin(math.sqrt(math.sin(rise) ** 2 + cosines * math.sin(turn) ** 2))


def test_the_detour_is_that_of_the_table_of_times(kind: Callable[[Rows], Any]) -> None:
    network = doorstep.RoadNetwork.from_edges(*city(4))
    homes, places = people(4), stations(4)
    fitted = network.detour(kind(homes), kind(places), least_m=300, most_m=1500, snap_limit_m=200)
    at = {place["id"]: place for place in [*homes, *places]}
    ways, lines = [], []
    for row in network.times(homes, places, DAY_MIN, snap_limit_m=200).to_pylist():
        line = metres(at[row["origin_id"]], at[row["destination_id"]])
        if 300 <= line <= 1500:
            ways.append(row["distance_m"])
            lines.append(line)
    assert fitted["pairs"] == len(ways) > 200 and fitted["pairs_without_way"] > 0
    # Metres are rounded up where the fit has decimetres.
    assert fitted["factor_permille"] == pytest.approx(1000 * sum(ways) / sum(lines), abs=2)
    quartiles = fitted["quartiles_permille"]
    assert quartiles == sorted(quartiles) and quartiles[0] > 1000
    off = [row["snap_m"] for row in network.nearest(places, places, snap_limit_m=200).to_pylist()].count(None)
    assert fitted["destinations_off_streets"] == off >= 2
    rule = {"travel": {"walk": {"speed_m_per_h": 5000, "detour_permille": fitted["factor_permille"]}}}
    assert doorstep.coverage(homes, places, rule).total["total"] == sum(home["weight"] for home in homes)
    with pytest.raises(doorstep.NetworkError) as error:
        network.detour(homes, places, least_m=0, most_m=0)
    assert error.value.code == "network.no_pairs"
