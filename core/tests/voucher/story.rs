//! The golden case that Rust, Python and JavaScript read alike: `fixtures/voucher/story.json`.
//!
//! `DOORSTEP_BLESS=1 cargo test -p doorstep --test main story` writes it anew.

use std::path::Path;

use doorstep::voucher::{Command, Ledger, Timestamp};
use serde_json::{Value, json};

use super::{DAY_S, START_S};

fn step(id: &str, day: i64, actor: &str, rest: Value) -> Value {
    let (actor, role) = actor.split_once(' ').unwrap();
    let region = if ["holder", "provider"].contains(&role) { "370102001" } else { "370102" };
    let mut command = json!({"id": id, "actor": {"id": actor, "role": role, "region": region}});
    for (key, value) in rest.as_object().unwrap() {
        command[key] = value.clone();
    }
    json!({"now": START_S + day * DAY_S, "command": command})
}

fn voucher(action: &str, voucher: &str, more: Value) -> Value {
    let mut order = json!({"action": action, "voucher": voucher});
    for (key, value) in more.as_object().unwrap() {
        order[key] = value.clone();
    }
    order
}

fn issue(id: &str, holder: &str) -> Value {
    voucher(
        "issue",
        id,
        json!({"programme": "training-2026", "holder": holder, "evidence": "decision-2026-03"}),
    )
}

/// Three vouchers: one paid after a failed payout, one clawed back in two parts, one that lapses.
fn steps() -> Vec<Value> {
    let none = || json!({});
    let redeem = voucher("redeem", "v-1", json!({"record": "s-1"}));
    let grant = json!({"action": "appropriate", "programme": "training-2026", "amount_fen": 240_000});
    let mut more = grant.clone();
    more["amount_fen"] = json!(999_999);
    vec![
        step(
            "c-01",
            0,
            "mgr-1 manager",
            json!({"action": "define_programme", "programme": "training-2026",
            "name": "技能培训券", "region": "370102001", "item": "training", "face_amount_fen": 80_000,
            "valid_days": 30, "payee": "provider", "partial_redeem": true}),
        ),
        step("c-02", 0, "mgr-1 manager", grant.clone()),
        step("c-03", 1, "iss-1 issuer", issue("v-1", "h-7f3a")),
        step("c-04", 1, "iss-1 issuer", issue("v-2", "h-91bc")),
        step("c-05", 1, "iss-1 issuer", issue("v-3", "h-d402")),
        // No money for a fourth, then one id too many for one person, then the same command again.
        step("c-06", 1, "iss-1 issuer", issue("v-4", "h-55e0")),
        step("c-07", 2, "h-7f3a holder", voucher("claim", "v-1", none())),
        step("c-07", 2, "h-7f3a holder", voucher("claim", "v-1", none())),
        step("c-08", 2, "h-7f3a holder", voucher("claim", "v-2", none())),
        step("c-09", 2, "h-91bc holder", voucher("claim", "v-2", none())),
        step("c-10", 5, "school-1 provider", redeem.clone()),
        step("c-11", 5, "school-1 provider", redeem),
        step("c-12", 6, "school-1 approver", voucher("approve", "v-1", none())),
        step("c-13", 6, "app-1 approver", voucher("approve", "v-1", json!({"expected_version": 3}))),
        step("c-14", 7, "pay-1 payer", voucher("disburse", "v-1", json!({"payment": "b-0001"}))),
        step(
            "c-15",
            9,
            "pay-1 payer",
            voucher("payout_failed", "v-1", json!({"payment": "b-0001", "reason": "账户状态异常"})),
        ),
        step("c-16", 9, "pay-1 payer", voucher("disburse", "v-1", json!({"payment": "b-0001"}))),
        step("c-17", 9, "pay-1 payer", voucher("disburse", "v-1", json!({"payment": "b-0002"}))),
        // The second voucher: a part of its face, a dispute, paid, and taken back.
        step(
            "c-18",
            10,
            "school-1 provider",
            voucher("redeem", "v-2", json!({"record": "s-2", "amount_fen": 60_000})),
        ),
        step("c-19", 10, "aud-1 auditor", voucher("dispute", "v-2", json!({"reason": "课时待核"}))),
        step("c-20", 10, "app-1 approver", voucher("approve", "v-2", none())),
        step(
            "c-21",
            11,
            "mgr-1 manager",
            voucher("settle_dispute", "v-2", json!({"outcome": "dismissed", "reason": "课时属实"})),
        ),
        step("c-22", 11, "app-1 approver", voucher("approve", "v-2", none())),
        step("c-23", 12, "pay-1 payer", voucher("disburse", "v-2", json!({"payment": "b-0003"}))),
        step(
            "c-24",
            20,
            "pay-1 payer",
            voucher("claw_back", "v-2", json!({"amount_fen": 15_000, "reason": "抽查缺课"})),
        ),
        step("c-25", 21, "pay-1 payer", voucher("claw_back", "v-2", json!({"reason": "全额追回"}))),
        // One id for another amount; a right that lapsed; the sweep.
        step("c-02", 22, "mgr-1 manager", more),
        step("c-26", 32, "h-d402 holder", voucher("claim", "v-3", none())),
        step("c-27", 32, "iss-1 issuer", voucher("expire", "v-3", none())),
        step("c-28", 32, "iss-2 issuer", issue("v-4", "h-55e0")),
    ]
}

fn told() -> Value {
    let mut ledger = Ledger::memory();
    let steps = steps();
    let mut answers = Vec::new();
    for step in &steps {
        let command = Command::read(step["command"].clone()).unwrap();
        let now = Timestamp::new(step["now"].as_i64().unwrap()).unwrap();
        answers.push(serde_json::to_value(ledger.submit(&command, now).unwrap()).unwrap());
    }
    let vouchers: Vec<Value> = ["v-1", "v-2", "v-3", "v-4"]
        .iter()
        .map(|id| serde_json::to_value(ledger.voucher(&id.parse().unwrap()).unwrap()).unwrap())
        .collect();
    let budget = ledger.budget(&"training-2026".parse().unwrap()).unwrap();
    json!({
        "commands": steps,
        "answers": answers,
        "vouchers": vouchers,
        "budget": serde_json::to_value(budget).unwrap(),
        "verified": serde_json::to_value(ledger.verify().unwrap()).unwrap(),
    })
}

#[test]
fn the_story_is_told_in_the_same_bytes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/voucher/story.json");
    let text = serde_json::to_string_pretty(&told()).unwrap() + "\n";
    if std::env::var_os("DOORSTEP_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap();
    assert!(golden == text, "the story differs from fixtures/voucher/story.json");
}

#[test]
fn the_story_has_what_it_should_show() {
    let told = told();
    let answers = told["answers"].as_array().unwrap();
    let code = |index: usize| answers[index]["refusal"]["code"].as_str().unwrap_or("");
    let outcome = |index: usize| answers[index]["outcome"].as_str().unwrap();
    assert_eq!(code(5), "voucher.budget_short");
    assert_eq!(outcome(7), "replayed");
    assert_eq!(answers[7]["first"], answers[6]);
    assert_eq!(code(8), "voucher.not_the_holder");
    assert_eq!(code(11), "voucher.step_done");
    assert_eq!(code(12), "voucher.four_eyes");
    assert_eq!(answers[15]["event"]["event"], "payout_failed");
    assert_eq!(code(16), "voucher.payment_used");
    assert_eq!(code(20), "voucher.disputed");
    assert_eq!(answers[25]["event"]["full"], true);
    assert_eq!((code(26), &answers[26]["refusal"]["field"]), ("voucher.key_reuse", &json!("amount_fen")));
    assert_eq!(code(27), "voucher.expired");
    assert_eq!(outcome(29), "applied");
    assert_eq!(told["budget"]["available_fen"], 240_000 - 80_000 - 60_000 + 60_000 - 80_000);
}
