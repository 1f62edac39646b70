//! Every refusal code has a visible case, in the order of precedence.

use std::collections::BTreeSet;

use doorstep::Fen;
use doorstep::voucher::{Answer, CLOCK_BACK_MAX_S, RefusalCode, Role};
use serde_json::{Value, json};

use super::{DAY_S, START_S, World, at, order, short, usual};

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

fn changed(action: &str, change: Value) -> Value {
    let mut order = usual(action).1;
    for (key, value) in change.as_object().unwrap() {
        order[key] = value.clone();
    }
    order
}

fn cases() -> Vec<Case> {
    let span = json!({"valid_from": START_S + DAY_S, "valid_until": START_S + 2 * DAY_S});
    let over = json!({"valid_from": START_S - 2, "valid_until": START_S});
    let define = json!({"action": "define_programme", "programme": "p", "name": "再来一次", "region": "370102",
        "item": "training", "face_amount_fen": 0, "valid_days": 1, "payee": "holder"});
    let mut again = define.clone();
    again["face_amount_fen"] = json!(1);
    let grant = |amount: i64| json!({"action": "appropriate", "programme": "p", "amount_fen": amount});
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
fn longer_cases() -> [&'static str; 6] {
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
    ["record_used", "payment_used", "recovery_begun", "outside_region", "key_reuse", "clock_behind"]
}

/// Paid money that came back may be spent again, but the count of all that was ever spent has an end.
#[test]
fn the_count_of_spent_money_does_not_wrap() {
    let half = (Fen::MAX.get() / 2) + 1;
    let mut world = World::new(json!({"face_amount_fen": half, "per_person_limit": 2}));
    world.does("m manager", json!({"action": "appropriate", "programme": "p", "amount_fen": half}));
    world.carry("clawed_back");
    for (action, change) in [
        ("issue", json!({"voucher": "w"})),
        ("claim", json!({"voucher": "w"})),
        ("redeem", json!({"voucher": "w", "record": "s2"})),
        ("approve", json!({"voucher": "w"})),
    ] {
        world.does(usual(action).0, changed(action, change));
    }
    let pay = changed("disburse", json!({"voucher": "w", "payment": "pay2"}));
    assert_eq!(world.tries("y payer", pay), "amount_overflow");
    world.ledger.verify().unwrap();
}

/// An actor whose first service of a voucher was undone is still bound to that duty.
#[test]
fn four_eyes_cannot_be_got_round_by_undoing() {
    let mut world = World::new(json!({}));
    world.carry("redeemed");
    world.does("a approver", usual("reject").1);
    world.does("pr2 provider", usual("redeem").1);
    assert_eq!(world.tries("pr approver", usual("approve").1), "four_eyes", "the first provider");
    world.does("a approver", usual("approve").1);
    world.does("y payer", usual("disburse").1);
    world.does("y payer", usual("payout_failed").1);
    for actor in ["a payer", "pr payer", "pr2 payer", "i payer", "h payer"] {
        let pay = changed("disburse", json!({"payment": "pay2"}));
        assert_eq!(world.tries(actor, pay), "four_eyes", "{actor}");
    }
    // Where the programme does not ask for it, one office may do all.
    let mut world = World::new(json!({"four_eyes": false}));
    for (action, role) in
        [("issue", "issuer"), ("redeem", "provider"), ("approve", "approver"), ("disburse", "payer")]
    {
        if action == "redeem" {
            world.does("h holder", usual("claim").1);
        }
        world.does(&format!("one {role}"), usual(action).1);
    }
}

/// Money of a partial redemption: the rest returns on approval, not before, and not if it is rejected.
#[test]
fn the_rest_of_a_partial_redemption_returns_on_approval() {
    let mut world = World::new(json!({"partial_redeem": true}));
    let money = |world: &World| {
        let budget = world.ledger.budget(&"p".parse().unwrap()).unwrap().unwrap();
        let budget = serde_json::to_value(budget).unwrap();
        ["available_fen", "committed_fen", "spent_fen", "recovered_fen"]
            .map(|key| budget[key].as_i64().unwrap())
    };
    world.carry("claimed");
    let part = changed("redeem", json!({"amount_fen": 400}));
    world.does("pr provider", part.clone());
    assert_eq!(money(&world), [9_000, 1_000, 0, 0]);
    world.does("a approver", usual("reject").1);
    assert_eq!(world.voucher("v").amount.get(), 1_000);
    world.does("pr provider", part);
    world.does("a approver", usual("approve").1);
    assert_eq!(money(&world), [9_600, 400, 0, 0]);
    world.does("y payer", usual("disburse").1);
    world.does("y payer", changed("claw_back", json!({"amount_fen": 150})));
    assert_eq!(money(&world), [9_750, 0, 400, 150]);
    world.does("y payer", usual("claw_back").1);
    assert_eq!(money(&world), [10_000, 0, 400, 400]);
}

/// A dispute that is upheld revokes what is not paid, and leaves what is paid to be clawed back.
#[test]
fn an_upheld_dispute_stops_the_money() {
    for (held, state) in
        [("redeemed_held", "revoked"), ("approved_held", "revoked"), ("disbursed_held", "disbursed")]
    {
        let mut world = World::new(json!({}));
        world.carry(held);
        world.does("m manager", changed("settle_dispute", json!({"outcome": "upheld"})));
        let voucher = world.voucher("v");
        assert_eq!((voucher.state.name(), voucher.disputed), (state, false));
        world.ledger.verify().unwrap();
    }
}

/// Role × action, written out: who may ask for what at all.
#[test]
fn rights_of_roles() {
    let expected: [(&str, &[&str]); 14] = [
        ("define_programme", &["manager"]),
        ("appropriate", &["manager"]),
        ("issue", &["issuer"]),
        ("claim", &["holder"]),
        ("redeem", &["provider"]),
        ("approve", &["approver"]),
        ("reject", &["approver"]),
        ("disburse", &["payer"]),
        ("payout_failed", &["payer"]),
        ("claw_back", &["payer"]),
        ("revoke", &["manager", "issuer"]),
        ("dispute", &["manager", "holder", "auditor"]),
        ("settle_dispute", &["manager"]),
        ("expire", &["manager", "issuer"]),
    ];
    for (action, roles) in expected {
        let kind = doorstep::voucher::ActionKind::ALL.into_iter().find(|kind| kind.name() == action).unwrap();
        let may: Vec<&str> = Role::ALL.into_iter().filter(|role| role.may(kind)).map(Role::name).collect();
        assert_eq!(may, roles, "{action}");
    }
}
