"""What a user writes, under `mypy --strict`."""

from typing import Any, assert_type

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

frame = pandas.DataFrame({"id": ["p1"], "title": ["焊工"]})
matcher = doorstep.Matcher(frame, today="2026-11-22", weights={"wage": 200}, errors="collect")
found = matcher.recommend([{"id": "s1"}], k=3, progress=lambda done, total: print(done, total))
assert_type(found, doorstep.Table)
assert_type(found.rejects, doorstep.Table | None)
people = matcher.prepare(frame, errors="collect")
assert_type(people, doorstep.People)
assert_type(matcher.recommend(people, k=1, details=False), doorstep.Table)
batches = matcher.recommend_batches(iter([frame]), batch_size=1000, progress=lambda done, total: total is None)
for batch in batches:
    assert_type(batch, doorstep.Table)
assert_type(doorstep.Table.from_arrow(batches), doorstep.Table)
matcher.recommend_batches(people)  # type: ignore[arg-type]  # they are in memory already
matcher.apply(upsert=frame, remove=["p1", "p2"], openings={"p3": 2}, today="2026-11-23")
assert_type(matcher.generation, int)
matcher.save("posts.doorstep")
assert_type(doorstep.Matcher.load("posts.doorstep", threads=1), doorstep.Matcher)
assert_type(doorstep.same_posts(frame), doorstep.Table)
explained = matcher.explain({"titles": ["焊工"]}, "p1")
print(explained["score"])
lexicon = doorstep.Lexicon.default()
assert_type(lexicon.code("保安"), list[dict[str, Any]])
assert_type(lexicon.code(["保安", None]), doorstep.Table)
assert_type(lexicon.code(frame["title"], k=1), doorstep.Table)
assert_type(lexicon.name("4-07-05-01"), str | None)
assert_type(lexicon.read_posts(frame), doorstep.Table)
doorstep.Matcher(frame, lexicon=lexicon, read_text=False, priorities={"veteran": 1_000_000}, order="priority_then_fit")
doorstep.Matcher(frame, lexicon="default")  # type: ignore[arg-type]  # a Lexicon is made first
doorstep.Matcher(frame, order="best")  # type: ignore[arg-type]
assert_type(matcher.candidates(frame, ["p1"], 3), doorstep.Table)
assert_type(matcher.search("焊工", near=(117.0, 36.6), wage_floor_yuan=5000, kinds=["全职"]), doorstep.Table)
assert_type(matcher.suggest("hang"), doorstep.Table)
matcher.search("焊工", near=117.0)  # type: ignore[arg-type]
assert_type(doorstep.audit([{"id": "s1", "selected": True}], frame, "性别", smallest=20), dict[str, Any])
matcher.recommend(frame, errors="ignore")  # type: ignore[arg-type]

assert_type(doorstep.convert(117.0, 36.0, "wgs84", "gcj02"), tuple[float, float])
assert_type(doorstep.convert(frame["lon"], frame["lat"], "wgs84", "gcj02")[0], "pandas.Series[Any]")

covered = doorstep.coverage(frame, polars.DataFrame({"id": ["s1"]}), {"urban": {"kind": "distance", "metres": 3000}})
assert_type(covered.total, dict[str, int])
opened = doorstep.nearest_open(frame, [{"id": "s1", "hours": "24/7"}], "2026-11-26T09:30", calendar={"years": [2027]})
assert_type(opened.stations_without_street, list[str])
doorstep.nearest_open(frame, frame, 9.5)  # type: ignore[arg-type]
plan = doorstep.assign(frame, frame, reach_m=900, parting="whole")
assert_type(plan.is_proven_best, bool)
doorstep.assign(frame, frame, parting="half")  # type: ignore[arg-type]
sited = doorstep.site(frame, frame, 2, 900, "backup", reach_m=900)
assert_type(sited.objective, int | None)
assert_type(sited.assignment, doorstep.Table)
doorstep.site(frame, frame, objective="best")  # type: ignore[arg-type]
assert_type(doorstep.rollup([{"region": "370102", "answer": "covered"}]).regions, doorstep.Table)
paid = doorstep.fees(frame, [{"version": "2026-1"}], {"contract": "k-1"}, settled=frame)
assert_type(paid.lines, doorstep.Table)
assert_type(paid.total, dict[str, int])
assert_type(doorstep.scorecard([{"scorecard": "s-1"}], {"fee_fen": 1}), list[dict[str, Any]])
assert_type(doorstep.allocate(100, frame), doorstep.Table)
doorstep.allocate(1.5, frame)  # type: ignore[arg-type]

ledger = doorstep.Ledger.open("memory:")
answer = ledger.submit({"id": "c-1"}, now=1_772_413_200)
voucher = ledger.voucher("v-1")
if voucher is not None:
    print(voucher["state"], answer["outcome"])
kept = doorstep.subsidy_window({"id": "r", "months_max": 36, "split": "days"}, [], as_of="2026-03-01")
assert_type(kept, dict[str, Any])
doorstep.retirement("1971-04", "women_60")  # type: ignore[arg-type]
