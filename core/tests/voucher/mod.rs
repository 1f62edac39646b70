//! The voucher machine, seen from outside.

mod bank;
mod bank_large;
mod bank_reader;
mod card;
mod cells;
mod commute;
mod delivery;
mod duties;
mod fees;
mod fees_model;
mod forged;
pub(crate) mod generate;
mod history;
mod idempotency;
mod looking;
pub(crate) mod model;
mod model_change;
mod model_state;
mod model_tests;
mod planted;
mod precedence;
mod proof;
mod reachable;
mod reading;
mod refusals;
mod rights;
mod rules;
mod search;
mod secrets;
mod spoil;
mod stage;
mod stores;
mod story;
mod supervision;
mod table;
mod terms;
mod worlds;

use doorstep::voucher::{Answer, Command, Ledger, SecretKey, Timestamp, VoucherId, VoucherView};
use serde_json::{Value, json};

/// 2026-03-02 09:00 in Jinan.
pub(crate) const START_S: i64 = 1_772_413_200;
pub(crate) const DAY_S: i64 = 86_400;

fn secret_key() -> SecretKey {
    SecretKey::new(&[7; 32]).unwrap()
}

/// A ledger in memory that keeps secrets.
pub(crate) fn ledger() -> Ledger {
    Ledger::memory().with_secret_key(secret_key())
}

/// Reads a command and puts the hash in the place of a secret, as the ledger does.
pub(crate) fn sealed(value: Value) -> Command {
    let mut command = command(value);
    command.seal(&secret_key());
    command
}

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
        Self::on(ledger(), terms)
    }

    pub(crate) fn on(ledger: Ledger, terms: Value) -> Self {
        let mut world = Self { ledger, now: START_S, sent: 0 };
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
        if !define["items"].is_null() {
            for key in ["item", "face_amount_fen"] {
                define.as_object_mut().unwrap().remove(key);
            }
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

    /// Carries voucher `v` on to a state: `_held` by a dispute, `_stopped` by a suspension.
    pub(crate) fn carry(&mut self, state: &str) {
        const WAY: [&str; 5] = ["issue", "claim", "redeem", "approve", "disburse"];
        let (base, hold) = state.split_once('_').unwrap_or((state, ""));
        let steps = match base {
            "none" => 0,
            "issued" | "revoked" | "replaced" | "swept" => 1,
            "lapsed" if hold.is_empty() => 1,
            "claimed" | "lapsed" => 2,
            "redeemed" => 3,
            "approved" | "scheduled" | "sealed" => 4,
            "disbursed" | "clawed" => 5,
            other => panic!("{other}"),
        };
        for action in &WAY[..steps] {
            self.does_usual(action);
        }
        if ["lapsed", "swept"].contains(&base) {
            self.now += 40 * DAY_S;
        }
        let then: &[&str] = match (base, hold) {
            ("swept", _) => &["expire"],
            ("revoked", _) => &["revoke"],
            ("replaced", _) => &["reissue"],
            ("scheduled", _) => &["schedule"],
            ("sealed", _) => &["schedule", "seal_batch"],
            ("clawed", _) => &["claw_back"],
            (_, "held") => &["dispute"],
            (_, "stopped") => &["suspend"],
            _ => &[],
        };
        then.iter().for_each(|action| self.does_usual(action));
    }

    #[track_caller]
    pub(crate) fn does_usual(&mut self, action: &str) {
        let (actor, order) = usual(action);
        self.does(actor, order);
    }
}

/// Who usually does an action to voucher `v` or batch `b`, and with what.
pub(crate) fn usual(action: &str) -> (&'static str, Value) {
    let mut order = json!({"action": action});
    match action {
        "accredit" | "discredit" => {
            order["programme"] = json!("p");
            order["provider"] = json!("pr");
        }
        "seal_batch" | "approve_batch" | "cancel_batch" => order["batch"] = json!("b"),
        _ => order["voucher"] = json!("v"),
    }
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
        "schedule" => {
            order["batch"] = json!("b");
            order["payment"] = json!("pay");
            "y payer"
        }
        "seal_batch" => "y payer",
        "approve_batch" => "a2 approver",
        "disburse" | "payout_failed" => {
            order["payment"] = json!("pay");
            "y payer"
        }
        "claw_back" | "cancel_batch" => "y payer",
        "revoke" | "expire" => "i issuer",
        "reissue" => {
            order["replacement"] = json!("new");
            "i issuer"
        }
        "suspend" | "dispute" => "au auditor",
        "accredit" | "discredit" | "resume" => "m manager",
        "settle_dispute" => {
            order["outcome"] = json!("dismissed");
            "m manager"
        }
        other => panic!("{other}"),
    };
    let why = ["reject", "payout_failed", "claw_back", "revoke", "dispute", "settle_dispute", "cancel_batch"];
    if why.contains(&action) || ["discredit", "reissue", "suspend", "resume"].contains(&action) {
        order["reason"] = json!("材料不符");
    }
    (actor, order)
}

/// The usual order with some fields changed.
pub(crate) fn changed(action: &str, change: Value) -> Value {
    let mut order = usual(action).1;
    for (key, value) in change.as_object().unwrap() {
        order[key] = value.clone();
    }
    order
}
