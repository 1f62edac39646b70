//! Small worlds, searched to the end: every order of every command that a few actors can send about three vouchers.
//!
//! Goal: no state outside the rules, no dead end, no voucher paid twice, no fen lost; every transition of the table and
//! every refusal is met. Method: breadth first over the real `decide` and `apply`; what is checked is told from the events
//! and from sums made anew. Repeats and reorderings need no moves of their own: every command can come at every step, again
//! and again. Crashes: the paths to many of the states are sent to a ledger, each command twice, which is then written out
//! and read back; `delivery` lets the store fail.

use std::collections::{BTreeMap, BTreeSet};

use doorstep::voucher::table::{Case, TRANSITIONS};
use doorstep::voucher::{
    Bucket, Event, EventBody, Outcome, RefusalCode, SecretKey, State, VoucherState, apply, decode_event,
    encode_event,
};
use serde_json::{Value, json};

use super::search::{Found, Move, Shadow, explore};
use super::stage::{self, Stage, asks, usual_actor};
use super::{DAY_S, START_S, at, command};

const VOUCHERS: [&str; 5] = ["v-1", "v-2", "v-3", "n", "q-1"];
const BATCHES: [&str; 3] = ["b-1", "b-2", "b-q"];

/// What is told of the vouchers by the events alone: payments that are out, and ids that are used.
#[derive(Clone, Default)]
struct Books {
    /// By voucher: how many payments are out, their sum, what came back.
    paid: BTreeMap<String, (u32, i64, i64)>,
    payments: BTreeSet<String>,
    /// A payment id was paid a second time.
    twice: bool,
}

impl Shadow for Books {
    fn sees(&mut self, _: &Stage, event: &Event) {
        let Some(voucher) = &event.voucher else { return };
        let paid = self.paid.entry(voucher.as_str().to_owned()).or_default();
        match &event.body {
            EventBody::Scheduled { payment, .. } => {
                self.payments.insert(format!("{payment} set"));
            }
            EventBody::Disbursed { payment, amount, shares } => {
                *paid = (paid.0 + 1, paid.1 + amount.get(), paid.2);
                self.twice |= !self.payments.insert(payment.as_str().to_owned());
                assert_eq!(shares.iter().map(|share| share.amount.get()).sum::<i64>(), amount.get());
            }
            EventBody::PayoutFailed { amount, .. } => *paid = (paid.0 - 1, paid.1 - amount.get(), paid.2),
            EventBody::ClawedBack { amount, .. } => paid.2 += amount.get(),
            _ => {}
        }
    }

    /// Versions, numbers and times are left out: nothing but `expected_version` asks for them, and the worlds send none.
    fn key(&self, stage: &Stage, out: &mut Vec<u8>) {
        out.push(((stage.now - START_S) / DAY_S) as u8);
        for voucher in stage.state.vouchers() {
            // In the order of `VOUCHERS`, whatever the order of issue.
            let at = VOUCHERS.iter().position(|id| *id == voucher.id().as_str()).unwrap() as u8;
            let text = |text: Option<&str>| {
                text.map_or(255, |text| text.bytes().fold(0, |sum: u8, byte| sum.wrapping_mul(31) ^ byte))
            };
            let fields = [
                voucher.state() as u8,
                u8::from(voucher.is_disputed()) + 2 * u8::from(voucher.is_suspended()),
                voucher.amount().get() as u8,
                voucher.recovered().get() as u8,
                text(voucher.payment().map(|id| id.as_str())),
                text(voucher.batch().map(|id| id.as_str())),
                text(voucher.record().map(|id| id.as_str())),
                text(voucher.holder().as_str().into()),
            ];
            out.resize(out.len().max(1 + 8 * VOUCHERS.len()), 254);
            out[1 + 8 * usize::from(at)..][..8].copy_from_slice(&fields);
        }
        out.resize(out.len().max(1 + 8 * VOUCHERS.len()), 254);
        for id in BATCHES {
            out.extend(match stage.state.batch(&id.parse().unwrap()) {
                None => [255; 4],
                Some(batch) => [
                    batch.state() as u8,
                    batch.count() as u8,
                    batch.approvals() as u8,
                    batch.paid_count() as u8,
                ],
            });
        }
        for (id, account) in stage.state.programmes() {
            out.extend(id.as_str().as_bytes());
            out.extend(Bucket::ALL.map(|bucket| account.budget().get(bucket).get() as u8));
            let accredited = ["p", "p-2"].map(|provider| {
                account.is_accredited(&provider.parse().unwrap(), &"training".parse().unwrap(), at(stage.now))
            });
            out.extend(accredited.map(u8::from));
        }
        for payment in &self.payments {
            out.extend(payment.as_bytes());
        }
    }
}

/// What the searches of all worlds have met.
#[derive(Default)]
struct Met {
    states: BTreeSet<VoucherState>,
    /// Action, case, from.
    rows: BTreeSet<(String, Case, Option<VoucherState>)>,
    /// Action and refusal.
    refusals: BTreeSet<(&'static str, RefusalCode)>,
    worlds: String,
    count: usize,
}

/// The money of a state, summed from the vouchers by the rules as they are written, and from the events.
fn check_money(state: &State, books: &Books) {
    assert!(!books.twice, "a payment id was paid twice");
    for (id, account) in state.programmes() {
        let [granted, available, reserved, payable, spent, recovered, expired] =
            Bucket::ALL.map(|bucket| account.budget().get(bucket).get());
        assert_eq!(granted + recovered, available + reserved + payable + spent);
        assert!(recovered <= spent);
        let mut sums = [0; 5];
        for voucher in state.vouchers().filter(|voucher| voucher.programme() == id) {
            let (face, amount) = (voucher.face_amount().get(), voucher.amount().get());
            let (count, paid, back) = books.paid.get(voucher.id().as_str()).copied().unwrap_or_default();
            let (held, owed, late) = match voucher.state() {
                VoucherState::Issued | VoucherState::Claimed => (face, 0, 0),
                VoucherState::Redeemed => (face - amount, amount, 0),
                VoucherState::Approved => (0, amount, 0),
                VoucherState::Expired => (0, 0, face),
                VoucherState::Disbursed | VoucherState::ClawedBack | VoucherState::Revoked => (0, 0, 0),
            };
            let out = matches!(voucher.state(), VoucherState::Disbursed | VoucherState::ClawedBack);
            assert_eq!(
                (count, paid),
                if out { (1, amount) } else { (0, 0) },
                "paid once, and only when it is paid"
            );
            assert!(paid <= face && back <= paid);
            assert_eq!(voucher.state() == VoucherState::ClawedBack, paid > 0 && back == paid);
            for (sum, part) in sums.iter_mut().zip([held, owed, paid, back, late]) {
                *sum += part;
            }
        }
        assert_eq!(sums, [reserved, payable, spent, recovered, expired]);
    }
    state.check_money().unwrap();
}

fn case(body: &EventBody) -> Case {
    match body {
        EventBody::ClawedBack { full: true, .. } => Case::Full,
        EventBody::ClawedBack { full: false, .. } => Case::Part,
        EventBody::DisputeSettled { outcome: Outcome::Upheld, .. } => Case::Upheld,
        EventBody::DisputeSettled { outcome: Outcome::Dismissed, .. } => Case::Dismissed,
        _ => Case::Always,
    }
}

/// Which of the vouchers are at rest: not there, final or paid.
fn at_rest(state: &State) -> u8 {
    VOUCHERS.iter().zip(0..).fold(0, |bits, (id, at)| {
        let voucher = state.voucher(&id.parse().unwrap());
        let rests = voucher.is_none_or(|it| it.state().is_final() || it.state() == VoucherState::Disbursed);
        bits | u8::from(rests) << at
    })
}

fn search(name: &str, start: Stage, moves: &[Move]) -> Met {
    let mut met = Met::default();
    let mut rest = Vec::new();
    let mut taken = BTreeSet::new();
    let mut refused = BTreeSet::new();
    let mut events: BTreeMap<usize, Vec<Event>> = BTreeMap::new();
    let first = start.clone();
    let found = explore(
        start,
        Books::default(),
        moves,
        |stage, books: &Books| {
            check_money(&stage.state, books);
            met.states.extend(stage.state.vouchers().map(|voucher| voucher.state()));
            rest.push(at_rest(&stage.state));
        },
        |stage, _, by, answer| {
            let Move::Ask(command) = &moves[by] else { return };
            match answer {
                Ok(event) => {
                    let from = event.voucher.as_ref().and_then(|id| stage.state.voucher(id));
                    taken.insert((
                        command.action.kind(),
                        case(&event.body),
                        from.map(|voucher| voucher.state()),
                    ));
                    let examples = events.entry(by).or_default();
                    if !examples.iter().any(|known: &Event| known.body == event.body) {
                        examples.push(event.clone());
                    }
                }
                Err(code) => {
                    refused.insert((command.action.kind(), *code));
                }
            }
        },
    );
    for (at, id) in VOUCHERS.iter().enumerate() {
        let ways = found.can_reach(|state| rest[state] & 1 << at != 0);
        let stuck = ways.iter().position(|way| !way);
        assert_eq!(
            stuck.map(|state| described(&found, state, moves)),
            None,
            "{name}: {id} can never come to rest"
        );
    }
    let (replayed, forged) = replay(&found, &first, moves, &events);
    met.rows = taken.into_iter().map(|(kind, case, from)| (kind.name().to_owned(), case, from)).collect();
    met.refusals = refused.into_iter().map(|(kind, code)| (kind.name(), code)).collect();
    met.count = found.states();
    met.worlds = format!(
        "{name}: {} states, {} steps, {replayed} replayed, {forged} forged events\n",
        found.states(),
        found.edges.len()
    );
    met
}

fn described(found: &Found, state: usize, moves: &[Move]) -> String {
    let path = found.path(u32::try_from(state).unwrap());
    let names = path.iter().map(|by| match &moves[usize::from(*by)] {
        Move::Ask(command) => serde_json::to_string(command).unwrap(),
        Move::Wait(_) => "wait".to_owned(),
    });
    names.collect::<Vec<_>>().join("\n")
}

/// What `apply` does not ask again: windows of issue and accreditation, like the actor's rights, are the decision's.
const NOT_ASKED_AGAIN: [RefusalCode; 3] =
    [RefusalCode::ProgrammeNotOpen, RefusalCode::ProgrammeEnded, RefusalCode::NotAccredited];

/// Tries on a state every event that was ever an answer to a move: only what would be decided now may count. The answer is
/// how many did not.
fn forge(live: &Stage, moves: &[Move], events: &BTreeMap<usize, Vec<Event>>) -> usize {
    let mut refused = 0;
    for (by, examples) in events {
        let Move::Ask(command) = &moves[*by] else { continue };
        let decided = live.decides(command);
        for example in examples {
            let event = Event { seq: live.state.seq() + 1, time: at(live.now), ..example.clone() };
            let applied = apply(&mut live.state.clone(), &event).is_ok();
            match &decided {
                Ok(right) if right.body == event.body => assert!(applied, "{event:?}"),
                // A service of another day in the validity is as good.
                Ok(Event { body: EventBody::Redeemed { .. }, .. }) => {}
                Err(code) if NOT_ASKED_AGAIN.contains(code) => {}
                other => {
                    assert!(!applied, "{event:?} counts, although {other:?}");
                    refused += 1;
                }
            }
        }
    }
    refused
}

/// Goes to every so-manyth state once more, by the bytes of the events that led to it.
fn replay(
    found: &Found,
    first: &Stage,
    moves: &[Move],
    events: &BTreeMap<usize, Vec<Event>>,
) -> (usize, usize) {
    let (mut count, mut forged) = (0, 0);
    for state in (0..found.states()).step_by(found.states() / 400 + 1) {
        let mut live = first.clone();
        let mut again = first.state.clone();
        for by in found.path(u32::try_from(state).unwrap()) {
            match &moves[usize::from(by)] {
                Move::Wait(now) => live.now = *now,
                Move::Ask(command) => {
                    let event = live.decides(command).unwrap();
                    live.applies(&event);
                    apply(&mut again, &decode_event(&encode_event(&event)).unwrap()).unwrap();
                }
            }
        }
        assert_eq!(again.digest(), live.state.digest());
        forged += forge(&live, moves, events);
        count += 1;
    }
    (count, forged)
}

/// Orders for each voucher in turn: `@` in a value stands for its id.
fn each(vouchers: &[&str], orders: &[(&str, Value)]) -> Vec<Move> {
    let mut moves = Vec::new();
    for id in vouchers {
        for (action, changes) in orders {
            let mut changes: Value = serde_json::from_str(&changes.to_string().replace('@', id)).unwrap();
            if changes["batch"].is_null() || *action == "schedule" {
                changes["voucher"] = json!(id);
            }
            moves.push(Move::ask(asks(usual_actor(action), action, &changes)));
        }
    }
    moves
}

/// A stage whose programme has 5 fen, for vouchers of 2 fen.
fn small(terms: &Value) -> Stage {
    let mut stage = Stage { state: State::default(), now: START_S };
    let mut all = json!({"face_amount_fen": 2, "per_person_limit": 4});
    for (field, value) in terms.as_object().into_iter().flatten() {
        all[field] = value.clone();
    }
    let mut define = stage::fields("define_programme", &all);
    define.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    define["id"] = json!("c");
    define["actor"] = json!({"id": "m", "role": "manager", "region": "37"});
    stage.does(&command(define));
    stage.does(&asks("m manager", "appropriate", &json!({"amount_fen": 5})));
    stage
}

/// Parts, holds, failed payments, recoveries and lapses.
fn money() -> Met {
    let orders = [
        ("issue", json!({})),
        ("claim", json!({})),
        ("redeem", json!({"record": "s-@", "amount_fen": 1})),
        ("redeem", json!({"record": "s-@"})),
        ("approve", json!({})),
        ("reject", json!({})),
        ("disburse", json!({"payment": "@-a"})),
        ("disburse", json!({"payment": "@-b"})),
        // The second try arrives: otherwise a world of few ids would end with none left.
        ("payout_failed", json!({"payment": "@-a"})),
        ("claw_back", json!({"amount_fen": 1})),
        ("claw_back", json!({})),
        ("revoke", json!({})),
        ("expire", json!({})),
        ("suspend", json!({})),
        ("resume", json!({})),
        ("dispute", json!({})),
        ("settle_dispute", json!({})),
        ("settle_dispute", json!({"outcome": "upheld"})),
    ];
    let mut moves = each(&VOUCHERS[..3], &orders);
    moves.push(Move::Wait(START_S + 40 * DAY_S));
    search("money", small(&json!({"partial_redeem": true})), &moves)
}

/// Two batches for three approved vouchers, with one approval.
fn batches() -> Met {
    let mut start = small(&json!({"batch_approvals": 1, "payee": "both", "holder_permille": 500}));
    start.does(&asks("m manager", "appropriate", &json!({"amount_fen": 1})));
    for id in &VOUCHERS[..3] {
        for action in ["issue", "claim", "redeem", "approve"] {
            let mut order = json!({"voucher": id});
            if action == "redeem" {
                order["record"] = json!(format!("s-{id}"));
            }
            start.does(&asks(usual_actor(action), action, &order));
        }
    }
    let mut orders = vec![
        // As in `money`, only the payments of the first batch fail.
        ("payout_failed", json!({"payment": "@-b-1"})),
        ("claw_back", json!({})),
        ("dispute", json!({})),
        ("settle_dispute", json!({})),
        ("settle_dispute", json!({"outcome": "upheld"})),
        ("suspend", json!({})),
        ("resume", json!({})),
    ];
    for batch in &BATCHES[..2] {
        orders.push(("schedule", json!({"batch": batch, "payment": format!("@-{batch}")})));
        orders.push(("disburse", json!({"payment": format!("@-{batch}")})));
    }
    let mut moves = each(&VOUCHERS[..3], &orders);
    for batch in &BATCHES[..2] {
        for action in ["seal_batch", "approve_batch", "cancel_batch"] {
            moves.push(Move::ask(asks(usual_actor(action), action, &json!({"batch": batch}))));
        }
    }
    search("batches", start, &moves)
}

/// An order of somebody else: `actor` is `id role region programme`.
fn odd(actor: &str, action: &str, changes: Value) -> Move {
    let actor: Vec<&str> = actor.split(' ').collect();
    let mut order = stage::fields(action, &changes);
    order["id"] = json!("c");
    order["actor"] = json!({"id": actor[0], "role": actor[1], "region": actor.get(2).unwrap_or(&"37"),
        "programme": actor.get(3)});
    Move::ask(command(order))
}

/// Every rule of the terms at once, with orders that break each of them.
fn rules() -> Met {
    let terms = json!({"item": null, "face_amount_fen": null, "valid_days": null,
        "items": [{"item": "training", "face_amount_fen": 2, "partial_redeem": true}, {"item": "exam", "face_amount_fen": 2}],
        "valid_from": START_S + 3 * DAY_S, "valid_until": START_S + 30 * DAY_S,
        "issue_from": START_S + DAY_S, "issue_until": START_S + 20 * DAY_S, "rule": "r-1", "per_person_limit": 2,
        "per_period_limit": 1, "period": "month", "accredited_only": true, "role_limits_fen": {"approver": 1}});
    let mut start = small(&terms);
    // A programme of its own, whose voucher is in a batch.
    start.does(&asks("m manager", "define_programme", &json!({"programme": "q", "valid_days": 9})));
    start.does(&asks("m manager", "appropriate", &json!({"programme": "q", "amount_fen": 100})));
    for (action, changes) in [
        ("issue", json!({"programme": "q", "voucher": "q-1"})),
        ("claim", json!({"voucher": "q-1"})),
        ("redeem", json!({"voucher": "q-1", "record": "s-q"})),
        ("approve", json!({"voucher": "q-1"})),
        ("schedule", json!({"voucher": "q-1", "batch": "b-q", "payment": "q"})),
    ] {
        start.does(&asks(usual_actor(action), action, &changes));
    }
    let issue = |voucher: &str, item: &str| json!({"voucher": voucher, "item": item, "rule": "r-1", "evidence": "e", "secret": "correct-horse-1"});
    let with = |mut order: Value, changes: Value| {
        for (field, value) in changes.as_object().unwrap() {
            order[field] = value.clone();
        }
        order
    };
    let redeem = |voucher: &str| json!({"voucher": voucher, "secret": "correct-horse-1"});
    let mut moves: Vec<Move> =
        [2, 4, 25, 40].into_iter().map(|days| Move::Wait(START_S + days * DAY_S)).collect();
    moves.extend([
        odd("i issuer", "issue", issue("v-1", "training")),
        odd("i issuer", "issue", issue("v-2", "exam")),
        odd("i issuer", "issue", issue("v-3", "training")),
        odd("i issuer", "issue", with(issue("v-3", "training"), json!({"holder": "h-2"}))),
        odd("i issuer", "issue", with(issue("v-2", "training"), json!({"rule": "r-2"}))),
        odd("i issuer", "issue", with(issue("v-2", "training"), json!({"evidence": null}))),
        odd("i issuer", "issue", with(issue("v-2", "training"), json!({"item": null}))),
        odd("h issuer", "issue", issue("v-1", "training")),
        odd("i issuer 370103", "issue", issue("v-1", "training")),
        odd("i issuer 37 q", "issue", issue("v-1", "training")),
        odd("m manager", "define_programme", json!({"programme": "p"})),
        odd("m manager", "define_programme", json!({"programme": "r", "face_amount_fen": 0})),
        odd("m manager", "appropriate", json!({"programme": "r"})),
        odd("m manager", "appropriate", json!({"amount_fen": 0})),
        odd("m manager", "appropriate", json!({"amount_fen": (1_i64 << 53) - 1})),
        odd("m manager", "claim", json!({"voucher": "v-1"})),
        odd("h-2 holder", "claim", json!({"voucher": "v-1"})),
        odd("h holder", "claim", json!({"voucher": "v-1", "expected_version": 99})),
        odd("m manager", "accredit", json!({})),
        odd("m manager", "discredit", json!({})),
        odd("m manager", "accredit", json!({"item": "welding"})),
    ]);
    for voucher in ["v-1", "v-2"] {
        moves.extend([
            odd("h holder", "claim", json!({"voucher": voucher})),
            odd("p provider", "redeem", redeem(voucher)),
            odd("p-2 provider", "redeem", redeem(voucher)),
            odd("p provider", "redeem", json!({"voucher": voucher})),
            odd("i provider", "redeem", redeem(voucher)),
            odd(
                "p provider",
                "redeem",
                with(redeem(voucher), json!({"amount_fen": 1, "record": format!("s-{voucher}")})),
            ),
            odd("p provider", "redeem", with(redeem(voucher), json!({"amount_fen": 3}))),
            odd("p provider", "redeem", with(redeem(voucher), json!({"served_at": START_S}))),
            odd("a approver", "approve", json!({"voucher": voucher})),
            odd("m-2 manager", "approve", json!({"voucher": voucher})),
            odd("a approver", "reject", json!({"voucher": voucher})),
            odd("i issuer", "revoke", json!({"voucher": voucher})),
            odd("i issuer", "expire", json!({"voucher": voucher})),
            odd("y payer", "disburse", json!({"voucher": voucher})),
            odd("y payer", "disburse", json!({"voucher": voucher, "payment": format!("{voucher}-a")})),
            odd("y payer", "payout_failed", json!({"voucher": voucher})),
            odd("y payer", "claw_back", json!({"voucher": voucher, "amount_fen": 3})),
            odd("y payer", "claw_back", json!({"voucher": voucher, "amount_fen": 1})),
            odd("y payer", "schedule", json!({"voucher": voucher, "batch": "b-q"})),
        ]);
    }
    moves.extend([
        odd("i issuer", "reissue", json!({"voucher": "v-1", "secret": "correct-horse-2"})),
        odd("i issuer", "reissue", json!({"voucher": "v-2", "secret": "correct-horse-2"})),
        odd("h holder", "claim", json!({"voucher": "n"})),
        odd("i issuer", "revoke", json!({"voucher": "n"})),
        odd("i issuer", "expire", json!({"voucher": "n"})),
        odd("i issuer", "revoke", json!({"voucher": "v-3"})),
        odd("i issuer", "expire", json!({"voucher": "v-3"})),
        odd("y payer", "seal_batch", json!({"batch": "b-q"})),
        odd("y payer", "disburse", json!({"voucher": "q-1", "payment": "other"})),
        odd("y payer", "disburse", json!({"voucher": "q-1", "payment": "q"})),
        odd("y payer", "seal_batch", json!({"batch": "b-none"})),
    ]);
    let key = SecretKey::new(&[7; 32]).unwrap();
    for step in &mut moves {
        if let Move::Ask(command) = step {
            command.seal(&key);
        }
    }
    search("rules", start, &moves)
}

/// Refusals that no world can meet, and why; `refusals` and `delivery` have a case for each.
const NOT_HERE: [(RefusalCode, &str); 2] = [
    (RefusalCode::KeyReuse, "the ledger's: the machine knows no ids of commands"),
    (RefusalCode::ClockBehind, "the clock of a world does not go back"),
];

#[test]
fn small_worlds_have_no_dead_end_and_lose_no_fen() {
    let worlds: Vec<Met> = std::thread::scope(|scope| {
        let runs = [scope.spawn(money), scope.spawn(batches), scope.spawn(rules)];
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let mut all = Met::default();
    for met in worlds {
        print!("{}", met.worlds);
        all.count += met.count;
        all.states.extend(met.states);
        all.rows.extend(met.rows);
        all.refusals.extend(met.refusals);
    }
    println!("{} states, {} pairs of action and refusal", all.count, all.refusals.len());
    assert_eq!(all.states, BTreeSet::from(VoucherState::ALL), "a state that nothing reaches");
    for row in TRANSITIONS {
        let froms: Vec<Option<VoucherState>> =
            if row.from.is_empty() { vec![None] } else { row.from.iter().copied().map(Some).collect() };
        for from in froms {
            let key = (row.action.name().to_owned(), row.case, from);
            assert!(all.rows.contains(&key), "a transition that nothing takes: {key:?}");
        }
    }
    let met: BTreeSet<RefusalCode> = all.refusals.iter().map(|(_, code)| *code).collect();
    let expected: BTreeSet<RefusalCode> =
        RefusalCode::ALL.iter().copied().filter(|code| NOT_HERE.iter().all(|(not, _)| not != code)).collect();
    assert_eq!(met, expected, "missing {:?}", expected.difference(&met).collect::<Vec<_>>());
    assert!(all.count >= 1_000_000, "{} states", all.count);
}
