//! Of two faults at once the one declared first is answered: every pair of a list of faults, for the actions that have
//! the longest lists.
//!
//! Method: an order that would be done, and faults that can be put in one by one. Each alone must give its own code,
//! each two the one that comes first. The random commands meet many more pairs; see [`super::model_tests`].

use serde_json::{Value, json};

use super::model::PRECEDENCE;
use super::{DAY_S, START_S, World, changed, usual};

/// What is put in to have one fault.
struct Fault {
    code: &'static str,
    /// Other terms of the programme.
    terms: Value,
    /// Done after the way to the order.
    before: fn(&mut World),
    /// Seconds until the order comes.
    wait: i64,
    /// Other fields of the order; `null` takes a field out.
    order: Value,
    /// Other fields of the actor.
    actor: Value,
    /// Faults that cannot be there at the same time, since one undoes the other or stops the way to it.
    not_with: &'static str,
}

fn fault(code: &'static str) -> Fault {
    let none = || json!({});
    Fault { code, terms: none(), before: |_| (), wait: 0, order: none(), actor: none(), not_with: "" }
}

impl Fault {
    fn terms(self, terms: Value) -> Self {
        Self { terms, ..self }
    }

    fn before(self, before: fn(&mut World)) -> Self {
        Self { before, ..self }
    }

    fn order(self, order: Value) -> Self {
        Self { order, ..self }
    }

    fn actor(self, actor: Value) -> Self {
        Self { actor, ..self }
    }

    fn wait(self, wait: i64) -> Self {
        Self { wait, ..self }
    }

    fn not_with(self, not_with: &'static str) -> Self {
        Self { not_with, ..self }
    }
}

fn merge(into: &mut Value, change: &Value) {
    for (key, value) in change.as_object().unwrap() {
        into[key] = value.clone();
    }
}

/// The order that would be done.
struct Scene {
    terms: Value,
    way: fn(&mut World),
    action: &'static str,
    order: Value,
}

impl Scene {
    fn play(&self, faults: &[&Fault]) -> String {
        let mut terms = self.terms.clone();
        faults.iter().for_each(|fault| merge(&mut terms, &fault.terms));
        let mut world = World::new(terms);
        (self.way)(&mut world);
        faults.iter().for_each(|fault| (fault.before)(&mut world));
        world.now += faults.iter().map(|fault| fault.wait).max().unwrap_or(0);
        let (actor, _) = usual(self.action);
        let (id, role) = actor.split_once(' ').unwrap();
        let mut order = changed(self.action, self.order.clone());
        order["id"] = json!("last");
        order["actor"] = json!({"id": id, "role": role, "region": "37"});
        for fault in faults {
            merge(&mut order, &fault.order);
            merge(&mut order["actor"], &fault.actor);
        }
        super::short(&world.ledger.submit(&super::command(order), super::at(world.now)).unwrap())
    }

    /// How many pairs were tried.
    fn check(&self, faults: &[Fault]) -> usize {
        let rank = |code: &str| PRECEDENCE.split_whitespace().position(|known| known == code).unwrap();
        assert!(self.play(&[]).starts_with('+'), "{}: {}", self.action, self.play(&[]));
        let mut pairs = 0;
        for (index, one) in faults.iter().enumerate() {
            assert_eq!(self.play(&[one]), one.code, "{}", self.action);
            for other in &faults[index + 1..] {
                let apart =
                    |one: &Fault, other: &Fault| one.not_with.split(' ').any(|code| code == other.code);
                if apart(one, other) || apart(other, one) || one.code == other.code {
                    continue;
                }
                let first = if rank(one.code) < rank(other.code) { one.code } else { other.code };
                let place = || format!("{}: {} and {}", self.action, one.code, other.code);
                assert_eq!(self.play(&[one, other]), first, "{}", place());
                pairs += 1;
            }
        }
        pairs
    }
}

fn rights() -> Vec<Fault> {
    vec![
        fault("role_not_allowed").actor(json!({"role": "auditor"})).not_with("role_limit"),
        fault("outside_region").actor(json!({"region": "370103"})),
        fault("outside_programme").actor(json!({"programme": "q"})),
        fault("version_conflict").order(json!({"expected_version": 77})),
    ]
}

#[test]
fn pairs_of_faults_of_an_issue() {
    let scene = Scene {
        terms: json!({"rule": "rules-7", "per_person_limit": 9}),
        way: |_| (),
        action: "issue",
        order: json!({"rule": "rules-7", "evidence": "decision-1"}),
    };
    fn same_holder(world: &mut World) {
        let order = json!({"voucher": "w", "rule": "rules-7", "evidence": "decision-1"});
        world.send("i issuer", changed("issue", order));
    }
    fn spend_all(world: &mut World) {
        for holder in 0..10 {
            let order = json!({"voucher": format!("w{holder}"), "holder": format!("h{holder}"), "rule": "rules-7",
                "evidence": "decision-1"});
            world.send("i issuer", changed("issue", order));
        }
    }
    let mut faults = rights();
    faults.extend([
        fault("programme_unknown").order(json!({"programme": "nowhere"})),
        fault("voucher_exists").before(|world| {
            world.define("q0", json!({}));
            world.does("m manager", json!({"action": "appropriate", "programme": "q0", "amount_fen": 1_000}));
            world.does("i issuer", changed("issue", json!({"programme": "q0", "holder": "h0"})));
        }),
        fault("programme_not_open")
            .terms(json!({"issue_from": START_S + DAY_S}))
            .not_with("programme_ended per_person_limit per_period_limit budget_short"),
        fault("programme_ended").terms(json!({"issue_until": START_S + 9})).wait(9),
        fault("four_eyes").order(json!({"holder": "i"})).not_with("per_person_limit per_period_limit"),
        fault("item_unknown").order(json!({"item": "z"})).not_with("per_period_limit budget_short"),
        fault("role_limit")
            .terms(json!({"role_limits_fen": {"issuer": 999}}))
            .not_with("per_person_limit per_period_limit budget_short"),
        fault("evidence_missing").order(json!({"evidence": null})),
        fault("rule_mismatch").order(json!({"rule": "rules-6"})),
        fault("per_person_limit").terms(json!({"per_person_limit": 1})).before(same_holder),
        fault("per_period_limit")
            .terms(json!({"per_period_limit": 1, "period": "year"}))
            .before(same_holder)
            .not_with("budget_short"),
        fault("budget_short").before(spend_all),
    ]);
    let pairs = scene.check(&faults);
    assert!(pairs >= 90, "{pairs}");
}

#[test]
fn pairs_of_faults_of_a_redemption() {
    fn claim(world: &mut World) {
        world.does("i issuer", changed("issue", json!({"secret": "7Q2M-9KXW-41TC"})));
        world.does_usual("claim");
    }
    let secret = json!({"secret": "7Q2M-9KXW-41TC"});
    let scene = Scene {
        terms: json!({"valid_from": START_S - DAY_S, "valid_until": START_S + DAY_S, "per_person_limit": 9}),
        way: claim,
        action: "redeem",
        order: secret,
    };
    let mut faults = rights();
    faults.extend([
        fault("amount_zero")
            .order(json!({"amount_fen": 0}))
            .not_with("above_face partial_not_allowed role_limit"),
        fault("voucher_unknown").order(json!({"voucher": "nowhere"})),
        fault("expired").wait(DAY_S),
        fault("step_done")
            .before(|world| {
                // By another number of a record that is accredited or not: the terms decide.
                let order = changed("redeem", json!({"record": "s9", "secret": "7Q2M-9KXW-41TC"}));
                world.send("pr9 provider", order);
            })
            .not_with("expired suspended not_accredited role_limit"),
        fault("suspended").before(|world| world.does_usual("suspend")).not_with("step_done"),
        fault("four_eyes").actor(json!({"id": "i"})),
        fault("role_limit")
            .terms(json!({"role_limits_fen": {"provider": 999}}))
            .not_with("partial_not_allowed"),
        fault("secret_wrong").order(json!({"secret": "0000-0000-0000"})),
        fault("not_accredited").terms(json!({"accredited_only": true})).not_with("record_used"),
        fault("service_date").order(json!({"served_at": START_S - 2 * DAY_S})),
        fault("record_used")
            .before(|world| {
                world.does("i issuer", changed("issue", json!({"voucher": "w", "holder": "h2"})));
                world.does("h2 holder", changed("claim", json!({"voucher": "w"})));
                world.send("pr9 provider", changed("redeem", json!({"voucher": "w"})));
            })
            .not_with("role_limit"),
        fault("above_face").order(json!({"amount_fen": 1_001})).not_with("partial_not_allowed"),
        fault("partial_not_allowed").order(json!({"amount_fen": 998})),
    ]);
    let pairs = scene.check(&faults);
    assert!(pairs >= 100, "{pairs}");
}

#[test]
fn pairs_of_faults_of_a_payment() {
    let scene = Scene {
        terms: json!({"per_person_limit": 9}),
        way: |world| world.carry("approved"),
        action: "disburse",
        order: json!({}),
    };
    fn use_payment(world: &mut World) {
        for action in ["issue", "claim", "redeem", "approve", "schedule"] {
            let (actor, mut order) = usual(action);
            order["voucher"] = json!("w");
            if action == "redeem" {
                order["record"] = json!("s2");
            }
            world.does(actor, order);
        }
    }
    let mut faults = rights();
    faults.extend([
        fault("voucher_unknown").order(json!({"voucher": "nowhere"})),
        fault("disputed")
            .before(|world| world.does_usual("dispute"))
            .not_with("batch_not_approved payment_mismatch"),
        fault("suspended")
            .before(|world| world.does_usual("suspend"))
            .not_with("batch_not_approved payment_mismatch"),
        fault("not_scheduled")
            .terms(json!({"batch_approvals": 1}))
            .not_with("batch_not_approved payment_mismatch"),
        fault("batch_not_approved")
            .before(|world| {
                world.send("y payer", changed("schedule", json!({"batch": "b2", "payment": "pay2"})));
            })
            .order(json!({"payment": "pay2"}))
            .not_with("payment_used payment_mismatch"),
        fault("four_eyes").actor(json!({"id": "a"})),
        fault("role_limit")
            .terms(json!({"role_limits_fen": {"payer": 999}}))
            .not_with("payment_used batch_not_approved payment_mismatch"),
        fault("payment_used").before(use_payment).not_with("payment_mismatch"),
        fault("payment_mismatch").before(|world| {
            world.does("y payer", changed("schedule", json!({"batch": "b3", "payment": "pay3"})));
            world.does("y payer", changed("seal_batch", json!({"batch": "b3"})));
        }),
    ]);
    let pairs = scene.check(&faults);
    assert!(pairs >= 45, "{pairs}");
}

#[test]
fn pairs_of_faults_of_a_batch() {
    let scene = Scene {
        terms: json!({"batch_approvals": 1}),
        way: |world| world.carry("sealed"),
        action: "approve_batch",
        order: json!({}),
    };
    let mut faults = rights();
    faults.extend([
        fault("batch_unknown").order(json!({"batch": "nowhere"})),
        fault("batch_closed").before(|world| world.does_usual("cancel_batch")).not_with("batch_approved"),
        fault("batch_approved")
            .before(|world| world.does("m manager", usual("approve_batch").1))
            .not_with("batch_closed"),
        fault("four_eyes").actor(json!({"id": "y"})),
        fault("role_limit").terms(json!({"role_limits_fen": {"approver": 999, "manager": 20_000}})),
    ]);
    // The approver of the voucher would be stopped by the limit, too.
    let pairs = Scene {
        way: |world| {
            for action in ["issue", "claim", "redeem"] {
                world.does_usual(action);
            }
            world.does("m2 manager", usual("approve").1);
            world.does_usual("schedule");
            world.does_usual("seal_batch");
        },
        ..scene
    }
    .check(&faults);
    assert!(pairs >= 30, "{pairs}");
}
