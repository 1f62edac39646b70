//! The chain, the canonical bytes and the file.

use std::collections::BTreeSet;

use doorstep::voucher::{
    EventBody, EventFilter, EventRecord, HashKind, Head, Ledger, State, apply, decode_event, encode_event,
    verify_chain,
};
use proptest::prelude::*;
use serde_json::json;

use super::{World, changed, usual};

/// A ledger that has had every kind of event.
fn full_ledger() -> Ledger {
    full_world(super::ledger()).ledger
}

/// An empty ledger that is given every kind of event.
pub(super) fn full_world(ledger: Ledger) -> World {
    let mut world = World::on(
        ledger,
        json!({"per_person_limit": 9, "accredited_only": true, "payee": "both",
        "holder_permille": 300, "items": [{"item": "x", "face_amount_fen": 900, "partial_redeem": true},
        {"item": "y", "face_amount_fen": 400}], "role_limits_fen": {"payer": 5_000, "approver": 4_000}}),
    );
    let span = json!({"valid_from": super::START_S, "valid_until": super::START_S + 50, "payee": "holder",
        "issue_from": super::START_S, "issue_until": super::START_S + 9, "rule": "rules-7", "batch_approvals": 2,
        "per_period_limit": 3, "period": "quarter"});
    world.define("q", span);
    world.does("m manager", changed("accredit", json!({"item": "x", "valid_until": super::START_S + 99})));
    world.does_usual("accredit");
    world.does("m manager", changed("discredit", json!({"item": "x"})));
    let vouchers: [(&str, &str); 5] = [
        (
            "v1",
            "issue suspend resume claim redeem reject redeem dispute settle_dispute approve schedule seal_batch \
             approve_batch disburse payout_failed schedule-2 cancel_batch-2",
        ),
        ("v2", "issue claim redeem approve disburse claw_back"),
        ("v3", "issue revoke"),
        ("v4", "issue"),
        ("v5", "issue claim reissue"),
    ];
    for (voucher, actions) in vouchers {
        for action in actions.split_whitespace() {
            let (action, again) = action.split_once('-').unwrap_or((action, ""));
            let (actor, mut order) = usual(action);
            for key in ["voucher", "record", "payment", "batch"] {
                if let Some(slot) = order.get_mut(key) {
                    *slot = if key == "voucher" {
                        json!(voucher)
                    } else {
                        json!(format!("{key}-{voucher}{again}"))
                    };
                }
            }
            match action {
                "issue" => {
                    order["item"] = json!("x");
                    order["evidence"] = json!("decision-7");
                    order["facts_digest"] = json!("6b".repeat(32));
                    order["secret"] = json!("7Q2M-9KXW-41TC");
                }
                "claim" => {
                    order["account"] = json!("card-7");
                    order["consent"] = json!("consent-7");
                }
                "redeem" => {
                    order["amount_fen"] = json!(700);
                    order["served_at"] = json!(super::START_S);
                    order["secret"] = json!("7Q2M-9KXW-41TC");
                }
                "reissue" => order["secret"] = json!("7Q2M-9KXW-41TD"),
                _ => {}
            }
            world.does(actor, order);
        }
    }
    assert_eq!(world.tries("h holder", json!({"action": "claim", "voucher": "v1"})), "step_done");
    world.now += 100 * super::DAY_S;
    world.does("i issuer", json!({"action": "expire", "voucher": "v4"}));
    world
}

fn records(ledger: &Ledger) -> Vec<EventRecord> {
    ledger.events(&EventFilter::default()).unwrap()
}

#[test]
fn every_event_round_trips_through_its_bytes() {
    let ledger = full_ledger();
    let mut kinds = BTreeSet::new();
    for record in records(&ledger) {
        let bytes = encode_event(&record.event);
        assert_eq!(decode_event(&bytes).unwrap(), record.event);
        kinds.insert(record.event.body.name());
        for cut in 0..bytes.len() {
            assert_eq!(decode_event(&bytes[..cut]).unwrap_err().code().code(), "ledger.encoding");
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert!(decode_event(&longer).is_err());
    }
    assert_eq!(kinds.len(), 23);
}

/// What is accepted has one encoding: any other byte in any place is refused, or is another event.
#[test]
fn every_byte_of_an_event_counts() {
    for record in records(&full_ledger()) {
        let bytes = encode_event(&record.event);
        for place in 0..bytes.len() {
            for change in 1..=255_u8 {
                let mut edited = bytes.clone();
                edited[place] ^= change;
                if let Ok(event) = decode_event(&edited) {
                    assert_ne!(event, record.event);
                    assert_eq!(encode_event(&event), edited);
                }
            }
        }
    }
}

#[test]
fn every_single_byte_edit_of_the_file_is_found() {
    let ledger = full_ledger();
    let file = ledger.export().unwrap();
    let copy = Ledger::import(&file).unwrap();
    assert_eq!(copy.verify().unwrap(), ledger.verify().unwrap());
    assert_eq!(copy.export().unwrap(), file);
    for place in 0..file.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut edited = file.clone();
            edited[place] ^= change;
            assert!(Ledger::import(&edited).is_err(), "byte {place}");
        }
    }
    for cut in 0..file.len() {
        assert!(Ledger::import(&file[..cut]).is_err(), "cut at {cut}");
    }
}

#[test]
fn the_first_broken_link_is_named() {
    let good = records(&full_ledger());
    let head = verify_chain(HashKind::Sha256, &good).unwrap();
    assert_eq!(head.events as usize, good.len());
    let seq_of = |records: &[EventRecord]| {
        let error = verify_chain(HashKind::Sha256, records).unwrap_err();
        assert_eq!(error.code().code(), "ledger.broken_chain");
        error.seq().unwrap()
    };
    for index in 0..good.len() {
        let seq = index as u64 + 1;
        let mut edited = good.clone();
        edited[index].event.time = super::at(edited[index].event.time.get() + 1);
        assert_eq!(seq_of(&edited), seq, "edited");
        let mut removed = good.clone();
        removed.remove(index);
        if index + 1 < good.len() {
            assert_eq!(seq_of(&removed), seq, "removed");
            let mut swapped = good.clone();
            swapped.swap(index, index + 1);
            assert_eq!(seq_of(&swapped), seq, "swapped");
        } else {
            // A cut end is no break inside: it is seen against the head kept elsewhere.
            assert_ne!(verify_chain(HashKind::Sha256, &removed).unwrap(), head);
        }
        let mut doubled = good.clone();
        doubled.insert(index, good[index].clone());
        assert_eq!(seq_of(&doubled), seq + 1, "doubled");
    }
    // A history written anew with good links has another head.
    let mut anew = Head::genesis(HashKind::Sha256);
    for record in &good {
        let mut event = record.event.clone();
        event.actor.region = "3701".parse().unwrap();
        anew = anew.follow(&anew.link(event)).unwrap();
    }
    assert_ne!(anew, head);
}

/// The documented formula, computed here from nothing but SHA-256.
#[test]
fn links_follow_the_published_formula() {
    use sha2::{Digest as _, Sha256};
    let mut hash: Vec<u8> = Sha256::digest(b"doorstep.voucher.genesis\x01").to_vec();
    assert_eq!(Head::genesis(HashKind::Sha256).hash.as_bytes().as_slice(), hash);
    for (index, record) in records(&full_ledger()).iter().enumerate() {
        let bytes = encode_event(&record.event);
        let mut link = Sha256::new();
        link.update(b"doorstep.voucher.link\x01");
        link.update(&hash);
        link.update((index as u64 + 1).to_be_bytes());
        link.update((bytes.len() as u64).to_be_bytes());
        link.update(&bytes);
        hash = link.finalize().to_vec();
        assert_eq!(record.hash.as_bytes().as_slice(), hash);
    }
}

/// An event that does not follow is refused, and the state stays byte for byte.
#[test]
fn events_apply_only_where_they_follow() {
    let good = records(&full_ledger());
    let mut state = State::default();
    let mut refused = 0;
    for record in &good {
        let before = state.digest();
        for other in &good {
            if other.event.seq == record.event.seq {
                continue;
            }
            // The other event, as if it came now.
            let mut event = other.event.clone();
            event.seq = record.event.seq;
            event.time = record.event.time.max(state.time());
            let mut copy = state.clone();
            if apply(&mut copy, &event).is_err() {
                assert_eq!(copy.digest(), before);
                refused += 1;
            } else {
                copy.check_money().unwrap();
            }
            assert!(apply(&mut state, &other.event).is_err(), "out of order");
        }
        assert_eq!(state.digest(), before);
        apply(&mut state, &record.event).unwrap();
        state.check_money().unwrap();
    }
    assert!(refused > 200, "{refused}");
}

/// One byte more, or one less, is no event.
#[test]
fn an_event_ends_where_it_ends() {
    for record in full_ledger().events(&EventFilter::default()).unwrap() {
        let bytes = encode_event(&record.event);
        let longer = [&bytes[..], &[0]].concat();
        for bad in [&longer[..], &bytes[..bytes.len() - 1]] {
            assert_eq!(decode_event(bad).unwrap_err().code().code(), "ledger.encoding");
        }
    }
}

/// No length that is read asks for more memory than a list may have.
#[test]
fn a_list_has_a_longest_length() {
    let mut event = full_ledger().events(&EventFilter::default()).unwrap().remove(0).event;
    let EventBody::ProgrammeDefined { terms } = &mut event.body else { panic!() };
    terms.items = vec![terms.items[0].clone(); 64];
    assert_eq!(decode_event(&encode_event(&event)).unwrap(), event);
    let EventBody::ProgrammeDefined { terms } = &mut event.body else { panic!() };
    terms.items.push(terms.items[0].clone());
    let error = decode_event(&encode_event(&event)).unwrap_err();
    assert_eq!(error.code().code(), "ledger.encoding");
}

#[test]
fn filters_choose_events() {
    let ledger = full_ledger();
    let count =
        |filter: serde_json::Value| ledger.events(&serde_json::from_value(filter).unwrap()).unwrap().len();
    assert_eq!(count(json!({})) as u64, ledger.head().events);
    assert_eq!(count(json!({"voucher": "v1"})), 14);
    assert_eq!(count(json!({"programme": "q"})), 1);
    assert_eq!(count(json!({"actor": "y"})), 8);
    assert_eq!(count(json!({"since": super::START_S + 1})), 1);
    assert_eq!(count(json!({"until": super::START_S})), 0);
    assert_eq!(count(json!({"until": super::START_S + 1})) as u64, ledger.head().events - 1);
    assert_eq!(count(json!({"after_seq": 3, "limit": 5})), 5);
    let after = EventFilter { after_seq: Some(3), ..EventFilter::default() };
    assert_eq!(ledger.events(&after).unwrap()[0].event.seq, 4);
    assert!(serde_json::from_value::<EventFilter>(json!({"vouchr": "v1"})).is_err());
}

proptest! {
    /// Any bytes give an event or a coded error.
    #[test]
    fn decoding_is_total(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(event) = decode_event(&bytes) {
            prop_assert_eq!(encode_event(&event), bytes.clone());
        }
        let _ = Ledger::import(&bytes);
    }
}
