//! The secret number of a voucher: known to the holder, kept as a keyed hash, shown nowhere.

use doorstep::voucher::{Answer, EventFilter, Ledger, SecretKey};
use serde_json::{Value, json};

use super::{World, at, changed, command, sealed, usual};

const SECRET: &str = "7Q2M-9KXW-41TC";

fn signed(mut order: Value, actor: &str) -> Value {
    let (id, role) = actor.split_once(' ').unwrap();
    order["id"] = json!("k-1");
    order["actor"] = json!({"id": id, "role": role, "region": "37"});
    order
}

/// Neither a command nor an answer, an event, a view, a status, an error or the file has the text in it.
#[test]
fn a_secret_is_shown_nowhere() {
    let mut seen = Vec::new();
    for (action, key) in [("issue", "i issuer"), ("redeem", "pr provider"), ("reissue", "i issuer")] {
        let order = signed(changed(action, json!({"secret": SECRET})), key);
        for command in [command(order.clone()), sealed(order)] {
            seen.push(format!("{command:?}"));
            seen.push(serde_json::to_string(&command).unwrap());
        }
    }
    let mut world = World::new(json!({}));
    for (actor, order) in [
        ("i issuer", changed("issue", json!({"secret": SECRET}))),
        ("h holder", usual("claim").1),
        ("pr provider", changed("redeem", json!({"secret": "7Q2M-9KXW-41TD"}))),
        ("pr provider", changed("redeem", json!({"secret": SECRET}))),
        ("i issuer", changed("issue", json!({"secret": SECRET}))),
    ] {
        let answer = world.send(actor, order);
        seen.push(format!("{answer:?} {}", serde_json::to_string(&answer).unwrap()));
    }
    let ledger = &world.ledger;
    seen.push(format!("{ledger:?}"));
    assert_eq!(format!("{:?}", SecretKey::new(SECRET.repeat(3).as_bytes()).unwrap()), "SecretKey(***)");
    seen.push(format!("{:?}", ledger.state().unwrap()));
    seen.push(format!("{:?}", ledger.events(&EventFilter::default()).unwrap()));
    seen.push(serde_json::to_string(&world.voucher("v")).unwrap());
    for text in seen {
        assert!(!text.contains("7Q2M"), "{text}");
    }
    let file = ledger.export().unwrap();
    assert!(!file.windows(4).any(|part| part == b"7Q2M"));
    let bad = signed(changed("issue", json!({"secret": "7Q2M"})), "i issuer");
    let error = doorstep::voucher::Command::read(bad).unwrap_err();
    assert_eq!((error.code().code(), error.field()), ("command.field_value", Some("secret")));
    assert!(!format!("{error} {error:?} {}", error.message_zh()).contains("7Q2M"));
}

/// The same number on another voucher is another hash: who knows one hash knows nothing of another voucher.
#[test]
fn a_secret_is_bound_to_its_voucher_and_to_the_key() {
    let hash = |order: Value| {
        let mut world = World::new(json!({"per_person_limit": 9}));
        let Answer::Applied { event } = world.send("i issuer", order) else { panic!() };
        serde_json::to_value(event).unwrap()["secret_hash"].as_str().unwrap().to_owned()
    };
    let first = hash(changed("issue", json!({"secret": SECRET})));
    assert_eq!(first, hash(changed("issue", json!({"secret": SECRET}))));
    assert_ne!(first, hash(changed("issue", json!({"secret": SECRET, "voucher": "w"}))));
    assert_ne!(first, hash(changed("issue", json!({"secret": "7Q2M-9KXW-41TD"}))));

    // The same ledger under another key: what was right is wrong.
    let mut world = World::new(json!({}));
    world.does("i issuer", changed("issue", json!({"secret": SECRET})));
    world.does_usual("claim");
    let file = world.ledger.export().unwrap();
    let redeem = command(signed(changed("redeem", json!({"secret": SECRET})), "pr provider"));
    let mut other = Ledger::import(&file).unwrap().with_secret_key(SecretKey::new(&[8; 32]).unwrap());
    assert_eq!(super::short(&other.submit(&redeem, at(world.now)).unwrap()), "secret_wrong");
    let mut without = Ledger::import(&file).unwrap();
    assert_eq!(without.submit(&redeem, at(world.now)).unwrap_err().code().code(), "ledger.secret_key");
    assert_eq!(without.head(), world.ledger.head(), "nothing was recorded");
    assert_eq!(super::short(&world.ledger.submit(&redeem, at(world.now)).unwrap()), "+redeemed");
    assert_eq!(SecretKey::new(&[7; 31]).unwrap_err().code().code(), "ledger.secret_key");
}

/// A replacement has its own number, or none; the old one's opens nothing.
#[test]
fn a_replacement_has_its_own_secret() {
    for (secret, given, answer) in [
        (json!("0000-0000-0001"), json!(SECRET), "secret_wrong"),
        (json!("0000-0000-0001"), json!("0000-0000-0001"), "+redeemed"),
        (Value::Null, Value::Null, "+redeemed"),
    ] {
        let mut world = World::new(json!({}));
        world.does("i issuer", changed("issue", json!({"secret": SECRET})));
        world.does("i issuer", changed("reissue", json!({"secret": secret})));
        world.does("h holder", changed("claim", json!({"voucher": "new"})));
        let redeem = changed("redeem", json!({"voucher": "new", "secret": given}));
        assert_eq!(world.tries("pr provider", redeem), answer);
    }
}
