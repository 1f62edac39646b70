"""Top-k matching by doorstep and its peers, one after another on the same generated market.

    python run.py --out target/bench [--sizes 2000x2000,...] [--peers DIR]

`cargo xtask bench` makes the environment and calls this. Every way runs in a process of its own; the table goes to
`topk.md` in the folder, the plot of growth to `topk.svg`.
"""

import argparse
import functools
import json
import os
import pathlib
import subprocess
import sys

import numpy as np

import beside
import market as markets
import measure
import report

HERE = pathlib.Path(__file__).resolve().parent
WAYS = {
    "numpy-blocks": "numpy, blocks of people × all posts",
    "numba-1t": "loop over all pairs, compiled by numba, 1 thread",
    "numba-2t": "the same, 2 threads",
    "doorstep-1t": "posts and people made ready, then ids and scores, 1 thread",
    "doorstep-2t": "the same, 2 threads",
    "doorstep-stream": "posts made ready, then people read and answered in batches",
    "doorstep-full": "one call with every column of the answer, reasons too",
}


def way_of(name):
    """What `ours.ready` is asked for."""
    return {"1t": 1, "2t": 2}.get(name.removeprefix("doorstep-"), name.removeprefix("doorstep-"))


def prepared(name, market, args, clock):
    """The run of a way, and how its result becomes numbers and scores; `None` if this version cannot do it."""
    if name.startswith("doorstep"):
        import ours

        way = way_of(name)
        if (way == 2 and not ours.can_prepare()) or (way == "stream" and not ours.can_stream()):
            return None
        posts, people = markets.tables(market)
        run = ours.ready(clock, posts, people, str(markets.TODAY), args.k, way)
        return run, lambda found: ours.grid(found, market.people, args.k)
    import peers

    occupation = np.load(occupation_file(args, market))
    features = clock.stage("features", lambda: peers.features(market, occupation))
    if name == "numpy-blocks":
        run = functools.partial(peers.numpy_blocks, features, args.k)
    else:
        threads = int(name[-2])
        clock.stage("sets", lambda: peers.loop_features(features))
        clock.stage("compile", lambda: peers.numba_loop(features, args.k, threads, only=2))
        run = functools.partial(peers.numba_loop, features, args.k, threads)
    return run, lambda found: found


def occupation_file(args, market):
    return args.out / f"occupation-{market.people}x{market.posts}-{args.seed}.npy"


def one(args):
    """One way in this process: its figures and its answer go to files."""
    name, (people, posts) = args.one, args.sizes[0]
    market = markets.made(people, posts, args.seed, args.out)
    clock = measure.Clock()
    ready = prepared(name, market, args, clock)
    figures = {"way": name, "people": people, "posts": posts, "load": measure.load()}
    if ready is None:
        figures["skipped"] = "not in this version"
    else:
        run, as_grid = ready
        base = measure.peak_mib()
        times, found = measure.repeat(run, args.runs, args.budget)
        figures |= times | {"stages": clock.stages, "ready_mib": base, "peak_mib": measure.peak_mib()}
        ids, scores = as_grid(found)
        np.savez(args.out / f"answer-{name}.npz", ids=ids, scores=scores)
    (args.out / f"figures-{name}.json").write_text(json.dumps(figures), encoding="utf-8")


def child(args, name, size):
    """Runs one way in a process of its own and gives its figures."""
    file = args.out / f"figures-{name}.json"
    file.unlink(missing_ok=True)
    line = [sys.executable, HERE / "run.py", "--one", name, "--out", args.out, "--sizes", f"{size[0]}x{size[1]}"]
    line += ["--k", args.k, "--seed", args.seed, "--runs", args.runs, "--budget", args.budget]
    try:
        ended = subprocess.run([str(word) for word in line], timeout=args.timeout)
    except subprocess.TimeoutExpired:
        return {"way": name, "people": size[0], "posts": size[1], "skipped": f"no answer within {args.timeout:.0f} s"}
    if ended.returncode != 0:
        return {"way": name, "people": size[0], "posts": size[1], "skipped": f"ended with {ended.returncode}"}
    return json.loads(file.read_text(encoding="utf-8"))


def answer(args, name):
    with np.load(args.out / f"answer-{name}.npz") as kept:
        return kept["ids"], kept["scores"]


def agreement(first, second):
    """How many people's rows differ in a post or a score, and the largest difference of two scores in one place."""
    differs = ((first[0] != second[0]) | (first[1] != second[1])).any(axis=1)
    return int(differs.sum()), int(np.abs(first[1] - second[1]).max(initial=0))


def compare(args, size):
    """All ways over a market of one size, compared with the first that answers."""
    import ours

    market = markets.made(*size, args.seed, args.out)
    table = ours.occupation_table(market.s_titles, market.p_titles)
    np.save(occupation_file(args, market), table)
    rows, reference = [], None
    for name in args.ways:
        if name == "numpy-blocks" and size[0] * size[1] > args.numpy_pairs:
            continue
        figures = child(args, name, size)
        if "skipped" not in figures:
            given = answer(args, name)
            figures["matches"] = int((given[0] >= 0).sum())
            if reference is None:
                reference, figures["reference"] = given, True
            else:
                figures["differ"], figures["largest"] = agreement(reference, given)
        rows.append(figures)
        print(report.line(figures), flush=True)
    occupation_file(args, market).unlink()
    return {"size": size, "titles": [len(market.s_titles), len(market.p_titles)], "rows": rows}


def sizes(text):
    return [tuple(int(side) for side in size.split("x")) for size in text.split(",") if size]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for markets, answers and the report")
    parser.add_argument("--sizes", type=sizes, default="1000x1000,2000x2000,5000x5000,10000x10000",
                        help="people x posts, joined by commas")
    parser.add_argument("--ways", type=lambda text: text.split(","), default=list(WAYS), help=", ".join(WAYS))
    parser.add_argument("--k", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3, help="of which the median counts")
    parser.add_argument("--budget", type=float, default=120, help="seconds for all runs of one way")
    parser.add_argument("--timeout", type=float, default=900, help="seconds after which a way is stopped")
    parser.add_argument("--numpy-pairs", type=float, default=4e8, help="pairs above which numpy is left out")
    parser.add_argument("--peers", type=pathlib.Path,
                        help="a folder of peers from outside: a_topk.py, market.py, bench.py")
    parser.add_argument("--peer-sizes", type=sizes, default="10000x10000,100000x20000")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    args.out = args.out.resolve()
    args.out.mkdir(parents=True, exist_ok=True)
    if args.one:
        return one(args)
    own = [compare(args, size) for size in args.sizes]
    outside = [beside.run(args, size) for size in args.peer_sizes] if args.peers else []
    report.write(args, WAYS, own, outside)
    if any(row.get("differ") for one in own for row in one["rows"]):
        sys.exit("the answers differ")


if __name__ == "__main__":
    main()
