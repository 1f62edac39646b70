"""The table and the plot of growth, from what `streets growth` printed.

    ../../target/release/streets growth > FOLDER/streets.tsv
    python growth.py FOLDER

`streets.md` and `streets.svg` go beside it; needs nothing but Python itself.
"""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "topk"))

from growing import report  # noqa: E402
from plot import panel, svg  # noqa: E402

#: Heading, column, how it is written.
COLUMNS = [
    ("streets", "streets", "{:,.0f}"),
    ("nodes", "nodes", "{:,.0f}"),
    ("build, s", "build_s", "{:.3g}"),
    ("save, ms", lambda row: row["save_s"] * 1e3, "{:.3g}"),
    ("load, ms", lambda row: row["load_s"] * 1e3, "{:,.4g}"),
    ("memory a street, bytes", "bytes_a_street", "{:.0f}"),
    ("saved", "saved_bytes_a_street", "{:.0f}"),
    ("peak building, MiB", "build_peak_mib", "{:,.0f}"),
    ("peak loading, MiB", "load_peak_mib", "{:,.0f}"),
    ("nearest of every node, ms", "nearest_ms", "{:.3g}"),
    ("a node, ns", "ns_a_node", "{:.0f}"),
    ("people in one circle, µs", "circle_us", "{:.0f}"),
    ("isochrone with area, ms", "isochrone_ms", "{:.3g}"),
    ("snapping a place, µs", "snap_us", "{:.1f}"),
]


def picture(rows):
    of = lambda name, times=1.0: [(row["streets"], row[name] * times) for row in rows]
    return svg([
        panel("Ready to answer", "streets", "seconds, one thread", {"build": of("build_s"), "load": of("load_s"), "save": of("save_s")}),
        panel("Memory", "streets", "MiB, peak of the process", {
            "building, table included": of("build_peak_mib"), "loading, file included": of("load_peak_mib")}),
        panel("Every node to its nearest station", "streets", "milliseconds, one thread", {"nearest": of("nearest_ms")}),
        panel("One answer", "streets", "milliseconds, one thread", {
            "isochrone with area": of("isochrone_ms"), "people in a circle": of("circle_us", 1e-3), "snapping a place": of("snap_us", 1e-3)}),
    ], columns=2)


if __name__ == "__main__":
    report("streets", COLUMNS, picture)
