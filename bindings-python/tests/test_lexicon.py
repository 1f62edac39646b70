"""The lexicon codes titles and reads texts as the core does, whatever they come in."""

import _thread
import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import doorstep
import numpy
import pandas
import polars
import pyarrow
import pytest

Rows = list[dict[str, Any]]
LEXICON = doorstep.Lexicon.default()
WORDS: dict[str, Any] = {
    "occupations": [{"code": "4-10-01-06", "words": ["阿依"]}],
    "skills": [{"id": "dragon", "zh": "柳溪舞龙", "words": ["舞龙头", "용춤"]}],
    "certificates": [{"id": "local-guide", "zh": "柳溪讲解证", "words": ["讲解证"], "ladder": "guide", "rank": 2}],
}
TITLES = ["急招！小区保安（包吃住）", "電焊工", "식당 서빙", "java开发工程师", "阿依", "", "🍉"]


def by_json(titles: list[str], k: int = 5, lexicon: Any = None) -> Rows:
    answer: Rows = json.loads(doorstep.call("code", json.dumps({"titles": titles, "k": k, "lexicon": lexicon})))["titles"]
    return answer


def test_one_title_gives_the_wire_answer() -> None:
    for title, expected in zip(TITLES, by_json(TITLES, 3), strict=True):
        assert LEXICON.code(title, 3) == expected["codes"]
    assert len(LEXICON.code("保安")) == 5 and LEXICON.code("保安", 0) == []
    assert set(LEXICON.code("保安")[0]) == {"code", "name", "score", "why"}


@pytest.mark.parametrize(
    "make",
    [
        list,
        tuple,
        iter,
        lambda titles: numpy.array(titles, dtype=object),
        numpy.array,
        pandas.Series,
        lambda titles: pandas.Series(titles, dtype="category"),
        lambda titles: pandas.Series(titles, dtype=object),
        polars.Series,
        lambda titles: polars.Series(titles, dtype=polars.Categorical),
        pyarrow.array,
        lambda titles: pyarrow.array(titles, pyarrow.string_view()),
        lambda titles: pyarrow.chunked_array([titles[:2], titles[2:]], pyarrow.large_string()),
        lambda titles: pyarrow.array(titles).dictionary_encode(),
    ],
)
def test_many_titles_give_the_same_from_every_kind_of_column(make: Callable[[list[str]], Any]) -> None:
    found = LEXICON.code(make(TITLES), k=2)
    assert found.column_names == ["title", "rank", "code", "name", "score", "why"]
    expected = [
        coded | {"title": one["title"], "rank": rank, "why": [why["text"] for why in coded["why"]]}
        for one in by_json(TITLES, 2)
        for rank, coded in enumerate(one["codes"], 1)
    ]
    assert found.to_pylist() == [{name: row[name] for name in found.column_names} for row in expected]
    assert found.to_polars().schema["why"] == polars.List(polars.String)


def test_a_missing_title_has_no_row() -> None:
    expected = LEXICON.code(["保安", "保洁"], k=1).to_pylist()
    assert len(expected) == 2
    columns: list[Any] = [
        ["保安", None, "保洁"],
        pandas.Series(["保安", None, "保洁"]),
        pandas.Series(["保安", float("nan"), "保洁"], dtype=object),
        pandas.Series(["保安", pandas.NA, "保洁"], dtype="string"),
        polars.Series(["保安", None, "保洁"]),
        pyarrow.array(["保安", None, "保洁"]),
    ]
    for column in columns:
        assert LEXICON.code(column, k=1).to_pylist() == expected
    for nothing in ([], [None], pyarrow.array([], pyarrow.string()), pyarrow.array([None]), polars.Series([None])):
        assert len(LEXICON.code(nothing)) == 0


def test_what_is_no_title_is_refused() -> None:
    frame = pandas.DataFrame({"title": ["保安"]})
    wrongs: list[Any] = [{"title": "保安"}, [["保安"]], [b"x"], b"x", [4.5], pyarrow.array([True]), frame, polars.DataFrame({"title": ["保安"]})]
    for wrong in wrongs:
        with pytest.raises(doorstep.TableError) as refused:
            LEXICON.code(wrong)
        assert refused.value.code == "table.column_type" and "保安" not in str(refused.value)
    for nothing in (None, 5):
        with pytest.raises(TypeError):
            LEXICON.code(nothing)  # type: ignore[call-overload]
    with pytest.raises(OverflowError):
        LEXICON.code("保安", -1)


TEXT = "😀會開叉車，有C1駕照、电工证👷；想做月嫂或용접공，熟练使用ＥＸＣＥＬ"


def test_spans_are_places_in_a_python_text() -> None:
    wire = json.loads(doorstep.call("terms", json.dumps({"text": TEXT})))
    found = {"skills": LEXICON.skills(TEXT), "certificates": LEXICON.certificates(TEXT), "occupations": LEXICON.occupations(TEXT)}
    assert found == wire
    for terms in found.values():
        assert terms
        assert terms == sorted(terms, key=lambda term: term["start"])
        for term in terms:
            assert set(term) == {"id", "name", "start", "end", "quote"}
            assert TEXT[term["start"] : term["end"]] == term["quote"]
    assert ("会开叉车" in LEXICON.skills("会开叉车")[0]["quote"]) and found["skills"][0]["quote"] == "會開叉車"
    assert {"月嫂", "용접공"} <= {term["quote"] for term in found["occupations"]}
    assert LEXICON.skills("") == LEXICON.certificates("🍉") == []
    with pytest.raises(UnicodeEncodeError):
        LEXICON.skills("\ud800")


def test_a_long_text_does_not_take_long() -> None:
    text = "😀会开叉车，" * 30_000
    found = LEXICON.skills(text)
    assert len(found) == 30_000
    last = found[-1]
    assert text[last["start"] : last["end"]] == last["quote"] == "会开叉车"


def test_a_wish_is_read_with_its_places() -> None:
    wish = "😀想找個離家近的保潔的活，三千以上，包吃，不上夜班，半小時以內"
    found = LEXICON.read_wish(wish)
    assert found == json.loads(doorstep.call("read_wish", json.dumps({"wish": wish})))
    assert set(found) == {"facts", "contradictions", "unread"}
    fields = {fact["field"] for fact in found["facts"]}
    assert {"near_home", "wage_floor", "needs_meals", "travel_min_max"} <= fields
    for fact in found["facts"]:
        assert wish[fact["start"] : fact["end"]] == fact["quote"] and fact["source"] == "wish"


POSTS: Rows = [
    {"id": "p1", "title": "誠聘夫妻工😀看護魚塘，包吃住，月薪6000-7000元", "description": "月休四天；初中以上學歷"},
    {"id": "p2", "title": "保安，月薪8000元", "description": "🍉大专以上学历", "wage_min_yuan": 3000, "wage_max_yuan": 3500},
    {"id": "p3", "title": "电工", "description": None},
]


def test_posts_are_read_from_every_kind_of_table(kind: Callable[[Rows], Any]) -> None:
    columns = {name for post in POSTS for name in post}
    found = LEXICON.read_posts(kind([{name: post.get(name) for name in columns} for post in POSTS]))
    assert found.column_names == ["post_id", "field", "value", "source", "start", "end", "quote", "stated"]
    wire = json.loads(doorstep.call("read_posts", json.dumps({"posts": {"rows": POSTS}})))["posts"]
    expected = [
        {"post_id": post["post_id"]} | fact | {"stated": stated}
        for post in wire
        for fact, stated in [
            *((fact, None) for fact in post["facts"]),
            *((one["read"], one["stated"]) for one in post["contradictions"]),
        ]
    ]
    assert found.to_pylist() == expected
    texts = {(post["id"], name): post[name] for post in POSTS for name in ("title", "description")}
    for row in expected:
        assert texts[row["post_id"], row["source"]][row["start"] : row["end"]] == row["quote"]
    assert [(row["post_id"], row["field"]) for row in expected if row["stated"] is not None] == [("p2", "wage")]
    assert {"team", "lodging", "wage", "rest", "education"} <= {row["field"] for row in expected if row["post_id"] == "p1"}


def test_posts_are_read_with_a_mapping_and_rejects() -> None:
    rows = [{"编号": 1, "职位": "招普工，包吃住"}, {"编号": 2, "职位": "保安", "薪": -1}]
    mapping = {"fields": {"id": {"column": "编号"}, "title": {"column": "职位"}, "wage_min_yuan": {"column": "薪"}}}
    with pytest.raises(doorstep.TableError) as refused:
        LEXICON.read_posts(rows, mapping=mapping)
    found = LEXICON.read_posts(rows, mapping=mapping, errors="collect")
    assert {row["post_id"] for row in found.to_pylist()} == {"1"}
    assert found.rejects is not None and found.rejects.to_pylist() == refused.value.findings


def test_own_words_from_json_a_dict_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "words.json"
    file.write_text(json.dumps(WORDS), encoding="utf-8")
    for own in (
        doorstep.Lexicon.from_json(WORDS),
        doorstep.Lexicon.from_json(json.dumps(WORDS)),
        doorstep.Lexicon.load(file),
        doorstep.Lexicon.load(str(file)),
    ):
        assert repr(own) == "doorstep.Lexicon(3 own terms)"
        assert [term["id"] for term in own.skills("会舞龙头，용춤")] == ["dragon", "dragon"]
        assert [term["name"] for term in own.certificates("有讲解证")] == ["柳溪讲解证"]
        assert own.code("阿依") == by_json(["阿依"], 5, WORDS)[0]["codes"]
        assert own.code("阿依", 1)[0]["code"] == "4-10-01-06"
        # Ours are still there.
        assert own.skills("会开叉车")
    assert repr(LEXICON) == repr(doorstep.Lexicon.from_json({})) == "doorstep.Lexicon(0 own terms)"
    assert LEXICON.skills("会舞龙头") == []
    with pytest.raises(FileNotFoundError) as missing:
        doorstep.Lexicon.load(tmp_path / "none.json")
    assert missing.value.filename == str(tmp_path / "none.json")
    for wrong in (5, None, [WORDS]):
        with pytest.raises(TypeError):
            doorstep.Lexicon.from_json(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        doorstep.Lexicon()


def test_the_classification() -> None:
    assert LEXICON.name("4-10-01-05") == "养老护理员" == LEXICON.name("4100105")
    assert LEXICON.name("4-98") is None and LEXICON.occupation("4-98") is None
    assert LEXICON.occupation("4-10-01-05") == {"code": "4-10-01-05", "name": "养老护理员", "digital": False, "green": False}
    major = LEXICON.occupation("4")
    assert major is not None and major["code"] == "4"


def test_a_lexicon_changes_what_a_matcher_finds() -> None:
    posts = [{"id": "p1", "title": "阿依"}, {"id": "p2", "title": "电工"}]
    nanny = [{"id": "s1", "titles": ["保育师"]}]
    own = doorstep.Lexicon.from_json({"occupations": [{"code": LEXICON.code("保育师", 1)[0]["code"], "words": ["阿依"]}]})
    plain = doorstep.Matcher(posts).recommend(nanny).to_pylist()
    assert doorstep.Matcher(posts, lexicon=LEXICON).recommend(nanny).to_pylist() == plain
    changed = doorstep.Matcher(posts, lexicon=own).recommend(nanny).to_pylist()
    score = {row["post_id"]: row["score"] for row in plain}
    assert changed[0]["post_id"] == "p1" and changed[0]["score"] > score["p1"]
    with pytest.raises(TypeError, match="Lexicon"):
        doorstep.Matcher(posts, lexicon="default")  # type: ignore[arg-type]


def test_texts_are_read_unless_that_is_refused() -> None:
    posts = [{"id": "p1", "title": "普工，包吃住"}, {"id": "p2", "title": "普工，不包住"}]
    needs = [{"id": "s1", "wish": "要包住"}]
    read = [row["post_id"] for row in doorstep.Matcher(posts).recommend(needs).to_pylist()]
    unread = [row["post_id"] for row in doorstep.Matcher(posts, read_text=False).recommend(needs).to_pylist()]
    assert read == ["p1"] and sorted(unread) == ["p1", "p2"]


def test_progress_and_stopping() -> None:
    calls: list[tuple[int, int]] = []
    LEXICON.code(["保安"] * 500, progress=lambda done, total: calls.append((done, total)))
    assert calls[0] == (0, 500) and calls[-1] == (500, 500) and calls == sorted(calls)
    calls.clear()
    LEXICON.read_posts(POSTS, progress=lambda done, total: calls.append((done, total)))
    assert calls[0] == (0, 3) and calls[-1] == (3, 3)

    seen = 0

    def press(done: int, total: int) -> None:
        nonlocal seen
        seen = done
        if done:
            _thread.interrupt_main()

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            LEXICON.code(["急招小区保安，包吃住"] * 200_000, progress=press)
    finally:
        signal.signal(signal.SIGINT, before)
    assert 0 < seen < 200_000
