"""What a user writes, under `mypy --strict`."""

from typing import assert_type

import doorstep
import pandas
import polars

fen = doorstep.fen_from_yuan("248.80")
assert_type(fen, int)

table = doorstep.Table.from_arrow(polars.DataFrame({"id": ["p1"], "title": ["焊工"]}))
assert_type(table.to_pandas(), pandas.DataFrame)
assert_type(table.to_polars(), polars.DataFrame)
assert_type(table.column_names, list[str])

try:
    doorstep.fen_from_yuan("a lot")
except doorstep.DoorstepError as error:
    assert_type(error.code, str)
    assert_type(error.message_zh, str)

doorstep.fen_from_yuan(248.80)  # type: ignore[arg-type]  # no amount comes from a float
