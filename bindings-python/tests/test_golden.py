"""The golden cases in fixtures/, which the Rust and JavaScript tests read too."""

import json
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
