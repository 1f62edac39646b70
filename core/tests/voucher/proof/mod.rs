//! Proofs of a history: the tree, checkpoints, lines of JSON, and what tampering they find.

mod checkpoint;
mod hashes;
mod jsonl;
mod tamper;
mod tree;

use doorstep::voucher::proof::{Checkpoint, CheckpointKey};
use doorstep::voucher::{EventFilter, EventRecord, HashKind, Ledger};
use serde_json::{Value, json};

use super::history::full_world;
use super::{DAY_S, World, at, secret_key};

/// An empty ledger of a hash that keeps secrets.
fn empty(hash_kind: HashKind) -> Ledger {
    Ledger::memory_with(hash_kind).with_secret_key(secret_key())
}

/// When, who, what.
type Order = (i64, String, Value);

/// Vouchers carried to their payment, one behind the other over some days; every tenth tries something that is refused.
fn orders(start: i64) -> Vec<Order> {
    let mut orders = Vec::new();
    let mut now = start;
    for serial in 1..=400 {
        now += if serial % 8 == 0 { DAY_S } else { 60 };
        let (voucher, holder) = (format!("bulk-{serial}"), format!("h-{serial}"));
        let mut add = |actor: &str, mut order: Value| {
            order["voucher"] = json!(voucher);
            orders.push((now, actor.to_owned(), order));
        };
        add("i issuer", json!({"action": "issue", "programme": "bulk", "holder": holder}));
        add(&format!("{holder} holder"), json!({"action": "claim"}));
        add("pr provider", json!({"action": "redeem", "record": format!("s-{serial}")}));
        add("a approver", json!({"action": "approve"}));
        add("y payer", json!({"action": "disburse", "payment": format!("pay-{serial}")}));
        if serial % 10 == 0 {
            add(&format!("{holder} holder"), json!({"action": "claim"}));
        }
    }
    orders
}

/// A ledger with every kind of event and a programme `bulk` besides.
fn begun(hash_kind: HashKind) -> World {
    let mut world = full_world(empty(hash_kind));
    world.define("bulk", json!({"four_eyes": false}));
    let grant = json!({"action": "appropriate", "programme": "bulk", "amount_fen": 1_000_000_000});
    world.does("m manager", grant);
    world
}

/// Sends orders until there are so many events.
#[track_caller]
fn play(mut world: World, orders: &[Order], events: u64) -> World {
    for (now, actor, order) in orders {
        if world.ledger.head().events == events {
            break;
        }
        world.now = *now;
        world.send(actor, order.clone());
    }
    assert_eq!(world.ledger.head().events, events);
    world
}

/// A ledger with every kind of event, and then with [`orders`], until it has so many events.
#[track_caller]
fn long(hash_kind: HashKind, events: u64) -> World {
    let world = begun(hash_kind);
    let orders = orders(world.now);
    play(world, &orders, events)
}

fn records(ledger: &Ledger) -> Vec<EventRecord> {
    ledger.events(&EventFilter::default()).unwrap()
}

fn key() -> CheckpointKey {
    CheckpointKey::new("jinan.example/vouchers", &[7; 32]).unwrap()
}

fn checkpoint(world: &World) -> Checkpoint {
    world.ledger.checkpoint(&key(), at(world.now)).unwrap()
}

fn jsonl(ledger: &Ledger) -> Vec<u8> {
    let mut bytes = Vec::new();
    ledger.write_jsonl(&mut bytes).unwrap();
    bytes
}

#[track_caller]
fn code<T: std::fmt::Debug>(
    result: Result<T, doorstep::voucher::VoucherError>,
) -> (&'static str, Option<u64>) {
    let error = result.unwrap_err();
    (error.code().code(), error.seq())
}
