"""The golden cases in fixtures/, which the Rust and JavaScript tests read too."""

import json
import os
from pathlib import Path
from typing import Any

import doorstep
import pytest

FIXTURES = Path(__file__).parents[2] / "fixtures"


def cases(name: str) -> list[Any]:
    found: list[Any] = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("case", cases("fen_from_yuan"), ids=lambda case: repr(case["text"]))
def test_fen_from_yuan(case: dict[str, Any]) -> None:
    if "fen" in case:
        assert doorstep.fen_from_yuan(case["text"]) == case["fen"]
        return
    with pytest.raises(doorstep.DoorstepError) as refused:
        doorstep.fen_from_yuan(case["text"])
    assert refused.value.code == case["code"]
    assert str(refused.value) and refused.value.message_zh


GOLDEN = sorted((FIXTURES / "golden").glob("*.json"))


def test_the_golden_cases_are_there() -> None:
    assert len(GOLDEN) >= 20


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_case_gives_its_bytes(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    request = json.dumps(case["request"], ensure_ascii=False)
    if "answer_text" in case:
        assert doorstep.call(case["operation"], request) == case["answer_text"]
        return
    with pytest.raises(doorstep.DoorstepError) as refused:
        doorstep.call(case["operation"], request)
    assert refused.value.code == case["error"]


def test_ten_thousand_voucher_commands_have_the_bytes_of_rust() -> None:
    # Written by the Rust test `same_bytes`; `cargo xtask test` says where.
    folder = os.environ.get("DOORSTEP_SAME_BYTES")
    if folder is None:
        pytest.skip("run by `cargo xtask test`")
    requests, answers = (
        json.loads((Path(folder) / name).read_text(encoding="utf-8")) for name in ("requests.json", "answers.json")
    )
    assert sum(len(json.loads(request)["commands"]) for request in requests) >= 10_000
    for request, answer in zip(requests, answers, strict=True):
        assert doorstep.call("ledger", request) == answer
