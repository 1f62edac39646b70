"""The fairness audit from every kind of table."""

import json
from collections.abc import Callable
from typing import Any

import doorstep
import pytest

Rows = list[dict[str, Any]]
OUTCOMES: Rows = [{"id": f"s{i}", "selected": i % 3 == 0 or i > 15, "score": i * 10_000} for i in range(24)]
GROUPS: Rows = [{"id": f"s{i}", "group": "女" if i < 12 else "男"} for i in range(23)]


def test_every_kind_of_table_gives_the_wire_answer(kind: Callable[[Rows], Any]) -> None:
    request = {"outcomes": {"rows": OUTCOMES}, "groups": {"rows": GROUPS}, "attribute": "性别"}
    expected = json.loads(doorstep.call("audit", json.dumps(request)))
    found = doorstep.audit(kind(OUTCOMES), kind(GROUPS), "性别")
    assert found == expected
    assert (found["people"], found["unknown"], len(found["groups"])) == (24, 1, 2)
    assert found["groups"][0]["below_four_fifths"] is True or found["groups"][1]["below_four_fifths"] is True


def test_small_groups_have_no_figures() -> None:
    found = doorstep.audit(OUTCOMES, GROUPS, "性别", smallest=12)
    small = next(group for group in found["groups"] if group["small"])
    assert set(small) == {"group", "small"}


def test_a_mapping_reads_what_a_matcher_gave() -> None:
    rows = [{"seeker_id": "s1", "chosen": 1, "score": 900_000}, {"seeker_id": "s2", "chosen": 0, "score": None}]
    outcomes = {"fields": {"id": {"column": "seeker_id"}, "selected": {"column": "chosen"}}}
    groups = {"fields": {"id": {"column": "人"}, "group": {"column": "民族"}}}
    found = doorstep.audit(
        rows, [{"人": "s1", "民族": "壮族"}], "民族", smallest=1, outcomes_mapping=outcomes, groups_mapping=groups
    )
    assert (found["people"], found["unknown"]) == (2, 1)
    assert found["groups"][0]["group"] == "壮族" and found["groups"][0]["selected"] == 1


def test_who_is_in_which_group_is_not_told() -> None:
    with pytest.raises(doorstep.DoorstepError) as refused:
        doorstep.audit([{"id": "张三", "selected": "maybe"}], [{"id": "张三", "group": "回族"}], "民族")
    told = str(refused.value) + refused.value.message_zh + repr(getattr(refused.value, "findings", []))
    assert "张三" not in told and "回族" not in told
