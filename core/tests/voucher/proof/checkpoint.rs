//! Checkpoints: their text, their signature, and what they say of a history.

use doorstep::voucher::proof::{Checkpoint, CheckpointKey, PublicKey};
use doorstep::voucher::{HashKind, Ledger};
use serde_json::json;

use super::{World, at, begun, checkpoint, code, jsonl, key, long, orders, play};
use crate::voucher::{DAY_S, START_S};

/// RFC 8032, section 7.1, test 1: its secret gives its public key here, and one verifier key that golang.org/x/mod's
/// documentation of signed notes uses is read and written unchanged, id and all.
#[test]
fn keys_are_those_of_the_standards() {
    let hex = |text: &str| *text.parse::<doorstep::voucher::Digest>().unwrap().as_bytes();
    let secret = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    let public = hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    assert_eq!(*CheckpointKey::new("x", &secret).unwrap().public().as_bytes(), public);
    let text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    let read: PublicKey = text.parse().unwrap();
    assert_eq!((read.to_string().as_str(), read.origin()), (text, "example.com/foo"));
    for place in 0..text.len() {
        let mut other = text.as_bytes().to_vec();
        other[place] ^= 1;
        let Ok(other) = String::from_utf8(other) else { continue };
        assert_eq!(code(other.parse::<PublicKey>()).0, "ledger.checkpoint_key", "{other}");
    }
    for (origin, length) in [("", 32), ("a b", 32), ("a+b", 32), ("济南", 32), ("a", 31), ("a", 33)] {
        assert_eq!(code(CheckpointKey::new(origin, &vec![1; length])).0, "ledger.checkpoint_key");
    }
    let shown = format!("{:?}", CheckpointKey::new("x", &secret).unwrap());
    assert_eq!(shown, "CheckpointKey(x, ***)");
}

#[test]
fn a_checkpoint_is_read_as_it_was_signed() {
    for hash_kind in HashKind::ALL {
        let world = long(hash_kind, 75);
        let signed = checkpoint(&world);
        let read = Checkpoint::verify(signed.text(), &key().public()).unwrap();
        assert_eq!(read, signed);
        assert_eq!((read.head(), read.root()), (world.ledger.head(), world.ledger.root().unwrap()));
        assert_eq!(world.ledger.check_against(&[read]).unwrap().covered, 75);
        // Another name, another key.
        let other = CheckpointKey::new("other.example", &[7; 32]).unwrap().public();
        assert_eq!(code(Checkpoint::verify(signed.text(), &other)).0, "ledger.signature");
        let other = CheckpointKey::new("jinan.example/vouchers", &[8; 32]).unwrap().public();
        assert_eq!(code(Checkpoint::verify(signed.text(), &other)).0, "ledger.signature");
    }
}

/// Every bit of the text, and every cut.
#[test]
fn a_changed_checkpoint_is_refused() {
    let signed = checkpoint(&long(HashKind::Sha256, 75));
    let (text, public) = (signed.text().as_bytes(), key().public());
    for place in 0..text.len() * 8 {
        let mut changed = text.to_vec();
        changed[place / 8] ^= 1 << (place % 8);
        let Ok(changed) = String::from_utf8(changed) else { continue };
        let code = code(Checkpoint::verify(&changed, &public)).0;
        assert!(["ledger.signature", "ledger.checkpoint"].contains(&code), "bit {place}: {code}");
    }
    for cut in (0..text.len()).filter(|cut| signed.text().is_char_boundary(*cut)) {
        assert!(Checkpoint::verify(&signed.text()[..cut], &public).is_err(), "cut at {cut}");
    }
    assert!(Checkpoint::verify(&format!("{}\n", signed.text()), &public).is_err());
}

/// Witnesses add their lines; a second line of our own key that is bad spoils it all.
#[test]
fn other_signatures_are_passed_over() {
    let signed = checkpoint(&long(HashKind::Sha256, 75));
    let public = key().public();
    let witness = "\u{2014} witness.example AAAAAAEC\n";
    for text in
        [format!("{}{witness}", signed.text()), signed.text().replace("\n\n", &format!("\n\n{witness}"))]
    {
        assert_eq!(Checkpoint::verify(&text, &public).unwrap().root(), signed.root());
    }
    let own = signed.text().rsplit_once("\n\n").unwrap().1;
    let (start, end) = own.trim_end().rsplit_once(' ').unwrap();
    let bad = format!("{start} {}A{}\n", &end[..20], &end[21..]);
    assert_ne!(bad, own);
    assert_eq!(code(Checkpoint::verify(&format!("{}{bad}", signed.text()), &public)).0, "ledger.signature");
    let many = format!("{}{}", signed.text(), witness.repeat(100));
    assert_eq!(code(Checkpoint::verify(&many, &public)).0, "ledger.checkpoint");
}

/// A day ends at midnight in Jinan, not in Greenwich; the root of a day is that of all events up to its end.
#[test]
fn days_have_roots() {
    let mut world = World::new(json!({}));
    let mut ends = Vec::new();
    for day in 0..3 {
        // 23:59:59 and 00:00:00 in Jinan.
        let midnight = START_S - START_S.rem_euclid(DAY_S) + 16 * 3_600 + day * DAY_S;
        for (place, now) in [midnight - 1, midnight].into_iter().enumerate() {
            world.now = now;
            let mut order = json!({"action": "issue", "programme": "p", "holder": format!("h{day}{place}")});
            order["voucher"] = json!(format!("v{day}{place}"));
            world.does("i issuer", order);
            if place == 0 {
                ends.push(checkpoint(&world));
            }
        }
    }
    let days = world.ledger.day_roots().unwrap();
    let shown: Vec<_> = days.iter().map(|day| (day.day.to_string(), day.root.events)).collect();
    let right = [("2026-03-02", 3), ("2026-03-03", 5), ("2026-03-04", 7), ("2026-03-05", 8)];
    assert_eq!(shown, right.map(|(day, events)| (day.to_owned(), events)));
    for (day, end) in days.iter().zip(&ends) {
        assert_eq!((day.root, day.head, day.day), (end.root(), end.head().hash, end.day()));
    }
    assert_eq!(world.ledger.check_against(&ends).unwrap().checkpoints, 3);
    assert!(Ledger::memory().day_roots().unwrap().is_empty());
}

/// Each checkpoint costs only what came since the last, and is that of a fresh look at all.
#[test]
fn checkpoints_go_on_where_the_last_one_ended() {
    let mut world = long(HashKind::Sha256, 60);
    for serial in 0..40 {
        let mut order = json!({"action": "issue", "programme": "bulk", "holder": format!("n{serial}")});
        order["voucher"] = json!(format!("n{serial}"));
        world.does("i issuer", order);
        let fresh = Ledger::import(&world.ledger.export().unwrap()).unwrap();
        assert_eq!(world.ledger.root().unwrap(), fresh.root().unwrap());
    }
}

/// A history that is cut, replaced by a backup, or written anew with a chain that fits, against what was published.
#[test]
fn another_history_is_found_by_the_published_roots() {
    let base = long(HashKind::Sha256, 300);
    // A checkpoint for each day and one for the end, as they were published while the ledger grew.
    let published: Vec<Checkpoint> = {
        let start = begun(HashKind::Sha256).ledger.head().events;
        let mut days = base.ledger.day_roots().unwrap();
        days.retain(|day| day.root.events >= start);
        assert!(days.len() >= 3, "{days:?}");
        let mut found = Vec::new();
        for day in &days {
            let cut = long(HashKind::Sha256, day.root.events);
            assert_eq!(cut.ledger.root().unwrap(), day.root);
            found.push(checkpoint(&cut));
        }
        found
    };
    assert_eq!(base.ledger.check_against(&published).unwrap().covered, 300);
    let ends: Vec<u64> = published.iter().map(|checkpoint| checkpoint.root().events).collect();
    // Cut tails and older backups: the first missing event is named.
    for events in [60, 150, 299] {
        let older = long(HashKind::Sha256, events).ledger;
        older.verify().unwrap();
        assert_eq!(code(older.check_against(&published)), ("ledger.cut_off", Some(events + 1)));
        assert_eq!(older.first_difference(&base.ledger).unwrap(), None);
    }
    assert_eq!(code(Ledger::memory().check_against(&published)), ("ledger.cut_off", Some(1)));
    // Written anew: the same commands with one changed, left out, put in or swapped. Each history is sound in itself.
    let start = begun(HashKind::Sha256);
    let good = orders(start.now);
    let events_before = |place: usize| {
        let before = play_all(begun(HashKind::Sha256), &good[..place]);
        before.ledger.head().events
    };
    for (what, place) in [
        ("changed", 12),
        ("left out", 14),
        ("put in", 13),
        ("swapped", 14),
        ("changed", 200),
        ("put in", 200),
    ] {
        let mut edited = good.clone();
        match what {
            // The record of a service, and so the redemption.
            "changed" => edited[place].2["record"] = json!("another"),
            // A payment, so that the money is still there.
            "left out" => drop(edited.remove(place)),
            "put in" => {
                let order = json!({"action": "issue", "programme": "bulk", "holder": "x", "voucher": "x"});
                edited.insert(place, (edited[place].0, "i issuer".to_owned(), order));
            }
            // A payment and the issue behind it, each at the other's time.
            _ => {
                edited.swap(place, place + 1);
                let (one, two) = (edited[place].0, edited[place + 1].0);
                (edited[place].0, edited[place + 1].0) = (two, one);
            }
        }
        let anew = play(begun(HashKind::Sha256), &edited, 300).ledger;
        anew.verify().unwrap();
        let at_event = events_before(place) + 1;
        assert_eq!(anew.first_difference(&base.ledger).unwrap(), Some(at_event), "{what}");
        let (code, seq) = code(anew.check_against(&published));
        assert_eq!(code, "ledger.rewritten", "{what}");
        // The change lies behind the last checkpoint that holds, and not behind the first that does not.
        let before = ends.iter().rfind(|end| **end < at_event).map_or(1, |end| end + 1);
        assert_eq!(seq, Some(before), "{what}");
        let error = doorstep::voucher::verify_jsonl(jsonl(&anew).as_slice(), &published).unwrap_err();
        assert_eq!((error.code().code(), error.seq()), ("ledger.rewritten", Some(before)));
        // Signed by its keeper, it proves the fork to anybody.
        let signed = anew.checkpoint(&key(), published.last().unwrap().time()).unwrap();
        assert!(signed.conflicts(published.last().unwrap()));
        let both = [signed, published.last().unwrap().clone()];
        assert_eq!(super::code(base.ledger.check_against(&both)).0, "ledger.fork");
    }
    // An older backup that is signed again later: fewer events at a later time.
    let back = long(HashKind::Sha256, 200);
    let later = at(published.last().unwrap().time().get() + 1);
    let signed = back.ledger.checkpoint(&key(), later).unwrap();
    assert!(signed.conflicts(published.last().unwrap()) && !published[0].conflicts(&published[1]));
    let mut all = published.clone();
    all.push(signed);
    assert_eq!(code(back.ledger.check_against(&all)).0, "ledger.fork");
    // Of another ledger, or of another hash.
    let other = CheckpointKey::new("other.example", &[7; 32]).unwrap();
    let mixed = [published[0].clone(), base.ledger.checkpoint(&other, later).unwrap()];
    assert_eq!(code(base.ledger.check_against(&mixed)).0, "ledger.fork");
    assert_eq!(code(long(HashKind::Sm3, 60).ledger.check_against(&published)).0, "ledger.hash_kind");
}

fn play_all(mut world: World, orders: &[super::Order]) -> World {
    for (now, actor, order) in orders {
        world.now = *now;
        world.send(actor, order.clone());
    }
    world
}
