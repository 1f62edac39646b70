//! Every refusal code has a visible case, in the order of precedence.

use std::collections::BTreeSet;

use doorstep::Fen;
use doorstep::voucher::{Answer, CLOCK_BACK_MAX_S, RefusalCode};
use serde_json::{Value, json};

use super::{DAY_S, START_S, World, at, changed, order, short, usual};

/// A world with voucher `v` in a state, and then one order that must be refused with `code`.
struct Case {
    code: &'static str,
    terms: Value,
    state: &'static str,
    actor: &'static str,
    order: Value,
}

fn case(code: &'static str, state: &'static str, actor: &'static str, order: Value) -> Case {
    Case { code, terms: json!({}), state, actor, order }
}

fn with(terms: Value, case: Case) -> Case {
    Case { terms, ..case }
}

fn cases() -> Vec<Case> {
    let span = json!({"valid_from": START_S + DAY_S, "valid_until": START_S + 2 * DAY_S});
    let over = json!({"valid_from": START_S - 2, "valid_until": START_S});
    let define = json!({"action": "define_programme", "programme": "p", "name": "再来一次", "region": "370102",
        "item": "training", "face_amount_fen": 0, "valid_days": 1, "payee": "holder"});
    let mut again = define.clone();
    again["face_amount_fen"] = json!(1);
    let grant = |amount: i64| json!({"action": "appropriate", "programme": "p", "amount_fen": amount});
    let one_approval = json!({"batch_approvals": 1});
    let two_items =
        json!({"items": [{"item": "x", "face_amount_fen": 1}, {"item": "y", "face_amount_fen": 2}]});
    let limit = |role: &str| json!({"role_limits_fen": {role: 999}});
    let rule = json!({"rule": "rules-7"});
    vec![
        case("role_not_allowed", "issued", "h issuer", changed("claim", json!({}))),
        case("terms_invalid", "none", "m manager", define),
        case("amount_zero", "none", "m manager", grant(0)),
        case("amount_zero", "claimed", "pr provider", changed("redeem", json!({"amount_fen": 0}))),
        case("programme_exists", "none", "m manager", again),
        case("programme_unknown", "none", "i issuer", changed("issue", json!({"programme": "q"}))),
        case("voucher_exists", "issued", "i issuer", changed("issue", json!({"holder": "h2"}))),
        case("voucher_unknown", "issued", "h holder", changed("claim", json!({"voucher": "w"}))),
        case("not_the_holder", "issued", "h2 holder", changed("claim", json!({}))),
        case("version_conflict", "issued", "h holder", changed("claim", json!({"expected_version": 2}))),
        case("closed", "revoked", "h holder", changed("claim", json!({}))),
        case("expired", "lapsed", "h holder", changed("claim", json!({}))),
        case("step_done", "claimed", "h holder", changed("claim", json!({}))),
        case("step_missing", "issued", "pr provider", changed("redeem", json!({}))),
        case("not_disputed", "redeemed", "m manager", changed("settle_dispute", json!({}))),
        case("already_disputed", "redeemed_held", "h holder", changed("dispute", json!({}))),
        case("disputed", "approved_held", "y payer", changed("disburse", json!({}))),
        with(span.clone(), case("not_yet_valid", "issued", "h holder", changed("claim", json!({})))),
        case("not_expired", "issued", "i issuer", changed("expire", json!({}))),
        with(over, case("programme_ended", "none", "i issuer", changed("issue", json!({})))),
        case("four_eyes", "none", "i issuer", changed("issue", json!({"holder": "i"}))),
        case("four_eyes", "claimed", "i provider", changed("redeem", json!({}))),
        case("four_eyes", "claimed", "h provider", changed("redeem", json!({}))),
        case("four_eyes", "redeemed", "pr approver", changed("approve", json!({}))),
        case("four_eyes", "redeemed", "i approver", changed("reject", json!({}))),
        case("four_eyes", "approved", "a payer", changed("disburse", json!({}))),
        case("four_eyes", "approved", "pr payer", changed("disburse", json!({}))),
        case("four_eyes", "approved_held", "au manager", changed("settle_dispute", json!({}))),
        case("four_eyes", "approved_held", "a manager", changed("settle_dispute", json!({}))),
        case("per_person_limit", "issued", "i issuer", changed("issue", json!({"voucher": "w"}))),
        case("above_face", "claimed", "pr provider", changed("redeem", json!({"amount_fen": 1_001}))),
        case("partial_not_allowed", "claimed", "pr provider", changed("redeem", json!({"amount_fen": 999}))),
        case(
            "payment_mismatch",
            "disbursed",
            "y payer",
            changed("payout_failed", json!({"payment": "other"})),
        ),
        case("above_paid", "disbursed", "y payer", changed("claw_back", json!({"amount_fen": 1_001}))),
        with(
            json!({"face_amount_fen": 10_001}),
            case("budget_short", "none", "i issuer", changed("issue", json!({}))),
        ),
        case("amount_overflow", "none", "m manager", grant(Fen::MAX.get())),
        case("batch_unknown", "none", "y payer", changed("seal_batch", json!({}))),
        case("not_suspended", "issued", "m manager", changed("resume", json!({}))),
        case("already_suspended", "issued_stopped", "au auditor", changed("suspend", json!({}))),
        case("suspended", "issued_stopped", "h holder", changed("claim", json!({}))),
        case("suspended", "issued_stopped", "i issuer", changed("reissue", json!({}))),
        case("suspended", "approved_stopped", "y payer", changed("disburse", json!({}))),
        case("batch_closed", "sealed", "y payer", changed("seal_batch", json!({}))),
        case("batch_open", "scheduled", "a2 approver", changed("approve_batch", json!({}))),
        with(
            one_approval.clone(),
            case("not_scheduled", "approved", "y payer", changed("disburse", json!({}))),
        ),
        with(one_approval, case("batch_not_approved", "sealed", "y payer", changed("disburse", json!({})))),
        case("batch_not_approved", "scheduled", "y payer", changed("disburse", json!({}))),
        case(
            "already_scheduled",
            "scheduled",
            "y payer",
            changed("schedule", json!({"batch": "b2", "payment": "pay2"})),
        ),
        case("payment_mismatch", "sealed", "y payer", changed("disburse", json!({"payment": "pay2"}))),
        with(
            json!({"issue_from": START_S + 1}),
            case("programme_not_open", "none", "i issuer", changed("issue", json!({}))),
        ),
        with(
            json!({"issue_until": START_S}),
            case("programme_ended", "none", "i issuer", changed("issue", json!({}))),
        ),
        case("item_unknown", "none", "i issuer", changed("issue", json!({"item": "z"}))),
        case("item_unknown", "none", "m manager", changed("accredit", json!({"item": "z"}))),
        with(two_items, case("item_unknown", "none", "i issuer", changed("issue", json!({})))),
        with(limit("issuer"), case("role_limit", "none", "i issuer", changed("issue", json!({})))),
        with(limit("approver"), case("role_limit", "redeemed", "a approver", changed("approve", json!({})))),
        with(limit("payer"), case("role_limit", "approved", "y payer", changed("disburse", json!({})))),
        with(
            rule.clone(),
            case("evidence_missing", "none", "i issuer", changed("issue", json!({"rule": "rules-7"}))),
        ),
        with(
            rule.clone(),
            case("rule_mismatch", "none", "i issuer", changed("issue", json!({"evidence": "decision-1"}))),
        ),
        with(
            rule,
            case(
                "rule_mismatch",
                "none",
                "i issuer",
                changed("issue", json!({"evidence": "decision-1", "rule": "rules-6"})),
            ),
        ),
        with(
            json!({"per_person_limit": 2, "per_period_limit": 1, "period": "month"}),
            case("per_period_limit", "issued", "i issuer", changed("issue", json!({"voucher": "w"}))),
        ),
        with(
            json!({"accredited_only": true}),
            case("not_accredited", "claimed", "pr provider", changed("redeem", json!({}))),
        ),
        case("service_date", "claimed", "pr provider", changed("redeem", json!({"served_at": START_S - 1}))),
        case("service_date", "claimed", "pr provider", changed("redeem", json!({"served_at": START_S + 1}))),
        case("four_eyes", "sealed", "y approver", changed("approve_batch", json!({}))),
        case("four_eyes", "issued", "h issuer", changed("reissue", json!({}))),
        case("voucher_exists", "issued", "i issuer", changed("reissue", json!({"replacement": "v"}))),
    ]
}

#[test]
fn every_refusal_has_a_case() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        let mut world = World::new(case.terms);
        world.carry(case.state);
        let before = world.ledger.state().unwrap().digest();
        assert_eq!(world.tries(case.actor, case.order), case.code, "on {}", case.state);
        assert_eq!(world.ledger.state().unwrap().digest(), before);
        seen.insert(case.code);
    }
    seen.extend(longer_cases());
    let all: BTreeSet<&str> =
        RefusalCode::ALL.iter().map(|code| code.code().trim_start_matches("voucher.")).collect();
    assert_eq!(seen, all);
}

/// The refusals that need a story of their own.
fn longer_cases() -> [&'static str; 10] {
    // A second voucher on the first one's payment and service record.
    let mut world = World::new(json!({"per_person_limit": 2}));
    world.carry("disbursed");
    for (action, change) in [("issue", json!({"voucher": "w"})), ("claim", json!({"voucher": "w"}))] {
        world.does(usual(action).0, changed(action, change));
    }
    let record = changed("redeem", json!({"voucher": "w"}));
    assert_eq!(world.tries("pr provider", record), "record_used");
    world.does("pr provider", changed("redeem", json!({"voucher": "w", "record": "s2"})));
    world.does("a approver", changed("approve", json!({"voucher": "w"})));
    assert_eq!(world.tries("y payer", changed("disburse", json!({"voucher": "w"}))), "payment_used");
    // A payment of which a part came back cannot have failed.
    world.does("y payer", changed("claw_back", json!({"amount_fen": 1})));
    assert_eq!(world.tries("y payer", changed("payout_failed", json!({}))), "recovery_begun");
    // A clerk of the neighbour county.
    let mut issue = usual("issue").1;
    issue["id"] = json!("c-far");
    issue["voucher"] = json!("far");
    issue["actor"] = json!({"id": "i", "role": "issuer", "region": "370103"});
    let answer = world.ledger.submit(&super::command(issue), at(world.now)).unwrap();
    assert_eq!(short(&answer), "outside_region");
    // One id, two contents; and a clock that went back.
    let other =
        order("c-1", "m manager", json!({"action": "appropriate", "programme": "p", "amount_fen": 5}));
    assert_eq!(short(&world.ledger.submit(&other, at(world.now)).unwrap()), "key_reuse");
    let late =
        order("c-late", "m manager", json!({"action": "appropriate", "programme": "p", "amount_fen": 5}));
    let behind = at(world.now - CLOCK_BACK_MAX_S - 1);
    assert_eq!(short(&world.ledger.submit(&late, behind).unwrap()), "clock_behind");
    // The wrong clock is not held against the command, and a clock a little behind is clamped.
    match world.ledger.submit(&late, at(world.now - CLOCK_BACK_MAX_S)).unwrap() {
        Answer::Applied { event } => assert_eq!(event.event.time, at(world.now)),
        other => panic!("{other:?}"),
    }
    // A clerk of another programme.
    let mut claim = usual("dispute").1;
    claim["id"] = json!("c-scope");
    claim["actor"] = json!({"id": "au", "role": "auditor", "region": "37", "programme": "q"});
    let answer = world.ledger.submit(&super::command(claim), at(world.now)).unwrap();
    assert_eq!(short(&answer), "outside_programme");
    // A secret that is not given, and one that is another.
    let mut world = World::new(json!({}));
    world.does("i issuer", changed("issue", json!({"secret": "7Q2M-9KXW-41TC"})));
    world.does_usual("claim");
    assert_eq!(world.tries("pr provider", usual("redeem").1), "secret_wrong");
    let other = changed("redeem", json!({"secret": "7Q2M-9KXW-41TD"}));
    assert_eq!(world.tries("pr provider", other), "secret_wrong");
    world.does("pr provider", changed("redeem", json!({"secret": "7Q2M-9KXW-41TC"})));
    // A batch of another programme, and one that has its approval.
    world.does_usual("approve");
    world.does_usual("schedule");
    world.define("q", json!({}));
    world.does("m manager", json!({"action": "appropriate", "programme": "q", "amount_fen": 1_000}));
    world.does("i issuer", changed("issue", json!({"voucher": "w", "programme": "q"})));
    world.does("h holder", changed("claim", json!({"voucher": "w"})));
    world.does("pr provider", changed("redeem", json!({"voucher": "w", "record": "s2"})));
    world.does("a approver", changed("approve", json!({"voucher": "w"})));
    let foreign = changed("schedule", json!({"voucher": "w", "payment": "pay2"}));
    assert_eq!(world.tries("y payer", foreign), "batch_other_programme");
    world.does_usual("seal_batch");
    world.does_usual("approve_batch");
    assert_eq!(world.tries("m manager", usual("approve_batch").1), "batch_approved");
    [
        "record_used",
        "payment_used",
        "recovery_begun",
        "outside_region",
        "key_reuse",
        "clock_behind",
        "outside_programme",
        "secret_wrong",
        "batch_other_programme",
        "batch_approved",
    ]
}

/// What time or somebody else's work may change, and nothing that the same request would meet again.
#[test]
fn the_refusals_worth_another_try() {
    let transient = [
        "clock_behind",
        "programme_unknown",
        "voucher_unknown",
        "batch_unknown",
        "version_conflict",
        "step_missing",
        "disputed",
        "suspended",
        "batch_open",
        "not_scheduled",
        "batch_not_approved",
        "not_yet_valid",
        "not_expired",
        "programme_not_open",
        "per_period_limit",
        "not_accredited",
        "budget_short",
    ];
    let found: Vec<&str> = RefusalCode::ALL
        .iter()
        .filter(|code| code.transient())
        .map(|code| code.code().trim_start_matches("voucher."))
        .collect();
    let (found, wanted) = (BTreeSet::from_iter(found), BTreeSet::from(transient));
    assert_eq!(found, wanted);
}
