//! State × action: every cell with its event or its refusal, one line for each action.

use serde_json::json;

use super::{DAY_S, World, usual};

pub(super) const COLUMNS: [&str; 19] = [
    "none",
    "issued",
    "claimed",
    "redeemed",
    "approved",
    "disbursed",
    "redeemed_held",
    "approved_held",
    "disbursed_held",
    "issued_stopped",
    "claimed_stopped",
    "redeemed_stopped",
    "approved_stopped",
    "lapsed",
    "lapsed_claimed",
    "swept",
    "revoked",
    "replaced",
    "clawed_back",
];

/// `.`: `step_done`; `<`: `step_missing`; `?`: `voucher_unknown`; `x`: `expired`; `#`: `closed`; see [`spelled`].
pub(super) const TABLE: [(&str, &str); 16] = [
    ("issue", "+issued V V V V V V V V V V V V V V V V V V"),
    ("claim", "? +claimed . . . . . . . S . . . x x x # # #"),
    ("redeem", "? < +redeemed . . . . . . < S . . x x x # # #"),
    ("approve", "? < < +approved . . D . . < < S . x x x # # #"),
    ("reject", "? < < +rejected . . D . . < < S . x x x # # #"),
    ("schedule", "? < < < +scheduled . < D . < < < S x x x # # #"),
    ("disburse", "? < < < +disbursed . < D . < < < S x x x # # #"),
    ("payout_failed", "? < < < < +payout_failed < < +payout_failed < < < < x x x # # #"),
    ("claw_back", "? < < < < +clawed_back < < +clawed_back < < < < x x x # # #"),
    ("revoke", "? +revoked +revoked . . . . . . +revoked +revoked . . x x x # # #"),
    ("reissue", "? +reissued +reissued . . . . . . S S . . x x x # V #"),
    (
        "suspend",
        "? +suspended +suspended +suspended +suspended . +suspended +suspended . A A A A x x x # # #",
    ),
    ("resume", "? R R R R . R R . +resumed +resumed +resumed +resumed x x x # # #"),
    ("dispute", "? < < +disputed +disputed +disputed H H H < < +disputed +disputed x x x # # #"),
    ("settle_dispute", "? < < N N N +dispute_settled +dispute_settled +dispute_settled < < N N x x x # # #"),
    ("expire", "? E E . . . . . . E E . . +expired +expired x # # #"),
];

fn spelled(cell: &str) -> &str {
    match cell {
        "." => "step_done",
        "<" => "step_missing",
        "?" => "voucher_unknown",
        "V" => "voucher_exists",
        "x" => "expired",
        "#" => "closed",
        "D" => "disputed",
        "H" => "already_disputed",
        "N" => "not_disputed",
        "S" => "suspended",
        "A" => "already_suspended",
        "R" => "not_suspended",
        "E" => "not_expired",
        other => other,
    }
}

#[test]
fn every_state_meets_every_action() {
    let mut cells = 0;
    for (action, line) in TABLE {
        let line: Vec<&str> = line.split(' ').collect();
        assert_eq!(line.len(), COLUMNS.len(), "{action}");
        for (column, cell) in COLUMNS.into_iter().zip(line) {
            let mut world = World::new(json!({}));
            world.carry(column);
            let before = world.ledger.state().unwrap().clone();
            let (actor, order) = usual(action);
            assert_eq!(world.tries(actor, order), spelled(cell), "{action} on {column}");
            let unchanged = *world.ledger.state().unwrap() == before;
            assert_eq!(unchanged, !cell.starts_with('+'), "{action} on {column}");
            world.ledger.verify().unwrap();
            cells += 1;
        }
    }
    assert_eq!(cells, 19 * 16);
}

/// The sweep late, twice or never: every other command is answered the same, only money waits.
#[test]
fn the_sweep_changes_no_decision() {
    for (action, _) in TABLE.iter().filter(|(action, _)| !matches!(*action, "issue" | "expire")) {
        let mut answers = Vec::new();
        for state in ["lapsed", "swept"] {
            let mut world = World::new(json!({}));
            world.carry(state);
            let (actor, order) = usual(action);
            answers.push(world.tries(actor, order));
        }
        assert_eq!(answers, ["expired", "expired"], "{action}");
    }
}

/// Claim and redeem count from the first instant of the validity to the last before its end.
#[test]
fn validity_is_half_open() {
    let from = super::START_S + DAY_S;
    let until = from + DAY_S;
    let terms = json!({"valid_from": from, "valid_until": until});
    for (now, claim) in
        [(from - 1, "not_yet_valid"), (from, "+claimed"), (until - 1, "+claimed"), (until, "expired")]
    {
        let mut world = World::new(terms.clone());
        world.carry("issued");
        world.now = now;
        let (actor, order) = usual("claim");
        assert_eq!(world.tries(actor, order), claim, "at {now}");
    }
}

/// What was redeemed in time is approved and paid later; what is rejected then has no second chance.
#[test]
fn redeemed_in_time_is_paid_after_the_end() {
    let mut world = World::new(json!({}));
    world.carry("redeemed");
    world.now += 400 * DAY_S;
    for (action, answer) in [("reject", "+rejected"), ("redeem", "expired"), ("expire", "+expired")] {
        let (actor, order) = usual(action);
        assert_eq!(world.tries(actor, order), answer);
    }
    let mut world = World::new(json!({}));
    world.carry("redeemed");
    world.now += 400 * DAY_S;
    for (action, answer) in [("approve", "+approved"), ("disburse", "+disbursed")] {
        let (actor, order) = usual(action);
        assert_eq!(world.tries(actor, order), answer);
    }
}

/// Batch × action, for a programme that asks one approval.
#[test]
fn every_batch_meets_every_action() {
    const COLUMNS: [&str; 5] = ["none", "open", "sealed", "approved", "cancelled"];
    let table = [
        ("schedule", "+scheduled +scheduled batch_closed batch_closed batch_closed"),
        ("seal_batch", "batch_unknown +batch_sealed batch_closed batch_closed batch_closed"),
        ("approve_batch", "batch_unknown batch_open +batch_approved batch_approved batch_closed"),
        ("cancel_batch", "batch_unknown +batch_cancelled +batch_cancelled +batch_cancelled batch_closed"),
        ("disburse", "not_scheduled batch_not_approved batch_not_approved +disbursed not_scheduled"),
    ];
    for (action, line) in table {
        for (column, cell) in COLUMNS.into_iter().zip(line.split(' ')) {
            let mut world = World::new(json!({"batch_approvals": 1, "per_person_limit": 2}));
            for action in ["issue", "claim", "redeem", "approve"] {
                let (actor, mut order) = usual(action);
                world.does(actor, order.clone());
                order["voucher"] = json!("w");
                if action == "redeem" {
                    order["record"] = json!("s2");
                }
                world.does(actor, order);
            }
            let way: &[&str] = match column {
                "none" => &[],
                "open" => &["schedule"],
                "sealed" => &["schedule", "seal_batch"],
                "approved" => &["schedule", "seal_batch", "approve_batch"],
                _ => &["schedule", "seal_batch", "cancel_batch"],
            };
            way.iter().for_each(|action| world.does_usual(action));
            // The second approval comes from another person.
            let (actor, mut order) = usual(action);
            let actor = if action == "approve_batch" { "m manager" } else { actor };
            if action == "schedule" {
                order["voucher"] = json!("w");
                order["payment"] = json!("pay2");
            }
            assert_eq!(world.tries(actor, order), cell, "{action} on {column}");
            world.ledger.verify().unwrap();
        }
    }
}
