//! One command id, one answer, for ever.

use std::collections::BTreeMap;

use doorstep::voucher::{
    Answer, AnswerRecord, Command, CommandId, EventRecord, Ledger, MemoryStore, Records, Status, Store,
    VoucherError, Work, WriteFault,
};
use serde_json::{Value, json};

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
    fn write(&mut self, work: &mut Work<'_>) -> Result<(), WriteFault> {
        if self.written {
            self.inner.write(work)?;
            return Err(WriteFault::Unclear);
        }
        work(&self.inner).map_err(WriteFault::NotWritten)?;
        Err(WriteFault::NotWritten(VoucherError::store("disk full")))
    }
}

impl Records for Failing {
    fn event(&self, seq: u64) -> Result<Option<EventRecord>, VoucherError> {
        self.inner.event(seq)
    }

    fn answers(&self, ids: &[&CommandId]) -> Result<BTreeMap<CommandId, AnswerRecord>, VoucherError> {
        self.inner.answers(ids)
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
    // Where PostgreSQL is there, it is not spoken to over a network without TLS.
    let found = if cfg!(feature = "postgres") { "ledger.store_unsafe" } else { "ledger.store_not_built" };
    let mut urls = vec![("postgresql://user:secret@host/db", found)];
    if cfg!(not(feature = "sqlite")) {
        urls.push(("sqlite:///tmp/x.db", "ledger.store_not_built"));
    }
    urls.extend([
        ("memory", "ledger.store_scheme"),
        ("memory:x", "ledger.store_scheme"),
        ("mysql://user:secret@host", "ledger.store_scheme"),
    ]);
    for (url, code) in urls {
        let error = Ledger::open(url).unwrap_err();
        assert_eq!(error.code().code(), code);
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
    assert_eq!(Ledger::open("memory:").unwrap().head().events, 0);
}

/// Every action with every field that it can have.
fn full_orders() -> Vec<Value> {
    let signed = |order: &mut Value, actor: &str| {
        let (id, role) = actor.split_once(' ').unwrap();
        order["id"] = json!("k-1");
        order["actor"] = json!({"id": id, "role": role, "region": "3701", "programme": "p"});
        order["expected_version"] = json!(7);
    };
    let mut define = json!({"action": "define_programme", "programme": "p", "name": "技能培训券", "region": "370102",
        "items": [{"item": "x", "face_amount_fen": 900, "partial_redeem": true},
        {"item": "y", "face_amount_fen": 400, "partial_redeem": false}], "valid_from": 100, "valid_until": 900,
        "issue_from": 50, "issue_until": 800, "rule": "rules-7", "per_person_limit": 3, "per_period_limit": 2,
        "period": "quarter", "payee": "both", "holder_permille": 300, "four_eyes": true, "accredited_only": false,
        "batch_approvals": 1, "role_limits_fen": {"manager": 5, "payer": 6}});
    signed(&mut define, "m manager");
    let mut days = define.clone();
    for key in ["valid_from", "valid_until"] {
        days.as_object_mut().unwrap().remove(key);
    }
    days["valid_days"] = json!(30);
    let mut grant = json!({"action": "appropriate", "programme": "p", "amount_fen": 5});
    signed(&mut grant, "m manager");
    let mut orders = vec![define, days, grant];
    for action in super::generate::ACTIONS {
        if ["define_programme", "appropriate"].contains(&action) {
            continue;
        }
        let (actor, mut order) = usual(action);
        match action {
            "accredit" => {
                order["item"] = json!("x");
                order["valid_until"] = json!(900);
            }
            "discredit" => order["item"] = json!("x"),
            "issue" => {
                order["item"] = json!("x");
                order["evidence"] = json!("decision-1");
                order["rule"] = json!("rules-7");
                order["facts_digest"] = json!("6b".repeat(32));
                order["secret"] = json!("7Q2M-9KXW-41TC");
            }
            "claim" => {
                order["account"] = json!("card-7");
                order["consent"] = json!("consent-7");
            }
            "redeem" => {
                order["amount_fen"] = json!(5);
                order["served_at"] = json!(500);
                order["secret"] = json!("7Q2M-9KXW-41TC");
            }
            "claw_back" => order["amount_fen"] = json!(5),
            "reissue" => order["secret"] = json!("7Q2M-9KXW-41TC"),
            _ => {}
        }
        signed(&mut order, actor);
        orders.push(order);
    }
    orders
}

/// Another value of the same kind, right in form.
fn other_value(name: &str, value: &Value) -> Value {
    match value {
        Value::Bool(flag) => json!(!flag),
        Value::Number(number) => json!(number.as_i64().unwrap() + 1),
        Value::String(text) => match name {
            "role" => json!(if text == "auditor" { "payer" } else { "auditor" }),
            "region" => json!("3702"),
            "payee" => json!("holder"),
            "period" => json!(if text == "year" { "month" } else { "year" }),
            "outcome" => json!(if text == "upheld" { "dismissed" } else { "upheld" }),
            "facts_digest" => json!("6c".repeat(32)),
            "name" | "reason" => json!("另一事项"),
            _ => json!(format!("{text}-2")),
        },
        other => panic!("{other}"),
    }
}

/// The path of each field that can differ, with a command in which it and nothing else does.
fn variants(order: &Value) -> Vec<(String, Value)> {
    let mut variants = Vec::new();
    let mut note = |path: &str, pointer: &str, slot: &Value| {
        let name = pointer.rsplit('/').next().unwrap();
        let mut other = order.clone();
        *other.pointer_mut(pointer).unwrap() = other_value(name, slot);
        variants.push((path.to_owned(), other));
    };
    for (key, value) in order.as_object().unwrap() {
        match value {
            _ if ["id", "action", "payee", "holder_permille"].contains(&key.as_str()) => {}
            Value::Object(inner) => {
                for (name, slot) in inner {
                    note(&format!("{key}.{name}"), &format!("/{key}/{name}"), slot);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    for (name, slot) in item.as_object().unwrap() {
                        note(key, &format!("/{key}/{index}/{name}"), slot);
                    }
                }
            }
            _ => note(key, &format!("/{key}"), value),
        }
    }
    // What may be left out, left out.
    const OPTIONAL: [&str; 17] = [
        "expected_version",
        "item",
        "evidence",
        "rule",
        "facts_digest",
        "secret",
        "account",
        "consent",
        "amount_fen",
        "served_at",
        "valid_until",
        "issue_from",
        "issue_until",
        "role_limits_fen",
        "per_person_limit",
        "four_eyes",
        "batch_approvals",
    ];
    for key in OPTIONAL {
        let mut other = order.clone();
        let needed = key == "amount_fen" && order["action"] == "appropriate"
            || key == "valid_until" && order["action"] == "define_programme"
            || key == "four_eyes";
        if !needed && other.as_object_mut().unwrap().remove(key).is_some() {
            variants.push((key.to_owned(), other));
        }
    }
    let mut other = order.clone();
    other["actor"].as_object_mut().unwrap().remove("programme");
    variants.push(("actor.programme".to_owned(), other));
    if order["action"] == "define_programme" {
        let mut other = order.clone();
        other["holder_permille"] = json!(301);
        variants.push(("holder_permille".to_owned(), other.clone()));
        other["payee"] = json!("holder");
        other.as_object_mut().unwrap().remove("holder_permille");
        variants.push(("payee".to_owned(), other));
    }
    variants
}

/// Every field of every action counts, and the one that differs is named; nothing of it is kept.
#[test]
fn every_field_of_every_action_counts() {
    let mut fields = 0;
    for order in full_orders() {
        let mut ledger = super::ledger();
        let command = super::command(order.clone());
        let first = ledger.submit(&command, at(super::START_S)).unwrap();
        let bytes = serde_json::to_string(&first).unwrap();
        let file = ledger.export().unwrap();
        for (path, other) in variants(&order) {
            match ledger.submit(&super::command(other.clone()), at(super::START_S)).unwrap() {
                Answer::Refused { refusal, .. } => {
                    assert_eq!(refusal.code().code(), "voucher.key_reuse", "{path}: {other}");
                    let field = refusal.field().unwrap();
                    assert!(
                        field == path || path.starts_with(&format!("{field}.")),
                        "{path}, {field}: {other}"
                    );
                }
                answer => panic!("{path}: {answer:?}"),
            }
            assert!(!serde_json::to_string(&first).unwrap().contains("7Q2M"));
            fields += 1;
        }
        assert_eq!(ledger.export().unwrap(), file, "nothing is recorded");
        // The same again is the same answer, whenever it comes; an id that is new is a new command.
        for now in [0, super::START_S, super::START_S + 40_000 * DAY_S] {
            match ledger.submit(&command, at(now)).unwrap() {
                Answer::Replayed { first } => assert_eq!(serde_json::to_string(&first).unwrap(), bytes),
                answer => panic!("{answer:?}"),
            }
        }
    }
    assert!(fields >= 200, "{fields}");
}

/// Of two fields that differ, the first in the order of the command is named.
#[test]
fn the_first_of_two_other_fields_is_named() {
    for order in full_orders() {
        let mut ledger = super::ledger();
        ledger.submit(&super::command(order.clone()), at(super::START_S)).unwrap();
        let mut both = order.clone();
        both["actor"]["region"] = json!("3702");
        let mut key = "expected_version";
        both[key] = json!(8);
        if let Some(reason) = both.get_mut("reason") {
            *reason = json!("另一事项");
        }
        match ledger.submit(&super::command(both.clone()), at(super::START_S)).unwrap() {
            Answer::Refused { refusal, .. } => assert_eq!(refusal.field(), Some("actor.region")),
            answer => panic!("{answer:?}"),
        }
        both["actor"] = order["actor"].clone();
        if order["action"] == "issue" {
            both[key] = order[key].clone();
            both["holder"] = json!("h2");
            both["secret"] = json!("7Q2M-9KXW-41TD");
            key = "holder";
        }
        match ledger.submit(&super::command(both), at(super::START_S)).unwrap() {
            Answer::Refused { refusal, .. } => assert_eq!(refusal.field(), Some(key)),
            answer => panic!("{answer:?}"),
        }
    }
}
