"""Siting: what the JSON operation gives, every plan of small cases, and streets beside a table of their times."""

import itertools
import json
import random
from collections.abc import Callable
from typing import Any

import doorstep
import pytest

Rows = list[dict[str, Any]]

DEMAND: Rows = [
    {"id": "d1", "weight": 500, "tier": 2, "older": 20},
    {"id": "d2", "weight": 120, "tier": 1, "older": 60},
    {"id": "d3", "weight": 80, "tier": 0, "older": 50},
    {"id": "d4", "weight": 60, "tier": 0, "older": 5},
]
CANDIDATES: Rows = [
    {"id": "c1", "standing": "existing", "cost": None, "room": 550},
    {"id": "c2", "standing": None, "cost": 3, "room": 200},
    {"id": "c3", "standing": "open", "cost": 2, "room": 90},
    {"id": "c4", "standing": "mandatory", "cost": 9, "room": 400},
]
PAIRS = [("d1", "c1", 4), ("d2", "c2", 3), ("d2", "c3", 9), ("d3", "c3", 8), ("d3", "c4", 15), ("d4", "c4", 7), ("d4", "c3", 12)]
PRICED = [row | {"cost": 1} for row in CANDIDATES]
COSTS: Rows = [{"demand_id": one, "candidate_id": other, "cost": cost} for one, other, cost in PAIRS]


def told(plan: doorstep.SitePlan) -> dict[str, Any]:
    """The plan as the JSON operation writes it."""
    tables = {name: getattr(plan, name).to_pylist() for name in ("sites", "assignment", "shares", "marginal")}
    names = ("demand_unsnapped", "candidates_unsnapped", "objective", "bound", "gap_ppm", "is_proven", "tiers", "steps", "nodes")
    values = {name: getattr(plan, name) for name in names}
    return tables | values | ({} if plan.infeasible is None else {"infeasible": plan.infeasible})


@pytest.mark.parametrize(
    "aim",
    [
        {"p": 2, "radius": 10},
        {"p": 2, "radius": 12, "objective": "backup"},
        {"radius": 10, "objective": "lscp"},
        {"radius": 7, "objective": "lscp"},
        {"p": 2, "objective": "p_median", "beyond": 30},
        {"p": 3, "objective": "p_median"},
        {"p": 2, "objective": "p_center"},
        {"p": 3, "objective": "p_median_within", "beyond": 30},
        {"p": 2, "objective": "mclp_within", "radius": 10},
        {"p": 2, "objective": "p_median", "beyond": 30, "effort": {"nodes_max": 1, "gap_ppm": 0}},
        {"p": 1, "objective": "fair", "radius": 10},
        {"p": 2, "objective": "fair", "radius": 10},
        {"p": 3, "radius": 10, "marginal": True},
        {"p": 3, "objective": "p_median", "marginal": True},
        {"p": 2, "radius": 10, "weights": {"older": 3}},
        {"p": 2, "radius": 10, "weights": {"older": 3, "weight": 1}},
        {"p": 1, "objective": "p_median"},
        {"radius": 10, "p": 1, "objective": "lscp"},
    ],
)
def test_every_kind_of_table_gives_the_same(kind: Callable[[Rows], Any], aim: dict[str, Any]) -> None:
    plan = doorstep.site(kind(DEMAND), kind(CANDIDATES), costs=kind(COSTS), **aim)
    request = {"demand": DEMAND, "candidates": CANDIDATES, "costs": COSTS} | aim
    assert told(plan) == json.loads(doorstep.call("site", json.dumps(request)))
    turned = doorstep.site(kind(DEMAND[::-1]), kind(CANDIDATES[::-1]), costs=kind(COSTS[::-1]), **aim)
    assert turned.sites.to_pylist() == plan.sites.to_pylist()
    assert turned.assignment.to_pylist() == plan.assignment.to_pylist()[::-1]


def test_no_other_plan_covers_more_for_the_money(kinds: dict[str, Callable[[Rows], Any]]) -> None:
    chance = random.Random(6)
    for _ in range(30):
        demand = [{"id": row, "weight": chance.randrange(50) + 1} for row in range(9)]
        candidates = [{"id": row, "cost": chance.randrange(9) + 1} for row in range(7)]
        near = [(one, other) for one in range(9) for other in range(7) if chance.random() < 0.3]
        costs = [{"demand_id": one, "candidate_id": other, "cost": 5} for one, other in near]
        plan = doorstep.site(demand, candidates, radius=5, budget=14, costs=costs, effort={"gap_ppm": 0})

        def covered(sites: tuple[int, ...], near: list[tuple[int, int]] = near, demand: Rows = demand) -> int:
            return sum(demand[point]["weight"] for point in {one for one, other in near if other in sites})

        subsets = [sites for size in range(8) for sites in itertools.combinations(range(7), size)]
        affordable = [sites for sites in subsets if sum(candidates[site]["cost"] for site in sites) <= 14]
        assert plan.objective == plan.bound == max(map(covered, affordable))
        chosen = tuple(row["candidate_id"] for row in plan.sites.to_pylist())
        assert chosen in {order for sites in affordable for order in itertools.permutations(sites)}
        assert covered(chosen) == plan.objective == sum(row["gain"] for row in plan.sites.to_pylist())


def test_no_other_plan_is_nearer_for_the_money() -> None:
    chance = random.Random(7)
    for number in range(60):
        demand = [{"id": row, "weight": chance.randrange(5) + 1} for row in range(8)]
        candidates = [{"id": row, "cost": chance.randrange(9), "room": chance.randrange(20) + 4} for row in range(6)]
        far = {(one, other): chance.randrange(90) for one in range(8) for other in range(6) if chance.random() < 0.7}
        costs = [{"demand_id": one, "candidate_id": other, "cost": cost} for (one, other), cost in far.items()]
        budget, p = chance.randrange(25), None if number % 2 else chance.randrange(1, 5)
        asked: dict[str, Any] = {"p": p, "budget": budget, "beyond": 100, "costs": costs, "effort": {"gap_ppm": 0}}

        def away(sites: tuple[int, ...], far: dict[tuple[int, int], int] = far, demand: Rows = demand) -> int:
            nearest = [min([far.get((row["id"], site), 100) for site in sites], default=100) for row in demand]
            return sum(row["weight"] * cost for row, cost in zip(demand, nearest, strict=True))

        subsets = [sites for size in range((p or 6) + 1) for sites in itertools.combinations(range(6), size)]
        affordable = [sites for sites in subsets if sum(candidates[site]["cost"] for site in sites) <= budget]
        plan = doorstep.site(demand, candidates, objective="p_median", **asked)
        assert plan.objective == plan.bound == min(map(away, affordable))
        chosen = tuple(sorted(row["candidate_id"] for row in plan.sites.to_pylist()))
        assert chosen in affordable and away(chosen) == plan.objective
        within = doorstep.site(demand, candidates, objective="p_median_within", **asked)
        assert within.bound == within.objective >= plan.objective
        assert tuple(sorted(row["candidate_id"] for row in within.sites.to_pylist())) in affordable
        shares = within.shares.to_pylist()
        away_now = sum(row["people"] * (row["cost"] - 100) for row in shares) + 100 * sum(row["weight"] for row in demand)
        assert away_now == within.objective
        for row in candidates:
            assert sum(share["people"] for share in shares if share["candidate_id"] == row["id"]) <= row["room"]


def test_what_money_is_not_enough_for_is_told() -> None:
    priced = [row | {"cost": cost, "standing": standing} for row, cost, standing in zip(
        CANDIDATES, [0, 3, 2, 9], ["existing", "open", "open", "open"], strict=True)]
    plan = doorstep.site(DEMAND, priced, budget=1, objective="p_median", costs=COSTS)
    assert plan.is_proven and plan.infeasible is not None
    assert (plan.infeasible["demand_ids"], plan.infeasible["needed"]) == (["d2", "d3", "d4"], 2)
    assert doorstep.site(DEMAND, priced, budget=2, objective="p_median", costs=COSTS).objective
    must = [row | {"standing": "mandatory"} for row in priced]
    plan = doorstep.site(DEMAND, must, budget=13, objective="p_median_within", beyond=30, costs=COSTS)
    assert plan.infeasible == {"demand_ids": [], "needed": 14, "is_proven": True, "help": []}


def test_straight_lines_and_streets(kind: Callable[[Rows], Any]) -> None:
    nodes = [{"node": number, "lon": 117 + number / 1000, "lat": 36.6} for number in range(20)]
    edges = [{"from": number, "to": number + 1, "oneway": False} for number in range(19)]
    network = doorstep.RoadNetwork.from_edges(nodes, edges)
    demand = [{"id": row, "weight": 3 + row % 4, "lon": 117 + row * 7 % 19 / 1000, "lat": 36.6} for row in range(12)]
    candidates = [{"id": f"s{row}", "lon": 117 + row * 3 / 1000, "lat": 36.6} for row in range(6)]
    lines = doorstep.site(kind(demand), kind(candidates), 2, reach_m=300)
    request = {"demand": demand, "candidates": candidates, "reach_m": 300, "p": 2}
    answer = json.loads(doorstep.call("site", json.dumps(request)))
    assert (lines.sites.to_pylist(), lines.objective) == (answer["sites"], answer["objective"])

    times = network.times(demand, candidates, 30).to_pylist()
    pairs = [(row["origin_id"], row["destination_id"], round(row["time_s"] * 10)) for row in times]
    costs = [{"demand_id": one, "candidate_id": other, "cost": cost} for one, other, cost in pairs]
    aims: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"objective": "mclp"}, {"radius": 4.5}),
        ({"objective": "p_median"}, {"beyond": 5}),
        ({"objective": "p_center"}, {}),
    ]
    for aim, minutes in aims:
        on_streets = doorstep.site(kind(demand), kind(candidates), 2, network=network, max_min=30, **aim, **minutes)
        in_tenths = {name: limit * 600 for name, limit in minutes.items()}
        assert told(on_streets) == told(doorstep.site(demand, candidates, 2, costs=costs, **aim, **in_tenths))
        assert on_streets.objective
    far = [{"id": 99, "weight": 1, "lon": 118.0, "lat": 36.6}, *demand]
    off: Rows = [*candidates, {"id": "nowhere", "lon": None, "lat": None}]
    plan = doorstep.site(kind(far), kind(off), 2, network=network, max_min=30, radius=4.5, marginal=True)
    request = {"demand": far, "candidates": off, "network": {"nodes": nodes, "edges": edges}, "max_min": 30, "radius": 4.5, "p": 2}
    answer = json.loads(doorstep.call("site", json.dumps(request | {"marginal": True})))
    # Keys that are numbers are texts in JSON.
    assert (plan.demand_unsnapped, answer["demand_unsnapped"]) == ([99], ["99"])
    assert plan.candidates_unsnapped == answer["candidates_unsnapped"] == ["nowhere"]
    assert plan.marginal.to_pylist() == answer["marginal"] and len(answer["marginal"]) == 3
    # Without a radius, whoever is in reach is covered.
    assert doorstep.site(demand, candidates, 1, network=network, max_min=30).objective == sum(row["weight"] for row in demand)


def test_no_plan_names_who_is_left_out() -> None:
    costs = [row for row in COSTS if row["candidate_id"] != "c4" and row["demand_id"] != "d4"]
    plan = doorstep.site(DEMAND, CANDIDATES[:3], radius=10, objective="lscp", costs=costs)
    assert repr(plan) == "doorstep.SitePlan(infeasible)"
    nobody = {"nearest_id": None, "nearest_cost": None, "forbidden_id": None, "forbidden_cost": None}
    assert plan.infeasible == {
        "demand_ids": ["d4"],
        "needed": None,
        "is_proven": True,
        "help": [{"demand_id": "d4", **nobody}],
    }
    assert plan.objective is None and plan.is_proven and plan.sites.to_pylist() == []
    with pytest.raises(TypeError):
        plan.__reduce__()
    # d4 has a forbidden candidate within the radius, d3 one beyond it that may serve.
    halls = [CANDIDATES[0], CANDIDATES[1], CANDIDATES[2] | {"standing": "forbidden"}, CANDIDATES[3]]
    none = doorstep.site(DEMAND, halls, radius=12, objective="lscp", costs=COSTS).infeasible
    assert none is not None
    nearest = {"nearest_id": "c4", "nearest_cost": 15}
    assert none["help"] == [{"demand_id": "d3", **nearest, "forbidden_id": "c3", "forbidden_cost": 8}]
    few = doorstep.site(DEMAND, CANDIDATES, 1, 10, objective="lscp", costs=COSTS).infeasible
    assert few is not None and (few["needed"], few["demand_ids"]) == (2, ["d2", "d3"])


def test_a_table_tells_what_each_further_site_gains() -> None:
    plan = doorstep.site(DEMAND, CANDIDATES, 3, 10, costs=COSTS, marginal=True)
    rows = plan.marginal.to_pylist()
    assert [row["sites"] for row in rows] == [1, 2, 3]
    for row in rows:
        alone = doorstep.site(DEMAND, CANDIDATES, row["sites"], 10, costs=COSTS, effort={"gap_ppm": 0})
        assert (row["objective"], row["bound"]) == (alone.objective, alone.bound)
    assert [row["gain"] for row in rows] == [0, 200, 0]
    assert doorstep.site(DEMAND, CANDIDATES, 3, 10, costs=COSTS).marginal.to_pylist() == []


def test_the_worst_off_come_first() -> None:
    demand = [{"id": 1, "weight": 900, "tier": 1}, {"id": 2, "weight": 5, "tier": 0}]
    costs = [{"demand_id": row, "candidate_id": row, "cost": 1} for row in (1, 2)]
    aim: dict[str, Any] = {"demand": demand, "candidates": [{"id": 1}, {"id": 2}], "p": 1, "radius": 1, "costs": costs}
    assert doorstep.site(**aim).sites.to_pylist() == [{"candidate_id": 1, "gain": 900}]
    fair = doorstep.site(**aim, objective="fair")
    assert fair.sites.to_pylist() == [{"candidate_id": 2, "gain": 5}]
    assert fair.tiers == [{"covered": 5, "bound": 5}, {"covered": 0, "bound": 0}] and fair.is_proven


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"costs": None}, "request.json"),
        ({"reach_m": 3}, "request.json"),
        ({"objective": "best"}, "request.json"),
        ({"p": -1}, "request.json"),
        ({"p": 1.5}, "request.json"),
        ({"effort": {"hours": 1}}, "request.json"),
        ({"p": 5}, "circle.too_many_sites"),
        ({"p": 0}, "circle.too_many_sites"),
        ({"p": None}, "circle.choice_not_for_model"),
        ({"budget": 4}, "circle.choice_not_for_model"),
        ({"p": None, "budget": 4}, "circle.not_whole"),
        ({"objective": "p_median", "p": None}, "circle.choice_not_for_model"),
        ({"objective": "p_median", "budget": 20, "p": 5, "candidates": PRICED}, "circle.too_many_sites"),
        ({"objective": "p_median", "budget": 20, "p": 2}, "circle.not_whole"),
        ({"objective": "p_center", "budget": 20, "p": 2, "candidates": PRICED}, "circle.choice_not_for_model"),
        ({"objective": "p_median", "budget": 20, "p": 2, "candidates": PRICED, "marginal": True}, "circle.choice_not_for_model"),
        ({"demand": [DEMAND[0] | {"weight": -1.0}], "costs": COSTS[:1]}, "circle.not_whole"),
        ({"demand": [DEMAND[0] | {"weight": None}], "costs": COSTS[:1]}, "circle.not_whole"),
        ({"demand": [], "costs": []}, "circle.no_demand"),
        ({"costs": [COSTS[0] | {"cost": -1}]}, "circle.not_whole"),
        ({"radius": 0}, "circle.bad_radius"),
        ({"radius": -1}, "circle.bad_radius"),
        ({"marginal": True, "objective": "backup"}, "circle.choice_not_for_model"),
        ({"marginal": True, "objective": "fair"}, "circle.choice_not_for_model"),
        ({"objective": "fair", "demand": [row | {"tier": None} for row in DEMAND]}, "circle.not_whole"),
        ({"objective": "fair", "demand": [row | {"tier": 256} for row in DEMAND]}, "circle.not_whole"),
        ({"weights": {"older": -1}}, "request.json"),
        ({"weights": {"older": 0}}, "circle.no_demand"),
        ({"weights": {"older": 4_000_000_000}, "demand": [row | {"older": 1 << 40} for row in DEMAND]}, "circle.weight_too_large"),
        ({"radius": None}, "circle.bad_radius"),
        ({"radius": float("nan")}, "circle.bad_radius"),
        ({"objective": "p_median", "beyond": -1}, "circle.bad_cost"),
        ({"costs": None, "reach_m": 900}, "circle.no_place"),
        ({"demand": [DEMAND[0] | {"weight": 1.5}]}, "circle.not_whole"),
        ({"demand": [DEMAND[0] | {"weight": 0}], "costs": COSTS[:1]}, "circle.no_demand"),
        ({"candidates": [*CANDIDATES, CANDIDATES[0]]}, "circle.duplicate_supply"),
        ({"candidates": [CANDIDATES[0] | {"standing": "planned"}]}, "request.json"),
        ({"candidates": [row | {"room": None} for row in CANDIDATES], "objective": "mclp_within"}, "circle.not_whole"),
        ({"costs": [*COSTS, COSTS[0]]}, "circle.duplicate_pair"),
        ({"costs": [COSTS[0] | {"cost": 0.5}]}, "circle.not_whole"),
        ({"costs": [COSTS[0] | {"candidate_id": "c9"}]}, "circle.unknown_supply"),
    ],
)
def test_what_is_wrong_is_named(kinds: dict[str, Callable[[Rows], Any]], change: dict[str, Any], code: str) -> None:
    given: dict[str, Any] = {"demand": DEMAND, "candidates": CANDIDATES, "costs": COSTS, "p": 2, "radius": 10, **change}
    for name in ("dicts", "pyarrow"):
        tables = {key: value if not isinstance(value, list) else kinds[name](value) for key, value in given.items()}
        if not given["demand"]:
            tables |= {"demand": kinds[name](DEMAND)[:0], "costs": kinds[name](COSTS)[:0]}
        if name == "pyarrow" and code == "circle.no_place":
            tables["demand"] = kinds[name]([row | {"lon": None, "lat": None} for row in DEMAND])
            tables["candidates"] = kinds[name]([row | {"lon": None, "lat": None} for row in CANDIDATES])
        with pytest.raises(doorstep.DoorstepError) as refused:
            doorstep.site(**tables)
        assert refused.value.code == code and refused.value.message_zh


def test_what_is_no_number_is_refused(kinds: dict[str, Callable[[Rows], Any]]) -> None:
    nan = float("nan")
    changes: list[dict[str, Any]] = [
        {"demand": [DEMAND[0] | {"weight": nan}, *DEMAND[1:]]},
        {"demand": [DEMAND[0] | {"older": nan}, *DEMAND[1:]], "weights": {"older": 1}},
        {"costs": [COSTS[0] | {"cost": nan}, *COSTS[1:]]},
    ]
    for change in changes:
        given: dict[str, Any] = {"demand": DEMAND, "candidates": CANDIDATES, "costs": COSTS, "p": 2, "radius": 10, **change}
        # JSON has no such numbers, columns have them.
        for name, code in (("dicts", "request.json"), ("pyarrow", "circle.not_whole"), ("pandas", "circle.not_whole")):
            tables = {key: kinds[name](value) if isinstance(value, list) else value for key, value in given.items()}
            with pytest.raises(doorstep.DoorstepError) as refused:
                doorstep.site(**tables)
            assert refused.value.code == code
