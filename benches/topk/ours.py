"""How the peers' runner asks doorstep: the only place that knows the calls."""

import numpy as np

import doorstep

#: Weights by which the parts count; doorstep's defaults, written out so that a change of theirs is no disagreement.
WEIGHTS = {
    "occupation": 300,
    "skills": 200,
    "proximity": 160,
    "wage": 120,
    "experience": 60,
    "education": 40,
    "schedule": 40,
    "freshness": 50,
    "vector": 0,
}


def can_prepare():
    """Whether people can be read once and asked for on a chosen number of threads."""
    return hasattr(doorstep.Matcher, "prepare")


def can_stream():
    """Whether results come in batches."""
    return hasattr(doorstep.Matcher, "recommend_batches")


def matcher(posts, today, threads=None, **options):
    """Posts made ready. Texts are not read for facts: they are no part of the comparison."""
    if can_prepare() and threads is not None:
        options["threads"] = threads
    return doorstep.Matcher(posts, today=today, read_text=False, **{"weights": WEIGHTS, **options})


def ready(clock, posts, seekers, today, k, way):
    """Makes ready what can be before the run; the answer is the run, which gives rows of matches.

    `way` is a number of threads, "full" (one call, every column) or "stream" (batches, the people read on the way).
    """
    threads = way if isinstance(way, int) else None
    index = clock.stage("posts", lambda: matcher(posts, today, threads))
    if way == "full":
        return lambda: index.recommend(seekers, k)
    if way == "stream":
        return lambda: list(index.recommend_batches(seekers, k=k, details=False))
    if not can_prepare():
        return lambda: index.recommend(seekers, k)
    people = clock.stage("people", lambda: index.prepare(seekers))
    return lambda: index.recommend(people, k=k, details=False)


def occupation_table(wanted, offered):
    """How near each wanted title is to each offered one, in millionths: the score when nothing else counts."""
    import pyarrow as pa

    only = {part: int(part == "occupation") for part in WEIGHTS}
    posts = pa.table({"id": [f"p{at:07}" for at in range(len(offered))], "title": list(offered)})
    index = matcher(posts, None, weights=only)
    table = np.zeros((len(wanted), len(offered)), np.int32)
    few = max(1, 200_000 // len(offered))  # rows with all columns are large
    for begin in range(0, len(wanted), few):
        titles = [[title] for title in wanted[begin : begin + few]]
        people = pa.table({"id": [f"s{at:07}" for at in range(len(titles))], "titles": titles})
        ids, scores = grid(index.recommend(people, len(offered)), len(titles), len(offered))
        np.put_along_axis(table[begin : begin + few], ids, scores, axis=1)
    return table


def grid(found, people, k):
    """Numbers of posts and scores, a row for each person, -1 where there is no match.

    Ids are a letter and the row's number, as the tables of this folder have them.
    """
    import pyarrow as pa

    table = pa.concat_tables(pa.table(one) for one in found) if isinstance(found, list) else pa.table(found)
    number = lambda name: np.char.lstrip(
        np.asarray(table[name].to_pylist(), dtype="U8"), "ps"
    ).astype(np.int64)
    ids, scores = np.full((people, k), -1, np.int32), np.full((people, k), -1, np.int64)
    if table.num_rows:
        at = (number("seeker_id"), np.asarray(table["rank"]) - 1)
        ids[at], scores[at] = number("post_id"), np.asarray(table["score"])
    return ids, scores
