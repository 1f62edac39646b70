"""A matcher that follows changes of its posts."""

import datetime
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import doorstep
import pandas
import pytest

Rows = list[dict[str, Any]]
CASE = json.loads((Path(__file__).parents[2] / "fixtures" / "delta.json").read_text(encoding="utf-8"))
POSTS = [{"id": "a", "title": "保安"}, {"id": "b", "title": "电工"}]


def whole(rows: Rows) -> Rows:
    """Rows that all have every key: pyarrow looks at those of the first alone."""
    return [dict.fromkeys((name for row in rows for name in row), None) | row for row in rows]


def test_changes_give_what_a_matcher_made_anew_gives(kind: Callable[[Rows], Any]) -> None:
    matcher = doorstep.Matcher(kind(whole(CASE["posts"])), **CASE["options"])
    assert matcher.generation == 0
    for number, step in enumerate(CASE["steps"], 1):
        changes = step["changes"]
        if "upsert" in changes:
            changes = changes | {"upsert": kind(whole(changes["upsert"]))}
        done = matcher.apply(**changes)
        assert {name: done[name] for name in step["applied"]} == step["applied"]
        assert done["findings"] == [] and done["provenance"] == matcher.provenance
        assert matcher.generation == number
    anew = doorstep.Matcher(CASE["posts_after"], **CASE["options_after"])
    seekers, k = CASE["seekers"], CASE["k"]
    expected = anew.recommend(seekers, k=k).to_pylist()
    assert len(matcher) == len(anew) and expected
    assert matcher.recommend(seekers, k=k).to_pylist() == expected
    assert matcher.candidates(seekers).to_pylist() == anew.candidates(seekers).to_pylist()
    assert matcher.search("保安 包吃").to_pylist() == anew.search("保安 包吃").to_pylist()
    assert matcher.suggest("bao").to_pylist() == anew.suggest("bao").to_pylist()
    assert matcher.provenance == anew.provenance | {"generation": len(CASE["steps"])}


def test_provenance_is_that_of_the_wire() -> None:
    request = {"posts": {"rows": POSTS}, "seekers": {"rows": []}, "options": {"today": "2026-11-25"}}
    answer = json.loads(doorstep.call("recommend", json.dumps(request)))
    matcher = doorstep.Matcher(POSTS, today=datetime.date(2026, 11, 25))
    assert matcher.provenance == answer["provenance"]
    assert list(matcher.provenance) == ["config_hash", "lexicon", "generation", "today"]
    matcher.apply(today=datetime.datetime(2026, 11, 26, 8))
    assert matcher.provenance == answer["provenance"] | {"generation": 1, "today": "2026-11-26"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"remove": ["a"], "openings": {"c": 1}}, "matching.unknown_post"),
        ({"upsert": [{"id": "c"}, {"id": "d", "lat": 136}]}, "table.rejected"),
        ({"upsert": 5}, "table.not_rows"),
        ({"openings": {"a": -1}}, "request.json"),
        ({"openings": {"a": "many"}}, "request.json"),
        ({"today": "soon"}, "request.json"),
        ({"errors": "ignore"}, "request.json"),
    ],
)
def test_what_is_refused_changes_nothing(changes: dict[str, Any], code: str) -> None:
    matcher = doorstep.Matcher(POSTS)
    before = matcher.to_bytes()
    with pytest.raises(doorstep.DoorstepError) as refused:
        matcher.apply(**changes)
    assert refused.value.code == code
    assert matcher.to_bytes() == before and matcher.generation == 0


def test_ids_come_as_they_come() -> None:
    matcher = doorstep.Matcher([{"id": 1}, {"id": 2}, {"id": 3}])
    done = matcher.apply(remove=pandas.Series([1, 9]), openings={2: 0})
    assert (done["removed"], done["unknown"], done["openings"]) == (1, 1, 1)
    assert [row["post_id"] for row in matcher.recommend([{}]).to_pylist()] == ["3"]
    with pytest.raises(TypeError, match="list"):
        matcher.apply(remove="12")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="dict"):
        matcher.apply(openings=[1])  # type: ignore[arg-type]


def test_rows_that_cannot_be_read_are_told() -> None:
    matcher = doorstep.Matcher(POSTS)
    done = matcher.apply(upsert=[{"id": "c"}, {"id": "d", "lat": 136}], errors="collect")
    assert done["upserted"] == 1 and {found["row"] for found in done["findings"]} == {2}
    assert len(matcher) == 3 and len(matcher.rejects) == 0


def test_people_and_generations() -> None:
    matcher = doorstep.Matcher(POSTS)
    people = matcher.prepare([{"id": "s1"}])
    matcher.apply(remove=["a"])
    with pytest.raises(doorstep.MatchingError) as refused:
        matcher.recommend(people)
    assert refused.value.code == "matching.stale_people"
    loaded = doorstep.Matcher.from_bytes(matcher.to_bytes())
    assert loaded.generation == matcher.generation == 1


def test_threads_that_change_at_once_lose_nothing() -> None:
    matcher = doorstep.Matcher(POSTS)

    def change(thread: int) -> None:
        for number in range(25):
            matcher.apply(upsert=[{"id": f"{thread}-{number}", "title": "保洁"}])
            matcher.recommend([{"titles": ["保洁"]}], k=3)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(matcher) == len(POSTS) + 100 and matcher.generation == 100
