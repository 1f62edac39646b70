"""The figures as a table in Markdown and a plot in SVG."""

import math
import os
import platform

from plot import panel, svg


def ready(row):
    """Wall and processor seconds of what is made ready; compiling the peers' loop is told apart."""
    stages = [times for name, times in row["stages"].items() if name != "compile"]
    return sum(wall for wall, _ in stages), sum(cpu for _, cpu in stages)


def line(row):
    """One line while it runs."""
    where = f"{row['people']} x {row['posts']}  {row['way']:16}"
    if "skipped" in row:
        return f"{where}{row['skipped']}"
    return f"{where}{row['wall']:9.3f} s  cpu {row['cpu']:9.3f} s  ready {ready(row)[0]:8.3f} s  {agreed(row)}"


def agreed(row):
    if row.get("reference"):
        return "reference"
    if "differ" not in row:
        return ""
    return "all the same" if not row["differ"] else f"{row['differ']} people differ, by {row['largest']} at most"


def base(rows, ending):
    """doorstep's row that the ratios stand on: that of the ending, or its first that ran."""
    ran = [row for row in rows if row["way"].startswith("doorstep") and "skipped" not in row]
    return next((row for row in ran if row["way"].endswith(ending)), ran[0] if ran else None)


def ratio(one, other):
    return f"{one / other:.2f}" if other and math.isfinite(one) else "–"


def table(rows, last_heads, last):
    """A table of all figures. Ratios: wall seconds over doorstep's on two threads, processor seconds over its on one."""
    heads = ["way", "ready wall", "ready cpu", "run wall", "min..max", "run cpu", "sum wall", "sum cpu", "wall ×", "cpu ×",
             "sum wall ×", "sum cpu ×", "compile", "peak MiB", "load", *last_heads]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    two, one = base(rows, "-2t"), base(rows, "-1t")
    for row in rows:
        if "skipped" in row:
            cells = [row["way"], f"skipped: {row['skipped']}", *[""] * (len(heads) - 2)]
        else:
            wall, cpu = ready(row)
            cells = [row["way"], f"{wall:.3f}", f"{cpu:.3f}", f"{row['wall']:.3f}",
                     f"{row['wall_min']:.3f}..{row['wall_max']:.3f} ({row['runs']})", f"{row['cpu']:.3f}",
                     f"{wall + row['wall']:.3f}", f"{cpu + row['cpu']:.3f}",
                     ratio(row["wall"], two and two["wall"]), ratio(row["cpu"], one and one["cpu"]),
                     ratio(wall + row["wall"], two and ready(two)[0] + two["wall"]),
                     ratio(cpu + row["cpu"], one and ready(one)[1] + one["cpu"]),
                     f"{row['stages']['compile'][0]:.2f}" if "compile" in row["stages"] else "",
                     f"{row['peak_mib']:.0f} (from {row['ready_mib']:.0f})", f"{row['load']:.1f}", *last(row)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def stages(rows):
    """What the time before the run went to."""
    parts = []
    for row in rows:
        if "skipped" not in row and len(row["stages"]) > 1 and row["way"].startswith("doorstep"):
            each = ", ".join(f"{name} {wall:.3f} s" for name, (wall, _) in row["stages"].items())
            parts.append(f"{row['way']}: {each}")
    return f"\nMade ready: {'; '.join(parts)}.\n" if parts else ""


def write(args, ways, own, outside):
    """Prints the report and keeps it."""
    machine = f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}"
    text = [f"# Top-{args.k} matching beside peers\n\nMachine: {machine}. Seconds; medians of the runs counted in brackets. "
            "Ratios say how many times doorstep's time a way takes: wall seconds over doorstep-2t, processor seconds over "
            "doorstep-1t (over its first way that ran, if that one is missing). Memory is the process's peak, and what it "
            "held before the run. Where the load is above the number of processors, compare processor seconds only.\n"]
    text += [f"* `{name}`: {about}" for name, about in ways.items()]
    for one in own:
        (people, posts), (wanted, offered) = one["size"], one["titles"]
        text.append(f"\n## {people} people × {posts} posts, doorstep's own definition\n\n"
                    f"Distinct titles: {wanted} wanted, {offered} offered. How near two titles are is given to the peers and "
                    "worked out by doorstep itself.\n")
        text.append(table(one["rows"], ["matches", "answers"], lambda row: [str(row["matches"]), agreed(row)]))
        text.append(stages(one["rows"]))
    for one in outside:
        people, posts = one["size"]
        text.append(f"\n## {people} people × {posts} posts, peers from outside\n\nTheir market, constraints and score; doorstep "
                    "ranks by its own score. `missing`: matches fewer than the exact peer's. `share`: of the exact peer's score, "
                    "by their definition.\n")
        heads = ["matches", "missing", "violations", "of them on the edge of a distance", "share %"]
        cells = lambda row: [str(row.get(name, "")) for name in ("matches", "missing", "violations", "edge", "share")]
        text.append(table(one["rows"], heads, cells))
        text.append("\n" + "\n".join(f"* {row['way']}: {row['quality']}" for row in one["rows"] if row.get("quality")))
    whole = "\n".join(text) + "\n"
    print(f"\n{whole}")
    (args.out / "topk.md").write_text(whole, encoding="utf-8")
    (args.out / "topk.svg").write_text(plot([row for one in own for row in one["rows"]], list(ways)), encoding="utf-8")


def plot(rows, ways):
    """Processor seconds, ready and run together, over pairs of person and post."""
    points = {way: [] for way in ways}
    for row in rows:
        if "skipped" not in row:
            points[row["way"]].append((row["people"] * row["posts"], ready(row)[1] + row["cpu"]))
    return svg([panel("Made ready and run", "pairs of person and post", "processor seconds", points)])
