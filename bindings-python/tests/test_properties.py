"""Random tables: a data frame, a list of dicts and JSON text give the same recommendations."""

import datetime
import json
from typing import Any

import doorstep
import pandas
import polars
from hypothesis import given, settings
from hypothesis import strategies as st

Rows = list[dict[str, Any]]

WORDS = st.sampled_from(["保安", "物业保安", "电工", "高级电工", "保洁", "welder", "  ", "𠮷"])


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


COMMON = {
    "skills": maybe(st.lists(WORDS, max_size=3)),
    "lon": maybe(st.floats(116.9, 117.1)),
    "education": maybe(st.sampled_from(["初中", "大专", "本科", "博士"])),
    "experience_years": maybe(st.integers(0, 40)),
}
POST = st.fixed_dictionaries(
    COMMON
    | {
        "title": maybe(WORDS),
        "wage_min_yuan": maybe(st.integers(0, 900_000).map(lambda fen: fen / 100)),
        "wage_period": maybe(st.sampled_from(["month", "day", "hour"])),
        "lodging": maybe(st.booleans()),
        "published": maybe(st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))),
        "openings": maybe(st.integers(0, 3)),
    }
)
SEEKER = st.fixed_dictionaries(
    COMMON
    | {
        "titles": maybe(st.lists(WORDS, max_size=2)),
        "wage_floor_yuan": maybe(st.integers(0, 9_000)),
        "distance_m_max": maybe(st.integers(0, 20_000)),
        "needs_lodging": maybe(st.booleans()),
        "born": maybe(st.dates(datetime.date(1950, 1, 1), datetime.date(2012, 1, 1))),
    }
)


def table(rows: Rows, prefix: str) -> Rows:
    # A place needs both of its numbers.
    return [
        row | {"id": f"{prefix}{number}", "lat": None if row["lon"] is None else row["lon"] - 80.35}
        for number, row in enumerate(rows)
    ]


@settings(max_examples=300)
@given(
    posts=st.lists(POST, max_size=8).map(lambda rows: table(rows, "p")),
    seekers=st.lists(SEEKER, max_size=4).map(lambda rows: table(rows, "s")),
    k=st.integers(0, 9),
)
def test_frames_dicts_and_json_agree(posts: Rows, seekers: Rows, k: int) -> None:
    request = {
        "posts": {"rows": posts},
        "seekers": {"rows": seekers},
        "k": k,
        "options": {"today": "2026-11-22"},
    }
    answer = json.loads(doorstep.call("recommend", json.dumps(request, default=str)))
    for make in (list, pandas.DataFrame, lambda rows: polars.DataFrame(rows, infer_schema_length=None)):
        matcher = doorstep.Matcher(make(posts), today=datetime.date(2026, 11, 22))
        assert matcher.recommend(make(seekers), k).to_pylist() == answer["recommendations"]
