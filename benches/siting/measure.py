"""doorstep beside scipy.milp, spopt with HiGHS, and greedy with swaps, over the same towns; and whether answers are equal.

    cargo build --release -p doorstep-benches --bin siting
    python measure.py ../../target/release/siting [time] [money] [small] [francisco]

Objectives are counted anew from the chosen sites, in whole numbers. Whoever claims a gap of 0 must have the same.
"""

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from town import Town, ask

#: Seconds that a solver gets, and that its process gets with all that comes before.
LIMIT_S, PROCESS_S = 60, 120

#: Model, demand points, candidates, kilometres along the centres, reach in metres (0: every pair), sites to choose, gap that
#: is good enough, steps that doorstep may take, who is asked besides.
CASES = [
    ("mclp", 1_000, 100, 30, 3_000, 10, 0, 100_000, ["swap", "scipy", "spopt"]),
    ("mclp", 1_000, 100, 15, 3_000, 10, 0, 100_000, ["swap", "scipy", "spopt"]),
    ("p-median", 1_000, 100, 15, 0, 10, 0, 100_000, ["swap", "scipy", "spopt"]),
    ("mclp", 5_000, 500, 30, 2_000, 20, 1e-4, 100_000, ["swap", "scipy", "spopt"]),
    ("mclp", 5_000, 500, 15, 2_000, 20, 1e-4, 100_000, ["swap", "scipy"]),
    ("p-median", 5_000, 500, 15, 0, 20, 1e-4, 20_000, ["swap"]),
    ("mclp", 20_000, 1_000, 30, 1_200, 50, 1e-2, 10_000, ["swap", "scipy"]),
    ("mclp", 20_000, 1_000, 15, 1_200, 50, 1e-2, 10_000, ["swap", "scipy"]),
]

#: p-median for money: demand points, candidates, kilometres, sites for which there is money (of some mean cost), sites at
#: most (none: as many as the money is enough for), gap, seconds and steps as above, whether scipy is asked.
MONEY = [
    (200, 50, 15, 8, None, 0, 100_000, True),
    (1_000, 100, 15, 10, None, 0, 100_000, True),
    (1_000, 100, 15, 8, 10, 0, 100_000, True),
    (5_000, 500, 15, 20, None, 1e-3, 20_000, False),
    (5_000, 500, 15, 16, 20, 1e-3, 20_000, False),
]

#: Small towns, each asked four questions.
SMALL = 300


def other(way, path, model, count, reach, gap, *money):
    """The answer of other software, or why there is none."""
    script = [sys.executable, str(Path(__file__).with_name("others.py"))]
    asked = [way, str(path), model, str(count or 0), str(reach), str(LIMIT_S), str(gap), *money]
    try:
        done = subprocess.run(script + asked, capture_output=True, text=True, timeout=PROCESS_S)
    except subprocess.TimeoutExpired:
        return f"nothing within {PROCESS_S} s"
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def line(model, case, way, answer):
    """A row of the table."""
    if isinstance(answer, str):
        cells = [answer, "", "", "", "", ""]
    else:
        objective, bound = answer["objective"], answer["bound"]
        if answer["is_proven"] and bound is None:
            gap = "as asked"
        elif objective and bound is not None:
            gap = f"{100 * abs(objective - bound) / objective:.4f} %"
        else:
            gap = ""
        number = lambda value: "" if value is None else f"{value:,.0f}"
        cells = [number(objective), number(bound), gap, f"{answer['seconds']:.3g}", f"{answer['processor_s']:.3g}",
                 f"{answer['peak_mib']:,.0f}"]
    print("| " + " | ".join([model, case, way, *cells]) + " |", flush=True)


def times(binary, folder):
    print("| model | town | who | objective | bound | gap | s | processor s | peak MiB |")
    print("|---|---|---|--:|--:|--:|--:|--:|--:|")
    for model, demands, candidates, side, reach, count, gap, steps, ways in CASES:
        path = folder / f"{demands}-{side}-{reach}.bin"
        subprocess.run([binary, "town", *map(str, (demands, candidates, side, reach)), str(path)], check=True)
        town = Town.read(path)
        case = f"{demands:,} × {candidates:,}, {side} km, {len(town.cost):,} pairs, p = {count}"
        asked = {"count": count, "reach": reach or None, "gap_ppm": round(gap * 1e6)}
        first = ask(binary, path, model, **asked, steps=100, nodes=1)
        ours = ask(binary, path, model, **asked, steps=steps)
        for name, answer in (("doorstep, 100 steps", first), ("doorstep", ours)):
            assert answer["objective"] == town.objective(model, answer["chosen"], asked["reach"]), "not what sites come to"
            answer["is_proven"] = answer["gap_ppm"] <= asked["gap_ppm"]
            line(model, case, name, answer)
        # Whether so much is better: more people, or less way.
        better = (lambda one, than: one > than) if model == "mclp" else (lambda one, than: one < than)
        for way in ways:
            answer = other(way, path, model, count, reach, gap)
            line(model, case, way, answer)
            if isinstance(answer, str) or answer["objective"] is None:
                continue
            assert not better(answer["objective"], ours["bound"]), "better than doorstep's bound"
            if way == "swap":
                assert not better(answer["objective"], first["objective"]), "greedy with swaps is better"
            if gap == 0 and answer["is_proven"] and ours["gap_ppm"] == 0:
                assert answer["objective"] == ours["objective"], "both claim a gap of 0"


def money(binary, folder):
    """p-median for money, costs from a seed; then small towns, where everybody's answer is proven and must be equal."""
    from others import by_scipy

    random = np.random.default_rng(7)
    print("| model | town | who | objective | bound | gap | s | processor s | peak MiB |")
    print("|---|---|---|--:|--:|--:|--:|--:|--:|")
    for demands, candidates, side, sites, most, gap, steps, has_scipy in MONEY:
        path = folder / f"{demands}-{side}-0.bin"
        subprocess.run([binary, "town", *map(str, (demands, candidates, side, 0)), str(path)], check=True)
        town, costs = Town.read(path), random.integers(50, 500, candidates)
        budget, listed = int(sites * costs.mean()), ",".join(map(str, costs))
        case = f"{demands:,} × {candidates:,}, {side} km, {len(town.cost):,} pairs, money for {sites} of mean cost"
        case += "" if most is None else f", {most} at most"
        asked = {"count": most, "gap_ppm": round(gap * 1e6), "budget": budget, "costs": listed}
        first = ask(binary, path, "p-median", **asked, steps=100, nodes=1)
        ours = ask(binary, path, "p-median", **asked, steps=steps)
        for name, answer in (("doorstep, 100 steps", first), ("doorstep", ours)):
            assert answer["objective"] == town.objective("p-median", answer["chosen"], None), "not what sites come to"
            assert costs[answer["chosen"]].sum() <= budget and len(answer["chosen"]) <= (most or candidates)
            answer["is_proven"] = answer["gap_ppm"] <= asked["gap_ppm"]
            line("p-median", case, name, answer)
        if has_scipy:
            answer = other("scipy", path, "p-median", most, 0, gap, str(budget), listed)
            line("p-median", case, "scipy", answer)
            if not isinstance(answer, str) and answer["is_proven"] and ours["gap_ppm"] == 0:
                assert answer["objective"] == ours["objective"], "both claim a gap of 0"
    for number in range(SMALL):
        demands, candidates = int(random.integers(5, 30)), int(random.integers(3, 12))
        table = random.integers(1, 1_000, (demands, candidates))
        town = Town.full(random.integers(1, 100, demands), table)
        path = folder / "money.bin"
        town.write(path)
        costs = random.integers(1, 20, candidates)
        budget = int(random.integers(costs.min(), costs.sum() + 1))
        most = None if number % 2 else int(random.integers(1, candidates))
        ours = ask(binary, path, "p-median", count=most, budget=budget, costs=",".join(map(str, costs)))
        chosen, _, is_proven = by_scipy(town, "p-median", most, None, LIMIT_S, 0, budget, costs)
        theirs = town.objective("p-median", chosen, None)
        assert is_proven and ours["gap_ppm"] == 0 and costs[ours["chosen"]].sum() <= budget, number
        assert theirs == ours["objective"] == town.objective("p-median", ours["chosen"], None), (number, theirs, ours)
    print(f"p-median for money, objectives equal to scipy's, both proven: {SMALL} of {SMALL} small towns")


def small(binary, folder):
    """Small towns from a seed: four questions to spopt with HiGHS and to doorstep. Every other town has a site that must be
    chosen; in every fourth not everybody may reach a site."""
    from others import by_spopt

    random, path = np.random.default_rng(6), folder / "small.bin"
    equal, impossible = dict.fromkeys(["mclp", "lscp", "p-median", "p-center"], 0), 0
    for number in range(SMALL):
        demands, candidates = int(random.integers(5, 30)), int(random.integers(3, 12))
        homes, sites = random.uniform(0, 1_000, (demands, 2)), random.uniform(0, 1_000, (candidates, 2))
        table = np.ceil(np.hypot(*(homes[:, None] - sites[None]).transpose(2, 0, 1))).astype(np.int64)
        town = Town.full(random.integers(1, 100, demands), table)
        town.write(path)
        count = int(random.integers(1, candidates))
        reach = int(random.integers(100, 700)) if number % 4 == 0 else int(table.min(axis=1).max() + random.integers(100))
        must = [int(random.integers(candidates))] if number % 2 else []
        for model in equal:
            ours = ask(binary, path, model, count=count, reach=reach if model in ("mclp", "lscp") else None,
                       mandatory=",".join(map(str, must)) or None)
            limit = reach if model in ("mclp", "lscp") else None
            if model == "lscp" and (table.min(axis=1) > reach).any():
                assert "infeasible" in ours, "somebody reaches nothing"
                impossible += 1
                continue
            chosen, _, is_proven = by_spopt(town, model, count, reach, LIMIT_S, 0, must)
            theirs = town.objective(model, chosen, limit)
            assert is_proven and ours["gap_ppm"] == 0, (number, model)
            assert town.objective(model, ours["chosen"], limit) == ours["objective"], (number, model)
            assert set(must) <= set(ours["chosen"]), (number, model)
            assert theirs == ours["objective"], (number, model, theirs, ours)
            equal[model] += 1
    print(f"equal objectives, both proven: {equal}; {impossible} set coverings that cannot be, told by doorstep")


def francisco(binary, folder):
    """The case of spopt's own tests, whose tables come with it: 205 tracts, 16 stores, 4 to choose."""
    import spopt

    data = Path(spopt.__file__).parent / "tests" / "test_locate" / "data"
    with open(data / "SF_demand_205_centroid_uniform_weight.csv", newline="", encoding="utf-8") as file:
        people = {row["NAME"]: int(row["POP2000"]) for row in csv.DictReader(file)}
    with open(data / "SF_network_distance_candidateStore_16_censusTract_205_new.csv", newline="", encoding="utf-8") as file:
        rows = [(row["DestinationName"], row["name"], float(row["distance"])) for row in csv.DictReader(file)]
    tracts, stores = sorted({row[0] for row in rows}), sorted({row[1] for row in rows})
    at = lambda names: {name: place for place, name in enumerate(names)}
    tract_at, store_at = at(tracts), at(stores)
    # Millimetres rounded up compare with 5,000 m as metres do.
    columns = [(tract_at[tract], store_at[store], int(np.ceil(metres * 1e3))) for tract, store, metres in rows]
    path = folder / "francisco.bin"
    Town([people[tract] for tract in tracts], len(stores), *zip(*columns)).write(path)
    cover = ask(binary, path, "mclp", count=4, reach=5_000_000)
    print(f"San Francisco, MCLP: {cover['unserved']} tracts uncovered (spopt: 21), gap {cover['gap_ppm']} ppm")
    median = ask(binary, path, "p-median", count=4)
    metres = np.full((len(tracts), len(stores)), np.inf)
    for tract, store, length in rows:
        metres[tract_at[tract], store_at[store]] = length
    weights = np.array([people[tract] for tract in tracts])
    mean = (weights * metres[:, median["chosen"]].min(axis=1)).sum() / weights.sum()
    print(f"San Francisco, p-median: mean {float(mean)!r} m (spopt: 2982.1268579890657), gap {median['gap_ppm']} ppm")
    assert (cover["unserved"], cover["gap_ppm"], median["gap_ppm"]) == (21, 0, 0)
    assert abs(mean - 2982.1268579890657) < 1e-9


def main():
    binary, *parts = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        # Times first: on Linux a process begins with the peak of its parent, which spopt makes large.
        for name, part in (("time", times), ("money", money), ("francisco", francisco), ("small", small)):
            if not parts or name in parts:
                part(binary, Path(folder))


if __name__ == "__main__":
    main()
