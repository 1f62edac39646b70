"""Matching on streets: travel times are those of the network, in every table and every answer about a pair."""

import math
import pathlib
import random
from typing import Any

import doorstep
import pyarrow
import pytest

Rows = list[dict[str, Any]]
WIDE = 9


def town(seed: int = 5) -> doorstep.RoadNetwork:
    """A grid of streets of which a third is missing."""
    chance = random.Random(seed)
    nodes = [
        {"node": 10 * east + north, "lon": 117 + east / 500, "lat": 36.65 + north / 500}
        for east in range(WIDE)
        for north in range(WIDE)
    ]
    edges = [
        {"from": 10 * east + north, "to": 10 * (east + go) + north + 1 - go, "oneway": False}
        for east in range(WIDE)
        for north in range(WIDE)
        for go in (0, 1)
        if east + go < WIDE and north + 1 - go < WIDE and chance.random() < 0.66
    ]
    return doorstep.RoadNetwork.from_edges(nodes, edges)


def places(name: str, count: int, seed: int) -> Rows:
    chance = random.Random(seed)
    return [
        {"id": f"{name}{number:03}", "lon": 117 + chance.random() / 60, "lat": 36.65 + chance.random() / 60}
        for number in range(count)
    ]


POSTS, PEOPLE = places("p", 200, 1), places("s", 12, 2)
WEIGHTS = {"proximity": 1} | dict.fromkeys(
    ["occupation", "skills", "wage", "experience", "education", "schedule", "freshness", "vector"], 0
)


def test_the_best_are_those_of_the_table_of_times() -> None:
    network = town()
    matcher = doorstep.Matcher(POSTS, network=network, weights=WEIGHTS, threads=2)
    times = {
        (row["origin_id"], row["destination_id"]): row["time_s"]
        for row in network.times(PEOPLE, POSTS, 120).to_pylist()
    }
    rows = matcher.recommend(PEOPLE, 400).to_pylist()
    assert len(rows) == len(PEOPLE) * len(POSTS)
    assert {row["measured"] for row in rows} == {"network", "not_reached"}
    for row in rows:
        time_s = times.get((row["seeker_id"], row["post_id"]))
        assert row["measured"] == ("not_reached" if time_s is None else "network")
        assert row["travel_min"] == (None if time_s is None else math.ceil(time_s / 60))
        # 15 minutes are worth half.
        seconds = math.inf if time_s is None else math.ceil(time_s)
        assert row["score"] == (0 if seconds == math.inf else 900 * 1_000_000 // (900 + seconds))
    limited = [person | {"travel_min_max": 20} for person in PEOPLE]
    expected = [row for row in rows if row["travel_min"] is not None and row["travel_min"] <= 20]
    found = matcher.recommend(limited, 400).to_pylist()
    assert [(row["seeker_id"], row["post_id"]) for row in found] == [
        (row["seeker_id"], row["post_id"]) for row in expected
    ]
    assert 0 < len(found) < len(rows) / 2


def test_all_answers_about_a_pair_agree() -> None:
    matcher = doorstep.Matcher(POSTS, network=town())
    seen = matcher.recommend(PEOPLE, 20)
    assert seen.column_names[6:9] == ["distance_m", "travel_min", "measured"]
    for row in seen.to_pylist()[::7]:
        person = next(person for person in PEOPLE if person["id"] == row["seeker_id"])
        why = matcher.explain(person, row["post_id"])
        assert why["score"] == row["score"]
        assert (why.get("travel_min"), why["measured"]) == (row["travel_min"], row["measured"])
    people = {(row["post_id"], row["seeker_id"]): row for row in matcher.candidates(PEOPLE, k=12).to_pylist()}
    assert all(people[row["post_id"], row["seeker_id"]]["travel_min"] == row["travel_min"] for row in seen.to_pylist())
    hit = matcher.search("", near=(PEOPLE[0]["lon"], PEOPLE[0]["lat"]), k=1).to_pylist()[0]
    assert hit["measured"] == "network" and hit["travel_min"] == seen.to_pylist()[0]["travel_min"]
    # Batches are of one schema, details or not.
    batches = matcher.recommend_batches(iter(PEOPLE), 20, batch_size=5, details=True)
    table = pyarrow.RecordBatchReader.from_stream(batches).read_all()
    assert table.to_pylist() == seen.to_pylist()


def test_other_modes_and_places_off_the_streets_keep_the_line() -> None:
    plain, on_streets = doorstep.Matcher(POSTS), doorstep.Matcher(POSTS, network=[town()])
    cyclists = [person | {"travel_mode": "cycle"} for person in PEOPLE]
    rows, lines = on_streets.recommend(cyclists).to_pylist(), plain.recommend(cyclists).to_pylist()
    assert {row.pop("measured") for row in rows} == {"straight_line"}
    assert rows == lines
    strict = doorstep.Matcher(POSTS, network=town(), snap_limit_m=0)
    assert {row["measured"] for row in strict.recommend(PEOPLE).to_pylist()} == {"straight_line"}
    assert "measured" not in plain.recommend(PEOPLE).column_names
    names = [one.provenance.get("networks", []) for one in (plain, on_streets, strict)]
    assert [len(one) for one in names] == [0, 1, 1] and names[1] != names[2]


def test_changes_and_saved_matchers_keep_to_the_streets(tmp_path: pathlib.Path) -> None:
    network = town()
    expected = doorstep.Matcher(POSTS, network=network).recommend(PEOPLE).to_pylist()
    matcher = doorstep.Matcher(POSTS[:150], network=network)
    matcher.apply(upsert=POSTS[150:])
    assert matcher.recommend(PEOPLE).to_pylist() == expected
    matcher.save(tmp_path / "matcher")
    assert doorstep.Matcher.load(tmp_path / "matcher", network=network).recommend(PEOPLE).to_pylist() == expected
    loaded = doorstep.Matcher.from_bytes(matcher.to_bytes(), network=network)
    assert loaded.provenance == matcher.provenance


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(TypeError, match="RoadNetwork"):
        doorstep.Matcher(POSTS, network=object())  # type: ignore[arg-type]
    with pytest.raises(doorstep.NetworkError) as refused:
        doorstep.Matcher(POSTS, network=town(), snap_limit_m=-1)
    assert refused.value.code == "network.bad_snap_limit"
    shifted = [{"id": "p", "lon": 117.0, "lat": 36.65, "system": "gcj02"}]
    with pytest.raises(doorstep.NetworkError) as refused:
        doorstep.Matcher(shifted, network=town())
    assert refused.value.code == "network.system_mismatch"
    with pytest.raises(doorstep.MatchingError) as later:
        doorstep.Matcher(POSTS, network=town()).apply(upsert=shifted)
    assert later.value.code == "matching.network_system"
    assert len(doorstep.Matcher(shifted, network=town().shifted("gcj02"))) == 1
