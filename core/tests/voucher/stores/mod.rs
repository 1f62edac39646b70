//! What a store promises, asked of each that this build has.

#[cfg(any(feature = "sqlite", all(feature = "postgres", unix)))]
mod common;
#[cfg(feature = "sqlite")]
mod many;
#[cfg(feature = "sqlite")]
mod on_disk;
#[cfg(feature = "sqlite")]
mod outside;
#[cfg(all(feature = "postgres", unix))]
mod postgres;
#[cfg(all(feature = "postgres", unix))]
mod postgres_faults;
#[cfg(feature = "sqlite")]
mod power;
#[cfg(feature = "sqlite")]
mod power_history;
#[cfg(all(feature = "postgres", unix))]
mod proxy;
#[cfg(all(feature = "postgres", unix))]
mod server;
mod shared;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::collections::BTreeMap;

use doorstep::voucher::{
    Answer, AnswerRecord, Command, CommandId, Commit, EventRecord, Ledger, MemoryStore, Recorded, Records,
    Status, Store, VoucherError, Work, WriteFault,
};
use serde_json::json;

use super::{START_S, at, order};

/// A programme `p` with money for so many vouchers of 1,000 fen, four eyes off, so that one actor can do all.
fn opening(vouchers: u64) -> [Command; 2] {
    let define = json!({"action": "define_programme", "programme": "p", "name": "技能培训券", "region": "370102",
        "item": "training", "face_amount_fen": 1_000, "valid_days": 90, "payee": "provider", "four_eyes": false});
    let grant = json!({"action": "appropriate", "programme": "p", "amount_fen": vouchers * 1_000});
    [order("c-define", "m manager", define), order("c-grant", "m manager", grant)]
}

fn open_programme(ledger: &mut Ledger, vouchers: u64) {
    for answer in ledger.submit_many(&opening(vouchers), at(START_S)).unwrap() {
        assert!(matches!(answer, Answer::Applied { .. }), "{answer:?}");
    }
}

/// What a ledger would give a store for these commands.
fn commits(commands: &[Command]) -> Vec<Commit> {
    let answers = Ledger::memory().submit_many(commands, at(START_S)).unwrap();
    let commit = |(command, answer): (&Command, Answer)| {
        let (outcome, event) = match answer {
            Answer::Applied { event } => (Recorded::Applied { seq: event.event.seq }, Some(*event)),
            Answer::Refused { refusal, .. } => (Recorded::Refused { refusal }, None),
            answer => panic!("{answer:?}"),
        };
        Commit { answer: AnswerRecord { command: command.clone(), outcome }, event }
    };
    commands.iter().zip(answers).map(commit).collect()
}

fn issue(id: &str, voucher: &str) -> Command {
    order(id, "i issuer", json!({"action": "issue", "programme": "p", "voucher": voucher, "holder": voucher}))
}

/// How many, as the environment says.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
fn asked(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// What the ledger never asks of a store, the store does not do: a gap between events, a second answer to a command, an
/// answer that does not say where its event is.
fn takes_only_what_follows(store: &mut dyn Store) {
    let mut commands = opening(1).to_vec();
    commands.extend([issue("c-1", "v-1"), issue("c-2", "v-2"), issue("c-3", "v-3")]);
    let given = commits(&commands);
    // The event of one command with the answer to another; the refusal of the last, given to another.
    let applied = |event: usize, command: usize| Commit {
        answer: AnswerRecord { command: commands[command].clone(), ..given[event].answer.clone() },
        event: given[event].event.clone(),
    };
    let refused = |command: usize| applied(4, command);
    let mut write = |commits: &[Commit]| store.write(&mut |_| Ok(commits.to_vec()));
    let torn = Commit { event: None, ..applied(2, 2) };
    for (bad, why) in [
        (vec![applied(1, 0)], "does not begin with the first"),
        (vec![applied(0, 0), applied(2, 1)], "leaves one out"),
        (vec![applied(0, 0), applied(0, 1)], "a number twice"),
        (vec![applied(0, 0), applied(1, 0)], "an event twice for a command"),
        (vec![applied(0, 0), refused(0)], "done and refused"),
        (vec![refused(0), applied(0, 0)], "refused and done"),
        (vec![refused(0), refused(0)], "refused twice"),
        (vec![applied(0, 0), applied(1, 1), torn], "an answer without its event"),
    ] {
        let WriteFault::NotWritten(error) = write(&bad).unwrap_err() else { panic!("{why}") };
        assert_eq!(error.code().code(), "ledger.store_failed", "{why}");
    }
    write(&[applied(0, 0), refused(1)]).unwrap();
    for (bad, why) in [
        (applied(1, 0), "done before"),
        (applied(1, 1), "refused before"),
        (refused(0), "done before"),
        (refused(1), "refused before"),
    ] {
        let WriteFault::NotWritten(error) = write(&[bad]).unwrap_err() else { panic!("{why}") };
        assert_eq!(error.code().code(), "ledger.store_failed", "{why}");
    }
    write(&[applied(1, 2)]).unwrap();
    assert_eq!(store.event(2).unwrap(), given[1].event);
}

#[test]
fn a_store_in_memory_takes_only_what_follows() {
    takes_only_what_follows(&mut MemoryStore::default());
}

/// A store to which others add between two looks: the events are those of before, the answers those of after.
#[derive(Debug)]
struct Growing {
    before: MemoryStore,
    after: MemoryStore,
}

impl Records for Growing {
    fn event(&self, seq: u64) -> Result<Option<EventRecord>, VoucherError> {
        self.before.event(seq)
    }

    fn answers(&self, ids: &[&CommandId]) -> Result<BTreeMap<CommandId, AnswerRecord>, VoucherError> {
        self.after.answers(ids)
    }

    fn scan_events(
        &self,
        after_seq: u64,
        visit: &mut dyn FnMut(&EventRecord) -> Result<bool, VoucherError>,
    ) -> Result<(), VoucherError> {
        self.before.scan_events(after_seq, visit)
    }

    fn scan_answers(
        &self,
        visit: &mut dyn FnMut(&AnswerRecord) -> Result<(), VoucherError>,
    ) -> Result<(), VoucherError> {
        self.after.scan_answers(visit)
    }
}

impl Store for Growing {
    fn write(&mut self, work: &mut Work<'_>) -> Result<(), WriteFault> {
        self.after.write(work)
    }
}

#[test]
fn what_others_add_meanwhile_is_left_out_of_a_copy() {
    let mut commands = opening(2).to_vec();
    commands.extend([issue("c-1", "v-1"), issue("c-2", "v-2"), issue("c-3", "v-3")]);
    let store = |count: usize| {
        let mut store = MemoryStore::default();
        store.write(&mut |_| Ok(commits(&commands[..count]))).unwrap();
        store
    };
    // One more event and one refusal come while three events are copied.
    let ledger = Ledger::with_store(Box::new(Growing { before: store(3), after: store(5) })).unwrap();
    let copies = [
        Ledger::import(&ledger.export().unwrap()).unwrap(),
        ledger.copy_to(Box::new(MemoryStore::default())).unwrap(),
    ];
    for copy in copies {
        assert_eq!(copy.head(), ledger.head());
        assert_eq!(copy.status(&"c-2".parse().unwrap()).unwrap(), Status::NotSeen);
        assert!(matches!(copy.status(&"c-3".parse().unwrap()).unwrap(), Status::Refused { .. }));
        copy.verify().unwrap();
    }
    ledger.verify().unwrap();
}

/// An answer that has the id of its event's command and another content: a repetition would be taken for the first.
#[test]
fn an_answer_to_another_command_is_found() {
    let mut commands = opening(1).to_vec();
    commands.push(issue("c-1", "v-1"));
    let mut given = commits(&commands);
    given[2].answer.command = issue("c-1", "w");
    let mut store = MemoryStore::default();
    store.write(&mut |_| Ok(given.clone())).unwrap();
    let ledger = Ledger::with_store(Box::new(store)).unwrap();
    let error = ledger.verify().unwrap_err();
    assert_eq!((error.code().code(), error.seq()), ("ledger.answers_differ", Some(3)));
    let error = Ledger::import(&ledger.export().unwrap()).unwrap_err();
    assert_eq!((error.code().code(), error.seq()), ("ledger.broken_chain", Some(3)));
}
