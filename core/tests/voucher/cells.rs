//! State × action where more than one thing is in the way: two holds, lapsed and held, batches. Written by hand from the
//! rules; the plain cells stand in `table`.

use serde_json::{Value, json};

use super::stage::{Stage, asks, usual_actor};
use super::{DAY_S, START_S};

/// Column, and the way to it.
const COLUMNS: [(&str, &str); 12] = [
    ("redeemed, disputed, suspended", "issue claim redeem dispute suspend"),
    ("approved, disputed, suspended", "issue claim redeem approve dispute suspend"),
    ("issued, suspended, lapsed", "issue suspend late"),
    ("claimed, suspended, lapsed", "issue claim suspend late"),
    ("issued, suspended, swept", "issue suspend late expire"),
    ("issued, suspended, revoked", "issue suspend revoke"),
    ("redeemed, dispute upheld", "issue claim redeem dispute upheld"),
    ("approved, dispute upheld", "issue claim redeem approve dispute upheld"),
    ("in an open batch", "issue claim redeem approve schedule"),
    ("in a sealed batch", "issue claim redeem approve schedule seal_batch"),
    ("in a sealed batch, disputed", "issue claim redeem approve schedule seal_batch dispute"),
    ("in a cancelled batch", "issue claim redeem approve schedule cancel_batch"),
];

const CELLS: [(&str, &str); 17] = [
    ("issue", "V V V V V V V V V V V V"),
    ("claim", ". . x x x # # # . . . ."),
    ("redeem", ". . x x x # # # . . . ."),
    ("approve", "disputed . x x x # # # . . . ."),
    ("reject", "disputed . x x x # # # . . . ."),
    ("schedule", "< disputed x x x # # # already_scheduled batch_closed disputed batch_closed"),
    ("disburse", "< disputed x x x # # # batch_not_approved +disbursed disputed payment_used"),
    ("payout_failed", "< < x x x # # # < < < <"),
    ("claw_back", "< < x x x # # # < < < <"),
    ("revoke", ". . x x x # # # . . . ."),
    ("reissue", ". . x x x # # # . . . ."),
    ("suspend", "A A x x x # # # +suspended +suspended +suspended +suspended"),
    ("resume", "+resumed +resumed x x x # # # R R R R"),
    ("dispute", "H H x x x # # # +disputed +disputed H +disputed"),
    ("settle_dispute", "+dispute_settled +dispute_settled x x x # # # N N +dispute_settled N"),
    ("upheld", "+dispute_settled +dispute_settled x x x # # # N N +dispute_settled N"),
    ("expire", ". . +expired +expired x # # # . . . ."),
];

fn spelled(cell: &str) -> &str {
    match cell {
        "." => "step_done",
        "<" => "step_missing",
        "V" => "voucher_exists",
        "x" => "expired",
        "#" => "closed",
        "A" => "already_suspended",
        "R" => "not_suspended",
        "H" => "already_disputed",
        "N" => "not_disputed",
        other => other,
    }
}

/// Tries an action and demands that a refusal leaves the state as it was, and that the money is right after both.
fn tried(terms: &Value, way: &str, actor: &str, action: &str, changes: &Value) -> String {
    let mut stage = Stage::new(terms);
    stage.walk(way);
    let before = stage.state.digest();
    let answer = stage.tries(&asks(actor, action, changes));
    assert_eq!(stage.state.digest() == before, !answer.starts_with('+'), "{action} after {way}");
    stage.state.check_money().unwrap();
    answer
}

#[test]
fn what_is_held_twice_meets_every_action() {
    for (action, line) in CELLS {
        let line: Vec<&str> = line.split(' ').collect();
        assert_eq!(line.len(), COLUMNS.len(), "{action}");
        let (action, changes) = match action {
            "upheld" => ("settle_dispute", json!({"outcome": "upheld"})),
            other => (other, Value::Null),
        };
        for ((column, way), cell) in COLUMNS.into_iter().zip(line) {
            let answer = tried(&json!({}), way, usual_actor(action), action, &changes);
            assert_eq!(answer, spelled(cell), "{action} {changes} on {column}");
        }
    }
}

/// A final state has no hold left.
#[test]
fn an_end_ends_every_hold() {
    for (column, way) in COLUMNS {
        let mut stage = Stage::new(&json!({}));
        stage.walk(way);
        let voucher = stage.state.voucher(&"v".parse().unwrap()).unwrap();
        if voucher.state().is_final() {
            assert!(!voucher.is_disputed() && !voucher.is_suspended(), "{column}");
        }
    }
}

const BATCH_COLUMNS: [(&str, &str); 6] = [
    ("no batch", ""),
    ("open", "schedule"),
    ("sealed", "schedule seal_batch"),
    ("approved", "schedule seal_batch approve_batch"),
    ("paid", "schedule seal_batch approve_batch disburse"),
    ("cancelled", "schedule cancel_batch"),
];

/// Action, by whom and with what, and the answers; the programme asks for one approval.
#[test]
fn every_state_of_a_batch_meets_every_action() {
    let same = json!({});
    let other = json!({"voucher": "w", "payment": "pay-2"});
    let rows = [
        (
            "schedule",
            "y payer",
            &same,
            "+scheduled already_scheduled batch_closed batch_closed . batch_closed",
        ),
        (
            "schedule",
            "y payer",
            &other,
            "+scheduled +scheduled batch_closed batch_closed batch_closed batch_closed",
        ),
        (
            "seal_batch",
            "y payer",
            &same,
            "? +batch_sealed batch_closed batch_closed batch_closed batch_closed",
        ),
        (
            "approve_batch",
            "c approver",
            &same,
            "? batch_open +batch_approved batch_approved batch_approved batch_closed",
        ),
        (
            "cancel_batch",
            "y payer",
            &same,
            "? +batch_cancelled +batch_cancelled +batch_cancelled +batch_cancelled batch_closed",
        ),
        (
            "disburse",
            "y payer",
            &same,
            "not_scheduled batch_not_approved batch_not_approved +disbursed . not_scheduled",
        ),
        ("payout_failed", "y payer", &same, "< < < < +payout_failed <"),
    ];
    let terms = json!({"batch_approvals": 1, "per_person_limit": 2});
    for (action, actor, changes, line) in rows {
        for ((column, way), cell) in BATCH_COLUMNS.into_iter().zip(line.split(' ')) {
            let way = format!("issue claim redeem approve other {way}");
            let cell = if cell == "?" { "batch_unknown" } else { spelled(cell) };
            assert_eq!(tried(&terms, &way, actor, action, changes), cell, "{action} {changes} on {column}");
        }
    }
}

/// The last amount and the last instant that count, and the first that do not.
#[test]
fn edges_belong_to_one_side() {
    let window = json!({"issue_from": START_S + DAY_S, "issue_until": START_S + 2 * DAY_S});
    for (now, answer) in [
        (START_S + DAY_S - 1, "programme_not_open"),
        (START_S + DAY_S, "+issued"),
        (START_S + 2 * DAY_S - 1, "+issued"),
        (START_S + 2 * DAY_S, "programme_ended"),
    ] {
        let mut stage = Stage::new(&window);
        stage.now = now;
        assert_eq!(stage.tries(&asks("i issuer", "issue", &Value::Null)), answer, "at {now}");
    }
    for (seconds, answer) in [(-1, "not_expired"), (0, "+expired")] {
        let mut stage = Stage::new(&Value::Null);
        stage.walk("issue");
        let voucher = stage.state.voucher(&"v".parse().unwrap()).unwrap();
        stage.now = voucher.expires_at().get() + seconds;
        assert_eq!(stage.tries(&asks("i issuer", "expire", &Value::Null)), answer, "{seconds} s");
    }
    for (limit, answer) in [(99, "role_limit"), (100, "+issued")] {
        let terms = json!({"role_limits_fen": {"issuer": limit}});
        assert_eq!(tried(&terms, "", "i issuer", "issue", &Value::Null), answer, "up to {limit}");
    }
    let until = START_S + 2 * DAY_S;
    let terms = json!({"accredited_only": true});
    for (now, answer) in [(until - 1, "+redeemed"), (until, "not_accredited")] {
        let mut stage = Stage::new(&terms);
        stage.does(&asks("m manager", "accredit", &json!({"valid_until": until})));
        stage.walk("issue claim");
        stage.now = now;
        assert_eq!(stage.tries(&asks("p provider", "redeem", &Value::Null)), answer, "at {now}");
    }
}

/// Only what is on the list can be taken off it.
#[test]
fn what_is_not_accredited_cannot_be_discredited() {
    assert_eq!(tried(&json!({}), "", "m manager", "discredit", &Value::Null), "not_accredited");
    assert_eq!(tried(&json!({}), "accredit", "m manager", "discredit", &Value::Null), "+discredited");
    assert_eq!(
        tried(&json!({}), "accredit discredit", "m manager", "discredit", &Value::Null),
        "not_accredited"
    );
}

/// Who books a part of the money that came back is a payer of the voucher from then on.
#[test]
fn who_claws_back_a_part_has_the_duty_of_paying() {
    let mut stage = Stage::new(&Value::Null);
    stage.walk("issue claim redeem approve disburse dispute");
    stage.does(&asks("x payer", "claw_back", &json!({"amount_fen": 1})));
    assert_eq!(stage.tries(&asks("x manager", "settle_dispute", &Value::Null)), "four_eyes");
}
