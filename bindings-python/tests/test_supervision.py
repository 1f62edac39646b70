"""Supervision in Python: what the JSON operations give, samples drawn anew by the script of the docs, inspections."""

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import doorstep
import pytest

ROOT = Path(__file__).parents[2]


def golden(name: str) -> tuple[dict[str, Any], Any]:
    case = json.loads((ROOT / "fixtures" / "golden" / f"{name}.json").read_text(encoding="utf-8"))
    return case["request"], json.loads(case["answer_text"])


def played(commands: list[dict[str, Any]]) -> doorstep.Ledger:
    ledger = doorstep.Ledger.open("memory:")
    for step in commands:
        assert ledger.submit(step["command"], now=step["now"])["outcome"] == "applied"
    return ledger


def drawn_by_the_docs() -> Callable[..., list[str]]:
    text = (ROOT / "docs" / "supervision.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert found is not None
    scope: dict[str, Any] = {}
    exec(found[1], scope)
    draw: Callable[..., list[str]] = scope["draw"]
    return draw


def test_a_ledger_gives_what_the_operations_give() -> None:
    request, answer = golden("rates")
    ledger = played(request["commands"])
    assert ledger.rates(request["asked"]["by"], as_of=request["asked"]["as_of"]) == answer
    request, answer = golden("findings")
    assert ledger.findings(**request["asked"]) == answer
    assert {finding["rule"] for finding in answer["findings"]} >= {"one_account", "split_amounts", "same_minute"}
    request, answer = golden("kpi")
    assert ledger.kpi(request["asked"]["periods"], with_ids=True) == answer


def test_rates_add_up() -> None:
    ledger = played(golden("rates")[0]["commands"])
    found = ledger.rates()
    total = found["total"]
    parts = ["open", "redeemed", "expired", "revoked"]
    assert total["issued"]["count"] == sum(total[part]["count"] for part in parts) == 6
    assert found["rows"] == [total]
    fen = total["unused_fen"] + sum(total[part]["amount_fen"] for part in parts)
    assert fen == total["issued"]["amount_fen"] == 480_000


def test_samples_are_those_of_the_script_in_the_docs() -> None:
    draw = drawn_by_the_docs()
    dice = random.Random(7)
    for round in range(100):
        ids = [f"v-{number}" for number in range(dice.randrange(200))]
        share, least = dice.randrange(1_000_001), dice.randrange(9)
        most = dice.choice([None, least + dice.randrange(30)])
        expected = draw(ids, share, f"种子 {round}", least, most)
        dice.shuffle(ids)
        found = doorstep.sample(ids, share, f"种子 {round}", min=least, max=most)
        assert [one["id"] for one in found["drawn"]] == expected
    request, answer = golden("sample")
    size = request["size"]
    found = doorstep.sample(
        request["population"], size["share_millionths"], request["seed"], min=size["min"], max=size["max"]
    )
    assert found == answer
    for stratum in answer["strata"]:
        name = stratum["stratum"]
        ids = [unit["id"] for unit in request["population"] if unit["stratum"] == name]
        expected = draw(ids, size["share_millionths"], request["seed"], size["min"], size["max"])
        assert [one["id"] for one in answer["drawn"] if one["stratum"] == name] == expected


def test_a_ledger_s_population_is_drawn_and_inspected() -> None:
    ledger = played(golden("rates")[0]["commands"])
    assert [unit["id"] for unit in ledger.population()] == ["v-1", "v-2", "v-3", "v-4"]
    assert [unit["id"] for unit in ledger.population(paid=True)] == ["v-1", "v-2", "v-3"]
    assert ledger.population(programme="none") == ledger.population(until=0) == []
    assert {unit["stratum"] for unit in ledger.population(stratum="provider")} == {"pr-1"}
    request, answer = golden("inspection")
    case = ledger.inspection_case("v-3")
    assert case == request["case"]
    assert ledger.inspection_case("v-5") is None
    found = doorstep.inspection(case, request["steps"])
    assert found == answer
    refused = [one["refusal"]["code"] for one in found["answers"] if one["outcome"] == "refused"]
    assert refused == ["inspection.step_missing", "inspection.four_eyes"]
    # The ledger takes what the sanction asks for.
    claw_back = found["inspection"]["actions"][0]
    actor = {"id": "y-1", "role": "payer", "region": "370102"}
    now = request["steps"][-1]["now"] + 30 * 86_400
    assert ledger.submit({"id": "c-99", "actor": actor, **claw_back}, now=now)["outcome"] == "applied"


def test_what_makes_no_sense_is_refused() -> None:
    ledger = doorstep.Ledger.open("memory:")
    for call, code in [
        (lambda: doorstep.sample(["a", "a"], 1, "s"), "supervision.duplicate"),
        (lambda: doorstep.sample(["a"], 1_000_001, "s"), "supervision.parameter"),
        (lambda: doorstep.sample(["a"], 1, ""), "supervision.seed"),
        (lambda: ledger.findings(bounds={"minute_holders": 1}), "supervision.parameter"),
        (lambda: ledger.kpi([{"from": "2026-01-01", "until": "2026-01-01"}]), "supervision.period"),
    ]:
        with pytest.raises(doorstep.VoucherError) as caught:
            call()
        assert caught.value.code == code
        assert caught.value.message_zh
