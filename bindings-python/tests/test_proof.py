"""What a third party checks: checkpoints, inclusion and consistency proofs, lines of JSON."""

import json
from pathlib import Path
from typing import Any

import doorstep
import pytest

FOLDER = Path(__file__).parents[2] / "fixtures/golden"
STEPS = json.loads((FOLDER / "ledger_story.json").read_text(encoding="utf-8"))["request"]["commands"]
ORIGIN, KEY = "jinan.example/vouchers", bytes([7]) * 32


def story(url: str = "memory:", steps: list[dict[str, Any]] = STEPS) -> doorstep.Ledger:
    ledger = doorstep.Ledger.open(url)
    for step in steps:
        ledger.submit(step["command"], now=step["now"])
    return ledger


@pytest.mark.parametrize("ending", ["", "_sm3"])
def test_a_ledger_proves_what_its_golden_cases_hold(ending: str) -> None:
    ledger = story(f"memory:{'?hash=sm3' if ending else ''}")
    events = ledger.verify()["events"]
    signed = ledger.checkpoint(ORIGIN, KEY, now=STEPS[-1]["now"])
    public = doorstep.checkpoint_public_key(ORIGIN, KEY)
    for operation, request in [
        ("verify_checkpoint", {"text": signed["text"], "public_key": public}),
        ("verify_inclusion", {"proof": ledger.prove_inclusion(7), "root": None}),
        ("verify_consistency", {"proof": ledger.prove_consistency(5), "old": None, "new": None}),
    ]:
        case = json.loads((FOLDER / f"{operation}{ending}.json").read_text(encoding="utf-8"))
        for name, value in request.items():
            assert value is None or case["request"][name] == value
    checked = doorstep.verify_checkpoint(signed["text"], public)
    assert checked == signed and checked["events"] == events
    # A checkpoint that was verified is a root.
    held = doorstep.verify_inclusion(ledger.prove_inclusion(7), checked)
    assert held["event"] == {key: value for key, value in ledger.events()[6].items() if key != "hash"}
    first = ledger.day_roots()[0]
    proof = ledger.prove_consistency(first["events"])
    assert doorstep.verify_consistency(proof, first, checked) == {
        "kept": first["events"],
        "added": events - first["events"],
    }


def code(call: Any, *args: Any, **named: Any) -> str:
    with pytest.raises(doorstep.VoucherError) as caught:
        call(*args, **named)
    return str(caught.value.code)


def test_what_is_forged_is_refused() -> None:
    ledger = story()
    signed = ledger.checkpoint(ORIGIN, KEY, now=STEPS[-1]["now"])
    public = doorstep.checkpoint_public_key(ORIGIN, KEY)
    proof = ledger.prove_inclusion(7)
    assert code(doorstep.verify_inclusion, proof | {"seq": 8}, signed) == "ledger.proof_fails"
    assert code(doorstep.verify_inclusion, proof | {"path": proof["path"][1:]}, signed) == "ledger.proof_fails"
    assert code(doorstep.verify_checkpoint, signed["text"].replace("day 2026", "day 2027"), public) == "ledger.signature"
    assert code(doorstep.verify_checkpoint, signed["text"], "x") == "ledger.checkpoint_key"
    assert code(doorstep.checkpoint_public_key, ORIGIN, b"short") == "ledger.checkpoint_key"
    assert code(ledger.prove_inclusion, 0) == "ledger.proof_range"
    # An older copy, and another history.
    ledger.check_against([signed["text"]], public)
    older = story(steps=STEPS[:5])
    assert code(older.check_against, [signed["text"]], public) == "ledger.cut_off"
    other = story("memory:?hash=sm3")
    assert code(other.check_against, [signed["text"]], public) == "ledger.hash_kind"


def test_lines_of_json_make_the_same_ledger() -> None:
    ledger = story()
    lines = ledger.to_jsonl()
    copy = doorstep.Ledger.from_jsonl(lines)
    assert copy.verify() == ledger.verify() and copy.to_bytes() == ledger.to_bytes()
    assert doorstep.Ledger.from_jsonl(lines.encode()).to_jsonl() == lines
    kinds = [json.loads(line)["type"] for line in lines.splitlines()]
    assert kinds[0] == "ledger" and kinds[-1] == "end" and kinds.count("event") == ledger.verify()["events"]
    with pytest.raises(doorstep.VoucherError, match="line 4") as caught:
        doorstep.Ledger.from_jsonl(lines.replace('"seq":3,', '"seq":9,', 1))
    assert caught.value.code == "ledger.encoding"
