"""Subsidy windows and retirement months: what the JSON operations give, dates of Python, and refusals."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import doorstep
import pytest

GOLDEN = Path(__file__).parents[2] / "fixtures/golden"
RULE = {"id": "r", "months_max": 36, "split": "whole_months", "pauses": [{"reason": "work", "shifts_end": True}]}
OPEN = {"action": "open", "start": date(2026, 3, 1), "first_approval": {"on": date(2026, 2, 10)}}


def case(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("subsidy_window*.json")))
def test_the_function_gives_what_the_operation_gives(name: str) -> None:
    told = case(name)
    request = told["request"]
    rule, steps = request.pop("rule"), request.pop("steps", None)
    if "error" in told:
        with pytest.raises(doorstep.RequestError) as refused:
            doorstep.subsidy_window(rule, steps, **request)
        assert refused.value.code == told["error"]
        return
    assert doorstep.subsidy_window(rule, steps, **request) == json.loads(told["answer_text"])


def test_a_window_is_kept_and_taken_up_again() -> None:
    told = doorstep.subsidy_window(RULE, [OPEN], as_of=date(2027, 3, 1))
    assert told["answers"] == [{"outcome": "applied"}]
    assert told["view"]["used"] == {"months": 12, "paid_days": 365, "extended_days": 0, "paused_days": 0}
    pause = {"action": "pause", "on": "2026-05-01", "from": date(2026, 6, 1), "until": date(2026, 8, 1), "reason": "work"}
    kept = json.loads(json.dumps(told["window"]))
    later = doorstep.subsidy_window(RULE, [pause, pause], window=kept)
    assert [answer["outcome"] for answer in later["answers"]] == ["applied", "refused"]
    assert later["answers"][1]["refusal"]["code"] == "window.pause_overlap"
    assert later["view"]["end"] == "2029-05-01"
    # Every day once.
    days = [date.fromisoformat(piece["from"]) + timedelta(at) for piece in later["view"]["timeline"] for at in range(piece["days"])]
    assert days == [date(2026, 3, 1) + timedelta(at) for at in range((date(2029, 5, 1) - date(2026, 3, 1)).days)]


def test_what_is_not_a_window_is_refused() -> None:
    told = doorstep.subsidy_window(RULE, [OPEN])
    broken = told["window"] | {"extensions": [{"reason": "hard", "length": {"days": 3}}]}
    answer = doorstep.subsidy_window(RULE, [OPEN], window=broken)
    assert answer["refusal"]["code"] == "window.state_invalid" and answer["refusal"]["field"] == "extensions"
    assert answer["answers"] == [] and "window" not in answer
    for wrong in ({"months_max": -1}, {"months_max": 1.5}, {"split": "weeks"}, {"id": "a b"}, {"luck": 1}):
        with pytest.raises(doorstep.RequestError) as refused:
            doorstep.subsidy_window(RULE | wrong)
        assert refused.value.code == "request.json"


def test_retirement_months() -> None:
    assert doorstep.retirement("1965-01", "men_60") == {"age_months": 721, "month": "2025-02"}
    assert doorstep.retirement("1984-11", "women_50") == {"age_months": 660, "month": "2039-11"}
    told = case("retirement")
    assert doorstep.retirement(**told["request"]) == json.loads(told["answer_text"])
    wrong = case("retirement_other_law")
    with pytest.raises(doorstep.InvalidValueError) as refused:
        doorstep.retirement(**wrong["request"])
    assert refused.value.code == wrong["error"]
    with pytest.raises(doorstep.RequestError):
        doorstep.retirement("1965-13", "men_60")
