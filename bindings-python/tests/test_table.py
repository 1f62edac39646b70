"""Tables cross the border unchanged, from and to each of the three libraries."""

from typing import Any

import doorstep
import pandas
import polars
import pyarrow
import pytest

COLUMNS = {
    "id": ["p1", "p2", "p3"],
    "title": ["焊工", None, "仓库保管员"],
    "wage_fen": [880_000, 2**53 - 1, None],
    "lat": [36.6683, None, -0.0],
}
ARROW = pyarrow.table(COLUMNS)


@pytest.mark.parametrize(
    "data",
    [ARROW, ARROW.to_batches()[0], ARROW.to_reader(), polars.DataFrame(COLUMNS), ARROW.to_pandas(types_mapper=pandas.ArrowDtype)],
    ids=["table", "batch", "reader", "polars", "pandas"],
)
def test_any_arrow_object_goes_in(data: Any) -> None:
    table = doorstep.Table.from_arrow(data)
    assert table.column_names == list(COLUMNS)
    assert len(table) == table.num_rows == 3
    assert table.to_pyarrow().to_pydict() == COLUMNS


def test_comes_out_as_each_library_has_it() -> None:
    table = doorstep.Table.from_arrow(ARROW)
    assert table.to_pyarrow() == ARROW
    assert table.to_polars().to_dict(as_series=False) == COLUMNS
    frame = table.to_pandas()
    assert list(frame["id"]) == COLUMNS["id"]
    assert frame["title"].isna().tolist() == [False, True, False]


def test_keeps_batches_and_metadata() -> None:
    parts = pyarrow.chunked_array([[1, 2], [], [3]], type=pyarrow.int64())
    schema = pyarrow.schema([("n", pyarrow.int64())], metadata={"system": "gcj02"})
    data = pyarrow.Table.from_arrays([parts], schema=schema)
    result = doorstep.Table.from_arrow(data).to_pyarrow()
    assert result.schema.metadata == {b"system": b"gcj02"}
    assert result["n"].to_pylist() == [1, 2, 3]


def test_an_empty_table_keeps_its_columns() -> None:
    table = doorstep.Table.from_arrow(ARROW.slice(0, 0))
    assert len(table) == 0
    assert table.to_pyarrow().schema == ARROW.schema


def test_says_its_shape_and_no_value() -> None:
    assert repr(doorstep.Table.from_arrow(ARROW)) == "doorstep.Table(3 rows: id, title, wage_fen, lat)"


def test_refuses_what_is_no_table() -> None:
    with pytest.raises(doorstep.TableError) as refused:
        doorstep.Table.from_arrow([1, 2, 3])  # type: ignore[arg-type]
    assert refused.value.code == "table.not_rows"


def test_rows_as_dicts_need_no_library() -> None:
    rows = doorstep.Table.from_arrow(ARROW).to_pylist()
    assert rows == ARROW.to_pylist()
    parts = pyarrow.chunked_array([[1], [], [2, 3]])
    assert doorstep.Table.from_arrow(pyarrow.table({"n": parts})).to_pylist() == [{"n": 1}, {"n": 2}, {"n": 3}]


def test_columns_of_nulls_only() -> None:
    frame = polars.DataFrame({"id": ["a"], "title": [None], "skills": [[]]})
    assert doorstep.Table.from_arrow(frame).to_pylist() == [{"id": "a", "title": None, "skills": []}]


@pytest.mark.parametrize("record", ["post", "seeker", "station", "resident"])
def test_the_fields_of_records(record: Any) -> None:
    fields = doorstep.fields(record)
    assert fields.column_names == ["name", "kind", "personal", "en", "zh"]
    rows = {row["name"]: row for row in fields.to_pylist()}
    assert rows["lon"]["personal"] == (record in {"seeker", "resident"})
    assert all(row["en"] and row["zh"] for row in rows.values())
    assert fields.rejects is None
