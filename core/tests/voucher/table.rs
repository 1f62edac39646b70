//! State × action: every cell with its event or its refusal, one line for each action.

use serde_json::json;

use super::{DAY_S, World, usual};

const COLUMNS: [&str; 14] = [
    "none",
    "issued",
    "claimed",
    "redeemed",
    "approved",
    "disbursed",
    "redeemed_held",
    "approved_held",
    "disbursed_held",
    "lapsed",
    "lapsed_claimed",
    "swept",
    "revoked",
    "clawed_back",
];

/// `.`: `step_done`; `<`: `step_missing`; `?`: `voucher_unknown`; `x`: `expired`; `#`: `closed`.
const TABLE: [(&str, &str); 12] = [
    ("issue", "+issued V V V V V V V V V V V V V"),
    ("claim", "? +claimed . . . . . . . x x x # #"),
    ("redeem", "? < +redeemed . . . . . . x x x # #"),
    ("approve", "? < < +approved . . disputed . . x x x # #"),
    ("reject", "? < < +rejected . . disputed . . x x x # #"),
    ("disburse", "? < < < +disbursed . < disputed . x x x # #"),
    ("payout_failed", "? < < < < +payout_failed < < +payout_failed x x x # #"),
    ("claw_back", "? < < < < +clawed_back < < +clawed_back x x x # #"),
    ("revoke", "? +revoked +revoked . . . . . . x x x # #"),
    ("dispute", "? < < +disputed +disputed +disputed H H H x x x # #"),
    ("settle_dispute", "? < < N N N +dispute_settled +dispute_settled +dispute_settled x x x # #"),
    ("expire", "? not_expired not_expired . . . . . . +expired +expired x # #"),
];

fn spelled(cell: &str) -> &str {
    match cell {
        "." => "step_done",
        "<" => "step_missing",
        "?" => "voucher_unknown",
        "V" => "voucher_exists",
        "x" => "expired",
        "#" => "closed",
        "H" => "already_disputed",
        "N" => "not_disputed",
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
    assert_eq!(cells, 168);
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
