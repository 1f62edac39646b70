//! The voucher machine, seen from outside.

mod fees;
mod fees_model;
mod history;
mod idempotency;
mod model;
mod model_tests;
mod reading;
mod refusals;
mod story;
mod table;

use doorstep::voucher::{Answer, Command, Ledger, Timestamp, VoucherId, VoucherView};
use serde_json::{Value, json};

/// 2026-03-02 09:00 in Jinan.
pub(crate) const START_S: i64 = 1_772_413_200;
pub(crate) const DAY_S: i64 = 86_400;

/// Reads a command that is right in form.
#[track_caller]
pub(crate) fn command(value: Value) -> Command {
    Command::read(value).unwrap()
}

/// A command from an id, `actor role` and the rest; the actor's region is the province's.
#[track_caller]
pub(crate) fn order(id: &str, actor: &str, mut rest: Value) -> Command {
    let (actor, role) = actor.split_once(' ').unwrap();
    rest["id"] = json!(id);
    rest["actor"] = json!({"id": actor, "role": role, "region": "37"});
    command(rest)
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::new(seconds).unwrap()
}

/// `+issued` or the refusal's code without its family, for tables.
pub(crate) fn short(answer: &Answer) -> String {
    match answer {
        Answer::Applied { event } => format!("+{}", event.event.body.name()),
        Answer::Refused { refusal, .. } => refusal.code().code().trim_start_matches("voucher.").to_owned(),
        Answer::Replayed { first } => format!("={}", short(first)),
        Answer::Unknown { .. } => "unknown".to_owned(),
    }
}

/// A ledger, its clock and a count of commands.
pub(crate) struct World {
    pub(crate) ledger: Ledger,
    pub(crate) now: i64,
    sent: usize,
}

impl World {
    /// A programme `p` with terms that a test may change, and 10,000 fen.
    pub(crate) fn new(terms: Value) -> Self {
        let mut world = Self { ledger: Ledger::memory(), now: START_S, sent: 0 };
        world.define("p", terms);
        world.does("m manager", json!({"action": "appropriate", "programme": "p", "amount_fen": 10_000}));
        world
    }

    pub(crate) fn define(&mut self, id: &str, terms: Value) {
        let mut define = json!({"action": "define_programme", "programme": id, "name": "技能培训券",
            "region": "370102", "item": "training", "face_amount_fen": 1_000, "payee": "provider"});
        for (key, value) in terms.as_object().unwrap() {
            define[key] = value.clone();
        }
        if define["valid_from"].is_null() && define["valid_days"].is_null() {
            define["valid_days"] = json!(30);
        }
        self.does("m manager", define);
    }

    pub(crate) fn send(&mut self, actor: &str, rest: Value) -> Answer {
        self.sent += 1;
        let order = order(&format!("c-{}", self.sent), actor, rest);
        self.ledger.submit(&order, at(self.now)).unwrap()
    }

    /// Sends a command that must be done.
    #[track_caller]
    pub(crate) fn does(&mut self, actor: &str, rest: Value) {
        let answer = self.send(actor, rest);
        assert!(matches!(answer, Answer::Applied { .. }), "{answer:?}");
    }

    /// Sends a command and gives the answer as text of a table.
    pub(crate) fn tries(&mut self, actor: &str, rest: Value) -> String {
        short(&self.send(actor, rest))
    }

    pub(crate) fn voucher(&self, id: &str) -> VoucherView {
        self.ledger.voucher(&VoucherId::new(id).unwrap()).unwrap().unwrap()
    }

    /// Carries voucher `v` on to a state.
    pub(crate) fn carry(&mut self, state: &str) {
        const WAY: [&str; 5] = ["issue", "claim", "redeem", "approve", "disburse"];
        let steps = match state {
            "none" => 0,
            "issued" | "revoked" | "lapsed" | "swept" => 1,
            "claimed" | "lapsed_claimed" => 2,
            "redeemed" | "redeemed_held" => 3,
            "approved" | "approved_held" => 4,
            "disbursed" | "disbursed_held" | "clawed_back" => 5,
            other => panic!("{other}"),
        };
        for action in &WAY[..steps] {
            let (actor, order) = usual(action);
            self.does(actor, order);
        }
        if state.starts_with("lapsed") || state == "swept" {
            self.now += 40 * DAY_S;
        }
        let last = match state {
            "swept" => "expire",
            "revoked" => "revoke",
            "clawed_back" => "claw_back",
            held if held.ends_with("_held") => "dispute",
            _ => return,
        };
        let (actor, order) = usual(last);
        self.does(actor, order);
    }
}

/// Who usually does an action to voucher `v`, and with what.
pub(crate) fn usual(action: &str) -> (&'static str, Value) {
    let mut order = json!({"action": action, "voucher": "v"});
    let actor = match action {
        "issue" => {
            order["programme"] = json!("p");
            order["holder"] = json!("h");
            "i issuer"
        }
        "claim" => "h holder",
        "redeem" => {
            order["record"] = json!("s");
            "pr provider"
        }
        "approve" | "reject" => "a approver",
        "disburse" | "payout_failed" => {
            order["payment"] = json!("pay");
            "y payer"
        }
        "claw_back" => "y payer",
        "revoke" | "expire" => "i issuer",
        "dispute" => "au auditor",
        "settle_dispute" => {
            order["outcome"] = json!("dismissed");
            "m manager"
        }
        other => panic!("{other}"),
    };
    if matches!(action, "reject" | "payout_failed" | "claw_back" | "revoke" | "dispute" | "settle_dispute") {
        order["reason"] = json!("材料不符");
    }
    (actor, order)
}
