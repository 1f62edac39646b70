//! Four eyes: a search for a way in which one person serves one voucher in two duties.
//!
//! One person, `x`, may take every role at every step; every other duty has an honest actor of its own. The machine
//! treats all ids alike, so what `x` cannot do nobody can. What `x` has done is told from the events, not from the machine.

use std::collections::BTreeSet;

use doorstep::voucher::{ActionKind, Event, EventBody, Role};
use serde_json::{Value, json};

use super::search::{Found, Move, Shadow, explore};
use super::stage::{Stage, asks, usual_actor};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Duty {
    Hold,
    Issue,
    Provide,
    Approve,
    Pay,
    Settle,
}

/// What `x` has done to a voucher, or to the one that it replaces.
#[derive(Clone, Default)]
struct Served {
    duties: BTreeSet<Duty>,
    /// The open dispute is that of `x`.
    raised: bool,
}

/// Vouchers `v`, replaced by `n`, and `w`.
#[derive(Clone, Default)]
struct Record {
    served: [Served; 2],
    payments: BTreeSet<String>,
    /// Batches that `x` has put a voucher into, sealed, approved.
    filled: BTreeSet<String>,
    sealed: BTreeSet<String>,
    approved: BTreeSet<String>,
}

fn line(voucher: &str) -> usize {
    usize::from(voucher == "w")
}

fn duty(body: &EventBody) -> Option<Duty> {
    Some(match body {
        EventBody::Issued { .. } | EventBody::Reissued { .. } => Duty::Issue,
        EventBody::Redeemed { .. } => Duty::Provide,
        EventBody::Approved { .. } | EventBody::Rejected { .. } => Duty::Approve,
        EventBody::Scheduled { .. }
        | EventBody::Disbursed { .. }
        | EventBody::PayoutFailed { .. }
        | EventBody::ClawedBack { .. } => Duty::Pay,
        EventBody::DisputeSettled { .. } => Duty::Settle,
        _ => return None,
    })
}

impl Shadow for Record {
    fn sees(&mut self, stage: &Stage, event: &Event) {
        if let EventBody::Disbursed { .. } = &event.body
            && let Some(voucher) = event.voucher.as_ref().and_then(|id| stage.state.voucher(id))
            && let Some(batch) = voucher.batch()
        {
            // Who approved the batch has approved this payment, who sealed it has ordered it.
            let duties = &mut self.served[line(voucher.id().as_str())].duties;
            duties.extend(self.approved.contains(batch.as_str()).then_some(Duty::Approve));
            duties.extend(self.sealed.contains(batch.as_str()).then_some(Duty::Pay));
        }
        let own = event.actor.id.as_str() == "x";
        if let Some(voucher) = &event.voucher {
            let served = &mut self.served[line(voucher.as_str())];
            match &event.body {
                EventBody::Issued { holder, .. } if holder.as_str() == "x" => {
                    served.duties.insert(Duty::Hold);
                }
                EventBody::Disputed { .. } => served.raised = own,
                EventBody::DisputeSettled { .. } => served.raised = false,
                EventBody::Scheduled { payment, .. } | EventBody::Disbursed { payment, .. } => {
                    self.payments.insert(payment.as_str().to_owned());
                }
                _ => {}
            }
            if own && let Some(duty) = duty(&event.body) {
                served.duties.insert(duty);
            }
        }
        if !own {
            return;
        }
        match &event.body {
            EventBody::BatchSealed { batch, .. } => self.sealed.insert(batch.as_str().to_owned()),
            EventBody::Scheduled { batch, .. } => self.filled.insert(batch.as_str().to_owned()),
            EventBody::BatchApproved { batch, .. } => self.approved.insert(batch.as_str().to_owned()),
            _ => false,
        };
    }

    fn key(&self, stage: &Stage, out: &mut Vec<u8>) {
        let bits = |duties: &BTreeSet<Duty>| duties.iter().fold(0, |bits, duty| bits | 1 << *duty as u8);
        for served in &self.served {
            out.extend([bits(&served.duties), u8::from(served.raised)]);
        }
        for voucher in stage.state.vouchers() {
            out.extend(voucher.id().as_str().as_bytes());
            out.extend([
                voucher.state() as u8,
                u8::from(voucher.is_disputed()),
                u8::from(voucher.is_suspended()),
                u8::from(voucher.holder().as_str() == "x"),
            ]);
            for text in [voucher.payment().map(|id| id.as_str()), voucher.batch().map(|id| id.as_str())] {
                out.extend(text.unwrap_or_default().as_bytes());
                out.push(0);
            }
        }
        for (id, batch) in stage.state.batches() {
            out.extend(id.as_str().as_bytes());
            out.extend([batch.state() as u8, batch.count() as u8, batch.approvals() as u8]);
            out.extend(
                [&self.filled, &self.sealed, &self.approved]
                    .map(|batches| u8::from(batches.contains(id.as_str()))),
            );
        }
        for payment in &self.payments {
            out.extend(payment.as_bytes());
        }
    }
}

/// Every action on these vouchers, by its honest actor and by `x` in every role that may.
fn moves(actions: &[&str], vouchers: &[&str], batches: &[&str], issued_to: &[&str]) -> Vec<Move> {
    let mut orders: Vec<(&str, Value)> = Vec::new();
    for action in actions {
        let about: Vec<Value> = match *action {
            "seal_batch" | "approve_batch" | "cancel_batch" => batches.iter().map(|batch| json!({"batch": batch})).collect(),
            "reissue" => vec![json!({"voucher": "v", "replacement": "n"})],
            // The replacement is made by no other way.
            "issue" => vouchers
                .iter()
                .filter(|voucher| **voucher != "n")
                .flat_map(|voucher| issued_to.iter().map(move |holder| json!({"voucher": voucher, "holder": holder})))
                .collect(),
            "redeem" => vouchers.iter().map(|id| json!({"voucher": id, "record": format!("s-{id}")})).collect(),
            "settle_dispute" => vouchers
                .iter()
                .flat_map(|id| ["dismissed", "upheld"].map(|outcome| json!({"voucher": id, "outcome": outcome})))
                .collect(),
            "schedule" => vouchers
                .iter()
                .flat_map(|id| batches.iter().map(move |batch| json!({"voucher": id, "batch": batch, "payment": format!("{id}-{batch}")})))
                .collect(),
            "disburse" | "payout_failed" => vouchers
                .iter()
                .flat_map(|id| {
                    let ids = batches.iter().map(move |batch| format!("{id}-{batch}"));
                    ids.chain([format!("{id}-alone")]).map(move |payment| json!({"voucher": id, "payment": payment}))
                })
                .collect(),
            _ => vouchers.iter().map(|id| json!({"voucher": id})).collect(),
        };
        orders.extend(about.into_iter().map(|order| (*action, order)));
    }
    let mut moves = Vec::new();
    for (action, changes) in &orders {
        let kind = ActionKind::ALL.into_iter().find(|kind| kind.name() == *action).unwrap();
        let mut actors = vec![usual_actor(action).to_owned()];
        if *action == "approve_batch" {
            actors.push("c approver".to_owned());
        }
        for role in Role::ALL.into_iter().filter(|role| role.may(kind)) {
            actors.push(format!("x {}", role.name()));
        }
        moves.extend(actors.iter().map(|actor| Move::ask(asks(actor, action, changes))));
    }
    moves
}

/// What a search has found of `x`.
#[derive(Default, Debug)]
struct Seen {
    /// Most duties for one voucher.
    duties: usize,
    /// Vouchers paid in a batch that `x` had both made and approved.
    own_batch: usize,
}

fn search(terms: &Value, moves: &[Move]) -> (Found, Seen) {
    let mut seen = Seen::default();
    let found = explore(
        Stage::new(terms),
        Record::default(),
        moves,
        |_, record: &Record| {
            seen.duties =
                record.served.iter().map(|served| served.duties.len()).fold(seen.duties, usize::max);
        },
        |stage, record, _, answer| {
            let Ok(Event { body: EventBody::Disbursed { .. }, voucher: Some(voucher), .. }) = answer else {
                return;
            };
            let Some(batch) = stage.state.voucher(voucher).and_then(|voucher| voucher.batch()) else {
                return;
            };
            let [filled, sealed, approved] = [&record.filled, &record.sealed, &record.approved]
                .map(|batches| batches.contains(batch.as_str()));
            seen.own_batch += usize::from(approved && (filled || sealed));
        },
    );
    (found, seen)
}

const LIFE: [&str; 15] = [
    "issue",
    "claim",
    "redeem",
    "approve",
    "reject",
    "schedule",
    "seal_batch",
    "approve_batch",
    "cancel_batch",
    "disburse",
    "payout_failed",
    "claw_back",
    "reissue",
    "dispute",
    "settle_dispute",
];

#[track_caller]
fn nobody_has_two_duties(name: &str, terms: &Value, moves: &[Move]) {
    let (found, seen) = search(terms, moves);
    println!("{name}: {} states, {} steps, {seen:?}", found.states(), found.edges.len());
    assert_eq!((seen.duties, seen.own_batch), (1, 0), "{name}");
}

#[test]
fn no_person_serves_one_voucher_in_two_duties() {
    for approvals in 0..3 {
        let terms = json!({"batch_approvals": approvals});
        let moves = moves(&LIFE, &["v", "n"], &["b-1", "b-2"], &["h", "x"]);
        nobody_has_two_duties(&format!("one voucher, {approvals} approvals"), &terms, &moves);
    }
}

/// Who approves a batch approves every voucher in it.
#[test]
fn a_batch_does_not_mix_the_duties_of_its_vouchers() {
    let actions = [&LIFE[..4], &LIFE[5..8], &LIFE[9..11]].concat();
    for approvals in 1..3 {
        let terms = json!({"batch_approvals": approvals, "per_person_limit": 2});
        let moves = moves(&actions, &["v", "w"], &["b-1"], &["h"]);
        nobody_has_two_duties(&format!("two vouchers, {approvals} approvals"), &terms, &moves);
    }
}

/// The same search where the programme does not ask for four eyes finds one person in every duty: it can see them.
#[test]
fn the_search_sees_what_it_looks_for() {
    let actions = [&LIFE[..4], &LIFE[5..8], &LIFE[9..10], &LIFE[13..]].concat();
    let terms = json!({"batch_approvals": 1, "four_eyes": false});
    let (_, seen) = search(&terms, &moves(&actions, &["v"], &["b-1"], &["x"]));
    assert_eq!(seen.duties, 6);
    assert!(seen.own_batch > 0);
}
