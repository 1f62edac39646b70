"""Goal: many people at once get what each of them gets alone. Method: the same people, together, in batches and alone."""

import doorstep
import duckdb
import polars
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
        assert one.recommend(PEOPLE, k=5).to_pylist() == alone


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
    for seekers in (batches(), iter(list(batches())), reader, Stream(pa.RecordBatchReader.from_batches(schema, batches()))):
        asked.clear()
        found = matcher.recommend_batches(seekers, k=5, batch_size=40, details=True)
        assert asked == []
        first = next(found).to_pylist()
        assert len(asked) <= 1
        assert first + sum((table.to_pylist() for table in found), []) == alone
        assert next(found, None) is None


class Stream:
    """Somebody's own table, which knows nothing but the Arrow interface."""

    def __init__(self, reader):
        self.reader = reader

    def __arrow_c_stream__(self, requested_schema=None):
        return self.reader.__arrow_c_stream__(requested_schema)


def test_batches_are_cut_across_a_stream_and_within_tables(matcher, alone):
    table = pa.Table.from_pylist(PEOPLE)
    people = lambda batch: len({row["seeker_id"] for row in batch.to_pylist()})  # noqa: E731
    for seekers, sizes in [
        (table.to_reader(max_chunksize=7), [50, 50, 20]),
        (iter([table.slice(0, 60), table.slice(60).to_pandas()]), [50, 10, 50, 10]),
        ([PEOPLE[:60], [], PEOPLE[60:]], [50, 10, 50, 10]),
        ((person for person in PEOPLE), [50, 50, 20]),
        (polars.DataFrame(PEOPLE), [50, 50, 20]),
        (duckdb.from_arrow(table), [50, 50, 20]),
    ]:
        batches = list(matcher.recommend_batches(seekers, k=5, batch_size=50))
        assert [people(batch) for batch in batches] == sizes
        assert sum((batch.to_pylist() for batch in batches), []) == short(alone)


@pytest.mark.parametrize("details", [False, True])
def test_batches_are_an_arrow_stream(matcher, alone, details):
    expected = alone if details else short(alone)

    def made(seekers=PEOPLE):
        return matcher.recommend_batches(seekers, k=5, batch_size=50, details=details)

    with pa.RecordBatchReader.from_stream(made()) as reader:
        assert reader.schema == matcher.recommend(PEOPLE, k=5, details=details).to_pyarrow().schema
        assert len(reader.read_next_batch().to_pylist()) > 0
        rest = reader.read_all()
    assert expected[-len(rest) :] == rest.to_pylist()
    assert pa.table(made()).to_pylist() == expected
    assert polars.DataFrame(made()).to_dicts() == expected
    assert doorstep.Table.from_arrow(made()).to_pylist() == expected
    nobody = pa.table(made([]))
    assert nobody.schema == reader.schema and len(nobody) == 0
    # Iteration and the stream go on where the other stopped.
    batches = made()
    first = next(batches).to_pylist()
    assert first + pa.table(batches).to_pylist() == expected


def test_duckdb_takes_the_stream(matcher, alone):
    # DuckDB finds it by the name of the variable.
    found = matcher.recommend_batches(iter(PEOPLE), k=5, batch_size=50)
    query = duckdb.sql("select seeker_id, count(*) as posts from found group by seeker_id order by seeker_id")
    counts = {}
    for row in alone:
        counts[row["seeker_id"]] = counts.get(row["seeker_id"], 0) + 1
    assert query.fetchall() == sorted(counts.items())


def test_rows_are_numbered_through(matcher):
    rows = [{key: value for key, value in person.items() if key != "id"} for person in PEOPLE]
    rows[75] |= {"distance_m_max": -1}
    table = pa.Table.from_pylist(rows)
    for seekers in (rows, iter(rows), table, table.to_reader(max_chunksize=7), iter(table.to_batches(30))):
        batches = matcher.recommend_batches(seekers, k=1, batch_size=30)
        assert [row["seeker_id"] for row in next(batches).to_pylist()][:2] == ["#1", "#2"]
        assert next(batches).to_pylist()[0]["seeker_id"] == "#31"
        with pytest.raises(doorstep.TableError) as raised:
            next(batches)
        assert [found["row"] for found in raised.value.findings] == [76]
        # An error is the end.
        assert list(batches) == []
    with pytest.raises((OSError, pa.ArrowException), match="1 of 30"):
        pa.table(matcher.recommend_batches(rows, batch_size=30))
    collected = list(matcher.recommend_batches(rows, k=1, batch_size=30, errors="collect"))
    assert [[row["row"] for row in batch.rejects.to_pylist()] for batch in collected] == [[], [], [76], []]
    with pytest.raises(doorstep.TableError, match="row 121 is of the type `int`"):
        list(matcher.recommend_batches([*rows[:75], *rows[76:], rows[0], 5], batch_size=50))


def test_a_key_that_came_once_is_a_column_from_then_on(matcher):
    mapping = {"fields": {"id": {"column": "编号"}, "titles": {"column": "想做"}}}
    rows = [{"编号": "s1", "想做": ["电工"]}, {"编号": "s2"}]
    batches = matcher.recommend_batches(rows, k=1, batch_size=1, mapping=mapping)
    assert [batch.to_pylist()[0]["seeker_id"] for batch in batches] == ["s1", "s2"]


def test_what_a_source_raises_comes_out(matcher):
    def failing():
        yield from PEOPLE[:10]
        raise LookupError("gone")

    batches = matcher.recommend_batches(failing(), batch_size=10)
    assert len(next(batches)) > 0
    with pytest.raises(LookupError, match="gone"):
        next(batches)
    assert list(batches) == []
    with pytest.raises(doorstep.RequestError, match="batch_size"):
        matcher.recommend_batches([], batch_size=0)
    for seekers in ({"id": "s1"}, "s1", 5):
        with pytest.raises(doorstep.TableError) as refused:
            matcher.recommend_batches(seekers)
        assert refused.value.code == "table.not_rows"


def test_batches_keep_the_posts_that_they_began_with(alone):
    matcher = doorstep.Matcher(POSTS, threads=2)
    batches = matcher.recommend_batches(PEOPLE, k=5, batch_size=50)
    first = next(batches).to_pylist()
    matcher.apply(remove=[post["id"] for post in POSTS])
    assert first + sum((batch.to_pylist() for batch in batches), []) == short(alone)
    assert len(matcher.recommend(PEOPLE)) == 0


def test_batches_tell_how_far_they_are(matcher):
    def told(seekers):
        calls = []
        progress = lambda done, total: calls.append((done, total))  # noqa: E731
        assert len(list(matcher.recommend_batches(seekers, k=1, batch_size=50, progress=progress))) == 3
        return calls

    table = pa.Table.from_pylist(PEOPLE)
    for seekers in (PEOPLE, table, table.to_pandas()):
        assert told(seekers) == [(0, 120), (50, 120), (100, 120), (120, 120)]
    for seekers in (iter(PEOPLE), table.to_reader(), duckdb.from_arrow(table)):
        assert told(seekers) == [(0, None), (50, None), (100, None), (120, None)]

    batches = matcher.recommend_batches(PEOPLE, batch_size=50, progress=lambda done, total: done < 100)
    assert [len(next(batches)) > 0 for _ in range(2)] == [True, True]
    with pytest.raises(doorstep.MatchingError, match="100 of 120") as stopped:
        next(batches)
    assert stopped.value.code == "matching.stopped"
    assert list(batches) == []


def test_progress_is_told_and_may_stop(matcher):
    told = []
    people = matcher.prepare(PEOPLE, progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 120) and told[-1] == (120, 120)

    for count in (1, 120):
        for seekers in (PEOPLE[:count], matcher.prepare(PEOPLE[:count])):
            for details in (False, True):
                told.clear()
                matcher.recommend(seekers, details=details, progress=lambda done, total: told.append((done, total)))
                assert told[0] == (0, count) and told[-1] == (count, count)
                assert told == sorted(set(told))

    def stop(done, total):
        if done:
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        matcher.recommend(people, details=False, progress=stop)
    for seekers, details in ((people, False), (people, True), (PEOPLE, True)):
        with pytest.raises(doorstep.MatchingError) as stopped:
            matcher.recommend(seekers, details=details, progress=lambda done, total: done == 0)
        assert stopped.value.code == "matching.stopped"


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
