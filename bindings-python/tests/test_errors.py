"""Every refusal has its class, its code and both texts, and repeats nothing personal."""

import copy
import ctypes
import json
import pickle
import traceback
from collections.abc import Callable
from typing import Any, ClassVar

import doorstep
import pandas
import polars
import pyarrow
import pytest

POST = {"id": "p1", "title": "保安"}


def ledger() -> doorstep.Ledger:
    return doorstep.Ledger.open("memory:")


@pytest.mark.parametrize(
    ("kind", "code", "call"),
    [
        (doorstep.InvalidValueError, "money.negative", lambda: doorstep.fen_from_yuan("-1")),
        (doorstep.InvalidValueError, "coordinate.unknown_system", lambda: doorstep.convert(1, 2, "wgs84", "mars")),
        (doorstep.InvalidValueError, "coordinate.latitude_out_of_range", lambda: doorstep.convert(1, 91, "wgs84", "gcj02")),
        (doorstep.InvalidValueError, "value.not_finite", lambda: doorstep.convert([1.0, float("nan")], [2.0, 2.0], "wgs84", "gcj02")),
        (doorstep.InvalidValueError, "coordinate.incomplete", lambda: doorstep.convert([None], [2.0], "wgs84", "gcj02")),
        (doorstep.InvalidValueError, "value.unknown_word", lambda: doorstep.fields("posts")),  # type: ignore[arg-type]
        (doorstep.TableError, "table.not_rows", lambda: doorstep.Matcher(5)),  # type: ignore[arg-type]
        (doorstep.TableError, "table.not_rows", lambda: doorstep.Matcher("posts.csv")),  # type: ignore[arg-type]
        (doorstep.TableError, "table.not_rows", lambda: doorstep.Matcher({"id": ["p1"]})),  # type: ignore[dict-item]
        (doorstep.TableError, "table.not_rows", lambda: doorstep.Matcher([POST, 5])),  # type: ignore[list-item]
        (doorstep.TableError, "table.not_rows", lambda: doorstep.Matcher([{1: "p1"}])),  # type: ignore[dict-item]
        (doorstep.TableError, "table.rejected", lambda: doorstep.Matcher([POST, POST])),
        (doorstep.TableError, "table.missing_column", lambda: doorstep.Matcher([POST], mapping={"fields": {"skills": {"column": "技能"}}})),
        (doorstep.TableError, "table.duplicate_column", lambda: doorstep.Matcher(pyarrow.table([[1], [2]], names=["id", "id"]))),
        (doorstep.MatchingError, "matching.unknown_post", lambda: doorstep.Matcher([POST]).explain({}, "p2")),
        (doorstep.MatchingError, "matching.weights", lambda: doorstep.Matcher([POST], weights={"wage": 1_000_001})),
        (doorstep.MatchingError, "matching.work_hours", lambda: doorstep.Matcher([POST], hours={"days_per_month_hundredths": 2175, "hours_per_day": 25})),
        (doorstep.RequestError, "request.json", lambda: doorstep.Matcher([POST], weights={"wages": 1})),
        (doorstep.RequestError, "request.json", lambda: doorstep.Matcher([POST], weights={"wage": 0.5})),  # type: ignore[dict-item]
        (doorstep.RequestError, "request.json", lambda: doorstep.Matcher([POST], today="soon")),
        (doorstep.RequestError, "request.json", lambda: doorstep.Matcher([POST], errors="ignore")),  # type: ignore[arg-type]
        (doorstep.RequestError, "request.json", lambda: doorstep.Matcher([POST]).recommend([{}], language="fr")),  # type: ignore[arg-type]
        (doorstep.RequestError, "request.json", lambda: doorstep.convert([1.0], [2.0, 3.0], "wgs84", "gcj02")),
        (doorstep.RequestError, "request.json", lambda: doorstep.coverage([], [], {"city": 3})),
        (doorstep.RequestError, "request.json", lambda: doorstep.call("recommend", "{")),
        (doorstep.RequestError, "request.unknown_operation", lambda: doorstep.call("divine", "{}")),
        (doorstep.RequestError, "request.json", lambda: doorstep.Matcher([POST], order="best")),  # type: ignore[arg-type]
        (doorstep.RequestError, "request.json", lambda: doorstep.Matcher([POST], priorities={"nobody": 1})),
        (doorstep.MatchingError, "matching.unknown_post", lambda: doorstep.Matcher([POST]).candidates([{}], ["p2"])),
        (doorstep.TableError, "table.rejected", lambda: doorstep.audit([], [{"id": "a", "group": "x"}] * 2, "group")),
        (doorstep.TableError, "table.rejected", lambda: doorstep.audit([{"id": "a"}], [], "group")),
        (doorstep.TableError, "table.column_type", lambda: doorstep.Lexicon.default().code([["保安"]])),  # type: ignore[list-item]
        (doorstep.LexiconError, "lexicon.json", lambda: doorstep.Lexicon.from_json("{")),
        (doorstep.LexiconError, "lexicon.json", lambda: doorstep.Lexicon.from_json({"skils": []})),
        (doorstep.LexiconError, "lexicon.word", lambda: doorstep.Lexicon.from_json({"skills": [{"id": "a", "zh": " "}]})),
        (doorstep.LexiconError, "lexicon.occupation", lambda: doorstep.Lexicon.from_json({"occupations": [{"code": "4-98", "words": ["甲"]}]})),
        (doorstep.InvalidValueError, "occupation.format", lambda: doorstep.Lexicon.default().name("保安")),
        (doorstep.CircleError, "circle.network_mode", lambda: doorstep.coverage([], [], network=[])),
        (doorstep.CircleError, "circle.weight_too_large", lambda: heavy()),
        (doorstep.VoucherError, "command.field_missing", lambda: ledger().submit({"id": "c-1"}, now=0)),
        (doorstep.VoucherError, "ledger.store_scheme", lambda: doorstep.Ledger.open("mongodb://x")),
        (doorstep.VoucherError, "ledger.encoding", lambda: doorstep.Ledger.from_bytes(b"DOORSTEP")),
        (doorstep.InvalidValueError, "value.not_a_date", lambda: ledger().submit_many([], now="2026-03-02T09:00:00")),
    ],
)  # fmt: skip
def test_class_and_code(kind: type[doorstep.DoorstepError], code: str, call: Callable[[], object]) -> None:
    with pytest.raises(doorstep.DoorstepError) as raised:
        call()
    error = raised.value
    assert type(error) is kind and error.code == code
    assert str(error) and error.message_zh and not error.message_zh.isascii()
    assert hasattr(error, "findings") == (kind is doorstep.TableError)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.code) == (kind, str(error), code)


def heavy() -> object:
    # The core refuses the sum of weights above 2^53 - 1; a weight is at most 2^32 - 1, so that it takes 2^21 of them.
    count = 2**21 + 1
    frame = polars.DataFrame({"weight": [2**32 - 1]}).select(polars.col("weight").repeat_by(count).explode())
    return doorstep.coverage(frame, [])


def test_the_family_is_one_tree() -> None:
    classes = [getattr(doorstep, name) for name in doorstep.__all__ if name.endswith("Error")]
    assert len(classes) == 10
    assert all(issubclass(each, doorstep.DoorstepError) and issubclass(each, Exception) for each in classes)
    assert issubclass(doorstep.DoorstepWarning, UserWarning)


CANARY = "110105194912310021"
PHONE = "13912345678"


@pytest.mark.parametrize("make", [list, pandas.DataFrame, polars.DataFrame, pyarrow.Table.from_pylist])
def test_nothing_personal_is_repeated(make: Callable[[Any], Any]) -> None:
    rows = [
        {"id": "a", "resident_id": CANARY, "lon": 317.654321, "lat": 36.123456, "born": "1949-02-31"},
        {"id": "b", "resident_id": PHONE, "lon": 117.654321, "lat": 99.123456, "born": "19491299"},
    ]
    matcher = doorstep.Matcher([POST])
    with pytest.raises(doorstep.TableError) as raised:
        matcher.recommend(make(rows))
    found = matcher.recommend(make(rows), errors="collect")
    told = "".join(traceback.format_exception(raised.value.with_traceback(None)))
    told += raised.value.message_zh + repr(raised.value.findings) + repr(found) + repr(found.rejects)
    told += json.dumps(found.rejects.to_pylist() if found.rejects else None)
    assert len(raised.value.findings) >= 6
    for secret in (CANARY, CANARY[3:14], PHONE, "317.65", "117.65", "36.12", "99.12", "1949-02-31", "19491299"):
        assert secret not in told


def test_a_table_that_its_library_cannot_give_repeats_nothing() -> None:
    frame = pandas.DataFrame({"resident_id": [1.5, CANARY]})
    with pytest.raises(pyarrow.ArrowException, match=CANARY):
        pyarrow.Table.from_pandas(frame)
    with pytest.raises(doorstep.TableError, match="Conversion failed for column resident_id") as raised:
        doorstep.Matcher([POST]).recommend(frame)
    assert raised.value.code == "table.column_type"
    assert CANARY not in "".join(traceback.format_exception(raised.value))


def test_nothing_is_pickled_and_the_advice_is_given() -> None:
    matcher = doorstep.Matcher([POST])
    found = matcher.recommend([{}])
    kept = doorstep.Ledger.open("memory:")
    for thing, advice in [
        (matcher, "make it from the posts"),
        (matcher.prepare([{}]), "prepare them"),
        (matcher.recommend_batches([{}]), "the tables"),
        (found, "to_pyarrow"),
        (kept, "to_bytes"),
        (doorstep.coverage([], []), "tables"),
        (doorstep.Lexicon.default(), "from its words"),
    ]:
        for carry in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match=advice):
                carry(thing)


class Lying:
    """An Arrow array that says it has fewer buffers than its type needs."""

    class Struct(ctypes.Structure):
        _fields_: ClassVar[Any] = [(name, ctypes.c_int64) for name in ("length", "null_count", "offset", "n_buffers", "n_children")] + [
            ("buffers", ctypes.c_void_p),
            ("children", ctypes.POINTER(ctypes.c_void_p)),
        ]

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        batch = pyarrow.RecordBatch.from_pydict({"title": [CANARY]})
        schema, array = batch.__arrow_c_array__(requested_schema)
        pointer = ctypes.pythonapi.PyCapsule_GetPointer
        pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
        whole = self.Struct.from_address(pointer(array, b"arrow_array"))
        self.Struct.from_address(whole.children[0]).n_buffers = 1
        return schema, array


def test_a_panic_is_an_exception_that_names_a_place_only(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(doorstep.InternalError) as raised:
        doorstep.Matcher(Lying())
    assert raised.value.code == "internal.panic"
    assert ".rs:" in str(raised.value) and ".rs:" in raised.value.message_zh
    assert CANARY not in str(raised.value) + capfd.readouterr().err
    # Nothing is broken by it.
    assert len(doorstep.Matcher([POST])) == 1
