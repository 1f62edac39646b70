"""Street networks: tables of any library, and the times of a search in plain Python over the same whole numbers."""

import csv
import heapq
import json
import math
import os
import pickle
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import doorstep
import pandas
import pytest

Row = dict[str, Any]
Rows = list[Row]
Cost = tuple[int, int]

WIDE, HIGH = 7, 5


def grid() -> tuple[Rows, Rows]:
    """A grid of streets of uneven lengths, a row for each direction; some are one-way, some say that they are not."""
    chance = random.Random(5)
    nodes = [
        {"node": 100 * x + y - 50, "lon": 117.0 + x / 100, "lat": 36.6 + y / 100} for x in range(WIDE) for y in range(HIGH)
    ]
    edges: Rows = []
    for x in range(WIDE):
        for y in range(HIGH):
            for east, north in ((x + 1, y), (x, y + 1)):
                if east == WIDE or north == HIGH:
                    continue
                ends = [100 * x + y - 50, 100 * east + north - 50]
                length = {"length_m": chance.randrange(5000, 20000) / 10}
                kind = chance.randrange(4)
                if kind == 0:
                    chance.shuffle(ends)
                edges.append({"from": ends[0], "to": ends[1], "oneway": kind != 1, **length})
                if kind > 1:
                    edges.append({"from": ends[1], "to": ends[0], "oneway": None, **length})
    return nodes, edges


def reached(edges: Rows, start: int, bound_ds: int) -> dict[int, Cost]:
    """Tenths of a second and decimetres on foot at 5 km/h from a node to all within a bound: of the fastest the shortest."""
    ways: dict[int, list[tuple[int, Cost]]] = {}
    for edge in edges:
        length = round(edge["length_m"] * 10)
        cost = ((length * 3600 + 2500) // 5000, length)
        ways.setdefault(edge["from"], []).append((edge["to"], cost))
        if edge.get("oneway") is False:
            ways.setdefault(edge["to"], []).append((edge["from"], cost))
    best: dict[int, Cost] = {}
    queue: list[tuple[Cost, int]] = [((0, 0), start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node in best or cost[0] > bound_ds:
            continue
        best[node] = cost
        for head, (time, length) in ways.get(node, []):
            heapq.heappush(queue, ((cost[0] + time, cost[1] + length), head))
    return best


def expected(edges: Rows, origins: Rows, destinations: Rows, bound_min: int) -> Rows:
    rows = []
    for origin in origins:
        found = reached(edges, origin["id"], 600 * bound_min)
        for destination in destinations:
            if destination["id"] in found:
                time, length = found[destination["id"]]
                pair = {"origin_id": origin["id"], "destination_id": destination["id"]}
                rows.append(pair | {"time_s": time / 10, "distance_m": math.ceil(length / 10)})
    return rows


def at_nodes(nodes: Rows) -> Rows:
    return [{"id": node["node"], "lon": node["lon"], "lat": node["lat"]} for node in nodes]


NODES, EDGES = grid()
PLACES = at_nodes(NODES)


def test_times_are_those_of_a_plain_search(kinds: dict[str, Callable[[Rows], Any]]) -> None:
    for kind in kinds.values():
        network = doorstep.RoadNetwork.from_edges(kind(NODES), kind(EDGES))
        assert (network.nodes, network.streets, network.components) == (WIDE * HIGH, len(EDGES), [WIDE * HIGH])
        for bound_min in (20, 60):
            for origins, destinations in ((PLACES, PLACES[::3]), (PLACES[::4], PLACES)):
                rows = expected(EDGES, origins, destinations, bound_min)
                times = network.times(kind(origins), kind(destinations), bound_min, threads=2)
                assert rows and times.to_pylist() == rows


def test_the_nearest_station_is_that_of_a_plain_search(kind: Callable[[Rows], Any]) -> None:
    network = doorstep.RoadNetwork.from_edges(kind(NODES), kind(EDGES))
    stations = PLACES[3::11]
    points = [*PLACES, {"id": 9001, "lon": 118.0, "lat": 36.6}, {"id": 9002, "lon": None, "lat": None}]
    rows = network.nearest(kind(points), kind(stations), max_min=25).to_pylist()
    assert [row["point_id"] for row in rows] == [point["id"] for point in points]
    far = 0
    for point, row in zip(PLACES, rows, strict=False):
        ways = reached(EDGES, point["id"], 600 * 25)
        best = min(((ways[station["id"]], at) for at, station in enumerate(stations) if station["id"] in ways), default=None)
        assert row["snap_m"] == 0
        if best is None:
            far += 1
            assert (row["station_id"], row["distance_m"], row["time_s"]) == (None, None, None)
            continue
        (time, length), at = best
        assert row["station_id"] == stations[at]["id"]
        assert (row["time_s"], row["distance_m"]) == (time / 10, math.ceil(length / 10))
    assert 0 < far < len(PLACES)
    for row in rows[len(PLACES) :]:
        assert (row["station_id"], row["distance_m"], row["time_s"], row["snap_m"]) == (None, None, None, None)


def test_what_is_within_is_that_of_a_plain_search(kind: Callable[[Rows], Any]) -> None:
    network = doorstep.RoadNetwork.from_edges(kind(NODES), kind(EDGES))
    homes = [place | {"weight": place["id"] % 7 / 4} for place in PLACES[::2]]
    off = [{"id": 9001, "lon": 118.0, "lat": 36.6}, {"id": 9002, "lon": None, "lat": None}]
    places, points = PLACES + off, homes + [place | {"weight": 5.0} for place in off]
    for direction in ("to", "from"):
        rows = network.within(kind(places), kind(points), 25, direction=direction, threads=2).to_pylist()
        assert [row["place_id"] for row in rows] == [place["id"] for place in places]
        ways = {place["id"]: reached(EDGES, place["id"], 600 * 25) for place in PLACES}
        for place, row in zip(PLACES, rows, strict=False):
            there = lambda home: (home["id"], place["id"]) if direction == "to" else (place["id"], home["id"])
            inside = [home["weight"] for home in homes for start, end in [there(home)] if end in ways[start]]
            # Quarters are exact in every order.
            assert (row["points"], row["weight"], row["snap_m"]) == (len(inside), sum(inside), 0)
        assert rows[-2:] == [{"place_id": place["id"], "points": None, "weight": None, "snap_m": None} for place in off]
    assert network.within(kind(places), kind(points), 25).to_pylist() != rows, "one-way streets"
    with pytest.raises(doorstep.DoorstepError) as caught:
        network.within(kind(PLACES), kind([PLACES[0] | {"weight": 1e16}]), 25)
    assert caught.value.code == "network.bad_weight"


LINE_NODES: Rows = [{"node": 1, "lon": 117.0, "lat": 36.66}, {"node": 2, "lon": 117.02, "lat": 36.66}]


def test_walks_to_the_street_count() -> None:
    edge = {"from": 1, "to": 2, "length_m": 1800.0, "oneway": False}
    home = [{"id": "h", "lon": 117.01, "lat": 36.661}]
    station = [{"id": "s", "lon": 117.02, "lat": 36.66}]
    network = doorstep.RoadNetwork.from_edges(LINE_NODES, [edge])
    # A thousandth of a degree is 111.2 m; half of the street is 900 m.
    found = {"point_id": "h", "station_id": "s", "distance_m": 1012, "time_s": 728.1, "snap_m": 112}
    assert network.nearest(home, station).to_pylist() == [found]
    assert network.nearest(home, station, snap_limit_m=100).to_pylist()[0]["snap_m"] is None
    assert network.nearest(home, station, max_min=12).to_pylist()[0] == found | dict.fromkeys(
        ("station_id", "distance_m", "time_s")
    )
    slow = doorstep.RoadNetwork.from_edges(LINE_NODES, [edge], walk_kmh=2.5)
    assert slow.nearest(home, station).to_pylist()[0]["time_s"] == 1456.1
    ride = doorstep.RoadNetwork.from_edges(LINE_NODES, [edge], "cycle", cycle_kmh=18)
    assert ride.nearest(home, station).to_pylist()[0]["time_s"] == 180 + 80.1
    drive = doorstep.RoadNetwork.from_edges(LINE_NODES, [edge | {"class": "motorway", "speed_kmh": 90}], "drive")
    assert drive.nearest(home, station).to_pylist()[0]["time_s"] == 36 + 80.1
    walk = doorstep.RoadNetwork.from_edges(LINE_NODES, [edge | {"class": "motorway"}])
    assert (walk.streets, len(walk.times(home, station, 60))) == (0, 0)


def test_lines_are_taken(kind: Callable[[Rows], Any]) -> None:
    lines: Rows = [{"from": 1, "to": 2, "line": "117.0 36.66;117.01 36.67;117.02 36.66"}, {"from": 2, "to": 1, "line": None}]
    network = doorstep.RoadNetwork.from_edges(kind(LINE_NODES), kind(lines))
    points = [{"id": "top", "lon": 117.01, "lat": 36.67}, {"id": "flat", "lon": 117.015, "lat": 36.66}]
    times = network.times(kind(points), kind([{"id": "s", "lon": 117.0, "lat": 36.66}]), 60).to_pylist()
    # From the top one goes on to the second node, and back on the straight street.
    assert [row["distance_m"] for row in times] == [pytest.approx(1426 + 1784, abs=3), pytest.approx(1338, abs=2)]


def test_slopes_slow_people_on_foot_as_tobler_says(kind: Callable[[Rows], Any]) -> None:
    heights = [20.0, 120.0, None]
    nodes = [{"node": at, "lon": 117 + at / 100, "lat": 36.66, "height_m": height} for at, height in enumerate(heights)]
    edges = [{"from": at, "to": at + 1, "length_m": 1000.0, "oneway": False} for at in range(2)]
    places = [{"id": str(node["node"]), "lon": node["lon"], "lat": node["lat"]} for node in nodes]

    def seconds(**options: Any) -> dict[tuple[str, str], float]:
        network = doorstep.RoadNetwork.from_edges(kind(nodes), kind(edges), **options)
        return {(row["origin_id"], row["destination_id"]): row["time_s"] for row in network.times(places, places, 30).to_pylist()}

    def hike(slope: float) -> float:
        return round(7200 * math.exp(3.5 * (abs(slope + 0.05) - 0.05))) / 10

    found = seconds(slope=True)
    assert (found["0", "1"], found["1", "0"]) == (hike(0.1), hike(-0.1)) == (1021.7, 720.0)
    # The height of one end is not known.
    assert (found["1", "2"], found["2", "1"]) == (720.0, 720.0)
    assert set(seconds().values()) == {0.0, 720.0, 1440.0}
    assert seconds(slope=True, mode="cycle") == seconds(mode="cycle")
    for height in (10_001.0, -1_001.0):
        with pytest.raises(doorstep.NetworkError) as error:
            doorstep.RoadNetwork.from_edges(kind([{**nodes[0], "height_m": height}]), kind(edges), slope=True)
        assert error.value.code == "network.bad_height"


def test_systems_are_kept_apart() -> None:
    network = doorstep.RoadNetwork.from_edges(NODES, EDGES)
    lon, lat = doorstep.convert(117.0, 36.6, "wgs84", "gcj02")
    point = [{"id": 1, "lon": lon, "lat": lat, "system": "gcj02"}]
    with pytest.raises(doorstep.NetworkError) as refused:
        network.nearest(point, PLACES)
    assert refused.value.code == "network.system_mismatch"
    assert refused.value.message_zh and not refused.value.message_zh.isascii()
    shifted = network.shifted("gcj02")
    assert (network.system, shifted.system, shifted.streets) == ("wgs84", "gcj02", network.streets)
    assert shifted.nearest(point, PLACES).to_pylist()[0]["station_id"] == -50
    with pytest.raises(doorstep.NetworkError):
        shifted.shifted("wgs84")


@pytest.mark.parametrize(
    ("change", "code", "shown"),
    [
        ({"nodes": [*NODES, NODES[3]]}, "network.duplicate_node", f"nodes row {len(NODES)}"),
        ({"nodes": [NODES[0], NODES[1] | {"lat": 91.0}]}, "network.bad_place", "nodes row 1"),
        ({"edges": [EDGES[0], EDGES[1] | {"to": 7777}]}, "network.unknown_node", "edges row 1"),
        ({"edges": [EDGES[0], EDGES[1] | {"length_m": -1.0}]}, "network.bad_length", "edges row 1"),
        ({"edges": [EDGES[0] | {"class": "lane"}]}, "network.unknown_class", "edges row 0"),
        ({"edges": [EDGES[0] | {"speed_kmh": 900.0}]}, "network.bad_speed", "edges row 0"),
        ({"edges": [EDGES[0] | {"line": "117 36.6"}]}, "network.bad_line", "edges row 0"),
        ({"edges": [EDGES[0] | {"from": "a"}]}, "table.column_type", "row 0"),
        ({"mode": "transit"}, "network.no_mode", "transit"),
        ({"mode": "fly"}, "value.unknown_word", "fly"),
        ({"walk_kmh": 0.0}, "network.bad_speed", "0"),
        ({"system": "mars"}, "coordinate.unknown_system", "mars"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_named(
    kinds: dict[str, Callable[[Rows], Any]], change: dict[str, Any], code: str, shown: str
) -> None:
    given = {"nodes": NODES, "edges": EDGES} | change
    for kind in kinds.values():
        with pytest.raises(doorstep.DoorstepError) as refused:
            doorstep.RoadNetwork.from_edges(**given | {name: kind(given[name]) for name in ("nodes", "edges")})
        assert refused.value.code == code and shown in str(refused.value)


def test_questions_and_columns_that_are_refused() -> None:
    network = doorstep.RoadNetwork.from_edges(NODES, EDGES)
    asked: list[tuple[str, Callable[[], object]]] = [
        ("network.bad_bound", lambda: network.times(PLACES, PLACES, 0)),
        ("network.bad_bound", lambda: network.times(PLACES, PLACES, float("nan"))),
        ("network.bad_bound", lambda: network.nearest(PLACES, PLACES, max_min=1441)),
        ("network.bad_snap_limit", lambda: network.nearest(PLACES, PLACES, snap_limit_m=-1)),
        ("table.missing_column", lambda: network.nearest(pandas.DataFrame(PLACES).drop(columns="lon"), PLACES)),
        ("table.column_type", lambda: doorstep.RoadNetwork.from_edges(NODES, pandas.DataFrame(EDGES).assign(oneway=-1))),
        ("table.column_type", lambda: doorstep.RoadNetwork.from_edges(NODES, pandas.DataFrame(EDGES).assign(line=5.0))),
        ("coordinate.incomplete", lambda: network.nearest([{"id": 1, "lon": 117.0}], PLACES)),
    ]
    for code, ask in asked:
        with pytest.raises(doorstep.DoorstepError) as refused:
            ask()
        assert refused.value.code == code
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(network)
    assert network.report is None
    assert len(network.nearest([], PLACES)) == 0


def as_lines(edges: Rows) -> dict[str, Any]:
    """The streets of a table as GeoJSON, a feature for each row."""
    at = {node["node"]: [node["lon"], node["lat"]] for node in NODES}

    def feature(edge: Row) -> Row:
        line = {"type": "LineString", "coordinates": [at[edge["from"]], at[edge["to"]]]}
        said = {"length_m": edge["length_m"], "oneway": edge["oneway"] is not False, "name": "经十路"}
        return {"type": "Feature", "geometry": line, "properties": said}

    return {"type": "FeatureCollection", "features": [feature(edge) for edge in edges]}


class Frame:
    """What geopandas and others give their lines by."""

    def __init__(self, lines: dict[str, Any]) -> None:
        self.__geo_interface__ = lines


def test_lines_give_what_tables_give() -> None:
    lines = as_lines(EDGES)
    by_tables = doorstep.RoadNetwork.from_edges(NODES, EDGES, "drive")
    for given in (lines, json.dumps(lines), Frame(lines)):
        by_lines = doorstep.RoadNetwork.from_geojson(given, "drive")
        assert (by_lines.nodes, by_lines.streets) == (by_tables.nodes, by_tables.streets)
        assert by_lines.times(PLACES, PLACES, 30).to_pylist() == by_tables.times(PLACES, PLACES, 30).to_pylist()
    # On foot one goes against one-way streets, too.
    on_foot = doorstep.RoadNetwork.from_geojson(lines, walk_kmh=4)
    both_ways = doorstep.RoadNetwork.from_edges(NODES, [edge | {"oneway": False} for edge in EDGES], walk_kmh=4)
    assert on_foot.times(PLACES, PLACES, 30).to_pylist() == both_ways.times(PLACES, PLACES, 30).to_pylist()
    assert doorstep.RoadNetwork.from_geojson(lines, system="gcj02").system == "gcj02"


@pytest.mark.parametrize(
    ("lines", "code", "shown"),
    [
        ({"type": "Feature"}, "network.bad_geojson", "`type`"),
        ("{", "request.json", "line 1"),
        ({"type": "FeatureCollection", "features": [{"type": "Point"}]}, "network.bad_geojson", "features row 0"),
        (as_lines([*EDGES[:2], EDGES[2] | {"length_m": -1.0}]), "network.bad_length", "features row 2"),
        (as_lines([EDGES[0] | {"length_m": float("nan")}]), "request.json", "not finite"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_lines_that_are_wrong(lines: dict[str, Any] | str, code: str, shown: str) -> None:
    with pytest.raises(doorstep.DoorstepError) as refused:
        doorstep.RoadNetwork.from_geojson(lines)
    assert refused.value.code == code and shown in str(refused.value)


def test_saved_and_loaded(tmp_path: Path) -> None:
    network = doorstep.RoadNetwork.from_edges(NODES, EDGES, "cycle").shifted("gcj02")
    file = tmp_path / "streets.doorstep"
    network.save(file)
    assert file.read_bytes() == network.to_bytes()
    for loaded in (doorstep.RoadNetwork.load(str(file)), doorstep.RoadNetwork.from_bytes(network.to_bytes())):
        assert repr(loaded) == repr(network)
        assert (loaded.mode, loaded.system, loaded.components) == ("cycle", "gcj02", network.components)
        assert loaded.times(PLACES, PLACES, 30).to_pylist() == network.times(PLACES, PLACES, 30).to_pylist()
    # A file that all languages read.
    fixtures = Path(__file__).parents[2] / "fixtures"
    case = json.loads((fixtures / "golden" / "nearest_stations.json").read_text(encoding="utf-8"))
    loaded = doorstep.RoadNetwork.load(fixtures / "network.doorstep")
    asked, answer = case["request"], json.loads(case["answer_text"])
    points = [point | {"id": str(point["id"])} for point in asked["points"]]
    rows = loaded.nearest(points, asked["stations"], max_min=asked["max_min"]).to_pylist()
    assert [{name: value for name, value in row.items() if value is not None} for row in rows] == answer["rows"]
    with pytest.raises(FileNotFoundError):
        doorstep.RoadNetwork.load(tmp_path / "none")
    with pytest.raises(doorstep.NetworkError) as refused:
        doorstep.RoadNetwork.from_bytes(network.to_bytes()[:-1])
    assert refused.value.code == "network.bad_file"
    with pytest.raises(doorstep.NetworkError):
        doorstep.RoadNetwork.from_bytes(doorstep.Matcher([]).to_bytes())


def is_inside(lon: float, lat: float, polygons: list[list[list[list[float]]]]) -> bool:
    """Whether a point is within, by how often a ray from it meets the rings."""
    meets = 0
    for ring in (ring for rings in polygons for ring in rings):
        for (x, y), (to_x, to_y) in zip(ring, ring[1:], strict=False):
            meets += (y > lat) != (to_y > lat) and lon < x + (lat - y) / (to_y - y) * (to_x - x)
    return meets % 2 == 1


def test_isochrones_hold_what_a_plain_search_reaches(kind: Callable[[Rows], Any]) -> None:
    network = doorstep.RoadNetwork.from_edges(kind(NODES), kind(EDGES))
    places = [PLACES[17], {"id": 9001, "lon": 118.0, "lat": 36.6}, PLACES[3]]
    circles = network.isochrones(kind(places), [40, 20], direction="from", snap_limit_m=50, threads=2)
    assert (circles["type"], circles["system"], circles["unsnapped"]) == ("FeatureCollection", "wgs84", [9001])
    properties = [feature["properties"] for feature in circles["features"]]
    shown = [(one["id"], one["part"], one["time_s"]) for one in properties]
    parts = ("area", "streets")
    assert shown == [(place["id"], part, time) for place in (places[0], places[2]) for time in (2400, 1200) for part in parts]
    inside = 0
    for feature in circles["features"][::2]:
        said = feature["properties"]
        assert (said["direction"], said["snap_limit_m"], feature["geometry"]["type"]) == ("from", 50, "MultiPolygon")
        found = reached(EDGES, said["id"], 10 * 7200)
        for place in PLACES:
            time = found[place["id"]][0] / 10
            # A cell's diagonal and the tolerance are 15 m, 11 s.
            if abs(time - said["time_s"]) > 11:
                is_within = is_inside(place["lon"], place["lat"], feature["geometry"]["coordinates"])
                assert is_within == (time < said["time_s"])
                inside += is_within
    assert inside > 20


def test_isochrones_that_are_refused() -> None:
    network = doorstep.RoadNetwork.from_edges(NODES, EDGES)
    assert network.isochrones([], 15)["features"] == []
    asked: list[tuple[str, Callable[[], object]]] = [
        ("network.bad_bound", lambda: network.isochrones(PLACES, 0)),
        ("network.bad_bound", lambda: network.isochrones([], [10, float("nan")])),
        ("network.bad_snap_limit", lambda: network.isochrones(PLACES, 15, snap_limit_m=-1)),
        ("request.json", lambda: network.isochrones(PLACES, 15, direction="up")),  # type: ignore[arg-type]
        ("network.system_mismatch", lambda: network.isochrones([PLACES[0] | {"system": "gcj02"}], 15)),
    ]
    for code, ask in asked:
        with pytest.raises(doorstep.DoorstepError) as refused:
            ask()
        assert refused.value.code == code
    with pytest.raises(TypeError):
        network.isochrones(PLACES, "15")  # type: ignore[arg-type]


def test_files_that_are_no_map(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.osm\.pbf"):
        doorstep.RoadNetwork.from_osm(tmp_path / "none.osm.pbf")
    path = tmp_path / "text.osm.pbf"
    path.write_bytes(b"no map at all")
    with pytest.raises(doorstep.NetworkError) as refused:
        doorstep.RoadNetwork.from_osm(path, "drive")
    assert refused.value.code == "osm.block_too_large"


def data_file(name: str) -> Path:
    given = os.environ.get("DOORSTEP_DATA")
    folders = [Path(given)] if given else [above / "shared" / "data" for above in Path(__file__).resolve().parents]
    found = next((folder / name for folder in folders if (folder / name).is_file()), None)
    return found or pytest.skip("skipped: no data")


def test_jinan_is_that_of_a_plain_search() -> None:
    """15 minutes on foot from 40 places among 12,766 nodes."""
    with data_file("jinan_nodes.csv").open(encoding="utf-8") as file:
        nodes = [
            {"node": int(row["node"]), "lon": float(row["lon"]), "lat": float(row["lat"])} for row in csv.DictReader(file)
        ]
    edges: Rows = []
    with data_file("jinan_edges.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            line = [tuple(map(float, point.split())) for point in row["polyline_lon_lat"].split(";")]
            edge: dict[str, Any] = {"from": int(row["from"]), "to": int(row["to"]), "class": row["highway"]}
            edges.append(edge | {"line": row["polyline_lon_lat"], "length_m": metres(line)})
    network = doorstep.RoadNetwork.from_edges(pandas.DataFrame(nodes), pandas.DataFrame(edges))
    walked = [edge for edge in edges if not edge["class"].startswith("motorway")]
    assert network.streets == len(walked)
    met = {edge["from"] for edge in walked} | {edge["to"] for edge in walked}
    assert network.nodes == len(met) == sum(network.components)
    # Where another street passes through the very place of a node without meeting there, a place is on either.
    passed = {point for edge in walked for point in edge["line"].split(";")[1:-1]}
    is_plain = {node["node"] for node in nodes if f"{node['lon']:.7f} {node['lat']:.7f}" not in passed} & met
    assert len(is_plain) > 0.99 * len(met)
    places = at_nodes([node for node in nodes if node["node"] in is_plain])
    origins = places[:: len(places) // 40][:40]
    times = network.times(pandas.DataFrame(origins), pandas.DataFrame(places), 15)
    assert times.to_pylist() == expected(walked, origins, places, 15)
    # Without lengths of ours, those of the lines hold.
    by_lines = doorstep.RoadNetwork.from_edges(pandas.DataFrame(nodes), pandas.DataFrame(edges).drop(columns="length_m"))
    again = by_lines.times(pandas.DataFrame(origins), pandas.DataFrame(places), 15)
    assert abs(len(again) - len(times)) <= len(times) / 500


def metres(line: list[tuple[float, ...]]) -> float:
    """The length of a line on a sphere, to a decimetre."""
    total = 0.0
    for (lon, lat), (east, north) in zip(line, line[1:], strict=False):
        lon, lat, east, north = (math.radians(degrees) for degrees in (lon, lat, east, north))
        half = math.sin((north - lat) / 2) ** 2 + math.cos(lat) * math.cos(north) * math.sin((east - lon) / 2) ** 2
        total += 2 * 6_371_008.8 * math.asin(math.sqrt(half))
    return round(total, 1)
