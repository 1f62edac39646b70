"""A labour market made up by numbers, the same for a seed: people, posts, and the tables that doorstep reads.

Words are those of `core/src/text/data`: occupations with their everyday names (the more names, the commoner the
occupation is taken to be), skills, certificates. Shapes follow what registers show, by judgement and not by
measurement: occupations and skills by Zipf's law, homes and posts in clusters of unequal size, wages log-normal about
the occupation's level, and every fact missing for a share of the rows.

A column is an array with a number for each row; -1 is "not known" and is null in the tables.
"""

import hashlib
import os
import pathlib
import re
from types import SimpleNamespace

import numpy as np

DATA = pathlib.Path(__file__).resolve().parents[2] / "core/src/text/data"
TODAY = np.datetime64("2026-06-01")
OCCUPATIONS, NAMES, CERTIFICATES = 240, 6, 48
EDUCATION = ["小学", "初中", "高中", "大专", "本科", "硕士", "博士"]
#: A demand of `ANY` is the word 不限, which asks for nothing and is known.
ANY = 7
MODES = ["walk", "cycle", "transit", "drive"]
#: What kind of skills an occupation asks for, by how its code begins.
KINDS = {
    "1": "office", "2-02": "it", "2": "office", "3": "office", "4-01": "sales", "4-02": "drive", "4-03": "food",
    "4-07": "soft", "4-08": "soft", "4-09": "care", "4-10": "care", "4-14": "care", "4": "soft", "5": "farm",
    "6-29": "trade", "6-31": "trade", "6-1": "trade", "6": "craft", "7": "soft", "8": "soft",
}
#: Hours that posts have, and how common they are.
WORKED = {
    "1-5 08:00-17:00": 0.30,
    "1-5 09:00-18:00": 0.18,
    "1-6 08:00-18:00": 0.16,
    "1-6 09:00-21:00": 0.08,
    "1-7 07:00-15:00": 0.06,
    "1-7 15:00-23:00": 0.05,
    "1-7 23:00-07:00": 0.04,
    "1-5 08:00-12:00": 0.05,
    "1-5 14:00-18:00": 0.03,
    "6-7 08:00-20:00": 0.03,
    "1-7 10:00-14:00; 1-7 17:00-21:00": 0.02,
}
#: Hours in which people can work.
FREE = {
    "1-7 00:00-24:00": 0.25,
    "1-6 07:00-22:00": 0.25,
    "1-5 07:00-19:00": 0.20,
    "1-7 06:00-23:00": 0.12,
    "1-5 08:00-16:00": 0.10,
    "6-7 07:00-22:00; 1-5 18:00-23:00": 0.05,
    "1-7 18:00-08:00": 0.03,
}
#: Hours in which they would rather not.
RATHER_NOT = {"6-7 00:00-24:00": 0.4, "1-7 22:00-06:00": 0.4, "1-5 07:00-09:00; 1-5 16:00-18:00": 0.2}


def rows(name):
    """The fields of each row of a table of words, without its heading."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines if not line.startswith("#")]


def words():
    """Names of each occupation and its kind of skills, skills with their kinds, certificates that have no levels."""
    official = {row[0]: row[3] for row in rows("occupations_2022.tsv") if re.fullmatch(r"\d(-\d\d){3}", row[0])}
    everyday = {row[0]: row[2].split("|") for row in rows("aliases.tsv") if row[1] == "zh" and row[0] in official}
    common = sorted(everyday, key=lambda code: (-len(everyday[code]), code))[:OCCUPATIONS]
    occupations = [[official[code], *everyday[code]][:NAMES] for code in common]
    skills = [(row[1], row[2]) for row in rows("skills.tsv")]
    plain = [row[1] for row in rows("certificates.tsv") if row[2] == "exam" and not row[4]]
    kinds = [KINDS[max((start for start in KINDS if code.startswith(start)), key=len)] for code in common]
    return occupations, kinds, skills, plain[:CERTIFICATES]


def zipf(count, exponent):
    weights = 1.0 / np.arange(1, count + 1) ** exponent
    return weights / weights.sum()


def maybe(numbers, share, values):
    """The values, of which a share is not known."""
    return np.where(numbers.random(len(values)) < share, -1, values)


def drawn(numbers, shares, count, unknown=0.0):
    shares = np.asarray(list(shares))
    return maybe(numbers, unknown, numbers.choice(len(shares), count, p=shares / shares.sum()))


def places(numbers, count, spread):
    """Longitudes and latitudes about 24 centres in a square of 60 km, one in eight anywhere in it; some not known."""
    fixed = np.random.default_rng(24)
    centres, sizes = fixed.uniform(6, 54, (24, 2)), fixed.uniform(0.7, 3.5, 24) * spread
    chosen = numbers.choice(24, count, p=zipf(24, 0.7))
    km = centres[chosen] + numbers.normal(size=(count, 2)) * sizes[chosen, None]
    away = (numbers.random(count) < 0.125) | (km < 0).any(1) | (km > 60).any(1)
    km[away] = numbers.uniform(0, 60, (int(away.sum()), 2))
    km[numbers.random(count) < 0.02] = np.nan
    # Six digits, a tenth of a metre, as platforms give them.
    lon = np.round(116.8 + km[:, 0] / (111.2 * np.cos(np.radians(36.6))), 6)
    return lon, np.round(36.3 + km[:, 1] / 111.2, 6)


def skill_sets(numbers, occupation, own, most, wide, none):
    """Numbers of skills, each once, -1 where there are fewer: four of five from the occupation's own."""
    count = len(occupation)
    near = own[occupation[:, None], numbers.choice(own.shape[1], (count, wide), p=zipf(own.shape[1], 0.8))]
    far = numbers.choice(most, (count, wide), p=zipf(most, 0.9))
    chosen = np.where(numbers.random((count, wide)) < 0.8, near, far)
    kept = np.where(numbers.random(count) < none, 0, numbers.integers(1, wide + 1, count))
    chosen[np.arange(wide) >= kept[:, None]] = -1
    chosen = -np.sort(-chosen, axis=1)
    chosen[:, 1:][chosen[:, 1:] == chosen[:, :-1]] = -1
    return (-np.sort(-chosen, axis=1)).astype(np.int16)


def certificate_sets(numbers, occupation, related, shares, stray):
    """Sets of certificates as bits: two that go with the occupation, and any others."""
    bits = numbers.random((len(occupation), CERTIFICATES)) < stray
    for which, share in enumerate(shares):
        bits[np.arange(len(occupation)), related[occupation, which]] |= numbers.random(len(occupation)) < share
    return (bits.astype(np.uint64) << np.arange(CERTIFICATES, dtype=np.uint64)).sum(axis=1).astype(np.uint64)


def titles(numbers, occupation, names, before):
    """A title for each: one of the occupation's names, the first ones commoner, and a word before it."""
    counts = np.array([len(of_one) for of_one in names])
    which = (numbers.random(len(occupation)) ** 1.7 * counts[occupation]).astype(int)
    heads = numbers.choice(len(before), len(occupation), p=zipf(len(before), 1.5))
    made = [before[head] + names[code][one] for head, code, one in zip(heads, occupation, which)]
    distinct, numbered = np.unique(np.array(made), return_inverse=True)
    return distinct, numbered.astype(np.int32)


def draw(people, posts, seed):
    """Every column of both sides, by `s_` and `p_`."""
    names, kinds, skills, _ = words()
    fixed = np.random.default_rng(7)
    level = fixed.normal(0, 0.25, len(names))
    by_kind = {kind: np.array([at for at, (_, of) in enumerate(skills) if of == kind]) for kind in set(kinds)}
    own = np.array([fixed.choice(by_kind[kind], 12, replace=False) for kind in kinds])
    related = fixed.integers(0, CERTIFICATES, (len(names), 2))
    commonness = zipf(len(names), 0.9)

    n = np.random.default_rng([seed, 1])
    s_occupation = n.choice(len(names), people, p=commonness)
    s_titles, s_title = titles(n, s_occupation, names, [""])
    age = np.clip(n.normal(38, 11, people), 17, 66)
    born = (TODAY - (age * 365.25).astype("timedelta64[D]")).astype("datetime64[D]")
    s = dict(
        titles=s_titles,
        title=s_title,
        born=np.where(n.random(people) < 0.02, np.datetime64("NaT"), born),
        education=drawn(n, [0.03, 0.16, 0.30, 0.26, 0.20, 0.045, 0.005], people, 0.04),
        experience=maybe(n, 0.08, np.minimum(n.gamma(1.6, 3.5, people), age - 16).clip(0).astype(np.int32)),
        floor=maybe(n, 0.08, np.round(4200 * np.exp(0.8 * level[s_occupation] + n.normal(0, 0.25, people)), -2)),
        far=maybe(n, 0.15, n.choice([2000, 3000, 5000, 8000, 10000, 15000, 30000], people)),
        long=maybe(n, 0.75, n.choice([15, 20, 30, 45, 60, 90], people)),
        mode=drawn(n, [0.15, 0.40, 0.25, 0.20], people),
        near_home=n.random(people) < 0.2,
        free=drawn(n, FREE.values(), people, 0.35),
        rather_not=drawn(n, RATHER_NOT.values(), people, 0.85),
        asked=n.random(people) < 0.8,
        certificates=certificate_sets(n, s_occupation, related, (0.5, 0.3), 0.01),
        skills=skill_sets(n, s_occupation, own, len(skills), 10, 0.08),
    )
    s["lon"], s["lat"] = places(n, people, 1.2)

    n = np.random.default_rng([seed, 2])
    p_occupation = n.choice(len(names), posts, p=commonness)
    p_titles, p_title = titles(n, p_occupation, names, ["", "急招", "诚聘"])
    stated = n.random(posts) < 0.45
    low = np.round(4600 * np.exp(level[p_occupation] + n.normal(0, 0.22, posts)), -2)
    paid = n.random(posts) >= 0.06
    p = dict(
        titles=p_titles,
        title=p_title,
        education=drawn(n, [0.05, 0.20, 0.24, 0.18, 0.10, 0.02, 0.005, 0.205], posts, 0.1),
        experience=maybe(n, 0.25, n.choice([0, 0, 0, 1, 1, 2, 3, 5], posts)),
        age_min=np.where(stated, n.choice([16, 18, 18, 18, 20, 22, 25], posts), -1),
        age_max=np.where(stated, n.choice([35, 40, 45, 45, 50, 55, 60, 65], posts), -1),
        low=np.where(paid, low, -1),
        high=np.where(paid, np.round(low * n.uniform(1.0, 1.6, posts), -2), -1),
        hours=drawn(n, WORKED.values(), posts, 0.30),
        remote=n.random(posts) < 0.01,
        lodging=n.random(posts) < 0.06,
        published=maybe(n, 0.1, n.geometric(0.05, posts).clip(max=180)),
        certificates=certificate_sets(n, p_occupation, related, (0.16, 0.05), 0.0),
        skills=skill_sets(n, p_occupation, own, len(skills), 8, 0.12),
    )
    p["lon"], p["lat"] = places(n, posts, 0.8)
    columns = {f"{side}_{name}": column for side, of in (("s", s), ("p", p)) for name, column in of.items()}
    return {name: column.astype(np.int64) if column.dtype == float and name[2:] not in ("lon", "lat") else column
            for name, column in columns.items()}


def made(people, posts, seed, folder):
    """The market, from `folder` if it was made before."""
    folder.mkdir(parents=True, exist_ok=True)
    # Another generator makes another market.
    own = hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest()[:8]
    path = folder / f"market-{people}x{posts}-{seed}-{own}.npz"
    if not path.exists():
        half = path.with_suffix(".half.npz")
        np.savez(half, **draw(people, posts, seed))
        os.replace(half, path)
    with np.load(path) as columns:
        market = SimpleNamespace(**columns)
    market.people, market.posts = people, posts
    return market


def tables(market):
    """Posts and people as Arrow tables."""
    import pyarrow as pa

    _, _, skills, certificates = words()
    s = SimpleNamespace(**{name[2:]: value for name, value in vars(market).items() if name.startswith("s_")})
    p = SimpleNamespace(**{name[2:]: value for name, value in vars(market).items() if name.startswith("p_")})

    def whole(column):
        return pa.array(column, type=pa.int64(), mask=column < 0)

    def named(column, names):
        return pa.array([names[value] if value >= 0 else None for value in column], type=pa.string())

    def several(sets, names):
        return pa.array([[names[value] for value in one if value >= 0] for one in sets], type=pa.list_(pa.string()))

    def held(bits, known=None):
        lists = [[name for at, name in enumerate(certificates) if one >> at & 1] for one in bits.tolist()]
        if known is not None:
            lists = [one if asked else None for one, asked in zip(lists, known)]
        return pa.array(lists, type=pa.list_(pa.string()))

    def place(side):
        nowhere = np.isnan(side.lon)
        return {"lon": pa.array(side.lon, mask=nowhere), "lat": pa.array(side.lat, mask=nowhere)}

    skill_names = [name for name, _ in skills]
    posts = pa.table({
        "id": [f"p{at:07}" for at in range(market.posts)],
        "title": named(p.title, p.titles),
        **place(p),
        "education": named(p.education, [*EDUCATION, "不限"]),
        "experience_years": whole(p.experience),
        "age_min": whole(p.age_min),
        "age_max": whole(p.age_max),
        "wage_min_yuan": whole(p.low),
        "wage_max_yuan": whole(p.high),
        "wage_period": pa.array(["month"] * market.posts, mask=p.low < 0),
        "schedule": named(p.hours, list(WORKED)),
        "remote": pa.array(p.remote),
        "lodging": pa.array(p.lodging),
        "published": pa.array(TODAY - p.published.astype("timedelta64[D]"), mask=p.published < 0),
        "certificates": held(p.certificates),
        "skills": several(p.skills, skill_names),
    })
    people = pa.table({
        "id": [f"s{at:07}" for at in range(market.people)],
        "titles": pa.array([[s.titles[value]] for value in s.title], type=pa.list_(pa.string())),
        **place(s),
        "born": pa.array(s.born, type=pa.date32()),
        "education": named(s.education, EDUCATION),
        "experience_years": whole(s.experience),
        "wage_floor_yuan": whole(s.floor),
        "wage_period": pa.array(["month"] * market.people, mask=s.floor < 0),
        "distance_m_max": whole(s.far),
        "travel_min_max": whole(s.long),
        "travel_mode": named(s.mode, MODES),
        "near_home": pa.array(s.near_home),
        "available": named(s.free, list(FREE)),
        "inconvenient": named(s.rather_not, list(RATHER_NOT)),
        "certificates": held(s.certificates, s.asked),
        "skills": several(s.skills, skill_names),
    })
    return posts, people
