"""Runs peers from outside and doorstep in one go, and reads what their harness noted."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
NAMES = ["numpy-blocks", "numba-kernel-1t", "numba-kernel-2t", "doorstep-1t", "doorstep-2t"]


def run(args, size):
    """Rows of figures for one size. The peers' folder is copied first: they keep files beside themselves."""
    copy = args.out / "peers"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for module in args.peers.glob("*.py"):
        shutil.copyfile(module, copy / module.name)
    notes = args.out / "peers.jsonl"
    notes.unlink(missing_ok=True)
    people, posts = size
    options = {"peer": ",".join(NAMES), "n": people, "m": posts, "k": args.k, "seed": args.seed, "runs": args.runs}
    options |= {"budget": args.budget, "timeout": args.timeout}
    line = [sys.executable, str(HERE / "outside.py")]
    line += [word for name, value in options.items() for word in (f"--{name}", str(value))]
    environment = os.environ | {"TOPK_PEERS": str(copy), "PEERS_RESULTS": str(notes), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(line, check=True, env=environment)
    found = [json.loads(text) for text in notes.read_text(encoding="utf-8").splitlines()]
    rows = [figures(note) | {"people": people, "posts": posts} for note in found]
    exact = next((row["matches"] for row in rows if row["way"] == NAMES[0] and "matches" in row), None)
    for row in rows:
        if "matches" in row and exact is not None:
            row["missing"] = exact - row["matches"]
    return {"size": size, "rows": rows}


def figures(note):
    """A note of the harness, by this folder's names."""
    if note.get("skip"):
        return {"way": note["peer"], "skipped": note["skip"]}
    number = lambda pattern: next(iter(re.findall(pattern, note["quality"])), None)
    seconds = lambda name: float(number(rf"\b{name} ([\d.]+) s") or 0)
    compiling = (seconds("compile"), seconds("compile cpu"))
    ready = (note["prep"] - compiling[0], seconds("ready cpu") - compiling[1])
    row = {
        "way": note["peer"],
        "wall": note["s"],
        "wall_min": note["min"],
        "wall_max": note["max"],
        "cpu": note["cpu"],
        "runs": note["n"],
        "stages": {"ready": ready} | ({"compile": compiling} if compiling[0] else {}),
        "ready_mib": note["base_rss"],
        "peak_mib": note["rss"],
        "load": float(note["load"]),
        "quality": note["quality"],
    }
    counts = {"matches": r"(\d+) matches", "violations": r"violations (\d+)", "edge": r"on the edge (\d+)"}
    for name, pattern in counts.items():
        if (value := number(pattern)) is not None:
            row[name] = int(value)
    row["share"] = number(r"score ([\d.]+) %")
    return row
