//! A stage for tests that ask the machine itself, `decide` and `apply`, without a ledger.

use doorstep::voucher::{Command, Event, RefusalCode, State, apply, decide};
use serde_json::{Value, json};

use super::{DAY_S, START_S, at, command};

/// A state and a clock. Programme `p` of division 370102 has 10,000 fen; vouchers have 100.
#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) state: State,
    pub(crate) now: i64,
}

/// Who usually does an action, as `id role`.
pub(crate) fn usual_actor(action: &str) -> &'static str {
    match action {
        "issue" | "reissue" | "revoke" | "expire" => "i issuer",
        "claim" => "h holder",
        "redeem" => "p provider",
        "approve" | "reject" => "a approver",
        "approve_batch" => "b approver",
        "schedule" | "seal_batch" | "cancel_batch" | "disburse" | "payout_failed" | "claw_back" => "y payer",
        "dispute" => "u auditor",
        _ => "m manager",
    }
}

/// An action on programme `p`, voucher `v` or batch `b`, without id and actor, with some fields changed.
pub(crate) fn fields(action: &str, changes: &Value) -> Value {
    let mut order = match action {
        "define_programme" => {
            json!({"programme": "p", "name": "技能培训券", "region": "370102", "item": "training",
            "face_amount_fen": 100, "valid_days": 30, "payee": "provider"})
        }
        "appropriate" => json!({"programme": "p", "amount_fen": 10_000}),
        "accredit" => json!({"programme": "p", "provider": "p"}),
        "discredit" => json!({"programme": "p", "provider": "p", "reason": "到期"}),
        "issue" => json!({"programme": "p", "voucher": "v", "holder": "h"}),
        "claim" | "approve" | "expire" => json!({"voucher": "v"}),
        "redeem" => json!({"voucher": "v", "record": "s"}),
        "schedule" => json!({"voucher": "v", "batch": "b", "payment": "pay"}),
        "seal_batch" | "approve_batch" => json!({"batch": "b"}),
        "cancel_batch" => json!({"batch": "b", "reason": "有误"}),
        "disburse" => json!({"voucher": "v", "payment": "pay"}),
        "payout_failed" => json!({"voucher": "v", "payment": "pay", "reason": "账户有误"}),
        "reissue" => json!({"voucher": "v", "replacement": "n", "reason": "遗失"}),
        "settle_dispute" => json!({"voucher": "v", "outcome": "dismissed", "reason": "已核实"}),
        _ => json!({"voucher": "v", "reason": "材料不符"}),
    };
    order["action"] = json!(action);
    for (field, value) in changes.as_object().into_iter().flatten() {
        order[field] = value.clone();
    }
    order
}

/// A command of an actor `id role` of the province.
#[track_caller]
pub(crate) fn asks(actor: &str, action: &str, changes: &Value) -> Command {
    let (id, role) = actor.split_once(' ').unwrap();
    let mut order = fields(action, changes);
    order["actor"] = json!({"id": id, "role": role, "region": "37"});
    order["id"] = json!("c");
    command(order)
}

impl Stage {
    pub(crate) fn new(terms: &Value) -> Self {
        let mut stage = Self { state: State::default(), now: START_S };
        stage.does(&asks("m manager", "define_programme", terms));
        stage.does(&asks("m manager", "appropriate", &Value::Null));
        stage
    }

    pub(crate) fn decides(&self, command: &Command) -> Result<Event, RefusalCode> {
        decide(&self.state, command, at(self.now)).map_err(|refusal| refusal.code())
    }

    #[track_caller]
    pub(crate) fn applies(&mut self, event: &Event) {
        apply(&mut self.state, event).unwrap();
    }

    /// `+claimed` or the code of the refusal without its family; an event is applied.
    pub(crate) fn tries(&mut self, command: &Command) -> String {
        match self.decides(command) {
            Ok(event) => {
                self.applies(&event);
                format!("+{}", event.body.name())
            }
            Err(code) => code.code().trim_start_matches("voucher.").to_owned(),
        }
    }

    #[track_caller]
    pub(crate) fn does(&mut self, command: &Command) {
        let answer = self.tries(command);
        assert!(answer.starts_with('+'), "{answer}: {command:?}");
    }

    /// Walks a line of actions by their usual actors: `late` lets the vouchers lapse, `upheld` settles a dispute so,
    /// `other` brings a voucher `w` to where it can be paid.
    #[track_caller]
    pub(crate) fn walk(&mut self, line: &str) {
        for word in line.split_whitespace() {
            match word {
                "late" => self.now += 40 * DAY_S,
                "upheld" => {
                    let order = json!({"outcome": "upheld"});
                    self.does(&asks(usual_actor("settle_dispute"), "settle_dispute", &order));
                }
                "other" => {
                    for action in ["issue", "claim", "redeem", "approve"] {
                        let mut order = json!({"voucher": "w"});
                        if action == "redeem" {
                            order["record"] = json!("s-w");
                        }
                        self.does(&asks(usual_actor(action), action, &order));
                    }
                }
                action => self.does(&asks(usual_actor(action), action, &Value::Null)),
            }
        }
    }
}
