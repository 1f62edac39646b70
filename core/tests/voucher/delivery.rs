//! Every order of delivery, with repeats and crashes: three vouchers, four actors, each of whom sends one command for each
//! voucher and sends it again until there is an answer.
//!
//! Goal: what a command was answered first it is answered for ever, whatever comes between; a command whose answer was lost
//! is done once or not at all, and `status` says which. Method: breadth first over what has been delivered; before every
//! delivery the ledger is opened anew from its store, which is the crash; each delivery is tried with a store that works,
//! one that writes and does not say so, one that loses and does not say so, and one that fails.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};

use doorstep::voucher::{
    Answer, AnswerRecord, Command, CommandId, EventRecord, Ledger, MemoryStore, Records, Status, Store,
    VoucherCode, VoucherError, Work, WriteFault,
};
use serde_json::json;

use super::stage::{asks, usual_actor};
use super::{START_S, at, short};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    None,
    WrittenUnsaid,
    LostUnsaid,
    Failed,
}

/// A store that outlives its ledger, and fails as it is told.
#[derive(Debug, Clone)]
struct Disk {
    kept: Arc<Mutex<MemoryStore>>,
    fault: Fault,
}

impl Store for Disk {
    fn write(&mut self, work: &mut Work<'_>) -> Result<(), WriteFault> {
        match self.fault {
            Fault::None => self.kept.lock().unwrap().write(work),
            Fault::WrittenUnsaid => {
                self.kept.lock().unwrap().write(work)?;
                Err(WriteFault::Unclear)
            }
            lost => {
                work(&*self.kept.lock().unwrap()).map_err(WriteFault::NotWritten)?;
                Err(match lost {
                    Fault::LostUnsaid => WriteFault::Unclear,
                    _ => WriteFault::NotWritten(VoucherError::store("disk full")),
                })
            }
        }
    }
}

impl Records for Disk {
    fn event(&self, seq: u64) -> Result<Option<EventRecord>, VoucherError> {
        self.kept.lock().unwrap().event(seq)
    }

    fn answers(&self, ids: &[&CommandId]) -> Result<BTreeMap<CommandId, AnswerRecord>, VoucherError> {
        self.kept.lock().unwrap().answers(ids)
    }

    fn scan_events(
        &self,
        after_seq: u64,
        visit: &mut dyn FnMut(&EventRecord) -> Result<bool, VoucherError>,
    ) -> Result<(), VoucherError> {
        self.kept.lock().unwrap().scan_events(after_seq, visit)
    }

    fn scan_answers(
        &self,
        visit: &mut dyn FnMut(&AnswerRecord) -> Result<(), VoucherError>,
    ) -> Result<(), VoucherError> {
        self.kept.lock().unwrap().scan_answers(visit)
    }
}

/// Opens a ledger over a copy of what was kept, with the store's fault to come.
fn open(kept: &MemoryStore, fault: Fault) -> (Ledger, Disk) {
    let disk = Disk { kept: Arc::new(Mutex::new(kept.clone())), fault };
    (Ledger::with_store(Box::new(disk.clone())).unwrap(), disk)
}

fn kept(disk: &Disk) -> MemoryStore {
    disk.kept.lock().unwrap().clone()
}

fn messages() -> Vec<Command> {
    let mut messages = Vec::new();
    for (voucher, actions) in [
        ("v-1", &["issue", "claim", "redeem", "approve"][..]),
        ("v-2", &["issue", "claim", "redeem", "approve"]),
        ("v-3", &["issue", "claim"]),
    ] {
        for action in actions {
            let mut changes = json!({"voucher": voucher});
            if *action == "redeem" {
                changes["record"] = json!(format!("s-{voucher}"));
            }
            let mut message = asks(usual_actor(action), action, &changes);
            message.id = format!("{action}-{voucher}").parse().unwrap();
            messages.push(message);
        }
    }
    messages
}

fn submit(ledger: &mut Ledger, command: &Command) -> Result<Answer, VoucherError> {
    ledger.submit(command, at(START_S))
}

/// The command's answer by a store without fault, and what is kept then; every fault on the way must end there, too.
fn delivered(store: &MemoryStore, command: &Command) -> (Answer, MemoryStore) {
    let (mut ledger, disk) = open(store, Fault::None);
    let answer = submit(&mut ledger, command).unwrap();
    ledger.verify().unwrap();
    for fault in [Fault::WrittenUnsaid, Fault::LostUnsaid, Fault::Failed] {
        let (mut ledger, broken) = open(store, fault);
        match submit(&mut ledger, command) {
            Ok(Answer::Unknown { .. }) => assert_ne!(fault, Fault::Failed),
            Err(error) => assert_eq!((fault, error.code()), (Fault::Failed, VoucherCode::StoreFailed)),
            other => panic!("{other:?}"),
        }
        assert_eq!(submit(&mut ledger, command).unwrap_err().code(), VoucherCode::Poisoned);
        // The process is gone; the next one asks first, and then sends the command again.
        let (mut ledger, disk_again) = open(&kept(&broken), Fault::None);
        let seen = !matches!(ledger.status(&command.id).unwrap(), Status::NotSeen);
        assert_eq!(seen, fault == Fault::WrittenUnsaid, "{fault:?}");
        let again = submit(&mut ledger, command).unwrap();
        match again {
            Answer::Replayed { first } if seen => assert_eq!(*first, answer),
            again => assert_eq!((seen, &again), (false, &answer)),
        }
        let (one, two) = (open(&kept(&disk), Fault::None).0, open(&kept(&disk_again), Fault::None).0);
        assert_eq!(one.export().unwrap(), two.export().unwrap());
    }
    (answer, kept(&disk))
}

#[test]
fn no_order_of_delivery_does_anything_twice() {
    let (mut start, disk) = open(&MemoryStore::default(), Fault::None);
    for (action, changes) in [
        ("define_programme", json!({"face_amount_fen": 2, "per_person_limit": 3})),
        ("appropriate", json!({"amount_fen": 5})),
    ] {
        let mut command = asks("m manager", action, &changes);
        command.id = action.parse().unwrap();
        assert!(matches!(submit(&mut start, &command).unwrap(), Answer::Applied { .. }));
    }
    let messages = messages();
    let mut known = BTreeSet::from([BTreeMap::new()]);
    let mut queue = VecDeque::from([(kept(&disk), BTreeMap::<usize, String>::new())]);
    let (mut deliveries, mut finished) = (0, 0);
    while let Some((store, answers)) = queue.pop_front() {
        let mut ledger = open(&store, Fault::None).0;
        let before = ledger.export().unwrap();
        for (at, message) in messages.iter().enumerate() {
            deliveries += 1;
            if let Some(first) = answers.get(&at) {
                // A repeat: the first answer, and nothing else.
                let again = submit(&mut ledger, message).unwrap();
                assert_eq!(short(&again), format!("={first}"));
                continue;
            }
            let (answer, next) = delivered(&store, message);
            let mut more = answers.clone();
            more.insert(at, short(&answer));
            if known.insert(more.clone()) {
                finished += usize::from(more.len() == messages.len());
                queue.push_back((next, more));
            }
        }
        assert_eq!(ledger.export().unwrap(), before);
    }
    println!("delivery: {} states, {deliveries} deliveries, {finished} ends", known.len());
    assert!(known.len() > 8_000 && finished > 100, "{} {finished}", known.len());
}
