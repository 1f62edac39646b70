"""The table and the plot of growth, from what the binary `growth` measured.

    python growth.py DIR

`DIR` holds `growth.tsv`; `growth.md` and `growth.svg` go beside it.
"""

import os
import pathlib
import platform
import sys

from growing import read, table
from plot import panel, short, svg

#: Heading, figure, how it is written.
PEOPLE = [
    ("people", "seekers", short),
    ("posts", "posts", short),
    ("read s", "prepare_s", "{:.2f}"),
    ("matched s", "match_s", "{:.2f}"),
    ("processor s", lambda row: row["prepare_processor_s"] + row["match_processor_s"], "{:.1f}"),
    ("µs per person", "us_per_seeker", "{:.1f}"),
    ("processor µs", "processor_us_per_seeker", "{:.1f}"),
    ("alone p50 µs", "one_p50_us", "{:.0f}"),
    ("p99 µs", "one_p99_us", "{:.0f}"),
    ("max µs", "one_max_us", "{:.0f}"),
    ("tested", "tested_per_seeker", "{:.0f}"),
    ("scored", "scored_per_seeker", "{:.0f}"),
    ("posts per scored one", lambda row: row["posts"] / max(row["scored_per_seeker"], 1e-9), "{:.0f}"),
    ("peak MB", "matching_peak_mb", "{:.0f}"),
    ("load", "load", "{:.1f}"),
]
POSTS = [
    ("posts", "posts", short),
    ("ready s", "build_s", "{:.2f}"),
    ("columns s", "columns_s", "{:.3f}"),
    ("bytes per post", "index_bytes_per_post", "{:.0f}"),
    ("of them columns", "columns_bytes_per_post", "{:.0f}"),
    ("saved bytes", "saved_bytes_per_post", "{:.0f}"),
    ("save s", "save_s", "{:.3f}"),
    ("load s", "load_s", "{:.3f}"),
    ("first answer s", "load_first_answer_s", "{:.3f}"),
    ("changes", "changed_posts", "{:.0f}"),
    ("apply s", "apply_s", "{:.4f}"),
    ("first answer s", "first_answer_s", "{:.4f}"),
    ("rebuild s", "rebuild_s", "{:.2f}"),
    ("changes % of it", "changes_percent", "{:.1f}"),
    ("peak MB", "peak_mb", "{:.0f}"),
]


def lines_of(rows):
    """The rows with the commonest number of posts, and those with the commonest number of people."""
    most = lambda name: max((row[name] for row in rows), key=[row[name] for row in rows].count)
    posts, people = most("posts"), most("seekers")
    by = lambda name: lambda row: row[name]
    return (sorted((row for row in rows if row["posts"] == posts), key=by("seekers")),
            sorted((row for row in rows if row["seekers"] == people), key=by("posts")))


def plots(people, posts):
    of = lambda rows, x, name: [(row[x], row[name]) for row in rows]
    panels = []
    for rows, x, x_title, fixed in (
        (people, "seekers", "people", f"{short(people[0]['posts'])} posts"),
        (posts, "posts", "posts", f"{short(posts[0]['seekers'])} people"),
    ):
        panels.append((
            panel(f"Time of one person, {fixed}", x_title, "µs", {
                "in batches, wall": of(rows, x, "us_per_seeker"),
                "in batches, processor": of(rows, x, "processor_us_per_seeker"),
                "alone, p50": of(rows, x, "one_p50_us"),
                "alone, p99": of(rows, x, "one_p99_us"),
            }),
            panel(f"Memory, {fixed}", x_title, "MB, peak of the process", {
                "all people matched": of(rows, x, "matching_peak_mb"),
                "posts ready": of(rows, x, "build_peak_mb"),
            }),
        ))
    total = [(row["seekers"], row["prepare_s"] + row["match_s"]) for row in people]
    panels.append((
        panel(f"Time of all people, {short(people[0]['posts'])} posts", "people", "seconds, wall",
              {"read and matched": total}),
        panel("Posts looked at", "posts", "posts for one person, in the mean", {
            "all": [(row["posts"], row["posts"]) for row in posts],
            "columns tested": of(posts, "posts", "tested_per_seeker"),
            "scored": of(posts, "posts", "scored_per_seeker"),
        }),
    ))
    time_memory = [one for pair in zip(*panels[:2]) for one in pair]
    return svg([*time_memory, *panels[2]], columns=2)


def main():
    folder = pathlib.Path(sys.argv[1])
    rows = read(folder / "growth.tsv")
    people, posts = lines_of(rows)
    threads, k = rows[0]["threads"], rows[0]["k"]
    machine = f"{os.cpu_count()} processors, {platform.machine()}"
    text = [
        f"# Growth of top-{k:.0f} matching\n",
        f"Machine: {machine}. People are read and matched on {threads:.0f} threads in batches, of whom none is kept; "
        "*alone* is one call on one thread that reads, answers and describes. *tested*: posts whose columns were looked at "
        "for a person; *scored*: those that were scored, in part at least. Every size is a process of its own; *peak* is "
        "after all people were matched; *load* before: where it is above 1, compare processor time.\n",
        table(sorted(rows, key=lambda row: (row["posts"], row["seekers"])), PEOPLE),
        "\nWhat follows depends on posts alone. *bytes per post*: what the process holds more of after the first answer than "
        "before the posts were made, texts and columns together. *changes*: one post in a hundred; *apply* and the first "
        "answer after it against a matcher made anew that answers once. *peak* is of everything, two matchers at once.\n",
        table(posts, POSTS),
    ]
    whole = "\n".join(text)
    print(whole)
    (folder / "growth.md").write_text(whole, encoding="utf-8")
    (folder / "growth.svg").write_text(plots(people, posts), encoding="utf-8")


if __name__ == "__main__":
    main()
