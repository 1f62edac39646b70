//! Every refusal code has a visible case, in the order of precedence.

use std::collections::BTreeSet;

use doorstep::Fen;
use doorstep::voucher::{Answer, CLOCK_BACK_MAX_S, RefusalCode, Role};
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
        ["available_fen", "reserved_fen", "payable_fen", "spent_fen", "recovered_fen"]
            .map(|key| budget[key].as_i64().unwrap())
    };
    world.carry("claimed");
    let part = changed("redeem", json!({"amount_fen": 400}));
    world.does("pr provider", part.clone());
    assert_eq!(money(&world), [9_000, 600, 400, 0, 0]);
    world.does("a approver", usual("reject").1);
    assert_eq!(world.voucher("v").amount.get(), 1_000);
    world.does("pr provider", part);
    world.does("a approver", usual("approve").1);
    assert_eq!(money(&world), [9_600, 0, 400, 0, 0]);
    world.does("y payer", usual("disburse").1);
    world.does("y payer", changed("claw_back", json!({"amount_fen": 150})));
    assert_eq!(money(&world), [9_750, 0, 0, 400, 150]);
    world.does("y payer", usual("claw_back").1);
    assert_eq!(money(&world), [10_000, 0, 0, 400, 400]);
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

/// Whatever the voucher held is available again: the amount, and what a partial redemption left.
#[test]
fn an_upheld_dispute_frees_all() {
    for approved in [false, true] {
        let mut world = World::new(json!({"partial_redeem": true}));
        world.carry("claimed");
        world.does("pr provider", changed("redeem", json!({"amount_fen": 400})));
        if approved {
            world.does_usual("approve");
        }
        world.does_usual("dispute");
        world.does("m manager", changed("settle_dispute", json!({"outcome": "upheld"})));
        let budget = world.ledger.budget(&"p".parse().unwrap()).unwrap().unwrap();
        assert_eq!(serde_json::to_value(budget).unwrap()["available_fen"], 10_000);
        world.ledger.verify().unwrap();
    }
}

/// Role × action, written out: who may ask for what at all.
#[test]
fn rights_of_roles() {
    let expected: [(&str, &[&str]); 23] = [
        ("define_programme", &["manager"]),
        ("appropriate", &["manager"]),
        ("accredit", &["manager"]),
        ("discredit", &["manager"]),
        ("schedule", &["payer"]),
        ("seal_batch", &["payer"]),
        ("approve_batch", &["manager", "approver"]),
        ("cancel_batch", &["manager", "payer"]),
        ("reissue", &["issuer"]),
        ("suspend", &["manager", "auditor"]),
        ("resume", &["manager"]),
        ("issue", &["issuer"]),
        ("claim", &["holder"]),
        ("redeem", &["provider"]),
        ("approve", &["manager", "approver"]),
        ("reject", &["manager", "approver"]),
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

/// The total of spent money is not the only count that has an end.
#[test]
fn the_count_of_lapsed_money_does_not_wrap() {
    let half = (Fen::MAX.get() / 2) + 1;
    let mut world = World::new(json!({"face_amount_fen": half, "per_person_limit": 2, "valid_days": 1}));
    world.does("m manager", json!({"action": "appropriate", "programme": "p", "amount_fen": half}));
    world.carry("swept");
    world.does("i issuer", changed("issue", json!({"voucher": "w"})));
    world.now += 40 * DAY_S;
    assert_eq!(world.tries("i issuer", changed("expire", json!({"voucher": "w"}))), "amount_overflow");
    world.ledger.verify().unwrap();
}

/// Both get their part, to the fen; who has none is left out.
#[test]
fn a_payment_to_both_is_shared_to_the_fen() {
    for (amount, permille, expected) in [
        (1_000, 333, vec![("holder", 333), ("provider", 667)]),
        (1, 999, vec![("provider", 1)]),
        (999, 999, vec![("holder", 998), ("provider", 1)]),
        (7, 500, vec![("holder", 3), ("provider", 4)]),
        (2, 1, vec![("provider", 2)]),
    ] {
        let both = json!({"payee": "both", "holder_permille": permille, "partial_redeem": true});
        let mut world = World::new(both);
        world.does_usual("issue");
        world.does("h holder", changed("claim", json!({"account": "card-7"})));
        world.does("pr provider", changed("redeem", json!({"amount_fen": amount})));
        world.does_usual("approve");
        let Answer::Applied { event } = world.send("y payer", usual("disburse").1) else { panic!() };
        let event = serde_json::to_value(event).unwrap();
        let shares: Vec<(&str, i64)> = event["shares"]
            .as_array()
            .unwrap()
            .iter()
            .map(|share| (share["recipient"].as_str().unwrap(), share["amount_fen"].as_i64().unwrap()))
            .collect();
        assert_eq!(shares, expected);
        let account = &event["shares"][0]["account"];
        assert_eq!(account.is_string(), shares[0].0 == "holder");
    }
}

/// The count by period follows the local calendar, not spans of days, and a revoked voucher gives its place back.
#[test]
fn periods_are_those_of_the_local_calendar() {
    // 2026-03-31 23:59:59 and a second later in Jinan.
    let last = START_S + 29 * DAY_S + 15 * 3_600 - 1;
    for (period, next) in [("month", "+issued"), ("quarter", "+issued"), ("year", "per_period_limit")] {
        let limit = json!({"per_person_limit": 9, "per_period_limit": 1, "period": period});
        let mut world = World::new(limit);
        world.now = last;
        world.does_usual("issue");
        assert_eq!(world.tries("i issuer", changed("issue", json!({"voucher": "w"}))), "per_period_limit");
        world.now += 1;
        assert_eq!(world.tries("i issuer", changed("issue", json!({"voucher": "w"}))), next, "{period}");
        world.does_usual("revoke");
        world.now = last;
        let back = world.tries("i issuer", changed("issue", json!({"voucher": "w2"})));
        // The clock of the ledger does not go back: it is the next period still.
        assert_eq!(back, if period == "year" { "+issued" } else { "per_period_limit" }, "{period}");
    }
}

/// Who makes, approves and pays a batch, and who served its vouchers.
#[test]
fn the_people_of_a_batch_are_apart() {
    let two = || {
        let mut world = World::new(json!({"batch_approvals": 2}));
        world.carry("sealed");
        world
    };
    let approve = || usual("approve_batch").1;
    let pay = || usual("disburse").1;
    let mut world = two();
    assert_eq!(world.tries("y approver", approve()), "four_eyes", "who scheduled and sealed");
    world.does("a2 approver", approve());
    assert_eq!(world.tries("a2 manager", approve()), "four_eyes", "the same person again");
    assert_eq!(world.tries("y payer", pay()), "batch_not_approved");
    world.does("m manager", approve());
    assert_eq!(world.tries("m2 manager", approve()), "batch_approved");
    for approver in ["a2 payer", "m payer"] {
        assert_eq!(world.tries(approver, pay()), "four_eyes", "{approver}");
    }
    world.does("y2 payer", pay());
    assert_eq!(world.tries("a2 payer", usual("claw_back").1), "four_eyes", "approved what was paid");

    // Who approved the voucher may approve the batch; who served it in another duty may not have.
    let mut world = two();
    world.does("a approver", approve());
    world.does("pr approver", approve());
    assert_eq!(world.tries("y payer", pay()), "four_eyes", "the provider approved the batch");
    // Nor may such a one have sealed it.
    let mut world = World::new(json!({}));
    world.carry("scheduled");
    world.does("pr payer", usual("seal_batch").1);
    assert_eq!(world.tries("y payer", pay()), "four_eyes", "the provider sealed the batch");
    // Two people approve even where one may otherwise do all.
    let mut world = World::new(json!({"batch_approvals": 2, "four_eyes": false}));
    world.carry("sealed");
    world.does("y approver", approve());
    assert_eq!(world.tries("y approver", approve()), "four_eyes");
    world.does("a approver", approve());
    world.does("y payer", pay());
}

/// What was not paid can go into another batch, under another payment id.
#[test]
fn what_a_batch_did_not_pay_goes_into_another() {
    let again = |world: &mut World| {
        let order = |payment: &str| changed("schedule", json!({"batch": "b2", "payment": payment}));
        assert_eq!(world.tries("y payer", order("pay")), "payment_used");
        world.does("y payer", order("pay2"));
        world.does("y payer", changed("seal_batch", json!({"batch": "b2"})));
        assert_eq!(world.tries("y payer", usual("disburse").1), "payment_mismatch");
        world.does("y payer", changed("disburse", json!({"payment": "pay2"})));
        world.ledger.verify().unwrap();
    };
    let mut failed = World::new(json!({}));
    failed.carry("sealed");
    failed.does_usual("disburse");
    failed.does_usual("payout_failed");
    again(&mut failed);
    let mut cancelled = World::new(json!({}));
    cancelled.carry("sealed");
    cancelled.does_usual("cancel_batch");
    again(&mut cancelled);
    // A voucher that was revoked is not counted when its batch is sealed.
    let mut upheld = World::new(json!({}));
    upheld.carry("scheduled");
    upheld.does_usual("dispute");
    upheld.does("m manager", changed("settle_dispute", json!({"outcome": "upheld"})));
    let Answer::Applied { event } = upheld.send("y payer", usual("seal_batch").1) else { panic!() };
    let event = serde_json::to_value(event).unwrap();
    assert_eq!((&event["count"], &event["total_fen"]), (&json!(0), &json!(0)));
}

/// The new voucher has the holder's place of the old one, and everybody who has served that.
#[test]
fn a_replacement_stands_in_the_place_of_the_old_voucher() {
    let terms = json!({"per_person_limit": 1, "per_period_limit": 1, "period": "month"});
    let mut world = World::new(terms);
    world.carry("redeemed");
    world.does_usual("reject");
    world.does("i2 issuer", usual("reissue").1);
    assert_eq!(world.voucher("v").replaced_by.unwrap().as_str(), "new");
    assert_eq!(world.tries("i issuer", changed("issue", json!({"voucher": "w"}))), "per_person_limit");
    world.does("h holder", changed("claim", json!({"voucher": "new"})));
    let redeem = changed("redeem", json!({"voucher": "new"}));
    for who in ["i provider", "i2 provider", "a provider", "h provider"] {
        assert_eq!(world.tries(who, redeem.clone()), "four_eyes", "{who}");
    }
    world.does("pr provider", redeem);
    assert_eq!(world.tries("pr approver", changed("approve", json!({"voucher": "new"}))), "four_eyes");
    // A suspension changes nothing of the places; revoking gives the place back.
    let mut world = World::new(json!({}));
    world.carry("replaced");
    world.does("au auditor", changed("suspend", json!({"voucher": "new"})));
    assert_eq!(world.tries("i issuer", changed("issue", json!({"voucher": "w"}))), "per_person_limit");
    world.does("i issuer", changed("revoke", json!({"voucher": "new"})));
    world.does("i issuer", changed("issue", json!({"voucher": "w"})));
}

/// A limit is what may still be moved; an end is the first instant that no longer counts.
#[test]
fn limits_and_ends_are_exact() {
    let limits =
        json!({"role_limits_fen": {"issuer": 1_000, "provider": 1_000, "approver": 1_000, "payer": 1_000}});
    let mut world = World::new(limits);
    world.carry("clawed_back");
    let until = START_S + 100;
    for (now, answer) in [(until - 1, "+redeemed"), (until, "not_accredited")] {
        let mut world = World::new(json!({"accredited_only": true}));
        world.does("m manager", changed("accredit", json!({"valid_until": until, "item": "training"})));
        world.carry("claimed");
        world.now = now;
        assert_eq!(world.tries("pr provider", usual("redeem").1), answer);
        // For all items, and then no more.
        world.does_usual("accredit");
        assert_eq!(
            world.tries("m manager", changed("discredit", json!({"provider": "pr2"}))),
            "not_accredited"
        );
        world.does_usual("discredit");
        let again = world.tries("pr provider", usual("redeem").1);
        assert_eq!(again, if now < until { "step_done" } else { "not_accredited" });
    }
    let from = START_S + 5;
    for (now, answer) in [
        (from - 1, "programme_not_open"),
        (from, "+issued"),
        (from + 4, "+issued"),
        (from + 5, "programme_ended"),
    ] {
        let mut world = World::new(json!({"issue_from": from, "issue_until": from + 5}));
        world.now = now;
        assert_eq!(world.tries("i issuer", usual("issue").1), answer);
    }
}
