"""Street networks: pandana beside doorstep, over the made-up city and the answers that measure.py left in a folder.

    python measure.py ../../target/release/streets FOLDER
    pip install -r requirements-reference.txt
    python measure_pandana.py FOLDER

Streets have the times that doorstep gives them, in whole tenths of a second. pandana answers for every node at once.
"""

import sys
import time
from pathlib import Path

import numpy as np
import pandana
import pandas as pd

CIRCLE_DS = 9_000
# No time lies at it, and a street of no time, which pandana keeps as 0.001, does not count.
BOUND = CIRCLE_DS + 0.5
NEVER = 2**32 - 1


def timed(name, run, times=3):
    """Median wall time and mean processor time; the first run does not count."""
    found = run()
    walls, used = [], time.process_time()
    for _ in range(times):
        start = time.perf_counter()
        found = run()
        walls.append(time.perf_counter() - start)
    used = (time.process_time() - used) / times
    print(f"{name}\t{1000 * sorted(walls)[times // 2]:.1f}\t{1000 * used:.1f}", flush=True)
    return found


def agree(name, ours, theirs):
    off = np.abs(ours - theirs)
    print(f"  {name}: {len(ours)} answers, {(off > 1e-6 * np.maximum(np.abs(theirs), 1)).sum()} differ, by at most {off.max():.4g}")


def main(folder):
    def read(name):
        return np.fromfile(folder / f"{name}.u32", "<u4").astype(np.int64)

    links = read("links").reshape(-1, 3)
    homes, people, stations = read("homes"), read("people"), read("stations")
    nearest, every = read("nearest"), read("every")
    nodes = len(nearest)
    there, standing = homes < nodes, stations < nodes
    ds = np.maximum((links[:, 2] * 3600 + 2500) // 5000, links[:, 2] > 0).astype(float)
    # Places only serve to bring stations to their nodes: each node has one of its own.
    x, y = np.arange(nodes) % 1000, np.arange(nodes) // 1000
    start = time.perf_counter()
    network = pandana.Network(
        pd.Series(x.astype(float)), pd.Series(y.astype(float)), pd.Series(links[:, 0]), pd.Series(links[:, 1]),
        pd.DataFrame({"time": ds}), twoway=True,
    )
    print(f"hierarchy\t{time.perf_counter() - start:.1f} s")
    network.set(pd.Series(homes[there]), variable=pd.Series(people[there].astype(float)), name="people")
    sums = timed("every node", lambda: network.aggregate(BOUND, type="sum", decay="flat", name="people").to_numpy())
    agree("every node", every, sums)
    used = stations[standing]

    def to_stations():
        network.set_pois("stations", BOUND, 1, pd.Series(x[used].astype(float)), pd.Series(y[used].astype(float)))
        return network.nearest_pois(BOUND, "stations", num_pois=1, max_distance=NEVER)[1].to_numpy()

    agree("nearest", nearest, timed("nearest", to_stations))
    at_node = np.bincount(homes[there], people[there], nodes)
    asked, back = np.unique(used, return_inverse=True)

    def circles():
        found = network.nodes_in_range([int(node) for node in asked], BOUND)
        found = found[found["time"] <= BOUND]
        rows = np.searchsorted(asked, found["source"].to_numpy())
        return np.bincount(rows, at_node[found["destination"].to_numpy()], len(asked))[back]

    agree("circles", read("circles")[standing], timed("circles", circles))
    start = time.perf_counter()
    network.precompute(BOUND)
    print(f"precompute\t{time.perf_counter() - start:.1f} s")
    sums = timed("every node, prepared", lambda: network.aggregate(BOUND, type="sum", decay="flat", name="people").to_numpy())
    agree("every node", every, sums)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
