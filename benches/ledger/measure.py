"""How fast a ledger is on this disk, beside what the disk gives and what Python's sqlite3 gives, and how it grows.

    cargo build --release -p doorstep-benches --bin ledger
    python measure.py ../../target/release/ledger FOLDER [--rounds 5] [--peers DIR] [--events 1000000]

The disk is shared with whoever else is at work, so everything is done in rounds, one after another within a round, and a
ratio compares what stood in the same round. `--peers` names the folder with `d_ledger.py`, which does the same through
Python's sqlite3: check the state, add an event, update the voucher. Tables go to the standard output, every figure to
FOLDER/speed.json and FOLDER/growth.json.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

#: Name, and the call of the binary; a store more is a line more.
WAYS = [
    ("append 256 B and sync", ["raw", "{folder}/raw.log", "{few}"]),
    ("one by one", ["write", "sqlite:///{folder}/one.db", "{few}", "1"]),
    ("one by one, the first 2,000", ["write", "sqlite:///{folder}/first.db", "2000", "1"]),
    ("64 threads", ["shared", "sqlite:///{folder}/shared.db", "{many}", "64"]),
    ("64 tasks", ["tasks", "sqlite:///{folder}/tasks.db", "{many}", "64"]),
    ("batches of 1,000", ["write", "sqlite:///{folder}/batch.db", "{many}", "1000"]),
]

#: Name, the name in `d_ledger.py`, and what it multiplies the number of transitions by.
PEERS = [
    ("Python sqlite3, one by one", "sqlite3-wal-full-1", 1),
    ("Python sqlite3, batches of 1,000", "sqlite3-wal-full-batch1000", 25),
]

#: The same in PostgreSQL, each run in a schema of its own.
POSTGRES_WAYS = [
    (f"PostgreSQL, {callers} {kind}", [call, "{dsn}{mark}schema={schema}", "{many}", str(callers)])
    for callers in (8, 32)
    for kind, call in (("threads", "shared"), ("tasks", "tasks"))
]
POSTGRES_PEERS = [
    (f"pgbench, one statement, {clients} clients", f"postgres-pgbench-onestatement-{clients}c", 1) for clients in (8, 32)
]

#: What is divided by what, and what it should come to.
RATIOS = [
    ("one by one", "append 256 B and sync", 0.9),
    ("one by one, the first 2,000", "append 256 B and sync", None),
    ("64 tasks", "append 256 B and sync", 10),
    ("64 threads", "append 256 B and sync", 10),
    ("batches of 1,000", "Python sqlite3, batches of 1,000", 4),
    ("one by one", "Python sqlite3, one by one", None),
    ("PostgreSQL, 8 tasks", "pgbench, one statement, 8 clients", 1),
    ("PostgreSQL, 8 threads", "pgbench, one statement, 8 clients", 1),
    ("PostgreSQL, 32 tasks", "pgbench, one statement, 32 clients", 1),
    ("PostgreSQL, 32 threads", "pgbench, one statement, 32 clients", 1),
]


def ours(given, call, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    dsn, schema = given.dsn or "", f"bench_{time.time_ns()}"
    mark = "&" if "?" in dsn else "?"
    filled = [part.format(folder=folder, few=given.few, many=given.many, dsn=dsn, mark=mark, schema=schema) for part in call]
    return json.loads(subprocess.run([given.binary, *filled], check=True, capture_output=True, text=True).stdout)


def peer(given, name, times, folder):
    results = folder.with_suffix(".jsonl")
    results.unlink(missing_ok=True)
    asked = ["--peer", name, "--runs", "1", "--n", str((given.few if times == 1 else given.many) // times)]
    if given.dsn:
        asked += ["--dsn", given.dsn]
    environment = {**os.environ, "PEERS_RESULTS": str(results), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, str(given.peers / "d_ledger.py"), *asked], check=True, capture_output=True, env=environment)
    line = json.loads(results.read_text().splitlines()[-1])
    if "transactions/s" in line["quality"]:
        # pgbench works for a time, not for a number, and tells the rate itself.
        rate = float(line["quality"].split(" transactions/s")[0].split()[-1])
        return {"count": rate * line["s"], "seconds": line["s"], "per_second": rate}
    # The peer multiplies what it was asked for, and says so.
    count = line["args"]["n"]
    return {"count": count, "seconds": line["s"], "per_second": count / line["s"], "processor_s": line["cpu"]}


def speed(given, folder):
    rounds = []
    for _ in range(given.rounds):
        ways, peers = (WAYS + POSTGRES_WAYS, PEERS + POSTGRES_PEERS) if given.dsn else (WAYS, PEERS)
        done = {name: ours(given, call, folder / "speed") for name, call in ways}
        if given.peers:
            done.update({name: peer(given, key, times, folder / "peer") for name, key, times in peers})
        rounds.append(done)
    (folder / "speed.json").write_text(json.dumps(rounds, indent=1))
    print(f"| | transitions a second, median of {given.rounds} (least to most) | p50 | p99 | processor, µs each | group |")
    print("|---|--:|--:|--:|--:|--:|")
    for name in rounds[0]:
        rates = [done[name]["per_second"] for done in rounds]
        middle = sorted(rounds, key=lambda done: done[name]["per_second"])[len(rounds) // 2][name]
        each = middle.get("processor_s", 0) / middle["count"] * 1e6
        cells = [f"{statistics.median(rates):,.0f} ({min(rates):,.0f} to {max(rates):,.0f})"]
        cells += [f"{middle[key] / 1000:,.3g} ms" if key in middle else "" for key in ("p50_us", "p99_us")]
        cells += [f"{each:.0f}" if each else "", f"{middle['group']:.1f}" if "group" in middle else ""]
        print(f"| {name} | " + " | ".join(cells) + " |")
    print("\n| ratio within a round | median (least to most) | aim |")
    print("|---|--:|--:|")
    for above, below, aim in RATIOS:
        if above in rounds[0] and below in rounds[0]:
            found = [done[above]["per_second"] / done[below]["per_second"] for done in rounds]
            spread = f"{statistics.median(found):.2f} ({min(found):.2f} to {max(found):.2f})"
            print(f"| {above} / {below} | {spread} | {aim or ''} |")


def growth(given, folder):
    done = []
    print("\n| events | file, MiB | fill | snapshot kept | open | memory, MiB | voucher p50, p99 | verify | export | export, MiB | peak, MiB |")
    print("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for events in (size for size in (100_000, 1_000_000, 10_000_000) if size <= given.events):
        place = folder / "growth"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        url = f"sqlite:///{place}/ledger.db"
        call = lambda *asked: json.loads(
            subprocess.run([given.binary, *asked], check=True, capture_output=True, text=True).stdout)
        filled = call("fill", url, str(events))
        size = sum(file.stat().st_size for file in place.iterdir()) / 2**20
        opened, looked, verified = call("open", url), call("look", url), call("verify", url)
        exported = call("export", url)
        done.append({"file_mib": size, "fill": filled, "open": opened, "look": looked, "verify": verified, "export": exported})
        print(f"| {events:,} | {size:,.0f} | {filled['seconds']:,.1f} s | {filled['snapshot_s']:,.2f} s | {opened['open_s']:,.2f} s "
              f"| {opened['held_mib']:,.0f} | {looked['p50_us']:.1f} µs, {looked['p99_us']:.1f} µs | {verified['seconds']:,.1f} s "
              f"| {exported['seconds']:,.1f} s | {exported['bytes'] / 2**20:,.0f} | {exported['peak_mib']:,.0f} |", flush=True)
        shutil.rmtree(place)
    (folder / "growth.json").write_text(json.dumps(done, indent=1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--few", type=int, default=20_000, help="transitions that are synced each for itself")
    parser.add_argument("--many", type=int, default=50_000, help="transitions in groups and batches")
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--dsn", help="a PostgreSQL database to measure as well, postgresql://…")
    parser.add_argument("--events", type=int, default=1_000_000, help="the largest ledger; 10000000 takes 10 GB of disk and memory")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    if given.rounds:
        speed(given, given.folder.resolve())
    if given.events:
        growth(given, given.folder.resolve())


main()
