"""Assignment: what the JSON operation gives, and the least total cost by scipy's linear programming where it is."""

import json
import random
from collections.abc import Callable
from typing import Any

import doorstep
import pandas
import pytest

Rows = list[dict[str, Any]]

DEMAND: Rows = [{"id": "d1", "weight": 20}, {"id": "d2", "weight": 20}, {"id": "d3", "weight": 5}, {"id": "d4", "weight": 0}]
SUPPLY: Rows = [{"id": "s1", "weight": 30}, {"id": "s2", "weight": 8}, {"id": "s3", "weight": 4}]
COSTS: Rows = [
    {"demand_id": "d1", "supply_id": "s1", "cost": 5},
    {"demand_id": "d1", "supply_id": "s2", "cost": 9},
    {"demand_id": "d2", "supply_id": "s1", "cost": 7},
]


@pytest.mark.parametrize("parting", ["split", "whole"])
def test_every_kind_of_table_gives_the_same(kind: Callable[[Rows], Any], parting: Any) -> None:
    found = doorstep.assign(kind(DEMAND), kind(SUPPLY), kind(COSTS), parting=parting)
    request = {"demand": DEMAND, "supply": SUPPLY, "costs": COSTS, "parting": parting}
    answer = json.loads(doorstep.call("assign", json.dumps(request)))
    tables = {name: getattr(found, name).to_pylist() for name in ("rows", "unplaced", "supply")}
    assert tables | {"total": found.total, "is_proven_best": found.is_proven_best} == answer
    placed = {"split": "38 of 45 people placed, proven best", "whole": "20 of 45 people placed, not proven best"}
    assert repr(found) == f"doorstep.Assignment({placed[parting]})"


def test_straight_lines_and_streets(kind: Callable[[Rows], Any]) -> None:
    nodes = [{"node": number, "lon": 117 + number / 1000, "lat": 36.6} for number in range(20)]
    edges = [{"from": number, "to": number + 1, "oneway": False} for number in range(19)]
    network = doorstep.RoadNetwork.from_edges(nodes, edges)
    demand = [{"id": row, "weight": 3 + row % 4, "lon": 117 + row * 7 % 19 / 1000, "lat": 36.6} for row in range(12)]
    supply = [{"id": f"s{row}", "weight": 15, "lon": 117 + row * 5 / 1000, "lat": 36.6} for row in range(4)]
    lines = doorstep.assign(kind(demand), kind(supply), reach_m=900)
    request = {"demand": demand, "supply": supply, "reach_m": 900}
    answer = json.loads(doorstep.call("assign", json.dumps(request)))
    assert lines.total == answer["total"] and lines.is_proven_best
    assert [row | {"demand_id": str(row["demand_id"])} for row in lines.rows.to_pylist()] == answer["rows"]

    on_streets = doorstep.assign(kind(demand), kind(supply), network=network, max_min=10)
    times = network.times(demand, supply, 10).to_pylist()
    costs = [
        {"demand_id": row["origin_id"], "supply_id": row["destination_id"], "cost": round(row["time_s"] * 10)} for row in times
    ]
    by_table = doorstep.assign(demand, supply, costs)
    assert on_streets.rows.to_pylist() == by_table.rows.to_pylist()
    assert (on_streets.total, on_streets.is_proven_best) == (by_table.total, True)
    assert on_streets.total["placed"] > 30


def test_no_plan_of_linear_programming_is_better() -> None:
    scipy = pytest.importorskip("scipy.optimize", reason="skipped: scipy is not installed")
    chance = random.Random(7)
    for _ in range(20):
        demand = [{"id": row, "weight": chance.randrange(30)} for row in range(8)]
        supply = [{"id": row, "weight": chance.randrange(40)} for row in range(5)]
        pairs = [(one, other) for one in range(8) for other in range(5) if chance.random() < 0.6]
        costs = [{"demand_id": one, "supply_id": other, "cost": chance.randrange(50)} for one, other in pairs]
        plan = doorstep.assign(demand, supply, costs)
        # People come first: each who is placed is worth more than all costs.
        worth = [row["cost"] - 10_000 for row in costs]
        of_demand = [[float(pair[0] == row) for pair in pairs] for row in range(8)]
        of_supply = [[float(pair[1] == row) for pair in pairs] for row in range(5)]
        room = [row["weight"] for row in demand + supply]
        best = scipy.linprog(worth, A_ub=of_demand + of_supply, b_ub=room, method="highs")
        assert plan.total["cost"] - 10_000 * plan.total["placed"] == pytest.approx(best.fun, abs=1e-3)
        assert plan.is_proven_best


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"costs": None}, "request.json"),
        ({"reach_m": 3}, "request.json"),
        ({"parting": "half"}, "request.json"),
        ({"costs": None, "reach_m": 900}, "circle.no_place"),
        ({"demand": [DEMAND[0] | {"weight": 1.5}]}, "circle.not_whole"),
        ({"supply": [SUPPLY[0] | {"weight": -1}]}, "circle.not_whole"),
        ({"costs": [*COSTS, COSTS[0]]}, "circle.duplicate_pair"),
        ({"costs": [COSTS[0] | {"cost": 0.5}]}, "circle.not_whole"),
        ({"costs": [COSTS[0] | {"demand_id": "d9"}]}, "circle.unknown_demand"),
        ({"demand": [DEMAND[0], DEMAND[0]]}, "circle.duplicate_demand"),
    ],
)
def test_what_is_wrong_is_named(kinds: dict[str, Callable[[Rows], Any]], change: dict[str, Any], code: str) -> None:
    given = {"demand": DEMAND, "supply": SUPPLY, "costs": COSTS} | change
    for name in ("dicts", "pyarrow"):
        tables = {key: value if not isinstance(value, list) else kinds[name](value) for key, value in given.items()}
        if name == "pyarrow" and code == "circle.no_place":
            tables["demand"] = pandas.DataFrame(DEMAND).assign(lon=None, lat=None)
            tables["supply"] = pandas.DataFrame(SUPPLY).assign(lon=None, lat=None)
        with pytest.raises(doorstep.DoorstepError) as refused:
            doorstep.assign(**tables)
        assert refused.value.code == code and refused.value.message_zh
