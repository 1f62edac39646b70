//! Commands that do not touch the same things may come in any order.
//!
//! Goal: whenever two commands are both done in either order, by the same events, the state is the same (its digest,
//! byte for byte); and commands on different vouchers and programmes are always of that kind. Method: states that the
//! generator reaches, and every pair of a handful of commands that are done there.

use std::collections::{BTreeMap, BTreeSet};

use doorstep::voucher::{Command, Event, State, Timestamp, apply, decide};
use serde_json::Value;

use super::generate::Sender;
use super::model::Model;
use super::{at, ledger, sealed, short};

/// What a command names that another may name too.
fn touched(order: &Value, event: &Event, model: &Model) -> BTreeSet<String> {
    let mut names = BTreeSet::from([format!("programme {}", event.programme)]);
    for key in ["voucher", "batch", "payment", "record"] {
        if let Some(name) = order[key].as_str() {
            names.insert(format!("{key} {name}"));
        }
    }
    if let Some(provider) = order["provider"].as_str() {
        names.insert(format!("accredited {provider} {}", order["item"]));
    }
    if let Some(name) = order["replacement"].as_str() {
        names.insert(format!("voucher {name}"));
    }
    let voucher = order["voucher"].as_str().and_then(|id| model.vouchers.get(id));
    if let Some(batch) = voucher.and_then(|voucher| voucher.batch.as_ref()) {
        names.insert(format!("batch {batch}"));
    }
    names
}

/// One after the other; the events without their number, and the digest of the state.
fn both(state: &State, first: &Command, second: &Command, now: Timestamp) -> Option<([Event; 2], String)> {
    let mut state = state.clone();
    let mut events = Vec::new();
    for command in [first, second] {
        let event = decide(&state, command, now).ok()?;
        apply(&mut state, &event).unwrap();
        events.push(Event { seq: 0, ..event });
    }
    state.check_money().unwrap();
    Some((events.try_into().ok()?, state.digest().to_string()))
}

/// What may hinder or change the other command although each alone is done: the money of the programme, the places of
/// a holder, the list of accredited providers, a batch.
fn same_programme_can_interfere(one: &str, other: &str) -> bool {
    let meets = |action: &str, list: &[&str]| list.contains(&action);
    let pair = [(one, other), (other, one)];
    pair.iter().any(|(one, other)| {
        ["issue", "define_programme"].contains(one)
            || meets(one, &["appropriate", "accredit", "discredit"])
                && meets(other, &["appropriate", "accredit", "discredit", "redeem"])
            || (one == other && meets(one, &["disburse", "expire"]))
            || meets(one, &["schedule", "seal_batch", "approve_batch", "cancel_batch"])
                && meets(other, &["schedule", "seal_batch", "approve_batch", "cancel_batch", "disburse"])
    })
}

/// Where the order matters although both are done by the same events, and should: the later of two accreditations of a
/// provider counts; a batch that is given up keeps the count that it had then; who approves a batch answers for what it
/// pays from then on.
fn is_meant(one: &Value, other: &Value, shared: &[&String]) -> bool {
    let shares = |kind: &str| shared.iter().any(|name| name.starts_with(kind));
    let any = |key: &str, value: &str| [one, other].iter().any(|order| order[key] == value);
    shares("accredited")
        || shares("batch") && any("action", "cancel_batch") && any("outcome", "upheld")
        || shares("batch") && any("action", "approve_batch") && any("action", "disburse")
}

/// Commands that would each be done in the state, of as many kinds and vouchers as come.
fn candidates(
    sender: &mut Sender,
    model: &Model,
    state: &State,
    now: Timestamp,
) -> Vec<(Value, Command, Event)> {
    let mut found: Vec<(Value, Command, Event)> = Vec::new();
    for _ in 0..24 {
        let (order, _) = sender.next(model);
        let command = sealed(order.clone());
        if let Ok(event) = decide(state, &command, now) {
            found.push((order, command, event));
        }
    }
    found
}

#[test]
fn order_does_not_matter_where_nothing_is_shared() {
    const SEQUENCES: u64 = 1_500;
    // (kind, kind) of one programme: pairs that commuted, pairs that did not.
    let mut pairs: BTreeMap<(String, String), [u64; 2]> = BTreeMap::new();
    let mut apart = 0;
    // One example of each kind of pair that should commute and does not.
    let mut wrong: BTreeMap<[String; 2], String> = BTreeMap::new();
    for seed in 0..SEQUENCES {
        let mut sender = Sender::new(1_000_000 + seed);
        let (mut ledger, mut model) = (ledger(), Model::default());
        for _ in 0..45 {
            let (order, now) = sender.next(&model);
            let (said, _) = model.submit(&order, now);
            let answer = ledger.submit(&super::command(order), at(now)).unwrap();
            assert_eq!(short(&answer), said.short());
        }
        let now = at(sender.now.max(model.time));
        let state = ledger.state().unwrap();
        let some = candidates(&mut sender, &model, state, now);
        for (index, (left, first, left_event)) in some.iter().enumerate() {
            for (right, second, right_event) in &some[index + 1..] {
                let kinds = [left, right].map(|order| order["action"].as_str().unwrap());
                let mut wants = |holds: bool| {
                    if !holds {
                        let key = [kinds[0].min(kinds[1]), kinds[0].max(kinds[1])].map(str::to_owned);
                        wrong.entry(key).or_insert_with(|| format!("seed {seed}: {left} and {right}"));
                    }
                };
                let [mine, yours] = [touched(left, left_event, &model), touched(right, right_event, &model)];
                let forth = both(state, first, second, now);
                let back = both(state, second, first, now);
                let mut commute = false;
                if let (Some(([a, b], digest)), Some(([c, d], other))) = (&forth, &back)
                    && (a, b) == (d, c)
                {
                    let shared: Vec<&String> = mine.intersection(&yours).collect();
                    wants(digest == other || is_meant(left, right, &shared));
                    commute = digest == other;
                }
                if mine.is_disjoint(&yours) {
                    wants(commute);
                    apart += 1;
                } else if mine.intersection(&yours).all(|name| name.starts_with("programme")) {
                    let must = !same_programme_can_interfere(kinds[0], kinds[1]);
                    wants(commute || !must);
                    let key = (kinds[0].min(kinds[1]).to_owned(), kinds[0].max(kinds[1]).to_owned());
                    pairs.entry(key).or_default()[usize::from(!commute)] += 1;
                }
            }
        }
    }
    if std::env::var_os("DOORSTEP_SHOW_REACHED").is_some() {
        println!("apart: {apart}");
        pairs.iter().for_each(|(kinds, counts)| println!("{kinds:?}: {counts:?}"));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(apart >= 1_000, "{apart}");
    let always = pairs.values().filter(|[yes, no]| *yes > 0 && *no == 0).count();
    assert!(always >= 200, "{always}");
    // Those that can stand in each other's way do so here, too: the search sees the difference.
    for kinds in [("issue", "issue"), ("define_programme", "define_programme"), ("discredit", "redeem")] {
        let key = (kinds.0.to_owned(), kinds.1.to_owned());
        assert!(pairs.get(&key).is_some_and(|[_, no]| *no > 0), "{key:?}");
    }
}
