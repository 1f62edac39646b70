"""The table and the plot of growth, from what `siting growth` printed.

    ../../target/release/siting growth > FOLDER/siting.tsv
    python growth.py FOLDER

`siting.md` and `siting.svg` go beside it; needs nothing but Python itself.
"""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "topk"))

from growing import report  # noqa: E402
from plot import panel, svg  # noqa: E402

#: Heading, column, how it is written.
COLUMNS = [
    ("model", "model", str),
    ("demand points", "demand", "{:,.0f}"),
    ("candidates", "candidates", "{:,.0f}"),
    ("chosen", "chosen", "{:.0f}"),
    ("reach, m", "reach_m", "{:,.0f}"),
    ("pairs", "pairs", "{:,.0f}"),
    ("s", "seconds", "{:.3f}"),
    ("processor s", "processor_s", "{:.3f}"),
    ("gap, %", "gap_percent", "{:.2f}"),
    ("steps", "steps", "{:,.0f}"),
    ("nodes", "nodes", "{:,.0f}"),
    ("table, s", "table_s", "{:.3f}"),
    ("table, MiB", "table_mib", "{:,.0f}"),
    ("peak, MiB", "peak_mib", "{:,.0f}"),
]


def picture(rows):
    def lines(column):
        of = lambda model: [(row["demand"], row[column]) for row in rows if row["model"] == model]
        return {"covering": of("mclp"), "p-median": of("p-median")}

    return svg([
        panel("Until within 1 %, or 4,000 steps", "demand points", "processor seconds, one thread", lines("processor_s")),
        panel("Proven gap", "demand points", "%", lines("gap_percent")),
        panel("Memory", "demand points", "MiB, peak, the table included", lines("peak_mib")),
        panel("Pairs within reach", "demand points", "pairs", {"pairs": lines("pairs")["covering"]}),
    ], columns=2)


if __name__ == "__main__":
    report("siting", COLUMNS, picture)
