"""Street networks: scipy and a bounded Dijkstra by hand in numba beside doorstep, over one made-up city.

    cargo build --release -p doorstep-benches --bin streets
    python measure.py ../../target/release/streets [FOLDER]

doorstep's binary runs first and leaves the city and its answers in the folder; the others compute the same from lengths
in decimetres, with times as doorstep defines them (tenths of a second at 5 km/h, rounded street by street), and must
agree in every number.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

CIRCLE_DS = 9_000
FAR_DS = 36_000
NEVER = 2**32 - 1


@numba.njit(cache=False)
def sums_within(first, heads, times, weights, sources, bound, sums):
    """The weight of the nodes within a bound of each source: a binary heap over flat arrays, integer times."""
    nodes = len(first) - 1
    best = np.zeros(nodes, np.int32)
    seen_by = np.full(nodes, -1, np.int32)
    heap = np.empty(4 * nodes, np.int64)  # time in the upper half, node in the lower
    for run in range(len(sources)):
        heap[0] = sources[run]
        held = 1
        best[sources[run]] = 0
        seen_by[sources[run]] = run
        total = 0
        while held > 0:
            top = heap[0]
            held -= 1
            sinking = heap[held]
            hole = 0
            while True:
                child = 2 * hole + 1
                if child >= held:
                    break
                if child + 1 < held and heap[child + 1] < heap[child]:
                    child += 1
                if heap[child] >= sinking:
                    break
                heap[hole] = heap[child]
                hole = child
            heap[hole] = sinking
            node = top & 0xFFFFFFFF
            now = top >> 32
            if now != best[node]:
                continue
            total += weights[node]
            for arc in range(first[node], first[node + 1]):
                head = heads[arc]
                then = now + times[arc]
                if then <= bound and (seen_by[head] != run or then < best[head]):
                    seen_by[head] = run
                    best[head] = then
                    rising = (then << 32) | head
                    hole = held
                    held += 1
                    while hole > 0 and heap[(hole - 1) // 2] > rising:
                        heap[hole] = heap[(hole - 1) // 2]
                        hole = (hole - 1) // 2
                    heap[hole] = rising
        sums[run] = total


def timed(name: str, way: str, run: Callable[[], Any]) -> Any:
    """Median wall time and mean processor time, after one run that does not count unless it takes long."""
    start = time.perf_counter()
    found = run()
    walls, used = [], time.process_time()
    if time.perf_counter() - start < 5:
        start = time.perf_counter()
        while len(walls) < 3 or (len(walls) < 100 and time.perf_counter() - start < 1.5):
            run_start = time.perf_counter()
            found = run()
            walls.append(time.perf_counter() - run_start)
        mean = (time.process_time() - used) / len(walls)
    else:
        walls, mean = [time.perf_counter() - start], time.perf_counter() - start
    print(f"{name}\t{way}\t{1000 * sorted(walls)[len(walls) // 2]:.2f}\t{1000 * mean:.2f}\t{len(walls)}", flush=True)
    return found


def main(binary: str, folder: Path) -> None:
    ours = subprocess.run([binary, "speed", str(folder)], check=True, capture_output=True, text=True)
    print(ours.stdout)

    def read(name: str) -> np.ndarray:
        return np.fromfile(folder / f"{name}.u32", "<u4").astype(np.int64)

    links = read("links").reshape(-1, 3)
    homes, people, stations = read("homes"), read("people"), read("stations")
    nodes = len(read("nearest"))
    # Nodes without a street are in no network; no home or station of theirs is reached.
    there, standing = homes < nodes, stations < nodes
    ds = np.maximum((links[:, 2] * 3600 + 2500) // 5000, links[:, 2] > 0)
    ends = (np.r_[links[:, 0], links[:, 1]], np.r_[links[:, 1], links[:, 0]])
    assert (ds > 0).all(), "scipy takes a street of no length for none"
    graph = csr_matrix((np.tile(ds, 2).astype(float), ends), shape=(nodes, nodes))
    at_node = np.bincount(homes[there], people[there], nodes)
    sources = stations[standing]

    def agree(name: str, one: np.ndarray, other: np.ndarray) -> None:
        assert one.shape == other.shape and (one == other).all(), f"{name} differs"

    nearest = timed("nearest", "scipy", lambda: dijkstra(graph, indices=np.unique(sources), limit=CIRCLE_DS, min_only=True))
    agree("nearest", np.where(np.isinf(nearest), NEVER, nearest), read("nearest"))
    circles = timed("circles", "scipy", lambda: (dijkstra(graph, indices=sources, limit=CIRCLE_DS) <= CIRCLE_DS) @ at_node)
    agree("circles", circles, read("circles")[standing])

    arrays = (graph.indptr, graph.indices, graph.data.astype(np.int64), at_node.astype(np.int64))

    def by_hand(places: np.ndarray) -> np.ndarray:
        sums = np.empty(len(places), np.int64)
        sums_within(*arrays, places, CIRCLE_DS, sums)
        return sums

    by_hand(sources[:1])
    agree("circles", timed("circles", "numba", lambda: by_hand(sources)), read("circles")[standing])
    od = timed("od", "scipy", lambda: dijkstra(graph, indices=sources, limit=FAR_DS)[:, homes[there]])
    table = np.full((len(stations), len(homes)), np.inf)
    table[np.ix_(np.flatnonzero(standing), np.flatnonzero(there))] = od
    pairs = read("od").reshape(-1, 3)
    home, station = np.nonzero(table.T <= FAR_DS)
    agree("od", np.column_stack([home, station, table.T[home, station].astype(np.int64)]), pairs)
    print(f"{len(pairs)} pairs within 5 km")
    every = timed("every node", "numba", lambda: by_hand(np.arange(nodes)))
    agree("every node", every, read("every"))
    print("all answers agree")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        main(sys.argv[1], Path(sys.argv[2] if len(sys.argv) > 2 else scratch))
