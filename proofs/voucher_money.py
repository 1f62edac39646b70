"""Proves that every transition of the voucher machine keeps the money right, whatever the state (资金不变式的归纳证明).

    python proofs/voucher_money.py docs/voucher-table.json

The table is written by the core from the constants by which it acts (`voucher::TRANSITIONS`, `Posting`). The proof is by
induction: the empty ledger satisfies the invariant below, and each row of the table, from each of its states, leads from
a state that satisfies it to one that does. A state is one programme, one voucher of it and the sums over all others, in
integers without bound, so that it stands for every ledger of every size.

The invariant, for one programme:

* appropriated + recovered = available + reserved + payable + spent, after every posting;
* no bucket is below zero, and recovered <= spent;
* reserved, payable, spent, recovered and expired are the sums of what the vouchers hold by their states;
* only a grant changes what is appropriated;
* what was paid on a voucher less what was returned is its amount in Disbursed and ClawedBack, and 0 in every other
  state: no voucher is paid twice.

A second part finds which bounds of 0 .. 2^53 - 1 fen a row can meet at all: there, and only there, the machine needs a
refusal. A third part plants bugs, two by hand and then every change of one posting, and demands that each is refuted:
a proof that proves everything proves nothing.

What the table does not say, and the proof takes from the rules: a redemption sets the amount, between 1 fen and the face
amount; a rejection sets it back to the face amount; a recovery is between 1 fen and what is left, all of it in the case
`full`; a payment of which something was recovered cannot have failed; a reissue makes one more voucher with the same face
amount. Exit code 1 if anything is not as it should be.
"""

from __future__ import annotations

import copy
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from z3 import And, ArithRef, BoolRef, Int, IntVal, Not, Solver, sat, unsat

TOP = 2**53 - 1
BUCKETS = ["appropriated", "available", "reserved", "payable", "spent", "recovered", "expired"]
FINAL = {"revoked", "expired", "clawed_back"}
# In which rows a bound can be met. Anything else would be a refusal that is missing, or one too many.
BOUNDS_MET = {
    ("appropriate", "appropriated", "high"),
    ("disburse", "spent", "high"),
    ("expire", "expired", "high"),
    ("issue", "available", "low"),
}

Row = dict[str, Any]


def holds(state: str | None, face: ArithRef, amount: ArithRef, recovered: ArithRef) -> dict[str, ArithRef]:
    """What a voucher holds of each bucket, by its state."""
    held = {bucket: IntVal(0) for bucket in BUCKETS[2:]}
    match state:
        case "issued" | "claimed":
            held["reserved"] = face
        case "redeemed":
            held["reserved"], held["payable"] = face - amount, amount
        case "approved":
            held["payable"] = amount
        case "disbursed" | "clawed_back":
            held["spent"], held["recovered"] = amount, recovered
        case "expired":
            held["expired"] = face
    return held


@dataclass
class Voucher:
    state: str | None
    face: ArithRef
    amount: ArithRef
    recovered: ArithRef
    # Paid less returned.
    paid: ArithRef

    def invariant(self) -> BoolRef:
        if self.state is None:
            return And(self.paid == 0, self.recovered == 0)
        parts = [0 < self.amount, self.amount <= self.face]
        if self.state in ("issued", "claimed"):
            parts.append(self.amount == self.face)
        match self.state:
            case "disbursed":
                parts += [0 <= self.recovered, self.recovered < self.amount, self.paid == self.amount]
            case "clawed_back":
                parts += [self.recovered == self.amount, self.paid == self.amount]
            case _:
                parts += [self.recovered == 0, self.paid == 0]
        return And(*parts)

    def held(self) -> dict[str, ArithRef]:
        return holds(self.state, self.face, self.amount, self.recovered)


@dataclass
class Programme:
    """The buckets, and the sums over all vouchers but the one in hand."""

    bucket: dict[str, ArithRef]
    rest: dict[str, ArithRef]

    def equation(self) -> BoolRef:
        b = self.bucket
        left = b["appropriated"] + b["recovered"]
        return left == b["available"] + b["reserved"] + b["payable"] + b["spent"]

    def sound(self) -> BoolRef:
        return And(
            self.equation(),
            *(amount >= 0 for amount in self.bucket.values()),
            self.bucket["recovered"] <= self.bucket["spent"],
        )

    def tied(self, vouchers: list[Voucher]) -> BoolRef:
        parts = []
        for bucket, rest in self.rest.items():
            parts.append(self.bucket[bucket] == rest + sum((v.held()[bucket] for v in vouchers), IntVal(0)))
        return And(*parts)

    def others(self) -> BoolRef:
        """What is known of the other vouchers: each holds nothing below zero, and has no more back than was paid."""
        return And(*(amount >= 0 for amount in self.rest.values()), self.rest["recovered"] <= self.rest["spent"])


@dataclass
class Step:
    """One row from one state: what is known before, and what must be true after."""

    row: Row
    state: str | None
    before: list[BoolRef] = field(default_factory=list)
    after: list[BoolRef] = field(default_factory=list)
    # (bucket, value) of every bucket that a posting has changed.
    touched: list[tuple[str, ArithRef]] = field(default_factory=list)
    # The part of `before` that says that there is money for an issue.
    enough: BoolRef | None = None

    @property
    def name(self) -> str:
        case = "" if self.row["case"] == "always" else f" ({self.row['case']})"
        return f"{self.row['action']}{case} from {self.state}"


def step(table: Row, row: Row, state: str | None) -> Step:
    """The proof obligation of a row from a state."""
    names = ("face", "amount", "recovered", "paid", "given")
    face, amount, recovered, paid, given = (Int(f"voucher_{name}") for name in names)
    programme = Programme(
        {bucket: Int(bucket) for bucket in BUCKETS},
        {bucket: Int(f"others_{bucket}") for bucket in BUCKETS[2:]},
    )
    old = Voucher(state, face, amount, recovered, paid)
    result = Step(row, state)
    result.before = [programme.others(), programme.sound(), programme.tied([old]), old.invariant(), face > 0]

    new = copy.copy(old)
    new.state = row["to"] or state
    vouchers = [new]
    match row["action"]:
        case "issue":
            result.enough = programme.bucket["available"] >= face
            result.before += [amount == face, result.enough]
        case "redeem":
            result.before += [0 < given, given <= face]
            new.amount = given
        case "reject":
            new.amount = face
        case "payout_failed":
            result.before += [recovered == 0]
        case "claw_back":
            left = amount - recovered
            part = given == left if row["case"] == "full" else given < left
            result.before += [0 < given, part]
            new.recovered = recovered + given
        case "reissue":
            vouchers.append(Voucher("issued", face, face, IntVal(0), IntVal(0)))
        case "appropriate":
            result.before += [0 < given]

    # A redemption asks for an amount of its own; everything else moves what the voucher has.
    asked = given if row["action"] == "redeem" else amount
    quantities = {"face": face, "amount": asked, "unused": face - asked, "given": given}
    bucket = dict(programme.bucket)
    for posting, quantity in row["postings"]:
        moved = quantities[quantity]
        for name, sign in table["postings"][posting]:
            bucket[name] = bucket[name] + sign * moved
            result.touched.append((name, bucket[name]))
        if posting == "spend":
            new.paid = new.paid + moved
        if posting == "return":
            new.paid = new.paid - moved
        # The machine checks after every posting, not only after the last.
        result.after.append(Programme(bucket, {}).equation())
        result.after += [amount >= 0 for amount in bucket.values()]
    after = Programme(bucket, programme.rest)
    result.after += [after.sound(), after.tied(vouchers), *(voucher.invariant() for voucher in vouchers)]
    if row["action"] != "appropriate":
        result.after.append(bucket["appropriated"] == programme.bucket["appropriated"])
    return result


GRANT = {"action": "appropriate", "case": "always", "from": [], "to": None, "postings": [["appropriate", "given"]]}


def steps(table: Row, rows: list[Row]) -> list[Step]:
    return [step(table, row, state) for row in rows for state in (row["from"] or [None])]


def counterexample(one: Step) -> dict[str, int] | None:
    """A state that satisfies the invariant and from which the row leads to one that does not."""
    solver = Solver()
    solver.add(*one.before)
    if solver.check() != sat:
        raise SystemExit(f"{one.name}: there is no state to start from")
    solver.add(Not(And(*one.after)))
    answer = solver.check()
    if answer == unsat:
        return None
    if answer != sat:
        raise SystemExit(f"{one.name}: the solver gave no answer")
    model = solver.model()
    return {str(name): model[name].as_long() for name in sorted(model.decls(), key=str)}


def refuted(table: Row, rows: list[Row]) -> tuple[str, dict[str, int]] | None:
    """The first of these rows that breaks the invariant, with the state in which it does."""
    for one in steps(table, rows):
        found = counterexample(one)
        if found is not None:
            return one.name, found
    return None


def bounds_met(proved: list[Step]) -> set[tuple[str, str, str]]:
    """(action, bucket, end): where a posting can leave 0 .. 2^53 - 1 from a state within it."""
    met = set()
    for one in proved:
        solver = Solver()
        # Whether there is enough money for an issue is what is asked here.
        solver.add(*(known for known in one.before if known is not one.enough))
        solver.add(*(Int(bucket) <= TOP for bucket in BUCKETS), Int("voucher_given") <= TOP, Int("voucher_face") <= TOP)
        for bucket, value in one.touched:
            for end, outside in (("low", value < 0), ("high", value > TOP)):
                solver.push()
                solver.add(outside)
                if solver.check() != unsat:
                    met.add((one.row["action"], bucket, end))
                solver.pop()
            # The machine goes no further if this one fails.
            solver.add(0 <= value, value <= TOP)
    return met


def changed(table: Row, action: str, **parts: Any) -> Row:
    row = next(row for row in table["transitions"] if row["action"] == action)
    return {**row, **parts}


def planted(table: Row) -> list[tuple[str, Row]]:
    """Two bugs that were seen in the field, by hand: the row that each makes wrong."""
    return [
        ("the rest of a partial redemption stays reserved for ever", changed(table, "approve", postings=[])),
        ("a paid voucher is paid again", changed(table, "disburse", **{"from": ["disbursed"]})),
    ]


def equal(row: Row, one: str, other: str) -> bool:
    """Whether two quantities are the same in all states of a row."""
    if row["action"] == "redeem":
        return {one, other} == {"amount", "given"}
    return {one, other} == {"amount", "face"} and set(row["from"]) <= {"issued", "claimed"}


def mutants(table: Row) -> list[tuple[str, Row]]:
    """Every change of one posting: left out, done twice, another one, another quantity, one where there was none."""
    found = []
    for row in table["transitions"]:
        postings = row["postings"]
        changes = [] if postings else [(f"with {posting}", [[posting, "amount"]]) for posting in table["postings"]]
        for at, (posting, quantity) in enumerate(postings):
            instead = [("without", []), ("twice", [[posting, quantity]] * 2)]
            instead += [(other, [[other, quantity]]) for other in table["postings"] if other != posting]
            instead += [
                (other, [[posting, other]])
                for other in table["quantities"]
                if other != quantity and not equal(row, quantity, other)
            ]
            for what, new in instead:
                changes.append((f"{posting} {quantity}: {what}", postings[:at] + new + postings[at + 1 :]))
        name = f"{row['action']} ({row['case']}) from {row['from']}"
        found += [(f"{name}: {what}", {**row, "postings": new}) for what, new in changes]
    return found


def main() -> int:
    table = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    start = time.perf_counter()
    faults = []

    leaving = [row["action"] for row in table["transitions"] if FINAL & set(row["from"])]
    if leaving:
        faults.append(f"a final state is left by {leaving}")
    if table["amount_max"] != TOP:
        faults.append("the largest amount is not 2^53 - 1")

    proved = steps(table, [GRANT, *table["transitions"]])
    for one in proved:
        found = counterexample(one)
        if found is not None:
            faults.append(f"{one.name} breaks the invariant: {found}")

    met = bounds_met(proved)
    for what in sorted(met ^ BOUNDS_MET):
        faults.append(f"{what}: a bound that is {'met' if what in met else 'never met'}")

    for name, row in planted(table):
        wrong = refuted(table, [row])
        if wrong is None:
            faults.append(f"not refuted: {name}")
        else:
            print(f"refuted: {name}: {wrong[0]}, {wrong[1]}")
    others = mutants(table)
    alive = [name for name, row in others if refuted(table, [row]) is None]
    faults += [f"not refuted: {name}" for name in alive]

    for fault in faults:
        print(f"FAULT: {fault}")
    print(
        f"{len(proved)} transitions keep the invariant in every state; bounds are met in {len(met)} places; "
        f"{len(others) - len(alive)} of {len(others)} changed rows refuted ({time.perf_counter() - start:.2f} s)"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
