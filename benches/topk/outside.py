"""Peers from outside with doorstep among them, under the outside's own harness.

The folder that `TOPK_PEERS` names has `bench.py` (the harness), `market.py` (the market, which pairs are feasible, what
a score is) and `a_topk.py` (the peers). This script adds doorstep to them and hands over to the harness, which starts it
again for each peer. The market becomes tables whose feasible pairs are those of the market.

Experience is left out: there it only adds to the score, here a post that asks for it excludes who has less.
"""

import contextlib
import importlib
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
# Modules of both folders are called `market`: here it is theirs.
sys.path[0] = os.environ["TOPK_PEERS"]
sys.path.append(HERE)

import a_topk  # noqa: E402
import bench  # noqa: E402
import market  # noqa: E402
import numpy as np  # noqa: E402

import measure  # noqa: E402
import ours  # noqa: E402

TODAY = "2026-06-01"
EDUCATION = ["小学", "初中", "高中", "大专", "本科", "硕士", "博士"]
EARTH_KM = 6371.0088
#: Pairs nearer to a limit than this may fall on either side of it: the plane is not the sphere.
EDGE_KM = 1e-4
#: People for whom all pairs are compared.
SEEN = 200


def lon_lat(xy):
    """Places on the sphere whose distances are those of the plane to about two millionths.

    The inverse of the azimuthal equidistant projection about the middle of the square (Snyder, *Map Projections: A
    Working Manual*, USGS Professional Paper 1395, 1987, equations 20-14 and 20-15).
    """
    middle = np.array([15.0, 15.0])
    lon0, lat0 = np.radians(market.lonlat(middle[None])[0])
    x, y = (xy.astype(np.float64) - middle).T
    far = np.maximum(np.hypot(x, y), 1e-12)
    angle = far / EARTH_KM
    lat = np.arcsin(np.cos(angle) * np.sin(lat0) + y * np.sin(angle) * np.cos(lat0) / far)
    east = far * np.cos(lat0) * np.cos(angle) - y * np.sin(lat0) * np.sin(angle)
    return np.degrees(lon0 + np.arctan2(x * np.sin(angle), east)), np.degrees(lat)


def hours(bits, spare):
    """Hours of the week for a set of shifts: two hours for each, apart from each other's.

    `spare` is an hour that no post has, so that who can work no shift still has said so.
    """
    spans = [f"1-7 {3 * at:02}:00-{3 * at + 2:02}:00" for at in range(market.N_SHIFT) if bits >> at & 1]
    return "; ".join(spans + ["1-7 23:00-24:00"] * spare)


def tables(m):
    """Posts and people as Arrow tables."""
    import pyarrow as pa

    texts = pa.list_(pa.string())
    skill_names = market.words.SKILLS
    skills = lambda sets: pa.array([[skill_names[at] for at in one if at >= 0] for one in sets.tolist()], texts)
    certificates = lambda sets: pa.array(
        [[f"凭证{at:02}" for at in range(market.N_CERT) if one >> at & 1] for one in sets.tolist()], texts
    )

    def schedule(sets, spare):
        known = {one: hours(one, spare) for one in set(sets.tolist())}
        return [known[one] for one in sets.tolist()]

    def place(xy):
        lon, lat = lon_lat(xy)
        return {"lon": lon, "lat": lat}

    today = np.datetime64(TODAY)
    posts = pa.table({
        "id": [f"p{at:07}" for at in range(m.m)],
        "title": list(m.p_title),
        "age_min": m.p_amin,
        "age_max": m.p_amax,
        "education": [EDUCATION[level] for level in m.p_edu],
        "wage_min_yuan": m.p_lo,
        "wage_max_yuan": m.p_hi,
        "wage_period": ["month"] * m.m,
        "schedule": schedule(m.p_shift, False),
        "certificates": certificates(m.p_cert),
        "skills": skills(m.p_skills),
        **place(m.p_xy),
    })
    # Born half a year before the day that many years ago.
    born = (today.astype("datetime64[Y]") - m.s_age.astype("timedelta64[Y]")).astype("datetime64[D]")
    people = pa.table({
        "id": [f"s{at:07}" for at in range(m.n)],
        "titles": pa.array([[title] for title in m.s_title], texts),
        "born": pa.array(born, pa.date32()),
        "education": [EDUCATION[level] for level in m.s_edu],
        "wage_floor_yuan": m.s_floor,
        "wage_period": ["month"] * m.n,
        "distance_m_max": np.rint(m.s_km * 1000).astype(np.int64),
        "available": schedule(m.s_shift, True),
        "certificates": certificates(m.s_cert),
        "skills": skills(m.s_skills),
        **place(m.s_xy),
    })
    return posts, people


def judged(m, k, found, exact):
    """The harness's own judgement, and how many violations lie on the edge of a distance."""
    ids, _ = ours.grid(found, m.n, k)
    i, rank = np.nonzero(ids >= 0)
    j = ids[i, rank]
    wrong = ~market.feasible_pairs(m, i, j)
    km = np.sqrt(((m.s_xy[i].astype(float) - m.p_xy[j]) ** 2).sum(axis=1))
    edge = np.abs(km - m.s_km[i]) < EDGE_KM
    return f"{market.judge_topk(m, k, ids, exact)}, on the edge {int((wrong & edge).sum())}; {same_pairs(m)}"


def same_pairs(m):
    """Whether the same pairs qualify there and here, seen at the first people and all posts."""
    posts, people = m.doorstep
    few = min(SEEN, m.n)
    ids, _ = ours.grid(ours.matcher(posts, TODAY).recommend(people.slice(0, few), m.m), few, m.m)
    here = np.zeros((few, m.m), bool)
    i, rank = np.nonzero(ids >= 0)
    here[i, ids[i, rank]] = True
    i, j = (side.ravel() for side in np.indices(here.shape))
    there = market.feasible_pairs(m, i, j).reshape(here.shape)
    return (
        f"of the first {few} people {int(there.sum())} pairs qualify there, {int((here & there).sum())} of them here, "
        f"{int((here & ~there).sum())} here only"
    )


def doorstep(way):
    def made_ready(args, m):
        if way == 2 and not ours.can_prepare():
            raise bench.Skip("this version takes no number of threads")
        clock = measure.Clock()
        run = ours.ready(clock, *m.doorstep, TODAY, args.k, way)
        stages = ", ".join(f"{name} {wall:.3f} s" for name, (wall, _) in clock.stages.items())
        bench.INFO.append(f"ready: {stages}")
        return run, lambda found: judged(m, args.k, found, a_topk.exact_file(args))

    return made_ready


@contextlib.contextmanager
def compiling(times):
    """Notes wall and processor seconds that numba compiles."""
    from numba.core import event

    now = lambda: np.array([time.perf_counter(), measure.cpu_s()])

    class Listener(event.Listener):
        depth = 0

        def on_start(self, _):
            if self.depth == 0:
                self.begun = now()
            self.depth += 1

        def on_end(self, _):
            self.depth -= 1
            if self.depth == 0:
                times[:] += now() - self.begun

    with event.install_listener("numba:compile", Listener()):
        yield


def told_apart(name, prepare):
    """The harness notes wall seconds of what is made ready; this adds processor seconds, and both for compiling."""

    def noted(args, m):
        before, times = measure.cpu_s(), np.zeros(2)
        # Who does not compile does not load the compiler: it would count in the memory.
        with compiling(times) if name.startswith("numba") else contextlib.nullcontext():
            ready = prepare(args, m)
        bench.INFO.append(f"ready cpu {measure.cpu_s() - before:.4f} s")
        if times.any():
            bench.INFO.append("compile {:.4f} s, compile cpu {:.4f} s".format(*times))
        return ready

    return noted


def load(args):
    """The market, and what each is given untimed: doorstep its tables, the others their library, loaded as ours is."""
    m = market.make(args.n, args.m, args.seed)
    if "," in args.peer:
        return m
    if args.peer.startswith("doorstep"):
        m.doorstep = tables(m)
    else:
        importlib.import_module("sklearn.feature_extraction.text")
    return m


def arguments(parser):
    for name, value in (("--n", 10_000), ("--m", 10_000), ("--k", 10), ("--seed", 1), ("--cap", 0)):
        parser.add_argument(name, type=int, default=value)


if __name__ == "__main__":
    for name, way in (("doorstep-1t", 1), ("doorstep-2t", 2)):
        bench.peer(name, "doorstep", "all constraints; its own score")(doorstep(way))
    for name, (prepare, *rest) in list(bench.PEERS.items()):
        bench.PEERS[name] = (told_apart(name, prepare), *rest)
    bench.main("top-k", arguments, lambda args: f"top-{args.k}, {args.n} x {args.m}", load)
