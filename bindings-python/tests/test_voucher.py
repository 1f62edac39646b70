"""A ledger in Python: the golden story, refusals, time, threads."""

import datetime
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import doorstep
import pytest

STORY = json.loads(
    (Path(__file__).parents[2] / "fixtures/golden/ledger_story.json").read_text(encoding="utf-8")
)
NOW = 1_772_413_200
REGION = "370102"


def command(id: str, role: str, action: str, **rest: Any) -> dict[str, Any]:
    return {"id": id, "actor": {"id": f"{role}-1", "role": role, "region": REGION}, "action": action, **rest}


def funded(amount_fen: int = 800_000) -> doorstep.Ledger:
    ledger = doorstep.Ledger.open("memory:")
    answers = ledger.submit_many(
        [
            command("c-1", "manager", "define_programme", programme="skills", name="技能培训券", region=REGION,
                    item="training", face_amount_fen=80_000, valid_days=90, payee="provider"),
            command("c-2", "manager", "appropriate", programme="skills", amount_fen=amount_fen),
        ],
        now=NOW,
    )  # fmt: skip
    assert [answer["outcome"] for answer in answers] == ["applied", "applied"]
    return ledger


def test_the_golden_story_step_by_step() -> None:
    expected = json.loads(STORY["answer_text"])
    for as_json in (False, True):
        ledger = doorstep.Ledger.open("memory:")
        answers = [
            ledger.submit(json.dumps(step["command"]) if as_json else step["command"], now=step["now"])
            for step in STORY["request"]["commands"]
        ]
        assert answers == expected["answers"]
        assert ledger.budgets() == expected["budgets"]
        verified = ledger.verify()
        assert {key: verified[key] for key in expected["head"]} == expected["head"]


def test_a_refusal_is_an_answer_and_a_repetition_is_replayed() -> None:
    ledger = funded()
    issue = command("c-3", "issuer", "issue", programme="skills", voucher="v-1", holder="h-1")
    first = ledger.submit(issue, now=NOW)
    assert ledger.submit(issue, now=NOW + 5) == {"outcome": "replayed", "first": first}
    refused = ledger.submit(issue | {"holder": "h-2"}, now=NOW)
    assert refused["outcome"] == "refused" and refused["refusal"]["code"] == "voucher.key_reuse"
    assert ledger.status("c-3")["status"] == "applied"
    assert ledger.status("c-9") == {"status": "not_seen"}
    voucher = ledger.voucher("v-1")
    assert voucher is not None and (voucher["state"], voucher["face_amount_fen"]) == ("issued", 80_000)
    budget = ledger.budget("skills")
    assert budget is not None and budget["available_fen"] + budget["reserved_fen"] == 800_000
    programme = ledger.programme("skills")
    assert programme is not None and programme["name"] == "技能培训券"
    assert ledger.voucher("v-2") is ledger.budget("none") is ledger.programme("none") is None
    assert repr(ledger) == "doorstep.Ledger(3 events)"


def test_events_are_filtered() -> None:
    ledger = funded()
    ledger.submit(command("c-3", "issuer", "issue", programme="skills", voucher="v-1", holder="h-1"), now=NOW + 60)

    def of(**conditions: Any) -> list[int]:
        return [event["seq"] for event in ledger.events(**conditions)]

    assert of() == of(programme="skills") == [1, 2, 3]
    assert of(voucher="v-1") == of(actor="issuer-1") == of(after_seq=2) == of(since=NOW + 1) == [3]
    assert of(until=NOW + 60) == of(limit=2) == [1, 2]
    assert of(since=datetime.datetime.fromtimestamp(NOW + 60, datetime.UTC)) == [3]


def test_the_instant_is_given_in_three_ways_or_by_the_clock() -> None:
    shanghai = datetime.timezone(datetime.timedelta(hours=8))
    for now in (NOW, datetime.datetime.fromtimestamp(NOW, shanghai), "2026-03-02T09:00:00+08:00"):
        ledger = doorstep.Ledger.open("memory:")
        ledger.submit(command("c-1", "manager", "define_programme", programme="skills", name="券", region=REGION,
                              item="training", face_amount_fen=1, valid_days=9, payee="provider"), now=now)  # fmt: skip
        assert ledger.events()[0]["time"] == NOW
    before = int(datetime.datetime.now().timestamp())
    ledger.submit(command("c-2", "manager", "appropriate", programme="skills", amount_fen=1))
    assert before <= ledger.events()[-1]["time"] <= before + 60
    wrongs: list[Any] = [True, 1.5, []]
    for wrong in wrongs:
        with pytest.raises(TypeError):
            ledger.submit_many([], now=wrong)


def test_a_command_that_cannot_be_read_names_the_field_and_no_value() -> None:
    ledger = funded()
    issue = command("c-3", "issuer", "issue", programme="skills", voucher="v-1", holder="110105194912310021")
    with pytest.raises(doorstep.VoucherError) as refused:
        ledger.submit(issue, now=NOW)
    assert (refused.value.code, refused.value.field, refused.value.seq) == ("command.personal", "holder", None)
    assert "1101" not in str(refused.value) + refused.value.message_zh
    with pytest.raises(doorstep.VoucherError):
        ledger.submit_many([command("c-4", "manager", "appropriate", programme="skills", amount_fen=1), issue], now=NOW)
    assert ledger.verify()["events"] == 2, "the whole batch is refused before any of it is done"
    with pytest.raises(doorstep.RequestError):
        ledger.submit(command("c-3", "manager", "appropriate", programme="skills", amount_fen=float("nan")), now=NOW)
    cyclic: list[Any] = []
    cyclic.append(cyclic)
    with pytest.raises(doorstep.RequestError, match="nested too deeply"):
        ledger.submit({"id": cyclic}, now=NOW)


def test_bytes_carry_a_ledger() -> None:
    ledger = funded()
    data = ledger.to_bytes()
    again = doorstep.Ledger.from_bytes(data)
    assert again.verify() == ledger.verify() and again.to_bytes() == data
    for place in range(0, len(data), 37):
        broken = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(doorstep.VoucherError):
            doorstep.Ledger.from_bytes(broken)


def test_sixteen_threads_share_a_ledger_and_its_money() -> None:
    # Money for 40 of 160 vouchers, which 16 threads try to issue at once.
    ledger = funded(40 * 80_000)

    def issue(thread: int) -> list[str]:
        return [
            ledger.submit(
                command(f"t-{thread}-{i}", "issuer", "issue", programme="skills", voucher=f"v-{thread}-{i}", holder=f"h-{thread}-{i}"),
                now=NOW,
            )["outcome"]
            for i in range(10)
        ]  # fmt: skip

    with ThreadPoolExecutor(16) as pool:
        outcomes = [outcome for found in pool.map(issue, range(16)) for outcome in found]
    assert (outcomes.count("applied"), outcomes.count("refused")) == (40, 120)
    budget = ledger.budget("skills")
    assert budget is not None and (budget["available_fen"], budget["reserved_fen"]) == (0, 40 * 80_000)
    assert ledger.verify()["events"] == 42


def test_a_card_shows_a_voucher_and_says_what_would_be_refused() -> None:
    ledger = doorstep.Ledger.open("memory:", secret_key=bytes([7] * 32))
    now = "2026-03-02T09:00:00+08:00"

    def say(command_id: str, actor: str, role: str, **rest: object) -> dict[str, Any]:
        return ledger.submit({"id": command_id, "actor": {"id": actor, "role": role, "region": "3701"}, **rest}, now)

    terms = {"name": "技能培训券", "region": "370102", "item": "training", "face_amount_fen": 80_000, "valid_days": 90}
    say("c-1", "u-1", "manager", action="define_programme", programme="p", payee="provider", **terms)
    say("c-2", "u-1", "manager", action="appropriate", programme="p", amount_fen=200_000)
    secret = "k7Q2-9xPd-44Ma"
    say("c-3", "u-2", "issuer", action="issue", programme="p", voucher="v-1", holder="h-1", secret=secret)
    card = ledger.card("v-1")
    assert card is not None and secret not in repr((card, ledger.events()))
    claim = {"id": "c-4", "actor": {"id": "h-1", "role": "holder", "region": "37"}, "action": "claim", "voucher": "v-1"}
    assert doorstep.check_command(card, claim, now) is None
    late = doorstep.check_command(card, claim, "2026-09-01T09:00:00+08:00")
    assert late is not None and late["code"] == "voucher.expired"
    with pytest.raises(doorstep.VoucherError, match="voucher"):
        doorstep.check_command(card, {**claim, "voucher": "v-2"}, now)
    assert ledger.submit(claim, now)["outcome"] == "applied"
    redeem = {"action": "redeem", "voucher": "v-1", "record": "r-1"}
    assert say("c-5", "s-1", "provider", **redeem)["refusal"]["code"] == "voucher.secret_wrong"
    assert say("c-6", "s-1", "provider", **redeem, secret=secret)["outcome"] == "applied"
    assert ledger.total("37") == ledger.total() and ledger.total("3701")["payable_fen"] == 80_000
    assert ledger.batch("b-1") is None
    with pytest.raises(doorstep.VoucherError) as refused:
        doorstep.Ledger.open("memory:", secret_key=b"short")
    assert refused.value.code == "ledger.secret_key"


def test_a_ledger_in_a_file_is_there_the_next_day(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    ledger = doorstep.Ledger.open(url)
    for step in STORY["request"]["commands"]:
        ledger.submit(step["command"], step["now"])
    told = json.loads(STORY["answer_text"])
    assert ledger.verify()["hash"] == told["head"]["hash"]
    other = doorstep.Ledger.open(f"{url}?mode=ro")
    assert other.budgets() == told["budgets"]
    with pytest.raises(doorstep.VoucherError) as refused:
        other.submit({**STORY["request"]["commands"][0]["command"], "id": "later"}, NOW)
    assert refused.value.code == "ledger.read_only"
    # What one process writes, another sees when it looks again.
    first = ledger.submit(command("later", "manager", "appropriate", programme="none", amount_fen=1), NOW + 10**8)
    assert first["outcome"] == "refused"
    assert other.status("later")["status"] == "refused"
    ledger.keep_snapshot()
    del ledger
    again = doorstep.Ledger.open(url)
    again.refresh()
    assert again.verify() == other.verify()
    assert again.submit(STORY["request"]["commands"][0]["command"], NOW)["outcome"] == "replayed"
    (tmp_path / "text.db").write_text("not a ledger" * 100)
    with pytest.raises(doorstep.VoucherError) as refused:
        doorstep.Ledger.open(f"sqlite:///{tmp_path / 'text.db'}")
    assert refused.value.code == "ledger.not_a_ledger"


def test_a_batch_is_sent_and_what_the_bank_answers_is_booked() -> None:
    ledger = doorstep.Ledger.open("memory:")
    actor = {"id": "y", "role": "payer", "region": "37"}

    def say(actor_id: str, role: str, action: str, **rest: object) -> None:
        who = {"id": actor_id, "role": role, "region": "37"}
        name = f"{action}-{actor_id}-{rest.get('voucher', '')}"
        answer = ledger.submit({"id": name, "actor": who, "action": action, **rest}, NOW)
        assert answer["outcome"] == "applied", answer

    say("m", "manager", "define_programme", programme="p", name="技能培训券", region=REGION, item="training",
        face_amount_fen=80_000, valid_days=90, payee="holder", batch_approvals=2)  # fmt: skip
    say("m", "manager", "appropriate", programme="p", amount_fen=1_000_000)
    for number in (1, 2, 3):
        voucher = f"v-{number}"
        say("i", "issuer", "issue", programme="p", voucher=voucher, holder=f"h-{number}")
        say(f"h-{number}", "holder", "claim", voucher=voucher)
        say("s", "provider", "redeem", voucher=voucher, record=f"r-{number}")
        say("a", "approver", "approve", voucher=voucher)
        say("y", "payer", "schedule", voucher=voucher, batch="b", payment=f"pay-{number}")
    say("y", "payer", "seal_batch", batch="b")
    say("b1", "approver", "approve_batch", batch="b")
    with pytest.raises(doorstep.VoucherError) as refused:
        ledger.payment_file("b")
    assert refused.value.code == "bank.not_ready"
    say("b2", "approver", "approve_batch", batch="b")
    sent = ledger.payment_file("b")
    assert b"pay-2,h-2,,80000," in sent and sent == ledger.payment_file("b")
    ledger.check_payment_file("b", sent)
    with pytest.raises(doorstep.VoucherError, match="amount_fen") as refused:
        ledger.check_payment_file("b", sent.replace(b"h-2,,80000", b"h-2,,90000"))
    assert refused.value.code == "bank.content_changed"

    text = "流水号,状态,金额\npay-1,已到账,800.00\npay-2,失败,800.00\npay-3,已到账,80.00\npay-1,已到"
    layout = {"columns": {"payment": ["流水号"]}, "statuses": {"已到账": "paid", "失败": "failed"}, "encoding": "gb18030"}
    data = text.encode("gb18030")
    found = ledger.reconcile("b", data, actor=actor, layout=layout, now=NOW)
    assert [command["voucher"] for command in found["commands"]] == ["v-1"]
    assert ledger.budgets()[0]["spent_fen"] == 0
    done = ledger.apply_return("b", data, actor=actor, layout=layout, now=NOW)
    assert [answer["outcome"] for answer in done["answers"]] == ["applied"]
    codes = [(one.get("line"), one["code"].removeprefix("bank_difference.")) for one in done["differences"]]
    assert codes == [(3, "failed"), (4, "wrong_amount")]
    assert [fault["code"] for fault in done["faults"]] == ["bank_line.truncated"]
    totals = done["totals"]
    assert totals["instructed"] == {"count": 3, "amount_fen": 240_000}
    assert totals["paid"]["amount_fen"] == 80_000 == ledger.budgets()[0]["spent_fen"]
    assert ledger.apply_return("b", data, actor=actor, layout=layout, now=NOW)["answers"] == []
    with pytest.raises(doorstep.VoucherError) as refused:
        ledger.apply_return("b", data, actor=actor, now=NOW)
    assert refused.value.code == "bank.encoding"
    with pytest.raises(doorstep.DoorstepError):
        ledger.apply_return("b", data, actor={"id": "y"}, now=NOW)
