"""Posts published twice."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import doorstep
import pytest

CASE = json.loads((Path(__file__).parents[2] / "fixtures/golden/same_posts.json").read_text(encoding="utf-8"))


def test_says_what_the_golden_case_says() -> None:
    posts = CASE["request"]["posts"]
    found = doorstep.same_posts(posts["rows"], mapping=posts.get("mapping"))
    expected = [
        {"post_id": post["post_id"], "duplicate_id": other["post_id"], "differs_in": other["differs_in"]}
        for post in json.loads(CASE["answer_text"])["posts"]
        for other in post["duplicates"]
    ]
    assert found.to_pylist() == expected and expected


def test_every_kind_of_table(kind: Callable[[list[dict[str, Any]]], Any]) -> None:
    posts = [{"id": name, "title": "收银员", "employer": employer} for name, employer in ["a甲", "b乙", "c甲"]]
    found = doorstep.same_posts(kind(posts))
    assert found.to_pylist() == [{"post_id": "a", "duplicate_id": "c", "differs_in": []}]


def test_rows_that_cannot_be_read() -> None:
    posts = [{"id": "a", "lat": 136}]
    with pytest.raises(doorstep.TableError):
        doorstep.same_posts(posts)
    found = doorstep.same_posts(posts, errors="collect")
    assert found.column_names == ["post_id", "duplicate_id", "differs_in"] and len(found) == 0
    assert found.rejects is not None and len(found.rejects) > 0
