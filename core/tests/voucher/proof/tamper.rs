//! Whoever changes a byte is found out (防篡改).
//!
//! The usual run takes a few values for each byte of each event and samples the slower checks; `DOORSTEP_TAMPER=full` takes
//! all 255 other values for each byte, every byte of the whole file, 20,000 random flips in larger files and 10,000 edits of
//! columns.

use doorstep::voucher::{
    Digest, EventRecord, HashKind, Head, Ledger, decode_event, encode_event, verify_jsonl,
};

use super::{jsonl, long, records};
use crate::voucher::generate::Dice;

fn full() -> bool {
    std::env::var_os("DOORSTEP_TAMPER").is_some()
}

/// Each byte of each of 1,000 events and its hash: no other value follows from the event before. This is the check that
/// opening, verifying and importing make of each record, one by one, so that the first bad one is named.
#[test]
fn every_byte_of_a_thousand_events_counts() {
    let records = records(&long(HashKind::Sha256, 1_000).ledger);
    let mut head = Head::genesis(HashKind::Sha256);
    let mut edits = 0_u64;
    for record in &records {
        let bytes = encode_event(&record.event);
        let mut values: Vec<u8> = (1..=255).collect();
        if !full() {
            values = vec![0x01, 0x80, 1 + (record.event.seq % 255) as u8];
        }
        for place in 0..bytes.len() {
            for change in &values {
                let mut edited = bytes.clone();
                edited[place] ^= change;
                edits += 1;
                let Ok(event) = decode_event(&edited) else { continue };
                let error = head.follow(&EventRecord { event, hash: record.hash }).unwrap_err();
                assert_eq!(
                    (error.code().code(), error.seq()),
                    ("ledger.broken_chain", Some(record.event.seq))
                );
            }
        }
        for place in 0..32 {
            for change in &values {
                let mut hash = *record.hash.as_bytes();
                hash[place] ^= change;
                edits += 1;
                let edited = EventRecord { event: record.event.clone(), hash: Digest::from(hash) };
                assert_eq!(head.follow(&edited).unwrap_err().seq(), Some(record.event.seq));
            }
        }
        head = head.follow(record).unwrap();
    }
    println!("{edits} edits of {} events, all found", records.len());
}

/// Bytes of the file of 1,000 events, one other value each, through the real import. Inside an event it is named.
#[test]
fn every_byte_of_the_file_counts() {
    let ledger = long(HashKind::Sha256, 1_000).ledger;
    let file = ledger.export().unwrap();
    let mut ends = vec![17_usize];
    for record in records(&ledger) {
        ends.push(ends[ends.len() - 1] + 8 + encode_event(&record.event).len() + 32);
    }
    let step = if full() { 1 } else { 1_009 };
    let mut edits = 0;
    let mut dice = Dice(1);
    for place in (0..file.len()).step_by(step).chain([0, 8, 16, file.len() - 1]) {
        let mut edited = file.clone();
        edited[place] ^= 1 + dice.below(255) as u8;
        let error = Ledger::import(&edited).unwrap_err();
        let inside = ends.partition_point(|end| *end <= place);
        if (1..=1_000).contains(&inside) {
            assert_eq!(error.seq(), Some(inside as u64), "byte {place}: {error}");
        }
        edits += 1;
    }
    println!("{edits} edits in a file of {} bytes, all found", file.len());
}

/// Random bits of larger files of both kinds and both hashes.
#[test]
fn random_flips_in_larger_files_are_found() {
    let (events, flips) = if full() { (2_000, 5_000) } else { (1_500, 60) };
    let mut dice = Dice(2);
    for hash_kind in HashKind::ALL {
        let ledger = long(hash_kind, events).ledger;
        let (file, lines) = (ledger.export().unwrap(), jsonl(&ledger));
        for _ in 0..flips {
            let bit = dice.below(file.len() as u64 * 8) as usize;
            let mut edited = file.clone();
            edited[bit / 8] ^= 1 << (bit % 8);
            assert!(Ledger::import(&edited).is_err(), "bit {bit}");
            let bit = dice.below(lines.len() as u64 * 8) as usize;
            let mut edited = lines.clone();
            edited[bit / 8] ^= 1 << (bit % 8);
            assert!(verify_jsonl(edited.as_slice(), &[]).is_err(), "bit {bit} of the lines");
        }
        println!("{flips} flips in {} bytes and as many in {} of lines, all found", file.len(), lines.len());
    }
}

/// Bytes of every column of the events in a SQLite file, with the triggers dropped as whoever owns the file can.
#[cfg(feature = "sqlite")]
#[test]
fn every_column_of_a_sqlite_file_counts() {
    use doorstep::voucher::store::SqliteStore;
    use rusqlite::types::Value;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let source = long(HashKind::Sha256, 1_000).ledger;
    let ledger = source.copy_to(Box::new(SqliteStore::open(&path).unwrap())).unwrap();
    ledger.verify().unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute_batch(
        "PRAGMA synchronous = OFF;
         DROP TRIGGER events_stay; DROP TRIGGER events_last;",
    )
    .unwrap();
    let mut dice = Dice(3);
    let edits = if full() { 10_000 } else { 120 };
    for edit in 0..edits {
        // All columns in turn; in a usual run the early events, which are found sooner.
        let column = ["command", "asked", "bytes", "hash"][edit % 4];
        let seq = 1 + dice.below(if full() { 1_000 } else { 400 }) as i64;
        let read = format!("SELECT {column} FROM events WHERE seq = ?1");
        let good: Value = raw.query_row(&read, [seq], |row| row.get(0)).unwrap();
        let bad = match &good {
            Value::Blob(bytes) => Value::Blob(spoilt(bytes.clone(), &mut dice)),
            Value::Text(text) => {
                let mut bytes = text.clone().into_bytes();
                let place = dice.below(bytes.len() as u64) as usize;
                bytes[place] = if bytes[place] == b'x' { b'y' } else { b'x' };
                Value::Text(String::from_utf8(bytes).unwrap())
            }
            other => panic!("{other:?}"),
        };
        let write = format!("UPDATE events SET {column} = ?1 WHERE seq = ?2");
        raw.execute(&write, (&bad, seq)).unwrap();
        let error = ledger.verify().unwrap_err();
        assert_eq!(error.seq(), Some(seq as u64), "{column} of {seq}: {error}");
        raw.execute(&write, (&good, seq)).unwrap();
    }
    println!("{edits} edits of columns, all found and named");
    ledger.verify().unwrap();
    // The number itself, and whole rows.
    let both = |sql: &str| {
        raw.execute_batch(sql).unwrap();
        let opened = Ledger::open(&format!("sqlite:///{}", path.display()));
        (ledger.verify().unwrap_err().seq(), opened.map(|_| ()))
    };
    let backup = folder.path().join("backup.db");
    SqliteStore::open(&path).unwrap().back_up(&backup).unwrap();
    for (sql, first) in [
        ("UPDATE events SET seq = 1002 WHERE seq = 500", 500),
        ("UPDATE events SET seq = 500 WHERE seq = 1002", 0),
        ("UPDATE events SET seq = -1 WHERE seq = 7", 7),
        ("UPDATE events SET seq = 7 WHERE seq = -1", 0),
        ("DELETE FROM events WHERE seq = 400", 400),
    ] {
        if first == 0 {
            raw.execute_batch(sql).unwrap();
            ledger.verify().unwrap();
            continue;
        }
        let (seq, opened) = both(sql);
        assert_eq!((seq, opened.unwrap_err().seq()), (Some(first), Some(first)), "{sql}");
    }
    drop(ledger);
    // A tail that is cut off opens; only a checkpoint tells.
    drop(raw);
    let raw = rusqlite::Connection::open(&backup).unwrap();
    raw.execute_batch("DROP TRIGGER IF EXISTS events_last; DELETE FROM events WHERE seq > 990").unwrap();
    drop(raw);
    let cut = Ledger::open(&format!("sqlite:///{}", backup.display())).unwrap();
    cut.verify().unwrap();
    let published = source.checkpoint(&super::key(), super::at(super::super::START_S)).unwrap();
    let error = cut.check_against(&[published]).unwrap_err();
    assert_eq!((error.code().code(), error.seq()), ("ledger.cut_off", Some(991)));
}

fn spoilt(mut bytes: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    let place = dice.below(bytes.len() as u64) as usize;
    bytes[place] ^= 1 + dice.below(255) as u8;
    bytes
}
