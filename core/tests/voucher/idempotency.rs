//! One command id, one answer, for ever.

use doorstep::voucher::{
    Answer, AnswerRecord, Command, CommandId, EventRecord, Ledger, MemoryStore, Status, Store, VoucherError,
    WriteFault,
};
use serde_json::json;

use super::{DAY_S, World, at, order, short, usual};

#[test]
fn the_same_command_gets_the_same_bytes_without_a_new_event() {
    let mut world = World::new(json!({}));
    let (actor, rest) = usual("issue");
    let issue = order("k-1", actor, rest);
    let claim = order("k-2", "other holder", usual("claim").1);
    let first = world.ledger.submit(&issue, at(world.now)).unwrap();
    let declined = world.ledger.submit(&claim, at(world.now)).unwrap();
    assert_eq!((short(&first), short(&declined)), ("+issued".into(), "not_the_holder".into()));
    world.does("i issuer", usual("revoke").1);
    // Much later, on a ledger read from its file, and with the clock back: always the first answer.
    let copy = Ledger::import(&world.ledger.export().unwrap()).unwrap();
    for mut ledger in [world.ledger, copy] {
        for now in [world.now, world.now + 4_000 * DAY_S, 0] {
            for (command, answer) in [(&issue, &first), (&claim, &declined)] {
                let events = ledger.head().events;
                match ledger.submit(command, at(now)).unwrap() {
                    Answer::Replayed { first } => {
                        let bytes = |answer: &Answer| serde_json::to_vec(answer).unwrap();
                        assert_eq!(bytes(&first), bytes(answer));
                    }
                    other => panic!("{other:?}"),
                }
                assert_eq!(ledger.head().events, events);
            }
        }
    }
}

#[test]
fn another_content_is_refused_by_its_first_field() {
    let mut world = World::new(json!({}));
    let base = order("k-1", "i issuer", usual("issue").1);
    world.ledger.submit(&base, at(world.now)).unwrap();
    let base = serde_json::to_value(&base).unwrap();
    for (pointer, value, field) in [
        ("/voucher", json!("w"), "voucher"),
        ("/holder", json!("h2"), "holder"),
        ("/programme", json!("q"), "programme"),
        ("/evidence", json!("e-1"), "evidence"),
        ("/expected_version", json!(0), "expected_version"),
        ("/actor/id", json!("i2"), "actor.id"),
        ("/actor/region", json!("3701"), "actor.region"),
    ] {
        let mut other = base.clone();
        match other.pointer_mut(pointer) {
            Some(slot) => *slot = value,
            None => other[&pointer[1..]] = value,
        }
        let before = world.ledger.export().unwrap();
        match world.ledger.submit(&super::command(other), at(world.now)).unwrap() {
            Answer::Refused { refusal, .. } => {
                assert_eq!((refusal.code().code(), refusal.field()), ("voucher.key_reuse", Some(field)));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(world.ledger.export().unwrap(), before, "nothing is recorded");
    }
}

#[test]
fn a_batch_is_the_same_as_one_by_one() {
    let mut one = World::new(json!({}));
    let mut many = World::new(json!({}));
    let mut orders: Vec<Command> = ["issue", "claim", "redeem", "claim", "approve", "disburse"]
        .iter()
        .enumerate()
        .map(|(index, action)| order(&format!("k-{index}"), usual(action).0, usual(action).1))
        .collect();
    orders.push(orders[3].clone());
    orders.push(order("k-0", "i issuer", usual("revoke").1));
    let together = many.ledger.submit_many(&orders, at(many.now)).unwrap();
    let apart: Vec<Answer> =
        orders.iter().map(|order| one.ledger.submit(order, at(one.now)).unwrap()).collect();
    assert_eq!(together, apart);
    assert_eq!(one.ledger.export().unwrap(), many.ledger.export().unwrap());
    let shorts: Vec<String> = together.iter().map(short).collect();
    assert_eq!(shorts[5..], ["+disbursed", "=step_done", "key_reuse"]);
}

/// A store whose write fails, either before or after the records are there.
#[derive(Debug)]
struct Failing {
    inner: MemoryStore,
    written: bool,
}

impl Store for Failing {
    fn append(&mut self, commits: Vec<doorstep::voucher::Commit>) -> Result<(), WriteFault> {
        if self.written {
            self.inner.append(commits)?;
            return Err(WriteFault::Unclear);
        }
        Err(WriteFault::NotWritten(VoucherError::store("disk full")))
    }

    fn event(&self, seq: u64) -> Result<Option<EventRecord>, VoucherError> {
        self.inner.event(seq)
    }

    fn answer(&self, id: &CommandId) -> Result<Option<AnswerRecord>, VoucherError> {
        self.inner.answer(id)
    }

    fn scan_events(
        &self,
        after_seq: u64,
        visit: &mut dyn FnMut(&EventRecord) -> Result<bool, VoucherError>,
    ) -> Result<(), VoucherError> {
        self.inner.scan_events(after_seq, visit)
    }

    fn scan_answers(
        &self,
        visit: &mut dyn FnMut(&AnswerRecord) -> Result<(), VoucherError>,
    ) -> Result<(), VoucherError> {
        self.inner.scan_answers(visit)
    }
}

#[test]
fn a_failed_write_poisons_the_handle() {
    let define = json!({"action": "define_programme", "programme": "p", "name": "n", "region": "37", "item": "x",
        "face_amount_fen": 1, "valid_days": 1, "payee": "holder"});
    let define = order("k-1", "m manager", define);
    for written in [false, true] {
        let mut ledger =
            Ledger::with_store(Box::new(Failing { inner: MemoryStore::default(), written })).unwrap();
        let answer = ledger.submit(&define, at(super::START_S));
        match answer {
            Ok(Answer::Unknown { command }) => assert!(written && command == define.id),
            Err(error) => assert!(!written && error.code().code() == "ledger.store_failed"),
            other => panic!("{other:?}"),
        }
        for error in [
            ledger.submit(&define, at(super::START_S)).unwrap_err(),
            ledger.state().unwrap_err(),
            ledger.status(&define.id).unwrap_err(),
            ledger.verify().unwrap_err(),
        ] {
            assert_eq!(error.code().code(), "ledger.poisoned");
        }
    }
}

#[test]
fn status_tells_what_became_of_a_command() {
    let mut world = World::new(json!({}));
    world.carry("claimed");
    assert_eq!(world.tries("h holder", usual("claim").1), "step_done");
    let status = |id: &str| world.ledger.status(&CommandId::new(id).unwrap()).unwrap();
    assert!(matches!(status("c-4"), Status::Applied { event } if event.event.seq == 4));
    assert!(
        matches!(status("c-5"), Status::Refused { refusal } if refusal.code().code() == "voucher.step_done")
    );
    assert_eq!(status("c-6"), Status::NotSeen);
}

#[test]
fn other_stores_say_that_they_are_not_here() {
    for (url, code) in [
        ("sqlite:///tmp/x.db", "ledger.store_not_built"),
        ("postgresql://user:secret@host/db", "ledger.store_not_built"),
        ("memory", "ledger.store_scheme"),
        ("memory:x", "ledger.store_scheme"),
        ("mysql://user:secret@host", "ledger.store_scheme"),
    ] {
        let error = Ledger::open(url).unwrap_err();
        assert_eq!(error.code().code(), code);
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
    assert_eq!(Ledger::open("memory:").unwrap().head().events, 0);
}
