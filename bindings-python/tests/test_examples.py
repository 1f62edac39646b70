"""The examples with the installed wheel: their sums, their files, and the page that shows them."""

import csv
import json
import runpy
from pathlib import Path
from typing import Any

import doorstep
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "python"


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    return runpy.run_path(str(FOLDER / "siting.py"))


@pytest.fixture
def printed(example: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    example["main"](tmp_path)
    return capsys.readouterr().out


def test_the_page_shows_what_is_printed_and_drawn(printed: str, tmp_path: Path) -> None:
    assert f"```text\n{printed}```\n" in (FOLDER / "README.md").read_text(encoding="utf-8")
    drawn = (tmp_path / "siting.svg").read_text(encoding="utf-8")
    assert drawn == (FOLDER / "siting.svg").read_text(encoding="utf-8")


def test_the_sums_are_those_of_the_times_on_the_streets(example: dict[str, Any], printed: str, tmp_path: Path) -> None:
    with (tmp_path / "siting.csv").open(encoding="utf-8-sig", newline="") as file:
        sites = list(csv.DictReader(file))
    gains = [int(site["gain"]) for site in sites]
    assert [int(site["rank"]) for site in sites] == list(range(1, 101))
    assert len({site["id"] for site in sites}) == 100 and gains == sorted(gains, reverse=True)

    city = example["build_city"]()
    assert (len(city.areas), len(city.standing), len(city.candidates)) == (112, 39, 448)
    assert all(home["older"] + home["migrant"] + home["other"] == home["weight"] for home in city.demand)
    places = [{name: row[name] for name in ("id", "lon", "lat")} for row in city.standing + city.candidates]
    homes = [{name: row[name] for name in ("id", "lon", "lat")} for row in city.demand]
    reached: dict[str, set[str]] = {row["id"]: set() for row in places}
    for pair in city.streets.times(homes, places, 15).to_pylist():
        reached[pair["destination_id"]].add(pair["origin_id"])
    people = {row["id"]: row["weight"] for row in city.demand}

    # Site by site as the file lists them: each gains what nobody before it reached.
    covered = set().union(*(reached[station["id"]] for station in city.standing))
    before = sum(people[home] for home in covered)
    for site, gain in zip(sites, gains, strict=True):
        fresh = reached[site["id"]] - covered
        assert sum(people[home] for home in fresh) == gain
        covered |= fresh
    after = sum(people[home] for home in covered)
    assert before < after == before + sum(gains)
    assert f"objective {after:,}, no plan has more than {after:,}: gap 0 millionths" in printed

    total = next(line.split() for line in printed.splitlines() if line.startswith("全部"))
    assert total[2:5:2] == [f"{sum(people.values()):,}", f"{before / sum(people.values()):.1%}"]
    assert (total[3], total[5]) == (f"{before:,}", f"{after:,}")
    rows = [line.split() for line in printed.splitlines() if line.startswith(("大龄", "外来", "其他"))]
    for column, whole in ((-7, sum(people.values())), (-6, before), (-4, after)):
        assert sum(int(row[column].replace(",", "")) for row in rows) == whole

    # Whoever puts the most fresh people first, one site after the other, does no better than the plan.
    greedy = set().union(*(reached[station["id"]] for station in city.standing))
    for _ in range(100):
        greedy |= max(reached.values(), key=lambda homes: sum(people[home] for home in homes - greedy))
    assert sum(people[home] for home in greedy) <= after


def test_the_map_has_every_station_once(printed: str, tmp_path: Path) -> None:
    features = json.loads((tmp_path / "siting.geojson").read_text(encoding="utf-8"))["features"]
    standing = [feature["properties"]["standing"] for feature in features]
    assert (standing.count("existing"), standing.count("chosen"), len(features)) == (39, 100, 139)


def test_a_week_of_vouchers_is_what_the_page_shows_and_is_done_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    week = runpy.run_path(str(FOLDER / "ledger.py"))
    url = f"sqlite:///{tmp_path / 'vouchers.db'}"
    week["main"](url)
    printed = capsys.readouterr().out
    assert f"```text\n{printed}```\n" in (FOLDER / "README.md").read_text(encoding="utf-8")
    before = doorstep.Ledger.open(url)
    assert before.total() == before.total(week["REGION"])
    assert before.total()["spent_fen"] == 58 * week["FACE_FEN"]
    events = before.verify()["events"]

    week["main"](url)
    again = capsys.readouterr().out
    lines = dict(zip(printed.splitlines(), again.splitlines(), strict=True))
    # The commands are answered as they were; the bank's file finds everything booked.
    assert [line for line, then in lines.items() if line != then and not line.startswith(("回盘", "支付"))] == []
    assert doorstep.Ledger.open(url).verify()["events"] == events
