"""The main job on the sample county, in Python: read, match, draw circles, carry a voucher.

    python examples/python/story.py

It prints what stands in examples/story.txt, as the JavaScript story does.
"""

import csv
from pathlib import Path

import doorstep

EXAMPLES = Path(__file__).resolve().parent.parent
TODAY = "2026-11-22"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of the sample county, all cells as text."""
    with (EXAMPLES / "data" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def mapping(name: str) -> Path:
    """The file that says which column of the table is which field."""
    return EXAMPLES / "mappings" / f"sample_{name}.json"


def match() -> None:
    """Ten posts for everybody, with reasons; what could not be read is listed."""
    matcher = doorstep.Matcher(rows("posts"), mapping=mapping("posts"), today=TODAY, errors="collect")
    print(f"岗位 posts: {len(matcher)} read, {len(matcher.rejects)} findings")
    best = matcher.recommend(rows("seekers"), k=10, mapping=mapping("seekers"), errors="collect")
    recommendations = best.to_pylist()
    people = {row["seeker_id"] for row in recommendations}
    print(f"推荐 recommendations: {len(recommendations)} for {len(people)} people")
    first = recommendations[0]
    print(f"  {first['seeker_id']} ← {first['post_id']}, {first['score'] / 10_000:.1f}: {'；'.join(first['reasons'][:2])}")


def draw() -> None:
    """Who is inside a service circle."""
    coverage = doorstep.coverage(
        rows("residents"),
        rows("stations"),
        residents_mapping=mapping("residents"),
        stations_mapping=mapping("stations"),
        errors="collect",
    )
    total = coverage.total
    assert total["covered"] + total["not_covered"] + total["unknown"] == total["total"]
    print(f"服务圈 circles: {total['covered']} of {total['total']} covered, {total['unknown']} unknown")


def carry() -> None:
    """One voucher from issue to payment; a second redemption is refused, a repeated command is replayed."""
    ledger = doorstep.Ledger.open("memory:")
    now = 1_795_305_600  # 2026-11-22 08:00 in Shanghai

    def submit(step: int, actor: str, role: str, action: str, **rest: object) -> dict:
        actor_of = {"id": actor, "role": role, "region": "379921"}
        return ledger.submit({"id": f"c-{step}", "actor": actor_of, "action": action, **rest}, now=now + step)

    submit(1, "manager", "manager", "define_programme", programme="skills", name="职业技能培训券", region="379921",
           item="training", face_amount_fen=80_000, valid_days=90, payee="provider")
    submit(2, "manager", "manager", "appropriate", programme="skills", amount_fen=800_000)
    submit(3, "issuer", "issuer", "issue", programme="skills", voucher="v-1", holder="h-1")
    submit(4, "h-1", "holder", "claim", voucher="v-1")
    submit(5, "school", "provider", "redeem", voucher="v-1", record="s-1")
    refused = submit(6, "school", "provider", "redeem", voucher="v-1", record="s-2")
    submit(7, "approver", "approver", "approve", voucher="v-1")
    paid = submit(8, "payer", "payer", "disburse", voucher="v-1", payment="pay-1")
    again = submit(8, "payer", "payer", "disburse", voucher="v-1", payment="pay-1")
    assert again == {"outcome": "replayed", "first": paid}
    state, refusal, events = ledger.voucher("v-1")["state"], refused["refusal"]["code"], ledger.verify()["events"]
    assert ledger.budget("skills")["spent_fen"] == 80_000
    print(f"就业券 voucher: {state}; refused {refusal}; {events} events verified")


if __name__ == "__main__":
    match()
    draw()
    carry()
