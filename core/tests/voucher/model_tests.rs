//! Random commands on the machine and on the plain model, compared after each.
//!
//! Goal: no sequence of commands makes the two disagree, breaks the budget, or gives a history that does not replay.
//! Method: seeded sequences ([`super::generate`]), wrong clocks, repeats and reused ids mixed in. What the generator
//! reached is counted, so that a blind spot fails the test: every transition, every refusal of every action, and every
//! pair of faults that can be there at once.
//!
//! A failure names its seed: `DOORSTEP_SEED=<seed> cargo test -p doorstep --test main random_commands` plays it again.
//! `DOORSTEP_SEED=20000..90000` plays so many others; `DOORSTEP_SHOW_REACHED=1` with `--nocapture` prints the counts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use doorstep::voucher::{Answer, Command, Ledger, RefusalCode, Timestamp};
use serde_json::{Value, json};

use super::generate::{ACTIONS, Sender};
use super::model::{Model, PRECEDENCE, Said};
use super::reachable::{TRANSITIONS, refusals_of};
use super::{ledger, short};

const SEQUENCES: u64 = 17_000;
const COMMANDS: usize = 60;

struct Run {
    ledger: Ledger,
    model: Model,
    /// Commands with the bytes of their first answers.
    sent: Vec<(Value, String)>,
}

impl Run {
    /// The same command again, or its id with another content.
    fn again(&self, sender: &mut Sender) -> Option<(Value, Option<String>)> {
        if self.sent.is_empty() || !sender.dice.percent(4) {
            return None;
        }
        let (mut order, answer) = self.sent[sender.dice.below(self.sent.len() as u64) as usize].clone();
        if sender.dice.percent(60) {
            return Some((order, Some(answer)));
        }
        let key = ["voucher", "batch", "programme"].into_iter().find(|key| !order[*key].is_null()).unwrap();
        order[key] = json!("z");
        Some((order, None))
    }

    fn compare_money(&self, programme: &str, place: &dyn Fn() -> String) {
        let view = self.ledger.budget(&programme.parse().unwrap()).unwrap().unwrap();
        let view = serde_json::to_value(view).unwrap();
        let found = ["appropriated", "available", "reserved", "payable", "spent", "recovered", "expired"]
            .map(|bucket| i128::from(view[format!("{bucket}_fen")].as_i64().unwrap()));
        assert_eq!(found, self.model.money(programme), "{programme}: {}", place());
        assert!(found.iter().all(|amount| *amount >= 0));
        let [granted, available, reserved, payable, spent, recovered, _] = found;
        assert_eq!(granted + recovered, available + reserved + payable + spent);
        assert_eq!(view["version"], self.model.programmes[programme].version, "{programme}: {}", place());
    }

    fn compare_batch(&self, id: &str, place: &dyn Fn() -> String) {
        let batch = &self.model.batches[id];
        let view = self.ledger.batch(&id.parse().unwrap()).unwrap().unwrap();
        let (count, total) = match batch.state {
            "open" => (
                self.model.members(id).count(),
                self.model.members(id).map(|voucher| voucher.amount).sum::<i128>(),
            ),
            _ => (batch.count, batch.total),
        };
        let expected = json!({
            "batch": id,
            "programme": batch.programme,
            "state": batch.state,
            "version": batch.version,
            "count": count,
            "total_fen": total as i64,
            "approvals": batch.approvals.len(),
            "paid_count": batch.paid.len(),
            "paid_fen": batch.paid.iter().sum::<i128>() as i64,
        });
        assert_eq!(serde_json::to_value(view).unwrap(), expected, "{}", place());
    }

    fn compare_voucher(&self, id: &str, place: &dyn Fn() -> String) {
        let expected = &self.model.vouchers[id];
        let live = self.model.live_batch(expected).is_some();
        let in_payment = match expected.state {
            "disbursed" | "clawed_back" => true,
            state => state == "approved" && live,
        };
        let scheduled = expected.scheduled_as.as_ref().filter(|_| live && expected.state == "approved");
        let view = self.ledger.voucher(&id.parse().unwrap()).unwrap().unwrap();
        let view = serde_json::to_value(view).unwrap();
        let expected = json!({
            "programme": expected.programme,
            "item": expected.item,
            "holder": expected.holder,
            "state": expected.state,
            "disputed": expected.disputed_by.is_some(),
            "suspended": expected.suspended,
            "version": expected.version,
            "face_amount_fen": expected.face as i64,
            "amount_fen": expected.amount as i64,
            "recovered_fen": expected.recovered as i64,
            "valid_from": expected.from,
            "expires_at": expected.until,
            "evidence": expected.evidence,
            "provider": expected.provider,
            "record": expected.record,
            "payment": expected.payment.as_ref().or(scheduled),
            "batch": expected.batch.as_ref().filter(|_| in_payment),
            "has_secret": expected.secret.is_some(),
        });
        for (key, value) in expected.as_object().unwrap() {
            assert_eq!(view[key], *value, "{id}: {key}: {}", place());
        }
    }

    fn compare_all(&self, place: &dyn Fn() -> String) {
        let state = self.ledger.state().unwrap();
        assert_eq!(state.vouchers().count(), self.model.vouchers.len());
        self.model.vouchers.keys().for_each(|id| self.compare_voucher(id, place));
        self.model.programmes.keys().for_each(|id| self.compare_money(id, place));
        self.model.batches.keys().for_each(|id| self.compare_batch(id, place));
    }
}

/// Compares everything that a ledger and the model hold.
pub(crate) fn compare(ledger: Ledger, model: Model, place: &str) -> Ledger {
    let run = Run { ledger, model, sent: Vec::new() };
    run.compare_all(&|| place.to_owned());
    run.ledger
}

/// What an applied command did, for the count of transitions.
fn transition(model: &Model, order: &Value) -> String {
    let action = order["action"].as_str().unwrap();
    let state = match action {
        "seal_batch" | "approve_batch" | "cancel_batch" => {
            order["batch"].as_str().and_then(|id| model.batches.get(id)).map(|batch| batch.state)
        }
        _ => order["voucher"].as_str().and_then(|id| model.vouchers.get(id)).map(|voucher| voucher.state),
    };
    let state = state.unwrap_or("-");
    match order["outcome"].as_str() {
        Some(outcome) => format!("{state} {action} {outcome}"),
        None => format!("{state} {action}"),
    }
}

/// How often each was reached: `state action` for transitions, `action refusal`, `action refusal refusal` for two
/// faults at once, `=` for a replay, `key_reuse`.
pub(crate) type Reached = BTreeMap<String, u64>;

fn count(reached: &mut Reached, key: String) {
    *reached.entry(key).or_default() += 1;
}

/// Plays one seeded sequence on a ledger in memory and on the model.
fn play(seed: u64, reached: &mut Reached) {
    play_on(seed, ledger(), reached);
}

/// Plays one seeded sequence on an empty ledger and on the model, comparing after each command.
pub(crate) fn play_on(seed: u64, ledger: Ledger, reached: &mut Reached) -> Ledger {
    let mut sender = Sender::new(seed);
    let mut run = Run { ledger, model: Model::default(), sent: Vec::new() };
    for step in 0..COMMANDS {
        let (order, now, first) = match run.again(&mut sender) {
            Some((order, first)) => (order, sender.now, first),
            None => {
                let (order, now) = sender.next(&run.model);
                (order, now, None)
            }
        };
        let place = || format!("DOORSTEP_SEED={seed}, step {step}: {order} at {now}");
        let command = Command::read(order.clone()).unwrap_or_else(|error| panic!("{error}: {}", place()));
        let transition = transition(&run.model, &order);
        let suspended = order["voucher"]
            .as_str()
            .and_then(|id| run.model.vouchers.get(id))
            .is_some_and(|known| known.suspended);
        let (said, faults) = run.model.submit(&order, now);
        let answer = run.ledger.submit(&command, Timestamp::new(now).unwrap()).unwrap();
        assert_eq!(short(&answer), said.short(), "{}", place());
        let action = order["action"].as_str().unwrap();
        match (&said, &answer) {
            (Said::Done(_, fields), Answer::Applied { event }) => {
                let event = serde_json::to_value(event).unwrap();
                for (key, value) in fields {
                    assert_eq!(event[*key], *value, "{key}: {}", place());
                }
                run.compare_money(event["programme"].as_str().unwrap(), &place);
                for key in ["voucher", "replacement"] {
                    if let Some(id) = order[key].as_str() {
                        run.compare_voucher(id, &place);
                    }
                }
                if event["full"] == true {
                    count(reached, format!("{transition} in full"));
                }
                if suspended {
                    count(reached, format!("{transition} suspended"));
                }
                if action == "disburse" {
                    let voucher = &run.model.vouchers[order["voucher"].as_str().unwrap()];
                    if run.model.live_batch(voucher).is_some() {
                        count(reached, format!("{transition} in a batch"));
                    }
                    if event["shares"].as_array().unwrap().len() == 2 {
                        count(reached, format!("{transition} to both"));
                    }
                }
                count(reached, transition);
            }
            (Said::Again(_), Answer::Replayed { first: again }) => {
                let bytes = serde_json::to_string(again).unwrap();
                if let Some(first) = first {
                    assert_eq!(bytes, first, "{}", place());
                    count(reached, "=".to_owned());
                }
            }
            (Said::Declined("key_reuse"), _) => count(reached, "key_reuse".to_owned()),
            (Said::Declined(code), _) => {
                count(reached, format!("{action} {code}"));
                for other in &faults[1..] {
                    count(reached, format!("{action} {code} {other}"));
                }
            }
            _ => panic!("{answer:?}"),
        }
        if faults.first() != Some(&"clock_behind")
            && !matches!(said, Said::Again(_) | Said::Declined("key_reuse"))
        {
            run.sent.push((order, serde_json::to_string(&answer).unwrap()));
        }
        if step % 16 == 0 {
            run.ledger.state().unwrap().check_money().unwrap();
        }
    }
    run.compare_all(&|| format!("DOORSTEP_SEED={seed}, at the end"));
    if seed.is_multiple_of(10) {
        // Replays the chain, sums the vouchers anew, compares states.
        let verified = run.ledger.verify().unwrap();
        let copy = Ledger::import(&run.ledger.export().unwrap()).unwrap();
        assert_eq!(copy.verify().unwrap(), verified);
        assert_eq!(copy.state().unwrap(), run.ledger.state().unwrap());
    }
    run.ledger
}

/// Plays a seeded sequence of so many commands on an empty ledger in batches of up to 128, each sent at one instant, and on
/// the model one by one; the answers are compared batch by batch, all money and vouchers at the end.
pub(crate) fn play_batches_on(seed: u64, commands: usize, ledger: Ledger) -> Ledger {
    let mut sender = Sender::new(seed);
    let mut run = Run { ledger, model: Model::default(), sent: Vec::new() };
    let mut played = 0;
    while played < commands {
        let size = (1 + sender.dice.below(128) as usize).min(commands - played);
        let (mut batch, mut expected, mut instant) = (Vec::new(), Vec::new(), None);
        for _ in 0..size {
            let order = match run.again(&mut sender) {
                Some((order, _)) => order,
                None => {
                    let (order, now) = sender.next(&run.model);
                    instant.get_or_insert(now);
                    order
                }
            };
            let now = *instant.get_or_insert(sender.now);
            let (said, faults) = run.model.submit(&order, now);
            if faults.first() != Some(&"clock_behind")
                && !matches!(said, Said::Again(_) | Said::Declined("key_reuse"))
            {
                run.sent.push((order.clone(), String::new()));
            }
            batch.push(Command::read(order).unwrap());
            expected.push(said.short());
        }
        let now = Timestamp::new(instant.unwrap()).unwrap();
        let answers = run.ledger.submit_many(&batch, now).unwrap();
        let answers: Vec<String> = answers.iter().map(short).collect();
        assert_eq!(answers, expected, "seed {seed}, commands {played}..");
        played += size;
    }
    run.compare_all(&|| format!("seed {seed}, at the end"));
    run.ledger.state().unwrap().check_money().unwrap();
    run.ledger
}

/// All sequences, on two threads; the tests below look at what they reached.
static REACHED: LazyLock<Reached> = LazyLock::new(|| {
    if let Ok(seeds) = std::env::var("DOORSTEP_SEED") {
        let (first, end) = seeds.split_once("..").unwrap_or((&seeds, ""));
        let first: u64 = first.parse().unwrap();
        let end = if end.is_empty() { first + 1 } else { end.parse().unwrap() };
        (first..end).for_each(|seed| play(seed, &mut Reached::new()));
        return Reached::new();
    }
    const WORKERS: u64 = 2;
    let parts: Vec<Reached> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| {
                scope.spawn(move || {
                    let mut reached = Reached::new();
                    let seeds = (worker..SEQUENCES).step_by(WORKERS as usize);
                    seeds.for_each(|seed| play(seed, &mut reached));
                    reached
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let mut all = Reached::new();
    for (key, number) in parts.into_iter().flatten() {
        *all.entry(key).or_default() += number;
    }
    if std::env::var_os("DOORSTEP_SHOW_REACHED").is_some() {
        all.iter().for_each(|(key, number)| println!("{number:>8} {key}"));
    }
    all
});

fn reached(key: &str) -> u64 {
    REACHED.get(key).copied().unwrap_or(0)
}

fn one_seed_only() -> bool {
    LazyLock::force(&REACHED).is_empty()
}

#[test]
fn random_commands_agree_with_the_plain_model() {
    if one_seed_only() {
        return;
    }
    assert!(SEQUENCES * COMMANDS as u64 >= 1_000_000);
    let rare: Vec<String> = TRANSITIONS
        .iter()
        .flat_map(|(action, states)| states.split(' ').map(move |state| format!("{state} {action}")))
        .chain(["=".to_owned(), "key_reuse".to_owned()])
        .filter(|key| reached(key) < 100)
        .map(|key| format!("{key}: {}", reached(&key)))
        .collect();
    assert!(rare.is_empty(), "{rare:?}");
}

/// Every refusal of every action, and no other.
#[test]
fn random_commands_reach_every_refusal_of_every_action() {
    if one_seed_only() {
        return;
    }
    let mut rare = Vec::new();
    let mut cells = 0;
    for action in ACTIONS {
        for code in refusals_of(action) {
            let key = format!("{action} {code}");
            cells += 1;
            if reached(&key) < 20 {
                rare.push(format!("{key}: {}", reached(&key)));
            }
        }
    }
    assert!(rare.is_empty(), "{rare:?}");
    let found: Vec<&String> =
        REACHED.keys().filter(|key| ACTIONS.contains(&key.split(' ').next().unwrap())).collect();
    let single: Vec<&&String> = found.iter().filter(|key| key.split(' ').count() == 2).collect();
    assert_eq!(single.len(), cells, "{single:?}");
}

/// Where two faults are there at once, the one declared first is answered: the run compares that with the model, which
/// finds all faults; here is asserted that it came to it.
#[test]
fn random_commands_meet_two_faults_at_once() {
    if one_seed_only() {
        return;
    }
    let pairs: BTreeSet<(&str, &str)> = REACHED
        .iter()
        .filter(|(_, number)| **number >= 3)
        .filter_map(|(key, _)| {
            let mut words = key.split(' ');
            let action = words.next().filter(|action| ACTIONS.contains(action));
            action.and(words.next().zip(words.next()))
        })
        .collect();
    for code in RefusalCode::ALL.iter().map(|code| code.code().trim_start_matches("voucher.")) {
        let partners = pairs.iter().filter(|(one, other)| *one == code || *other == code).count();
        assert!(code == "key_reuse" || partners >= 2, "{code}: {partners}");
    }
    assert!(pairs.len() >= 440, "{}", pairs.len());
}

#[test]
fn the_order_of_precedence_is_the_documented_one() {
    let declared: Vec<&str> =
        RefusalCode::ALL.iter().map(|code| code.code().trim_start_matches("voucher.")).collect();
    assert_eq!(declared, PRECEDENCE.split_whitespace().collect::<Vec<_>>());
}
