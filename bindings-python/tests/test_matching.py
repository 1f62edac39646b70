"""Matching gives the same from every kind of table, and the same as the core by JSON."""

import datetime
import decimal
import json
from collections.abc import Callable
from typing import Any

import doorstep
import numpy
import pandas
import polars
import pyarrow
import pytest

Rows = list[dict[str, Any]]
TODAY = datetime.date(2026, 11, 22)


def by_json(posts: Rows, seekers: Rows, k: int = 10, **options: Any) -> Rows:
    request = {"posts": {"rows": posts}, "seekers": {"rows": seekers}, "k": k, "options": options}
    answer: Rows = json.loads(doorstep.call("recommend", json.dumps(request)))["recommendations"]
    return answer


def test_every_kind_of_table_gives_the_same(kind: Callable[[Rows], Any], posts: Rows, seekers: Rows) -> None:
    matcher = doorstep.Matcher(kind(posts), today=TODAY)
    assert len(matcher) == 3
    found = matcher.recommend(kind(seekers))
    assert found.column_names == [
        "seeker_id", "rank", "post_id", "score", "priority", "known", "distance_m", "travel_min", "unknown", "reasons",
    ]  # fmt: skip
    assert found.to_pylist() == by_json(posts, seekers, today="2026-11-22")
    assert {row["seeker_id"] for row in found.to_pylist()} == {"s1", "s2"}


def test_comes_out_as_each_library_has_it(posts: Rows, seekers: Rows) -> None:
    found = doorstep.Matcher(posts).recommend(seekers, k=2)
    expected = found.to_pylist()
    assert [row["rank"] for row in expected] == [1, 2, 1, 2]
    assert found.to_pyarrow().to_pylist() == expected
    assert found.to_polars().to_dicts() == expected
    frame = found.to_pandas()
    assert list(frame["post_id"]) == [row["post_id"] for row in expected]
    assert list(frame["reasons"][0]) == expected[0]["reasons"]
    schema = found.to_pyarrow().schema
    assert [str(schema.field(name).type) for name in ("rank", "score", "distance_m")] == ["int64"] * 3
    assert str(schema.field("reasons").type) == "list<item: string not null>"


def test_nobody_to_match_gives_an_empty_table_with_its_columns(posts: Rows) -> None:
    found = doorstep.Matcher(posts).recommend([])
    assert len(found) == 0
    assert found.to_polars().schema["score"] == polars.Int64
    assert doorstep.Matcher([]).recommend([{"id": "s1"}]).to_pylist() == []


def test_options_reach_the_core(posts: Rows, seekers: Rows) -> None:
    options: dict[str, Any] = {
        "weights": {"occupation": 1, "wage": 9},
        "hours": {"days_per_month_hundredths": 2200, "hours_per_day": 7},
        "travel": {"walk": {"speed_m_per_h": 3000, "detour_permille": 1500}},
        "priorities": {"veteran": 1_000_000},
        "order": "priority_then_fit",
        "read_text": False,
    }
    usual = doorstep.Matcher(posts, today="2026-11-22").recommend(seekers).to_pylist()
    for name, value in options.items():
        found = doorstep.Matcher(posts, today=datetime.datetime(2026, 11, 22, 9), **{name: value})
        assert found.recommend(seekers).to_pylist() == by_json(posts, seekers, today="2026-11-22", **{name: value})
    changed = doorstep.Matcher(posts, today=TODAY, **options).recommend(seekers).to_pylist()
    assert changed != usual
    assert doorstep.Matcher(posts).recommend(seekers, language="en").to_pylist()[0]["reasons"][0].isascii() is False


def test_explain_and_diagnose_are_the_wire_answers(kind: Callable[[Rows], Any], posts: Rows, seekers: Rows) -> None:
    matcher = doorstep.Matcher(posts, today=TODAY)
    request = {"posts": {"rows": posts}, "seeker": {"rows": seekers[:1]}, "options": {"today": "2026-11-22"}}
    explained = json.loads(doorstep.call("explain", json.dumps(request | {"post_id": "p2"})))
    assert matcher.explain(kind(seekers[:1]), "p2") == matcher.explain(seekers[0], "p2") == explained
    assert sum(part["contribution"] for part in explained["parts"]) == explained["score"]
    diagnosed = json.loads(doorstep.call("diagnose", json.dumps(request)))
    assert matcher.diagnose(kind(seekers[:1])) == matcher.diagnose(seekers[0]) == diagnosed


def test_candidates_are_the_wire_answer(kind: Callable[[Rows], Any], posts: Rows, seekers: Rows) -> None:
    matcher = doorstep.Matcher(posts, today=TODAY)
    request = {"posts": {"rows": posts}, "seekers": {"rows": seekers}, "options": {"today": "2026-11-22"}}
    answer = json.loads(doorstep.call("candidates", json.dumps(request)))["recommendations"]
    found = matcher.candidates(kind(seekers))
    assert found.to_pylist() == answer
    assert found.column_names == matcher.recommend(seekers).column_names
    some = json.loads(doorstep.call("candidates", json.dumps(request | {"post_ids": ["p3", "p1"], "k": 1})))["recommendations"]
    assert [(row["post_id"], row["rank"]) for row in some] == [("p3", 1), ("p1", 1)]
    for ids in (["p3", "p1"], ("p3", "p1"), pandas.Series(["p3", "p1"]), polars.Series(["p3", "p1"]), pyarrow.array(["p3", "p1"])):
        assert matcher.candidates(seekers, ids, 1).to_pylist() == some
    assert len(matcher.candidates(seekers, [])) == 0
    numbered = doorstep.Matcher([{"id": 7, "title": "保安"}])
    for numbers in ([7], pyarrow.array([7]), numpy.array([7])):
        assert len(numbered.candidates(seekers, numbers, 1)) == 1
    with pytest.raises(TypeError, match="a list"):
        matcher.candidates(seekers, "p1")


def test_candidates_collect_and_count(posts: Rows) -> None:
    calls: list[tuple[int, int]] = []
    people = [{"id": "good"}, {"id": "bad", "education": "高小"}]
    found = doorstep.Matcher(posts).candidates(
        people, k=1, errors="collect", language="en", progress=lambda done, total: calls.append((done, total))
    )
    assert {row["seeker_id"] for row in found.to_pylist()} == {"good"}
    assert found.rejects is not None and [row["code"] for row in found.rejects.to_pylist()] == ["education.unknown"]
    assert calls[0] == (0, 3) and calls[-1] == (3, 3)


def test_search_is_the_wire_answer(posts: Rows) -> None:
    matcher = doorstep.Matcher(posts, today=TODAY)

    def by_call(query: str, near: Any = None, filters: Any = None, **rest: Any) -> Rows:
        request = {"posts": {"rows": posts}, "query": query, "near": near, "options": {"today": "2026-11-22"}} | rest
        if filters is not None:
            request["filters"] = {"rows": [filters]}
        hits: Rows = json.loads(doorstep.call("search", json.dumps(request)))["hits"]
        return [{name: hit.get(name) for name in columns} for hit in hits]

    columns = ["rank", "post_id", "score", "distance_m", "travel_min", "unknown", "reasons"]
    found = matcher.search("保安")
    assert found.column_names == columns
    assert found.to_pylist() == by_call("保安") and len(found) == 2
    near = matcher.search("保安", near=(117.03, 36.66), language="en").to_pylist()
    assert near == by_call("保安", {"lon": 117.03, "lat": 36.66}, language="en") and near[0]["distance_m"] is not None
    shifted = matcher.search("保安", near=(117.03, 36.66, "GCJ-02"), k=1).to_pylist()
    assert shifted == by_call("保安", {"lon": 117.03, "lat": 36.66, "system": "gcj02"}, k=1) and len(shifted) == 1
    filters: dict[str, Any] = {"wage_floor_yuan": 5500.5, "kinds": ["全职"], "needs_lodging": False, "education": "大专"}
    assert matcher.search("保安", **filters).to_pylist() == by_call("保安", filters=filters)
    assert [row["post_id"] for row in matcher.search("保安", **filters).to_pylist()] == ["p3"]
    assert matcher.search("xyzzy").to_pylist() == []
    assert len(matcher.search("", k=2)) == 2


def test_words_that_say_a_fact_are_filters_unless_texts_are_not_read(posts: Rows) -> None:
    def ids(matcher: doorstep.Matcher, *words: str, **filters: Any) -> list[str]:
        return sorted(row["post_id"] for row in matcher.search(*words, **filters).to_pylist())

    matcher = doorstep.Matcher(posts)
    assert ids(matcher, "保安") == ids(matcher, "保安", needs_lodging=False) == ["p1", "p3"]
    assert ids(matcher, "保安 包住") == ids(matcher, "保安", needs_lodging=True) == ["p1"]
    assert ids(matcher, "保安 包住", needs_lodging=False) == ["p1", "p3"]
    assert ids(doorstep.Matcher(posts, read_text=False), "保安 包住") == ["p1", "p3"]


def test_a_filter_that_cannot_be_read_is_refused(posts: Rows) -> None:
    matcher = doorstep.Matcher(posts)
    calls: list[tuple[str, Callable[[], object]]] = [
        ("request.json", lambda: matcher.search("保安", wage_flor_yuan=3000)),
        ("request.json", lambda: matcher.search("保安", wage_floor_yuan=float("nan"))),
        ("table.rejected", lambda: matcher.search("保安", wage_floor_yuan=-1)),
        ("table.rejected", lambda: matcher.search("保安", education="高小")),
        ("coordinate.latitude_out_of_range", lambda: matcher.search("保安", near=(117.654321, 136.123456))),
        ("coordinate.unknown_system", lambda: matcher.search("保安", near=(117, 36, "mars"))),
        ("request.json", lambda: matcher.search("保安", language="fr")),  # type: ignore[arg-type]
    ]
    for code, call in calls:
        with pytest.raises(doorstep.DoorstepError) as refused:
            call()
        assert refused.value.code == code
        assert "117.65" not in str(refused.value) and "136.12" not in str(refused.value)
    wrongs: list[Any] = [(117,), (1, 2, 3, 4), "117,36", 5, ("a", "b")]
    for wrong in wrongs:
        with pytest.raises((TypeError, ValueError)):
            matcher.search("保安", near=wrong)


def test_suggestions_are_the_wire_answer(posts: Rows) -> None:
    found = doorstep.Matcher(posts).suggest("bao", k=4)
    assert found.column_names == ["text", "kind", "posts", "why"]
    request = {"posts": {"rows": posts}, "prefix": "bao", "k": 4}
    assert found.to_pylist() == json.loads(doorstep.call("suggest", json.dumps(request)))["suggestions"]
    assert {row["why"] for row in found.to_pylist()} <= {"prefix", "pinyin", "initials", "typo"}
    assert doorstep.Matcher(posts).suggest("電", 1).to_pylist()[0]["text"].startswith("电")
    assert len(doorstep.Matcher(posts).suggest("")) <= 10
    assert len(doorstep.Matcher([]).suggest("bao")) == 0


def test_one_person_means_one(posts: Rows, seekers: Rows) -> None:
    matcher = doorstep.Matcher(posts)
    for people in (seekers, []):
        with pytest.raises(doorstep.RequestError) as refused:
            matcher.explain(people, "p1")
        assert refused.value.code == "request.json"
        with pytest.raises(doorstep.RequestError):
            matcher.diagnose(people)


FAULTS: Rows = [
    {"id": "good-1", "lon": 117.02, "lat": 36.67, "wage_floor_yuan": 4000.0, "education": "大专",
     "resident_id": "11010519491231002X"},
    {"id": "nan", "lon": float("nan"), "lat": 36.67},
    {"id": "latitude", "lon": 117.02, "lat": 136.67},
    {"id": "wage", "wage_floor_yuan": -4000.0},
    {"id": "check", "resident_id": "110105194912310021"},
    {"id": "school", "education": "高小"},
    {"id": "good-2"},
]  # fmt: skip
FOUND = [
    (2, "lon", "value.not_finite", "***"),
    (3, "lat", "coordinate.latitude_out_of_range", "***"),
    (4, "wage_floor_yuan", "wage.negative", "-4000"),
    (5, "resident_id", "resident_id.check_digit", "110***********0021"),
    (6, "education", "education.unknown", "高小"),
]


# DuckDB takes the pyarrow table with its NaN; pandas cannot tell NaN from 'not stated' and has its own test.
@pytest.mark.parametrize("make", ["dicts", "polars", "pyarrow", "duckdb"])
def test_five_faults_give_five_rejects_and_the_rest(
    make: str, posts: Rows, kinds: dict[str, Callable[[Rows], Any]]
) -> None:
    columns = ["id", "lon", "lat", "wage_floor_yuan", "education", "resident_id"]
    faults = [{name: row.get(name) for name in columns} for row in FAULTS]
    table = kinds[make](faults)
    matcher = doorstep.Matcher(posts)
    with pytest.raises(doorstep.TableError) as raised:
        matcher.recommend(table)
    error = raised.value
    assert error.code == "table.rejected"
    assert [(f["row"], f["column"], f["code"], f["value"]) for f in error.findings] == FOUND
    assert all(f["effect"] == "row" and f["message_en"] and f["message_zh"] for f in error.findings)

    found = matcher.recommend(kinds[make](faults), errors="collect")
    assert {row["seeker_id"] for row in found.to_pylist()} == {"good-1", "good-2"}
    assert found.rejects is not None
    assert found.rejects.to_pylist() == error.findings


def test_pandas_has_one_word_for_nan_and_not_stated(posts: Rows) -> None:
    people = pandas.DataFrame([{"id": "s1", "titles": ["保安"], "wage_floor_yuan": float("nan")}])
    found = doorstep.Matcher(posts).recommend(people)
    assert found.rejects is not None and len(found.rejects) == 0
    assert found.to_pylist() == by_json(posts, [{"id": "s1", "titles": ["保安"]}])


def test_posts_that_cannot_be_read_are_kept_as_rejects(posts: Rows) -> None:
    posts[1]["wage_min_yuan"] = -1
    posts[1]["wage_max_yuan"] = None
    with pytest.raises(doorstep.TableError, match="1 of 3"):
        doorstep.Matcher(posts)
    matcher = doorstep.Matcher(posts, errors="collect")
    assert len(matcher) == 2
    assert [(f["row"], f["code"]) for f in matcher.rejects.to_pylist()] == [(2, "wage.negative")]


def test_a_column_that_nobody_reads_is_told(posts: Rows) -> None:
    with pytest.warns(doorstep.DoorstepWarning, match="`titel`: .*did you mean `title`"):
        matcher = doorstep.Matcher([{"titel": "保安"}])
    assert matcher.rejects.to_pylist()[0]["effect"] == "column"
    # The index that pandas adds to a filtered frame is no column of anybody's.
    frame = pandas.DataFrame(posts)
    assert len(doorstep.Matcher(frame[frame["id"] != "p1"])) == 2
    assert doorstep.Matcher(frame.set_index("id")).recommend([{}]).to_pylist()[0]["post_id"] in {"p1", "p2", "p3"}


MAPPING = {
    "fields": {"id": {"column": "编号"}, "title": {"column": "职位"}, "wage_min_yuan": {"column": "薪资", "null": ["0"]}},
    "ignore": ["描述"],
}


def test_a_mapping_is_a_dict_a_text_or_a_file(tmp_path: Any) -> None:
    rows = [{"编号": 7, "职位": "保安", "薪资": 0, "描述": "x"}]
    file = tmp_path / "mapping.json"
    file.write_text(json.dumps(MAPPING), encoding="utf-8")
    for mapping in (MAPPING, json.dumps(MAPPING), file, str(file)):
        matcher = doorstep.Matcher(rows, mapping=mapping)
        assert matcher.recommend([{"求职": "保安"}], mapping={"fields": {"titles": {"column": "求职"}}}).to_pylist()[0][
            "post_id"
        ] == "7"
    with pytest.raises(FileNotFoundError) as missing:
        doorstep.Matcher(rows, mapping=tmp_path / "none.json")
    assert missing.value.filename == str(tmp_path / "none.json")
    wrongs: list[Any] = ["{", {"colums": {}}, {"fields": {"titel": {"column": "职位"}}}]
    for wrong in wrongs:
        with pytest.raises(doorstep.TableError) as refused:
            doorstep.Matcher(rows, mapping=wrong)
        assert refused.value.code == "table.bad_mapping"
        assert refused.value.findings == []


def read(column: pyarrow.Array, field: str) -> Any:
    """What the core reads from a column of a post: the finding's code, or the facts shown in English."""
    table = pyarrow.table({field: column})
    matcher = doorstep.Matcher(table, today="2026-11-22", errors="collect")
    if len(matcher) == 0:
        return matcher.rejects.to_pylist()[0]["code"]
    seeker = {"titles": ["保安"], "skills": ["消防", "2"], "wage_floor_yuan": 1, "experience_years": 2}
    names = {"title": "occupation", "skills": "skills", "wage_min_yuan": "wage", "published": "freshness"}
    parts = matcher.explain(seeker, "#1")["parts"]
    return next(part["en"] for part in parts if part["name"] == names[field])


DATE = datetime.date(2026, 11, 20)
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))


@pytest.mark.parametrize(
    ("field", "columns"),
    [
        (
            "title",
            [
                pyarrow.array(["保安"]),
                pyarrow.array(["保安"], pyarrow.large_string()),
                pyarrow.array(["保安"], pyarrow.string_view()),
                pyarrow.array(["保安"]).dictionary_encode(),
                pyarrow.array(["保安"], pyarrow.large_string()).dictionary_encode(),
            ],
        ),
        (
            "wage_min_yuan",
            [
                pyarrow.array(["4500.1"]),
                pyarrow.array([4500.1]),
                pyarrow.array([4500.1], pyarrow.float32()),
                pyarrow.array([decimal.Decimal("4500.1")]),
                pyarrow.array([decimal.Decimal("4500.1")], pyarrow.decimal256(40, 2)),
            ],
        ),
        (
            "wage_min_yuan",
            [pyarrow.array([100], kind) for kind in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")],
        ),
        (
            "skills",
            [
                pyarrow.array(["消防,巡逻"]),
                pyarrow.array([["消防", "巡逻"]]),
                pyarrow.array([["消防", "巡逻"]], pyarrow.large_list(pyarrow.large_string())),
                pyarrow.array([["消防", "巡逻"]], pyarrow.list_(pyarrow.string(), 2)),
                pyarrow.array([["消防", "巡逻"]], pyarrow.list_(pyarrow.dictionary(pyarrow.int8(), pyarrow.string()))),
            ],
        ),
        ("skills", [pyarrow.array([["2"]]), pyarrow.array([[2]]), pyarrow.array(["2"])]),
        ("skills", [pyarrow.array([None]), pyarrow.array([[]]), pyarrow.array([[]], pyarrow.list_(pyarrow.string()))]),
        (
            "published",
            [
                pyarrow.array(["2026-11-20"]),
                pyarrow.array([DATE]),
                pyarrow.array([DATE], pyarrow.date64()),
                pyarrow.array([datetime.datetime(2026, 11, 20, 23, 59)]),
                # By the clock of its own zone: in UTC it is still the day before.
                pyarrow.array([datetime.datetime(2026, 11, 20, 0, 30, tzinfo=SHANGHAI)], pyarrow.timestamp("us", "Asia/Shanghai")),
                pyarrow.array([datetime.datetime(2026, 11, 20, 0, 30, tzinfo=SHANGHAI)], pyarrow.timestamp("ns", "+08:00")),
            ],
        ),
    ],
)  # fmt: skip
def test_arrow_types_that_mean_the_same_read_the_same(field: str, columns: list[pyarrow.Array]) -> None:
    first = read(columns[0], field)
    for column in columns:
        assert read(column, field) == first, column.type
    assert first != read(pyarrow.array([None, None]), field) or field == "skills"


@pytest.mark.parametrize(
    ("column", "word"),
    [
        (pyarrow.array([b"x"]), "Binary"),
        (pyarrow.array([{"a": 1}]), "Struct"),
        (pyarrow.array([datetime.time(8)]), "Time"),
        (pyarrow.array([[["x"]]]), "List"),
    ],
)
def test_a_type_that_no_field_takes_names_the_column(column: pyarrow.Array, word: str) -> None:
    with pytest.raises(doorstep.TableError, match=f"`title` is {word}") as refused:
        doorstep.Matcher(pyarrow.table({"title": column}))
    assert refused.value.code == "table.column_type"
    # A column that is left out may be of any type.
    assert len(doorstep.Matcher(pyarrow.table({"id": ["a"], "geometry": column}), mapping={"ignore": ["geometry"]})) == 1


def test_values_of_other_libraries_in_dicts(seekers: Rows) -> None:
    plain = {"id": "7", "title": "保安", "wage_min_yuan": 4500.5, "published": "2026-11-20", "openings": 3, "remote": True}
    others: list[dict[str, Any]] = [
        {"id": 7, "wage_min_yuan": decimal.Decimal("4500.50"), "published": DATE},
        {"id": numpy.int32(7), "wage_min_yuan": numpy.float64(4500.5), "openings": numpy.int64(3)},
        {"title": numpy.str_("保安"), "remote": numpy.bool_(True), "published": numpy.datetime64("2026-11-20T12:00")},
        {"published": pandas.Timestamp("2026-11-20 12:00", tz="Asia/Shanghai"), "openings": numpy.float32(3)},
        {"published": datetime.datetime(2026, 11, 20, 8, tzinfo=SHANGHAI), "skills": (), "lon": pandas.NA, "lat": None},
        {"closes": pandas.NaT, "opens": numpy.datetime64("NaT"), "skills": numpy.array([], dtype=str)},
    ]
    expected = doorstep.Matcher([plain], today=TODAY).recommend(seekers).to_pylist()
    for other in others:
        assert doorstep.Matcher([plain | other], today=TODAY).recommend(seekers).to_pylist() == expected, other


def test_what_a_cell_cannot_be(posts: Rows) -> None:
    for value, code in [
        ({"a": 1}, "value.wrong_type"),
        (b"x", "value.wrong_type"),
        (object(), "value.wrong_type"),
        ([None], "value.wrong_type"),
        (float("inf"), "value.not_finite"),
        (float("nan"), "value.not_finite"),
        (decimal.Decimal("NaN"), "value.not_finite"),
        (10**30, None),
    ]:
        matcher = doorstep.Matcher([{"title": value}], errors="collect")
        assert [f["code"] for f in matcher.rejects.to_pylist()] == ([code] if code else []), value
