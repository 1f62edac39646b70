"""Accessibility by doorstep beside numpy, scipy and PySAL's `access`: answers compared, then times.

    python measure.py                          # 50,000 homes x 500 stations, pairs within 5 km
    python measure.py --straight 1000000x2000  # from places to scores without pairs, beside cKDTree

Needs the packages of requirements.txt and doorstep's wheel. Every way runs in this process, one after another, the best
of `--repeat` runs counts; the pairs are made before, and so are the tables that each way takes.
"""

import argparse
import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import doorstep

ZONES = {1000.0: 1.0, 3000.0: 0.68, 5000.0: 0.22}
DECAY = {"kind": "zones", "zones": [{"to": to, "weight": weight} for to, weight in ZONES.items()]}
GAUSSIAN_M = 2000.0
REACH_M = 5000.0
EARTH_M = 6_371_008.8


def town(seed: int, homes: int, stations: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Homes about 40 centres in a square of 30 km, stations among them: degrees, people, staff."""
    rng = np.random.default_rng(seed)
    centres = rng.uniform(4, 26, (40, 2))

    def places(count: int) -> np.ndarray:
        of = rng.choice(40, count, p=rng.dirichlet(np.full(40, 2.0)))
        km = np.clip(centres[of] + rng.normal(0, 2.5, (count, 2)), 0, 30)
        return np.column_stack([117 + km[:, 0] / 89.2, 36.6 + km[:, 1] / 111.2])

    return places(homes), rng.integers(1, 60, homes).astype(float), places(stations), rng.integers(2, 30, stations).astype(float)


def on_sphere(degrees: np.ndarray) -> np.ndarray:
    lon, lat = np.radians(degrees).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def tree_pairs(homes: np.ndarray, stations: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs within reach by cKDTree, by home, then station; metres as doorstep counts them, rounded up."""
    from scipy.spatial import cKDTree

    one, other = on_sphere(homes), on_sphere(stations)
    chord = 2 * np.sin((REACH_M + 1) / EARTH_M / 2)
    hit = cKDTree(other).query_ball_point(one, chord, return_sorted=True)
    home = np.repeat(np.arange(len(one)), [len(found) for found in hit])
    station = np.concatenate([np.asarray(found, np.int64) for found in hit])
    length = 2 * EARTH_M * np.arcsin(np.sqrt(((one[home] - other[station]) ** 2).sum(1)) / 2)
    metres = np.ceil(length - 1e-6)
    near = metres <= REACH_M
    return home[near], station[near], metres[near]


def weights(method: str, metres: np.ndarray) -> np.ndarray:
    if method == "2sfca":
        return np.ones(len(metres))
    if method == "e2sfca-gaussian":
        return np.exp(-metres * metres / (2 * GAUSSIAN_M**2))
    return np.select([metres <= to for to in ZONES], list(ZONES.values()), 0.0)


def by_numpy(method: str, home: np.ndarray, station: np.ndarray, metres: np.ndarray, people: np.ndarray, staff: np.ndarray) -> np.ndarray:
    """The formulas as two or three sums by key."""
    weight = weights(method, metres)
    if method == "3sfca":
        weight = weight * weight / np.bincount(home, weights=weight, minlength=len(people))[home]
    demand = np.bincount(station, weights=weight * people[home], minlength=len(staff))
    ratio = np.divide(staff, demand, out=np.zeros_like(staff), where=demand > 0)
    return np.bincount(home, weights=weight * ratio[station], minlength=len(people))


def by_access(method: str, home: np.ndarray, station: np.ndarray, metres: np.ndarray, people: np.ndarray, staff: np.ndarray) -> Callable[[], np.ndarray]:
    import pandas as pd
    from access import Access
    from access.weights import gaussian, step_fn

    costs = pd.DataFrame({"home": home, "station": station, "metres": metres})
    demand = pd.DataFrame({"id": np.arange(len(people)), "people": people})
    supply = pd.DataFrame({"id": np.arange(len(staff)), "staff": staff})

    def run() -> np.ndarray:
        asked = Access(
            demand_df=demand, demand_index="id", demand_value="people",
            supply_df=supply, supply_index="id", supply_value="staff",
            cost_df=costs, cost_origin="home", cost_dest="station", cost_name="metres",
        )  # fmt: skip
        if method == "2sfca":
            found = asked.two_stage_fca(name="x", max_cost=REACH_M)
        elif method == "3sfca":
            found = asked.three_stage_fca(name="x", max_cost=REACH_M, weight_fn=step_fn(ZONES))
        else:
            decay = gaussian(GAUSSIAN_M) if method == "e2sfca-gaussian" else step_fn(ZONES)
            found = asked.enhanced_two_stage_fca(name="x", max_cost=REACH_M, weight_fn=decay)
        return found["x_staff"].reindex(np.arange(len(people))).fillna(0.0).to_numpy()

    return run


def by_doorstep(method: str, demand: Any, supply: Any, costs: Any, threads: int) -> Callable[[], np.ndarray]:
    decay: dict[str, Any] | None = None if method == "2sfca" else DECAY
    if method == "e2sfca-gaussian":
        decay = {"kind": "gaussian", "sigma": GAUSSIAN_M}

    def run() -> np.ndarray:
        found = doorstep.accessibility(demand, supply, costs, REACH_M, method.split("-")[0], decay=decay, threads=threads)
        return found.rows.to_pyarrow()["score"].to_numpy()

    return run


def timed(run: Callable[[], Any], repeat: int) -> tuple[Any, float, float]:
    best = (float("inf"), float("inf"))
    for _ in range(repeat):
        wall, used = time.perf_counter(), time.process_time()
        found = run()
        best = min(best, (time.perf_counter() - wall, time.process_time() - used))
    return found, *best


def row(name: str, run: Callable[[], Any], repeat: int, expected: np.ndarray | None) -> tuple[np.ndarray, float]:
    found, wall, used = timed(run, repeat)
    if expected is not None:
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=0)
    print(f"| {name} | {1000 * wall:.1f} | {1000 * used:.1f} |", flush=True)
    return found, wall


def tables(args: argparse.Namespace) -> None:
    import pandas as pd
    import pyarrow as pa

    homes, people, stations, staff = town(args.seed, args.homes, args.stations)
    home, station, metres = tree_pairs(homes, stations)
    print(f"{args.homes} homes x {args.stations} stations, {len(home)} pairs")
    shuffled = np.random.default_rng(1).permutation(len(home))
    frames = {
        "demand": pd.DataFrame({"id": np.arange(len(people)), "weight": people}),
        "supply": pd.DataFrame({"id": np.arange(len(staff)), "weight": staff}),
    }
    costs = pd.DataFrame({"demand_id": home, "supply_id": station, "cost": metres})
    arrow = {name: pa.Table.from_pandas(frame) for name, frame in frames.items()}
    arrow_costs = pa.Table.from_pandas(costs)
    for method in ["2sfca", "e2sfca", "e2sfca-gaussian", "3sfca"]:
        print(f"\n{method}\n\n| way | wall, ms | processor, ms |\n|---|--:|--:|")
        given = (home, station, metres, people, staff)
        expected, numpy_wall = row("numpy bincount", lambda: by_numpy(method, *given), args.repeat, None)
        if args.access:
            row("access", by_access(method, *given), 2, expected)
        ours, two_wall = np.empty(0), float("inf")
        for threads in [1, 2]:
            run = by_doorstep(method, arrow["demand"], arrow["supply"], arrow_costs, threads)
            ours, two_wall = row(f"doorstep, Arrow, threads={threads}", run, args.repeat, expected)
        again = by_doorstep(method, arrow["demand"], arrow["supply"], arrow_costs, 1)()
        assert (again == ours).all(), "threads change results"
        run = by_doorstep(method, frames["demand"], frames["supply"], costs, 2)
        row("doorstep, pandas, threads=2", run, args.repeat, expected)
        print(f"\nnumpy / doorstep: {numpy_wall / two_wall:.1f}")
    print("\ne2sfca-gaussian, metres with fractions\n\n| way | wall, ms | processor, ms |\n|---|--:|--:|")
    parts = metres - np.random.default_rng(2).uniform(0, 0.5, len(metres))
    expected, numpy_wall = row("numpy bincount", lambda: by_numpy("e2sfca-gaussian", home, station, parts, people, staff), args.repeat, None)
    arrow_parts = pa.table({"demand_id": home, "supply_id": station, "cost": parts})
    for threads in [1, 2]:
        run = by_doorstep("e2sfca-gaussian", arrow["demand"], arrow["supply"], arrow_parts, threads)
        _, wall = row(f"doorstep, Arrow, threads={threads}", run, args.repeat, expected)
    print(f"\nnumpy / doorstep: {numpy_wall / wall:.1f}")
    print("\n2sfca, pairs in no order\n\n| way | wall, ms | processor, ms |\n|---|--:|--:|")
    mixed = (home[shuffled], station[shuffled], metres[shuffled], people, staff)
    expected, numpy_wall = row("numpy bincount", lambda: by_numpy("2sfca", *mixed), args.repeat, None)
    run = by_doorstep("2sfca", arrow["demand"], arrow["supply"], pa.Table.from_pandas(costs.iloc[shuffled], preserve_index=False), 2)
    _, wall = row("doorstep, Arrow, threads=2", run, args.repeat, expected)
    print(f"\nnumpy / doorstep: {numpy_wall / wall:.1f}")


def straight(args: argparse.Namespace) -> None:
    import pyarrow as pa

    count, stations_count = (int(part) for part in args.straight.split("x"))
    homes, people, stations, staff = town(args.seed, count, stations_count)

    def placed(places: np.ndarray, weight: np.ndarray) -> pa.Table:
        return pa.table({"id": np.arange(len(weight)), "weight": weight, "lon": places[:, 0], "lat": places[:, 1]})

    def peak() -> float:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    demand, supply = placed(homes, people), placed(stations, staff)
    print(f"{count} homes x {stations_count} stations within {REACH_M:.0f} m in a straight line")
    print("\n| way | wall, ms | processor, ms |\n|---|--:|--:|")
    before = peak()
    ours: np.ndarray = np.empty(0)
    wall = float("inf")
    for threads in [1, 2]:
        ours, wall = row(f"doorstep, e2sfca, threads={threads}", by_doorstep("e2sfca", demand, supply, None, threads), args.repeat, None)
    after = peak()
    print(f"\npeak memory {after:.0f} MiB, {after - before:.0f} MiB of it since before the first call")
    if args.tree:
        print("\n| way | wall, ms | processor, ms |\n|---|--:|--:|")

        def by_tree() -> np.ndarray:
            return by_numpy("e2sfca", *tree_pairs(homes, stations), people, staff)

        expected, tree_wall = row("cKDTree pairs, numpy bincount", by_tree, 1, None)
        np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=0)
        print(f"\npeak memory {peak():.0f} MiB; cKDTree and numpy / doorstep: {tree_wall / wall:.1f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--homes", type=int, default=50_000)
    parser.add_argument("--stations", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--straight", help="HOMESxSTATIONS")
    parser.add_argument("--no-access", dest="access", action="store_false", help="leave `access` out, which takes seconds")
    parser.add_argument("--no-tree", dest="tree", action="store_false", help="leave cKDTree out, which takes much memory")
    given = parser.parse_args()
    straight(given) if given.straight else tables(given)
