"""One question to other software, in a process of its own, with a limit of time: the answer as JSON.

    python others.py WAY FILE MODEL COUNT REACH SECONDS GAP [BUDGET COST,COST,...]
"""

import json
import resource
import sys
import time

import numpy as np
import scipy.sparse as sp
from town import Town

MODELS = {"mclp": "MCLP", "lscp": "LSCP", "p-median": "PMedian", "p-center": "PCenter"}


def by_scipy(town, model, count, reach, seconds, gap, budget=None, costs=None):
    """scipy.milp (HiGHS): the usual programs, with assignments that may be parts of the whole. So many sites at most, sites
    for so much money, or both."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    demands, sites, pairs = len(town.people), town.candidates, len(town.cost)
    within = town.cost <= (reach or town.cost.max())
    if model == "mclp":
        near = sp.csr_matrix((np.ones(within.sum()), (town.demand[within], town.candidate[within])), (demands, sites))
        rows = [LinearConstraint(sp.hstack([sp.identity(demands), -near]), ub=0)]
        worth, free = -town.people, demands
    else:
        place = np.arange(pairs)
        once = sp.csr_matrix((np.ones(pairs), (town.demand, place)), (demands, pairs + sites))
        at_site = sp.csr_matrix((np.ones(pairs), (place, town.candidate)), (pairs, sites))
        rows = [LinearConstraint(once, 1, 1), LinearConstraint(sp.hstack([sp.identity(pairs), -at_site]), ub=0)]
        worth, free = town.people[town.demand] * town.cost, pairs
    if count is not None:
        rows.append(LinearConstraint(np.r_[np.zeros(free), np.ones(sites)][None], ub=count))
    if budget is not None:
        rows.append(LinearConstraint(np.r_[np.zeros(free), costs][None], ub=budget))
    found = milp(
        np.r_[worth, np.zeros(sites)],
        constraints=rows,
        integrality=np.r_[np.zeros(free), np.ones(sites)],
        bounds=Bounds(0, 1),
        options={"time_limit": seconds, "mip_rel_gap": gap},
    )
    chosen = [] if found.x is None else np.flatnonzero(found.x[free:] > 0.5).tolist()
    bound = None if found.mip_dual_bound is None else abs(found.mip_dual_bound)
    return chosen, bound, found.status == 0


def by_spopt(town, model, count, reach, seconds, gap, mandatory=()):
    """spopt with HiGHS. It builds its program with PuLP first, which the limit of time does not stop."""
    import pulp
    import spopt.locate

    table = town.table().astype(float)
    fixed = None
    if len(mandatory):
        fixed = np.zeros(town.candidates, int)
        fixed[list(mandatory)] = 1
    given = {"predefined_facilities_arr": fixed}
    if model in ("mclp", "p-median"):
        given["weights"] = town.people
    if model in ("mclp", "lscp"):
        given["service_radius"] = reach
    if model != "lscp":
        given["p_facilities"] = count
    asked = getattr(spopt.locate, MODELS[model]).from_cost_matrix(table, **given)
    asked.problem.solve(pulp.HiGHS(msg=False, timeLimit=seconds, gapRel=gap, threads=1))
    chosen = [place for place, site in enumerate(asked.fac_vars) if (site.value() or 0) > 0.5]
    return chosen, None, asked.problem.sol_status == pulp.LpSolutionOptimal


def by_swap(town, model, count, reach, seconds, gap):
    """Greedy, then the best exchange of one site for another until none helps (Teitz and Bart 1968)."""
    return (swapped_cover if model == "mclp" else swapped_median)(town, count, reach), None, False


def swapped_cover(town, count, reach):
    within = town.cost <= reach
    shape = (len(town.people), town.candidates)
    near = sp.csr_matrix((np.ones(within.sum()), (town.demand[within], town.candidate[within])), shape)
    by_site, people = near.T.tocsr(), town.people.astype(float)
    chosen, times = [], np.zeros(shape[0])
    for _ in range(count):
        gain = by_site @ (people * (times == 0))
        gain[chosen] = -1
        chosen.append(int(gain.argmax()))
        times = np.asarray(near[:, chosen].sum(axis=1)).ravel()
    while True:
        gain = by_site @ (people * (times == 0))
        # What each chosen site alone covers, and how much of that each other site would.
        alone = near[:, chosen].T.multiply(people * (times == 1)).tocsr()
        change = gain[None] + (alone @ near).toarray() - np.asarray(alone.sum(axis=1))
        change[:, chosen] = -1
        out, into = np.unravel_index(change.argmax(), change.shape)
        if change[out, into] <= 0:
            return sorted(chosen)
        chosen[out] = int(into)
        times = np.asarray(near[:, chosen].sum(axis=1)).ravel()


def swapped_median(town, count, reach):
    table, people = town.table(), town.people
    best, chosen = np.full(len(people), table.max()), []
    for _ in range(count):
        gain = people @ np.maximum(best[:, None] - table, 0)
        chosen.append(int(gain.argmax()))
        best = np.minimum(best, table[:, chosen[-1]])
    every = np.arange(len(people))
    while True:
        order = np.argsort(table[:, chosen], axis=1, kind="stable")
        nearest, first = order[:, 0], table[every, np.array(chosen)[order[:, 0]]]
        second = table[every, np.array(chosen)[order[:, 1]]]
        saved = people[:, None] * np.maximum(first[:, None] - table, 0)
        # Of a site's own people those whom the other does not bring nearer go to the second nearest or to the other.
        own = people[:, None] * (first[:, None] - np.minimum(table, second[:, None])) - saved
        of_site = sp.csr_matrix((np.ones(len(people), np.int64), (nearest, every)), (count, len(people)))
        change = saved.sum(axis=0)[None] + of_site @ own
        change[:, chosen] = -1
        out, into = np.unravel_index(change.argmax(), change.shape)
        if change[out, into] <= 0:
            return sorted(chosen)
        chosen[out] = int(into)


WAYS = {"scipy": by_scipy, "spopt": by_spopt, "swap": by_swap}


def main():
    way, path, model, count, reach, seconds, gap, *money = sys.argv[1:]
    money = [int(money[0]), np.array(money[1].split(","), int)] if money else []
    town = Town.read(path)
    reach = int(reach) or None
    if way == "spopt":
        import spopt.locate  # noqa: F401 - its start is not measured
    start, used = time.perf_counter(), time.process_time()
    chosen, bound, is_proven = WAYS[way](town, model, int(count) or None, reach, float(seconds), float(gap), *money)
    wall, used = time.perf_counter() - start, time.process_time() - used
    print(json.dumps({
        "objective": town.objective(model, chosen, reach) if chosen else None,
        "bound": bound,
        "is_proven": is_proven,
        "seconds": wall,
        "processor_s": used,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))


if __name__ == "__main__":
    main()
