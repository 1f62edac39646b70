"""What the tests share: a small town's posts and people, and the kinds of tables that they come in."""

from collections.abc import Callable
from typing import Any

import duckdb
import hypothesis
import pandas
import polars
import pyarrow
import pytest

hypothesis.settings.register_profile("doorstep", deadline=None, print_blob=True)
hypothesis.settings.load_profile("doorstep")

Rows = list[dict[str, Any]]

KINDS: dict[str, Callable[[Rows], Any]] = {
    "dicts": lambda rows: rows,
    "pandas": pandas.DataFrame,
    "polars": lambda rows: polars.DataFrame(rows, infer_schema_length=None),
    "pyarrow": pyarrow.Table.from_pylist,
    "reader": lambda rows: pyarrow.Table.from_pylist(rows).to_reader(),
    "duckdb": lambda rows: duckdb.from_arrow(pyarrow.Table.from_pylist(rows)),
}


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> Callable[[Rows], Any]:
    """Makes a table of one kind from rows."""
    return KINDS[request.param]


@pytest.fixture
def kinds() -> dict[str, Callable[[Rows], Any]]:
    return KINDS


@pytest.fixture
def posts() -> Rows:
    return [
        {
            "id": "p1",
            "title": "物业保安",
            "skills": ["消防", "巡逻"],
            "lon": 117.02,
            "lat": 36.66,
            "lodging": True,
            "wage_min_yuan": 4200.5,
            "wage_max_yuan": 5200.0,
            "education": "初中",
            "openings": 3,
            "published": "2026-11-01",
        },
        {
            "id": "p2",
            "title": "电工",
            "skills": ["电工证"],
            "lon": 117.12,
            "lat": 36.70,
            "lodging": None,
            "wage_min_yuan": 6000.0,
            "wage_max_yuan": None,
            "education": "大专",
            "openings": None,
            "published": None,
        },
        {
            "id": "p3",
            "title": "保安队长",
            "skills": [],
            "lon": None,
            "lat": None,
            "lodging": False,
            "wage_min_yuan": 5000.0,
            "wage_max_yuan": 7000.0,
            "education": None,
            "openings": 1,
            "published": "2026-10-01",
        },
    ]


@pytest.fixture
def seekers() -> Rows:
    return [
        {
            "id": "s1",
            "titles": ["保安"],
            "skills": ["消防"],
            "lon": 117.03,
            "lat": 36.66,
            "wage_floor_yuan": 4000,
            "education": "高中",
            "born": "1990-05-01",
        },
        {
            "id": "s2",
            "titles": ["电工", "维修"],
            "skills": [],
            "lon": None,
            "lat": None,
            "wage_floor_yuan": None,
            "education": None,
            "born": None,
        },
    ]
