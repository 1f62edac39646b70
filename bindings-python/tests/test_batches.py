"""Goal: many people at once get what each of them gets alone. Method: the same people, together, in batches and alone."""

import doorstep
import pyarrow as pa
import pytest

TITLES = ["物业保安", "电工", "保洁员", "送餐骑手", "会计", "仓库理货员"]
POSTS = [
    {
        "id": f"p{n:03}",
        "title": TITLES[n % 6],
        "lon": 117.0 + n % 17 * 0.01,
        "lat": 36.6 + n % 13 * 0.01,
        "wage_min_yuan": 3000 + n * 37 % 4000,
        "skills": [["驾驶"], ["焊接", "Excel"], []][n % 3],
    }
    for n in range(300)
]
PEOPLE = [
    {
        "id": f"s{n:03}",
        "titles": [TITLES[n % 5]],
        "lon": 117.0 + n % 11 * 0.015,
        "lat": 36.6 + n % 7 * 0.02,
        "wage_floor_yuan": 3000 + n * 53 % 2500,
        "distance_m_max": 2000 + n % 9 * 1000,
        "skills": [["焊接"], ["驾驶", "Excel"]][n % 2],
    }
    for n in range(120)
]
COLUMNS = ["seeker_id", "rank", "post_id", "score"]


@pytest.fixture(scope="module")
def matcher():
    return doorstep.Matcher(POSTS, threads=2)


@pytest.fixture(scope="module")
def alone(matcher):
    rows = []
    for person in PEOPLE:
        rows += matcher.recommend([person], k=5).to_pylist()
    assert len(rows) > 300
    return rows


def short(rows):
    return [{name: row[name] for name in COLUMNS} for row in rows]


def test_together_as_alone(matcher, alone):
    people = matcher.prepare(PEOPLE)
    assert len(people) == len(PEOPLE)
    assert matcher.recommend(people, k=5).to_pylist() == alone
    assert matcher.recommend(people, k=5, details=False).to_pylist() == short(alone)
    assert matcher.recommend(PEOPLE, k=5, details=False).to_pylist() == short(alone)


def test_the_number_of_threads_changes_nothing(alone):
    for threads in (1, 3):
        one = doorstep.Matcher(POSTS, threads=threads)
        assert one.recommend(one.prepare(PEOPLE), k=5, details=False).to_pylist() == short(alone)


def test_people_of_another_matcher_are_refused(matcher):
    other = doorstep.Matcher(POSTS)
    with pytest.raises(doorstep.MatchingError, match="stale_people|other posts") as raised:
        matcher.recommend(other.prepare(PEOPLE))
    assert raised.value.code == "matching.stale_people"


def test_batches_of_a_table(matcher, alone):
    for table in (PEOPLE, pa.Table.from_pylist(PEOPLE), pa.Table.from_pylist(PEOPLE).to_pandas()):
        batches = [batch.to_pylist() for batch in matcher.recommend_batches(table, k=5, batch_size=50)]
        assert len(batches) == 3
        assert sum(batches, []) == short(alone)


def test_batches_are_read_when_they_are_asked_for(matcher, alone):
    asked = []

    def batches():
        for start in range(0, len(PEOPLE), 40):
            asked.append(start)
            yield pa.RecordBatch.from_pylist(PEOPLE[start : start + 40], schema=schema)

    schema = pa.Table.from_pylist(PEOPLE).schema
    reader = pa.RecordBatchReader.from_batches(schema, batches())
    found = matcher.recommend_batches(iter(reader), k=5, details=True)
    assert asked == []
    first = next(found).to_pylist()
    assert len(asked) == 1
    assert first + sum((table.to_pylist() for table in found), []) == alone
    assert asked == [0, 40, 80]


def test_progress_is_told_and_may_stop(matcher):
    told = []
    people = matcher.prepare(PEOPLE, progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 120) and told[-1] == (120, 120)

    def stop(done, total):
        if done:
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        matcher.recommend(people, details=False, progress=stop)


def test_saved_and_loaded(matcher, alone):
    saved = matcher.to_bytes()
    loaded = doorstep.Matcher.from_bytes(saved)
    assert loaded.to_bytes() == saved
    assert loaded.recommend(PEOPLE, k=5).to_pylist() == alone
    damaged = bytearray(saved)
    damaged[len(damaged) // 2] ^= 4
    with pytest.raises(doorstep.MatchingError) as raised:
        doorstep.Matcher.from_bytes(bytes(damaged))
    assert raised.value.code == "matching.saved_damaged"
