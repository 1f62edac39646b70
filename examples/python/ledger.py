"""A week of vouchers on a durable ledger: issue, claim, redeem, approve, pay by a bank's file, prove, look into.

    python examples/python/ledger.py [URL]

URL is where the ledger lives: `sqlite:///vouchers.db`, `postgresql://…`, the address that a service uses as well; without
it a file in a temporary folder. Run again on the same URL it does nothing twice: every command is answered as it was.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

import doorstep

MONDAY = 1_795_392_000  # 2026-11-23 08:00 in Shanghai
HOUR = 3_600
DAY = 24 * HOUR
PEOPLE = 120
FACE_FEN = 80_000
# Of the ledger's owner alone; it is kept apart from the ledger. This one is for the example.
CHECKPOINT_KEY = bytes(range(32))
ORIGIN = "jinan.example/vouchers"
REGION = "370102"


def command(key: str, actor: str, role: str, action: str, **fields: object) -> dict[str, Any]:
    """A command; its id says what it is about, so that the same one has the same id on every run."""
    return {"id": key, "actor": {"id": actor, "role": role, "region": REGION}, "action": action, **fields}


def send(ledger: doorstep.Ledger, commands: list[dict[str, Any]], now: int) -> dict[str, int]:
    """Sends commands as one transaction, and counts what became of them."""
    counts: dict[str, int] = {}
    for answer in ledger.submit_many(commands, now=now):
        first = answer.get("first", answer)
        word = first["outcome"] if first["outcome"] == "applied" else first["refusal"]["code"]
        counts[word] = counts.get(word, 0) + 1
    return counts


def open_programme(ledger: doorstep.Ledger) -> None:
    """Money for a hundred vouchers; payments go out in batches that two others approve."""
    done = send(
        ledger,
        [
            command("define", "manager", "manager", "define_programme", programme="skills", name="职业技能培训券",
                    region=REGION, item="training", face_amount_fen=FACE_FEN, valid_days=90, payee="provider",
                    batch_approvals=2),
            command("grant", "manager", "manager", "appropriate", programme="skills", amount_fen=100 * FACE_FEN),
        ],
        MONDAY,
    )
    print(f"项目 programme: {done}")


def distribute(ledger: doorstep.Ledger) -> None:
    """More people ask than the money serves; who got a voucher claims it."""
    ids = [f"{number:03}" for number in range(1, PEOPLE + 1)]
    issued = send(
        ledger,
        [command(f"issue-{one}", "issuer", "issuer", "issue", programme="skills", voucher=f"v-{one}", holder=f"h-{one}")
         for one in ids],
        MONDAY + HOUR,
    )
    claimed = send(
        ledger,
        [command(f"claim-{one}", f"h-{one}", "holder", "claim", voucher=f"v-{one}") for one in ids[:100]],
        MONDAY + DAY,
    )
    print(f"分发 issue: {issued}\n领取 claim: {claimed}")


def redeem(ledger: doorstep.Ledger) -> None:
    """Two schools present what they taught, a quarter of an hour apart; one record is used twice."""
    codes: dict[str, int] = {}
    for number in range(1, 61):
        school = f"school-{number % 2 + 1}"
        record = f"lesson-{min(number, 59):03}"
        order = command(f"redeem-{number:03}", school, "provider", "redeem", voucher=f"v-{number:03}", record=record)
        for word, count in send(ledger, [order], MONDAY + 2 * DAY + number * HOUR // 4).items():
            codes[word] = codes.get(word, 0) + count
    approved = send(
        ledger,
        [command(f"approve-{one:03}", "approver", "approver", "approve", voucher=f"v-{one:03}") for one in range(1, 60)],
        MONDAY + 3 * DAY,
    )
    print(f"核销 redeem: {codes}\n审核 approve: {approved}")


def pay(ledger: doorstep.Ledger) -> None:
    """One batch to the bank, and what the bank gives back: one payment failed, one it does not know."""
    batch = [command(f"schedule-{one:03}", "payer", "payer", "schedule", voucher=f"v-{one:03}", batch="2026-48",
                     payment=f"pay-{one:03}") for one in range(1, 60)]
    batch.append(command("seal", "payer", "payer", "seal_batch", batch="2026-48"))
    batch += [command(f"sign-{who}", who, "approver", "approve_batch", batch="2026-48") for who in ("head", "finance")]
    print(f"批次 batch: {send(ledger, batch, MONDAY + 3 * DAY + HOUR)}")
    file = ledger.payment_file("2026-48").decode()
    print(f"支付文件 payment file: {len(file.splitlines())} lines, the last is {file.splitlines()[-1]}")

    lines = ["支付指令号,状态,金额,原因"]
    lines += [f"pay-{one:03},成功,{FACE_FEN // 100}," for one in range(1, 59)]
    lines += ["pay-059,失败,800,账户已销户", "pay-777,成功,800,"]
    returned = "\n".join(lines) + "\n"
    actor = {"id": "payer", "role": "payer", "region": REGION}
    booked = ledger.apply_return("2026-48", returned.encode(), actor=actor, now=MONDAY + 4 * DAY)
    differences = [one["code"].removeprefix("bank_difference.") for one in booked["differences"]]
    paid = ledger.budget("skills")["spent_fen"]
    print(f"回盘 returned: {paid / 100:,.0f} yuan paid; differences {differences}")
    again = ledger.apply_return("2026-48", returned.encode(), actor=actor, now=MONDAY + 4 * DAY + HOUR)
    print(f"再次回盘 the same file again: {len(again['answers'])} commands, {ledger.budget('skills')['spent_fen'] / 100:,.0f} yuan")


def prove(ledger: doorstep.Ledger) -> None:
    """What is published, and what anybody can check with it: no ledger is needed for that."""
    public_key = doorstep.checkpoint_public_key(ORIGIN, CHECKPOINT_KEY)
    text = ledger.checkpoint(ORIGIN, CHECKPOINT_KEY, now=MONDAY + 4 * DAY)["text"]
    root = doorstep.verify_checkpoint(text, public_key)
    shown = doorstep.verify_inclusion(ledger.prove_inclusion(3), root)
    print(f"检查点 checkpoint: {root['events']} events, root {root['root'][:16]}…")
    print(f"证明 proof: event {shown['seq']} is among them: {shown['event']['event']} of {shown['event']['voucher']}")


def look(ledger: doorstep.Ledger) -> None:
    """How far the vouchers are, and what looks wrong."""
    findings = ledger.findings(as_of=MONDAY + 5 * DAY)
    verified = ledger.verify()
    print(f"监管 findings: {[one['code'] for one in findings['findings']]}")
    print(f"核验 verify: {verified['events']} events hold together")


def main(url: str | None = None) -> None:
    """The week, on the ledger of `url`."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = doorstep.Ledger.open(url or f"sqlite:///{Path(folder) / 'vouchers.db'}")
        for step in (open_programme, distribute, redeem, pay, prove, look):
            step(ledger)
        del ledger


if __name__ == "__main__":
    main(*sys.argv[1:2])
