"""Where a hundred further stations do most (选址), in an invented city: 39 stand, 112 areas are dense or industrial.

    python examples/python/siting.py [DIR]

It prints who is within 15 minutes' walk before and after, and writes `siting.csv`, `siting.geojson` and `siting.svg`
into DIR (by default `target/siting`). The counts are those that Chengdu reports (39 model sites built, more than a
hundred planned in the year, 112 dense or industrial areas); everything else is invented, drawn from one seed.
"""

import csv
import json
import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import doorstep

Rows = list[dict[str, Any]]

SEED = 6
AREAS, STANDING, CHOSEN, MINUTES = 112, 39, 100, 15
CANDIDATES_EACH, POINTS_EACH, POINTS_BETWEEN = 4, 30, 600
STAGES = (25, 50, 75, 100)  # if it is built in parts, by gain
STAFF = 4  # at each station
BLOCK_M, COLUMNS, LINES = 300, 121, 91  # streets: 36 km by 27 km
LON, LAT, DEGREE_M = 117.0, 36.5, 111_195
GROUPS = {"older": "大龄 older workers", "migrant": "外来 migrant workers", "other": "其他 others"}
# Of a hundred people in an area of this kind: older, migrant.
MIX = {"dense": (26, 14), "industrial": (9, 56), "between": (22, 10)}


@dataclass
class City:
    """What is known before anything is chosen; places have `x_m` and `y_m` from the south-western corner."""

    streets: doorstep.RoadNetwork
    areas: Rows
    demand: Rows
    standing: Rows
    candidates: Rows


def place(x_m: float, y_m: float) -> dict[str, float]:
    """A point of the city, inside it."""
    x_m = min(max(x_m, 0), BLOCK_M * (COLUMNS - 1))
    y_m = min(max(y_m, 0), BLOCK_M * (LINES - 1))
    # 0.8039 is the cosine of the latitude: one degree of longitude is so much shorter.
    lon, lat = LON + x_m / (DEGREE_M * 0.8039), LAT + y_m / DEGREE_M
    return {"x_m": x_m, "y_m": y_m, "lon": round(lon, 6), "lat": round(lat, 6)}


def river(column: int) -> int:
    """The line of streets south of the river, which bends twice."""
    return 38 + abs(column % 80 - 40) // 5


def build_streets(chance: random.Random) -> doorstep.RoadNetwork:
    """A lattice with a river, a bridge every three kilometres, and one street in twelve that was never built."""
    nodes, edges = [], []
    for column in range(COLUMNS):
        for line in range(LINES):
            at = place(column * BLOCK_M, line * BLOCK_M)
            nodes.append({"node": column * LINES + line, "lon": at["lon"], "lat": at["lat"]})
            is_north = line > river(column)
            for to_column, to_line in ((column + 1, line), (column, line + 1)):
                if to_column == COLUMNS or to_line == LINES:
                    continue
                crosses = is_north != (to_line > river(to_column))
                is_built = chance.random() >= 1 / 12
                is_bridge = crosses and to_column == column and column % 10 == 0
                if is_bridge or (is_built and not crosses):
                    edges.append({"from": column * LINES + line, "to": to_column * LINES + to_line, "oneway": False})
    return doorstep.RoadNetwork.from_edges(nodes, edges)


def around(chance: random.Random, area: dict[str, Any], reach_m: float) -> dict[str, float]:
    """A point near the middle of an area, more likely the nearer."""
    east, north = (chance.random() + chance.random() - 1 for _ in range(2))
    return place(area["x_m"] + east * reach_m, area["y_m"] + north * reach_m)


def people(chance: random.Random, kind: str, most: int) -> dict[str, int]:
    """How many live or work at a point, by group."""
    weight = most // 4 + chance.randrange(most)
    older, migrant = (weight * share * (50 + chance.randrange(101)) // 10_000 for share in MIX[kind])
    return {"weight": weight, "older": older, "migrant": migrant, "other": weight - older - migrant}


def build_city() -> City:
    """The city of the seed."""
    chance = random.Random(SEED)
    streets = build_streets(chance)
    width_m, height_m = BLOCK_M * (COLUMNS - 1), BLOCK_M * (LINES - 1)

    def middle_m(at: dict[str, Any]) -> float:
        return float(abs(at["x_m"] - width_m / 2) + abs(at["y_m"] - height_m / 2))

    areas: Rows = []
    while len(areas) < AREAS:
        at = place(*(1_700 + chance.random() * (side_m - 3_400) for side_m in (width_m, height_m)))
        if all(abs(at["x_m"] - other["x_m"]) + abs(at["y_m"] - other["y_m"]) > 1_800 for other in areas):
            # Works stand at the edge of the city more often than in its middle.
            is_edge = middle_m(at) > 12_000
            kind = "industrial" if chance.random() < (0.7 if is_edge else 0.2) else "dense"
            areas.append({"id": f"a{len(areas) + 1:03}", "kind": kind, "most": 300 + chance.randrange(900)} | at)

    homes = [
        people(chance, area["kind"], area["most"]) | around(chance, area, 1_700)
        for area in areas
        for _ in range(POINTS_EACH)
    ]
    for _ in range(POINTS_BETWEEN):
        homes.append(people(chance, "between", 200) | place(chance.random() * width_m, chance.random() * height_m))
    demand = [{"id": f"d{row + 1:04}", "area_class": "urban"} | home for row, home in enumerate(homes)]

    # What stands was built from the middle outwards.
    central = sorted(areas, key=middle_m)
    standing = [
        {"id": f"s{row + 1:02}", "area": area["id"], "standing": "existing"} | around(chance, area, 900)
        for row, area in enumerate(central[:STANDING])
    ]
    candidates = [
        {"id": f"c{area['id'][1:]}-{row + 1}", "area": area["id"], "standing": "open"} | around(chance, area, 1_400)
        for area in areas
        for row in range(CANDIDATES_EACH)
    ]
    return City(streets, areas, demand, standing, candidates)


def picked(rows: Rows, *columns: str) -> Rows:
    """The columns that are asked for; of others `doorstep` warns that it does not read them."""
    return [{column: row[column] for column in columns} for row in rows]


def covered(city: City, stations: Rows) -> set[str]:
    """The demand points that have a station within the time."""
    homes = picked(city.demand, "id", "lon", "lat", "area_class", "weight")
    rule = {"urban": {"kind": "time", "minutes": MINUTES, "mode": "walk"}}
    found = doorstep.coverage(homes, picked(stations, "id", "lon", "lat"), rule, city.streets)
    return {row["resident_id"] for row in found.rows.to_pylist() if row["answer"] == "covered"}


def access(city: City, stations: Rows) -> dict[str, float]:
    """Staff in reach per ten thousand people (2SFCA): the mean of all and of each group, and the Gini of all."""
    supply = [station | {"weight": STAFF} for station in picked(stations, "id", "lon", "lat")]
    found = doorstep.accessibility(city.demand, supply, None, MINUTES, network=city.streets)
    scores = [row["score"] for row in found.rows.to_pylist()]
    mean = {}
    for group in ("weight", *GROUPS):
        part = sum(home[group] * score for home, score in zip(city.demand, scores, strict=True))
        mean[group] = 10_000 * part / sum(home[group] for home in city.demand)
    return mean | {"gini": found.total["equity"]["gini"]}


@dataclass
class State:
    """What a set of stations comes to."""

    covered: set[str]
    access: dict[str, float]


def state(city: City, stations: Rows) -> State:
    return State(covered(city, stations), access(city, stations))


def table(city: City, chosen: Rows, plan: doorstep.SitePlan, before: State, after: State) -> str:
    """What is printed."""
    lines = [
        f"{AREAS} areas, {len(city.demand):,} demand points, {len(city.candidates)} candidates; "
        f"{STANDING} stations stand, {len(chosen)} are chosen",
        "",
        f"{'':26}{'people':>10}{f'within {MINUTES} min':>22}{'':11}{'staff per 10,000':>20}",
        f"{'':36}{'before':>11}{'':8}{'after':>6}{'':8}{'before':>11}{'after':>9}",
    ]
    for group, name in ({"weight": "全部 everybody"} | GROUPS).items():
        people, old, new = (total(city.demand, group, ids) for ids in (None, before.covered, after.covered))
        # A Chinese character is as wide as two letters.
        lines.append(
            f"{name:24}{people:>10,}{old:>11,}{old / people:>7.1%}{new:>11,}{new / people:>7.1%}"
            f"{before.access[group]:>9.2f}{after.access[group]:>9.2f}"
        )
    everybody, reached = total(city.demand, "weight"), total(city.demand, "weight", before.covered)
    shares = [(reached + sum(site["gain"] for site in chosen[:count])) / everybody for count in STAGES]
    lines += [
        f"{'Gini':26}{'':46}{before.access['gini']:>9.2f}{after.access['gini']:>9.2f}",
        "",
        f"objective {plan.objective:,}, no plan has more than {plan.bound:,}: gap {plan.gap_ppm} millionths",
        f"the first site gains {chosen[0]['gain']:,} people, the hundredth {chosen[-1]['gain']:,}",
        f"within {MINUTES} min after the first {', '.join(map(str, STAGES))}: "
        + ", ".join(f"{share:.1%}" for share in shares),
    ]
    return "\n".join(lines)


def total(rows: Rows, column: str, ids: set[str] | None = None) -> int:
    """The sum of a column, of all rows or of these."""
    return sum(row[column] for row in rows if ids is None or row["id"] in ids)


def sheet(chosen: Rows, folder: Path) -> None:
    """The chosen sites, that with the most gain first."""
    with (folder / "siting.csv").open("w", encoding="utf-8-sig", newline="") as file:
        columns = ("rank", "id", "area", "lon", "lat", "gain")
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(chosen)


def geojson(city: City, chosen: Rows) -> dict[str, Any]:
    """Stations that stand and that are chosen, as points in WGS-84."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": {name: row.get(name) for name in ("id", "area", "standing", "rank", "gain")},
        }
        for row in city.standing + chosen
    ]
    return {"type": "FeatureCollection", "features": features}


PIXEL_M, SCALE = 75, 5  # a map is 480 by 360 pixels; dots are placed to a fifth of one
OUTSIDE, STOOD, GAINED, SITE = "#c4c4c4", "#2f6fbf", "#e5902a", "#9c1f2e"


def drawn(row: dict[str, Any]) -> tuple[float, float]:
    """Where on the map it is, in pixels."""
    return row["x_m"] / PIXEL_M, (BLOCK_M * (LINES - 1) - row["y_m"]) / PIXEL_M


def dots(name: str, rows: Iterable[dict[str, Any]]) -> str:
    """Many dots as one path, each placed from the one before: a fifth of the size of circles."""
    last_x, last_y, path = 0, 0, []
    for x, y in sorted((round(x * SCALE), round(y * SCALE)) for x, y in map(drawn, rows)):
        path.append(f"m{x - last_x},{y - last_y}h0")
        last_x, last_y = x, y
    return f'<path id="{name}" transform="scale({1 / SCALE})" d="{"".join(path)}"/>'


def bars(city: City, before: State, after: State) -> list[str]:
    """Coverage and access by group, before and after."""
    names = {"weight": "全部 everybody"} | GROUPS
    most = max(after.access[group] for group in names)
    out = [
        f'<text x="160" y="-8" fill="#555">步行{MINUTES}分钟内人口 people within {MINUTES} min on foot</text>',
        '<text x="690" y="-8" fill="#555">每万人工作人员 staff in reach per 10,000</text>',
    ]
    for row, (group, name) in enumerate(names.items()):
        everybody = total(city.demand, group)
        old, new = (total(city.demand, group, of.covered) / everybody for of in (before, after))
        top, middle = row * 28, row * 28 + 14
        out.append(f'<text y="{middle}">{name}</text>')
        for colour, share in ((OUTSIDE, 1.0), (GAINED, new), (STOOD, old)):
            out.append(f'<rect x="160" y="{top}" width="{share * 370:.1f}" height="18" fill="{colour}"/>')
        out.append(f'<text x="542" y="{middle}">{old:.1%} → {new:.1%}</text>')
        for colour, score in ((GAINED, after.access[group]), (STOOD, before.access[group])):
            out.append(f'<rect x="690" y="{top}" width="{score / most * 180:.1f}" height="18" fill="{colour}"/>')
        out.append(f'<text x="880" y="{middle}">{before.access[group]:.2f} → {after.access[group]:.2f}</text>')
    return out


def legend() -> list[str]:
    """What dots and marks mean, in one line."""
    out = []
    for x, colour, name in (
        (0, STOOD, "现状已覆盖 within reach today"),
        (238, GAINED, "新覆盖 gained"),
        (360, OUTSIDE, "未覆盖 outside (one dot: one demand point)"),
    ):
        out.append(f'<circle cx="{x + 6}" cy="-4" r="5" fill="{colour}"/><text x="{x + 17}">{name}</text>')
    out.append('<rect x="709" y="-8" width="8" height="8" fill="#111"/><text x="724">已建 standing</text>')
    out.append(f'<circle cx="856" cy="-4" r="4.5" fill="{SITE}"/><text x="867">选址 chosen</text>')
    return out


def picture(city: City, chosen: Rows, before: State, after: State) -> str:
    """The map before and after, and bars by group."""
    water = [place(column * BLOCK_M, (river(column) + 0.5) * BLOCK_M) for column in range(COLUMNS)]
    line = " ".join(f"{x:g},{y:g}" for x, y in map(drawn, water))
    bridges = "".join(f"M{x:g},{y - 3:g}v6" for x, y in map(drawn, water[::10]))
    marks = "".join(f"M{x - 2.5:.1f},{y - 2.5:.1f}h5v5h-5z" for x, y in map(drawn, city.standing))
    sites = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.9"/>' for x, y in map(drawn, chosen))
    scale = 5_000 / PIXEL_M
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 580" font-family="sans-serif" font-size="14">',
        f"<title>Stations before and after, and who is within {MINUTES} minutes</title>",
        '<rect width="1000" height="580" fill="#fff"/>',
        "<defs>",
        dots("never", (home for home in city.demand if home["id"] not in after.covered)),
        dots("gained", (home for home in city.demand if home["id"] in after.covered - before.covered)),
        dots("stood", (home for home in city.demand if home["id"] in before.covered)),
        f'<g id="water" fill="none"><polyline points="{line}" stroke="#b9d9ee" stroke-width="4"/>',
        f'<path d="{bridges}" stroke="#777" stroke-width="2"/></g>',
        f'<path id="standing" d="{marks}" fill="#111" stroke="#fff" stroke-width=".8"/>',
        f'<g id="sites" fill="{SITE}" stroke="#fff" stroke-width=".8">{sites}</g>',
        '<g id="measure"><rect x="366" y="330" width="112" height="28" fill="#fff" fill-opacity=".8"/>',
        f'<path d="M{470 - scale:.1f},344v6h{scale:.1f}v-6" fill="none" stroke="#333"/>',
        f'<text x="{470 - scale / 2:.1f}" y="343" font-size="11" text-anchor="middle">5 km</text>',
        '<text x="370" y="350" font-size="12">北↑</text></g>',
        "</defs>",
    ]
    maps = (
        (10, f"现状：{STANDING} 个站点 today: {STANDING} stations", before, OUTSIDE, ["standing"]),
        (510, f"新增 {len(chosen)} 个 with {len(chosen)} more", after, GAINED, ["standing", "sites"]),
    )
    for left, title, of, colour, shown in maps:
        share = total(city.demand, "weight", of.covered) / total(city.demand, "weight")
        out.append(f'<g transform="translate({left} 40)"><text y="-14" font-size="17">{title}</text>')
        out.append(f'<text x="480" y="-14" font-size="17" text-anchor="end">{share:.1%}</text>')
        out.append('<rect width="480" height="360" fill="#fafafa" stroke="#ddd"/><use href="#water"/>')
        out.append('<g stroke-width="14" stroke-linecap="round" fill="none">')
        for name, stroke in (("never", OUTSIDE), ("gained", colour), ("stood", STOOD)):
            out.append(f'<use href="#{name}" stroke="{stroke}"/>')
        out += ["</g>", *(f'<use href="#{name}"/>' for name in [*shown, "measure"]), "</g>"]
    out += ['<g transform="translate(10 424)" font-size="13">', *legend(), "</g>"]
    out += ['<g transform="translate(10 468)">', *bars(city, before, after), "</g></svg>"]
    return "\n".join(out) + "\n"


def main(folder: Path) -> None:
    """Chooses the sites, prints the table and writes the files."""
    city = build_city()
    places = city.standing + city.candidates
    # Work until it is proven that no plan covers more; by default a gap of 0.01 % is enough.
    plan = doorstep.site(
        city.demand, places, CHOSEN, MINUTES, network=city.streets, max_min=MINUTES, effort={"gap_ppm": 0}
    )
    of_id = {row["id"]: row for row in city.candidates}
    chosen = [
        of_id[site["candidate_id"]] | {"standing": "chosen", "rank": rank, "gain": site["gain"]}
        for rank, site in enumerate(plan.sites.to_pylist(), start=1)
    ]
    before, after = state(city, city.standing), state(city, city.standing + chosen)
    print(table(city, chosen, plan, before, after))

    folder.mkdir(parents=True, exist_ok=True)
    sheet(chosen, folder)
    (folder / "siting.geojson").write_text(json.dumps(geojson(city, chosen), indent=1) + "\n", encoding="utf-8")
    (folder / "siting.svg").write_text(picture(city, chosen, before, after), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "target" / "siting")
